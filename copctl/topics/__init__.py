"""Counting what members want, and the backlog from topic to covered."""

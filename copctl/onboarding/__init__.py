"""Bringing people in: invitations to join, the welcome, checks of profiles."""

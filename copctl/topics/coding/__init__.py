"""Coding free text: what answers have in common, and the moderator's decisions about it."""

"""Questionnaires, taking answers in, and who responded."""

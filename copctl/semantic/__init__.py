"""Meaning as numbers: a small English language model that runs on NumPy alone."""

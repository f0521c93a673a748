"""Voting rules: pure functions from weighted ballots to who is chosen, one family a file."""

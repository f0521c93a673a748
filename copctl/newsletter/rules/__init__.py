"""What an issue must hold to before it goes out: one family of rules a file, each pure."""

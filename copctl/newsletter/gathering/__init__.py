"""What a quarter's issue can say, gathered out of the store: one module a kind of news."""

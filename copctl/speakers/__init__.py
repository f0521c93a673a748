"""Finding who can speak about a topic."""

"""People who came in twice: how alike two entries are, and one made of both."""

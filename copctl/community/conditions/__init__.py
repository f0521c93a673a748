"""Finding members by a condition: the language of `--where`, and what it asks the store."""

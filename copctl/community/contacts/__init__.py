"""Lists of people out of other tools: one reader a file, `sniff` says which, `shape` is what all give."""

"""The quarterly newsletter: its contents, the draft, the rendered issue."""

"""Turning what the store holds into pages and mails: the one Jinja environment, Markdown, inlined CSS."""

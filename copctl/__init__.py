"""copctl: the moderator's toolkit for communities of practice."""

__version__ = "0.1.0"

"""Kinds of mail that permission knows by name (`Message.kind`)."""

from __future__ import annotations

NEWSLETTER, NEWSLETTER_CALL, NEWSLETTER_TEST = "newsletter", "newsletter call", "newsletter test"
INVITATION_TO_JOIN, REMINDER_TO_JOIN = "invitation to join", "reminder to join"
SESSION_UPDATE, SESSION_CANCELLATION = "session update", "session cancellation"

JOINING = frozenset({INVITATION_TO_JOIN, REMINDER_TO_JOIN})
# What only goes to those who agreed to get the newsletter.
NEWSLETTERS = frozenset({NEWSLETTER, NEWSLETTER_CALL})
# They go to an address that the moderator typed, whosever it is.
TESTS = frozenset({NEWSLETTER_TEST})
# What happens to a session that somebody said they come to.
SESSION_CHANGES = frozenset({SESSION_UPDATE, SESSION_CANCELLATION})

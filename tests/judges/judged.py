"""What is judged: the files of the demo's issue, in each look, and its invitations, by name.

`issue/` is the issue as the demo renders it; `letter/`, `magazine/` and `light/` are the same issue in
one of the looks; `invitation/` holds the page for each audience, and a mail as it goes out.
"""

from __future__ import annotations

LOOKS = ("letter", "magazine", "light")
ISSUE = ("email.html", "web.html", "issue.eml", "issue.pdf")
AUDIENCES = ("members", "prospects", "speakers")
NEWS = ("changed", "cancelled")

INVITATIONS = tuple(f"invitation/{which}.html" for which in (*AUDIENCES, *NEWS))
MAILS = ("invitation/members.eml",)
JUDGED = (*(f"{place}/{file}" for place in ("issue", *LOOKS) for file in ISSUE), *INVITATIONS, *MAILS)


def with_ending(*endings: str) -> list[str]:
    """The names that end so, for a test to go through."""
    return [name for name in JUDGED if name.endswith(endings)]


PAGES = with_ending(".html")
# The pages that go out as mails; the page for the archive is none.
MAIL_PAGES = [name for name in PAGES if not name.endswith("web.html")]

# Gmail hides what follows after 102 KB or so; the look for slow lines promises less.
LARGEST, LARGEST_LIGHT = 100_000, 20_000

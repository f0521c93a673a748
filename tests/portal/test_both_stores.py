"""The portal as a whole on each kind of store: coming in, every page, every deed, going."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl
from tests.portal.conftest import DATABASES, Portal
from tests.portal.crawling import crawl
from tests.portal.crowd import ISSUE, shared


@pytest.mark.parametrize("community", DATABASES, indirect=True)
def test_a_member_comes_in_sees_all_does_all_and_goes(
    community: Path, succeed: Copctl, portal: Portal
) -> None:
    shared(succeed, lambda what: f"Some {what}", "bo@example.org")
    ana = portal.browser().sign_in()

    seen = {place: answer.status_code for place, answer, _ in crawl(ana)}

    # A mail is shown whole or not at all, and its link is only where it is shown.
    assert {place: status for place, status in seen.items() if status != 200} == {}
    assert {"/members/2", "/sessions/2026-11", "/stories/1", f"/newsletter/{ISSUE}", f"/newsletter/{ISSUE}/mail",
            "/surveys/next", "/me/everything.json", "/sessions/2027-02/invitation.ics"} <= set(seen)  # fmt: skip
    for page, to, fields in (
        ("/me", "/me/profile", {"name": "Ana Lim", "bio": "Eels ត្រី"}),
        ("/me", "/me/expertise", {"topic-1": "Eels", "new-level-1": "3"}),
        ("/me", "/me/consents", {"directory": "on"}),
        ("/sessions/2027-02", "/sessions/2027-02/rsvp", {"answer": "yes"}),
        ("/offer", "/offer", {"kind": "project", "title": "Ponds", "body": "Of eels"}),
    ):
        assert ana.fill(page, to=to, **fields).status_code == 303, to
    found = ana.get("/search?q=ត្រី").text
    assert f"/members/{portal.number('ana@example.org')}" in found
    assert "Eels" in ana.get("/members?topic=eels").text
    assert ana.fill("/me", to="/sign-out-everywhere").status_code == 303
    assert ana.get("/me").status_code == 303

"""The pages of what members gave, on PostgreSQL."""

from __future__ import annotations

import pytest

from copctl.commons import my_page, newsletter, pages, resources, send_in, stories
from tests.commons.gifts import ANA, DARA, given, people, story, told
from tests.commons.looking import html, looking
from tests.conftest import run
from tests.store.test_postgresql import SERVER, empty_database, moved

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not SERVER, reason="COPCTL_TEST_POSTGRESQL_URL names no server"),
]
__all__ = ["empty_database", "moved"]


def test_every_page_is_made_on_postgresql_too(moved, folder) -> None:
    def succeed(*arguments, **world):
        result = run(*arguments, **world)
        assert result.exit_code == 0, result.stderr
        return result

    people(succeed)
    told(succeed, "First story", "--by", ANA)
    story(succeed, "Secret tale")
    for title in ("One", "Two", "Three"):
        given(succeed, "resource", title, "--by", DARA)
    succeed("topic", "add", "Meters")
    succeed("session", "plan", "--title", "Meters", "--topic", "Meters", "--on", "2026-11-02 14:00")
    succeed("session", "wrap", "2026-11", "--recording", "https://v.example/r")
    succeed("newsletter", "draft", "2026Q4")
    succeed("newsletter", "send", "2026Q4", "--yes", "--despite-errors")
    succeed("mail", "deliver", "--to-folder", "out/mail")

    with looking(folder, ANA) as view:
        first = resources.listed(view)
        place = str(first.values["materials"][1].place)
        later = resources.listed(view, resources.Wish(after=place, kind="resource", author="2"))
        about = resources.listed(view, resources.Wish(topic="meters"))
        assert [one.title for one in later.values["materials"]] == ["Two", "One"]
        assert [one.title for one in about.values["materials"]] == ["Meters"]
        assert stories.listed(view, stories.Wish(after="1")).values["cards"] == []
        assert newsletter.mail_html(view, "2026Q4")
        made = [*pages.everything(view), my_page.me(view), send_in.page(view)]
        assert "Secret tale" not in "".join(html(page, view) for page in made)

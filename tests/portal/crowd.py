"""A community in which everything is said in words of a test's choosing: by `say("what it is")`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from copctl.store.schema import Endorsement
from tests.commons.gifts import given, writing
from tests.conftest import Copctl, run

Say = Callable[[str], str]
SURVEY = """# Title

## survey

| type | name | label | required | parameters |
| --- | --- | --- | --- | --- |
| select_one list or_other | one | One of these | | |
| select_multiple list or_other | some | Some of these | | |
| rank list | order | The best first | | |
| range | score | How much? | | start=1 end=5 step=1 |
| decimal | hours | Hours | | |
| date | day | A day | | |
| text | words | Your words | | |

## choices

| list_name | name | label |
| --- | --- | --- |
| list | a | First choice |
| list | b | Second choice |
"""
# One line each: a table of Markdown and the name of a file have no room for more.
ISSUE = "2026Q4"


def profile(say: Say, country: str = "KH") -> tuple[str, ...]:
    """What somebody says of themselves, as words of a command."""
    said = ("role", "organisation", "motivations", "brings", "bio")
    return (*(word for name in said for word in (f"--{name}", say(name))), "--country", country)


def shared(succeed: Copctl, say: Say, by: str) -> dict[str, str]:
    """What the community has, with `by` in it wherever somebody can be; what can be asked for, by kind."""
    succeed("topic", "add", say("topic"), "--about", say("about topic"))
    for day, code in (("2026-11-02 14:00", "2026-11"), ("2027-02-02 14:00", "2027-02")):
        succeed(
            "session", "plan", "--title", say(f"session {code}"), "--topic", say("topic"), "--on", day, "--about",
            say("about session"), "--place", say("place"), "--speaker", by,
        )  # fmt: skip
        succeed("session", "edit", code, "--speaker-status", f"{by}:confirmed")
    Path("notes.md").write_text(say("notes"), encoding="utf-8")
    succeed(
        "session", "wrap", "2026-11", "--recording", "https://v.example/r", "--notes", "notes.md", "--decided",
        say("decided"),
    )  # fmt: skip
    Image.new("RGB", (600, 400), "navy").save("photo.jpg")
    succeed("media", "add", "photo.jpg", "--alt", say("picture"), "--credit", say("credit"), "--no-people")
    found = {}
    for kind in ("story", "project", "resource"):
        agreed = ("--consent", say("consent")) if kind == "story" else ()
        found[kind] = given(
            succeed, kind, say(kind), "--body", say(f"body {kind}"), "--link", f"https://{kind}.example/x", "--by", by,
            *agreed,
        )  # fmt: skip
    Path("survey.md").write_text(SURVEY, encoding="utf-8")
    for slug in ("next", "draft"):
        succeed("survey", "new", slug, "--from", "survey.md")
    succeed("survey", "open", "next")
    succeed("newsletter", "draft", ISSUE)
    succeed("newsletter", "send", ISSUE, "--yes", "--despite-errors")
    succeed("mail", "deliver", "--to-folder", "out/mail")
    return found


def endorse(folder: Path, member: int, by: int, topic: int, note: str) -> None:
    """A word of one member about another."""
    from copctl.store.schema.member import Voice
    from tests.conftest import NOW

    with writing(folder) as db:
        db.add(
            Endorsement(
                member_id=member, by_id=by, topic_id=topic, voice=Voice.PEER.value, level=3, note=note,
                given_on=NOW.date(),
            )
        )  # fmt: skip


__all__ = ["ISSUE", "endorse", "profile", "run", "shared"]

"""An issue for members' eyes in the portal: who is not in the directory is not named in it.

A mail that went out may name who spoke or gave something; the portal names only who can be found in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import visible
from copctl.errors import Refused
from copctl.newsletter import draft_file, page
from copctl.store.schema import Contribution, Member, Organisation, SessionSpeaker

SOMEBODY = "a member"


# What in a draft is about one person, who may take it back tomorrow.
_OF_ONE = ("member:", "story:")
_OF_NEWCOMERS = {"organisation", "country"}


def without_hidden(db: Session, markdown: str) -> str:
    """The text with `a member` for each hidden speaker and giver, without their employer."""
    return _without(db, markdown, ~visible.listed())


def lasting(db: Session, markdown: str) -> str:
    """What an index may keep of an issue: no speaker or giver, nothing that hangs on a consent.

    An index is not renewed when somebody takes a consent back, so it must not know more.
    """
    try:
        draft = draft_file.read(markdown)
    except Refused:
        return _without(db, markdown, true())  # it has no markers to go by
    kept = [
        "\n\n".join([section.heading or "", *(entry.text for entry in section.entries if _lasts(entry))])
        for section in draft.sections
    ]
    return _without(db, "\n\n".join([draft.front.title, draft.front.preheader, *kept]), true())


def _lasts(entry: draft_file.Entry) -> bool:
    return not any(key.startswith(_OF_ONE) for key in entry.keys)


def say_more(db: Session, keys: Iterable[str]) -> list[str]:
    """Those keys of an issue's new members who show less by now than stands there."""
    numbers = {key.partition(":")[2]: key for key in keys if key.startswith("member:")}
    wanted = [int(number) for number in numbers if number.isdecimal() and len(number) < 10]
    people = db.execute(select(Member).where(Member.id.in_(wanted))).scalars()
    return [numbers[str(one.id)] for one in people if not set(visible.shown(one)) >= _OF_NEWCOMERS]


def for_members(db: Session, issue: page.Issue) -> page.Issue:
    """An issue, such as a newcomer's folder has it, without who is hidden now."""
    patterns = _patterns(db, ~visible.listed())
    sections = tuple(
        replace(
            section,
            entries=tuple(replace(entry, text=_swapped(entry.text, patterns)) for entry in section.entries),
        )
        for section in issue.draft.sections
    )
    withheld = [*issue.withheld, *say_more(db, issue.draft.keys)]
    return replace(issue, draft=replace(issue.draft, sections=sections), withheld=withheld)


def _without(db: Session, markdown: str, condition: ColumnElement[bool]) -> str:
    return _swapped(markdown, _patterns(db, condition))


def _swapped(markdown: str, patterns: Iterable[re.Pattern[str]]) -> str:
    for pattern in patterns:
        markdown = pattern.sub(SOMEBODY, markdown)
    return markdown


def _patterns(db: Session, condition: ColumnElement[bool]) -> list[re.Pattern[str]]:
    """What finds the speakers and givers of this condition in a text, the longest name first."""
    spoke = exists().where(SessionSpeaker.member_id == Member.id)
    gave = exists().where(Contribution.member_id == Member.id)
    hidden = (
        select(Member.name, Organisation.name)
        .join(Organisation, Organisation.id == Member.organisation_id, isouter=True)
        .where(or_(spoke, gave), condition)
    )
    found = sorted(db.execute(hidden).tuples(), key=lambda row: -len(row[0]))
    return [_named(name, employer or "") for name, employer in found]


def _named(name: str, employer: str) -> re.Pattern[str]:
    """A name as a whole, emphasised or not, with the employer that a byline has behind it."""
    said = r"\s+".join(_escaped(word) for word in names.prose(name).split())
    # Scripts without blanks have no ends of words.
    begins, ends = (r"(?<!\w)", r"(?!\w)") if name.isascii() else ("", "")
    whose = _escaped(employer)
    behind = rf"(?:\s*\({whose}\)|,\s*{whose})?" if employer else ""
    return re.compile(rf"\**{begins}{said}{ends}\**{behind}", re.IGNORECASE)


def _escaped(text: str) -> str:
    """A pattern for a text, also where Markdown's own signs in it were written with a backslash."""
    return "".join(rf"\\?{re.escape(letter)}" if not letter.isalnum() else letter for letter in text)

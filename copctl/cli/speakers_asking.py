"""What is asked of `copctl speakers suggest`, and the one way from there to a ranking."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copctl.cli import speakers_meaning
from copctl.cli.desk import Desk
from copctl.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from copctl.speakers.occasions import Setting
    from copctl.speakers.suggestions import Manner, Ranking


@dataclass(frozen=True)
class Asked:
    """Whom to look for: by words or topic, for which session, and how. `most` None asks for all."""

    topic: str | None = None
    session: str | None = None
    most: int | None = None
    everyone: bool = False
    text_only: bool = False
    semantic: bool | None = None
    language: str | None = None


@dataclass(frozen=True)
class PanelAsked:
    """The rules that a panel was asked for with; see `copctl speakers suggest --help`.

    With `fair` panels are planned for all of `sessions` at once, or for all that are planned, where nobody
    has more than `turns` of them in twelve months.
    """

    size: int
    per_organisation: int | None = None
    countries: int | None = None
    first_timers: str | None = None
    levels: str | None = None
    twice_a_quarter: bool = False
    turns: int | None = None
    fair: bool = False
    sessions: tuple[str, ...] = ()


def ranking(desk: Desk, asked: Asked) -> Ranking:
    """Everybody who is suggested, best first, out of an index that is up to date."""
    from copctl.speakers import suggestions

    where = setting(desk, asked)
    make_ready(desk, asked, where)
    return suggestions.suggest(desk.settings.database, asked.topic, where, manner(desk, asked))


def make_ready(desk: Desk, asked: Asked, where: Setting) -> None:
    """Bring the index up to date, and with it the vectors where meaning is compared.

    What cannot be looked for is said before anything is made ready; raises as `suggestions.check`.
    """
    from copctl.speakers import suggestions

    url = desk.settings.database
    if is_stale(desk):
        suggestions.check(url, asked.topic, where)
        refresh(desk)
    speakers_meaning.prepare(desk, asked.semantic, lambda: [suggestions.check(url, asked.topic, where)])


def setting(desk: Desk, asked: Asked) -> Setting:
    """The session that a speaker is wanted for, or today."""
    from copctl.speakers import occasions

    language = language_of(desk, asked.language)
    if asked.session is None:
        return occasions.in_general(desk.today(), language)
    found = occasions.at_session(desk.settings.database, asked.session, desk.today(), language)
    over = {"held": "was held already", "cancelled": "is cancelled"}.get(found.status)
    if over:
        desk.hint(f"Note: session {found.occasion.code} {over}.")
    return found


def language_of(desk: Desk, named: str | None) -> str:
    """The language that will be spoken: as named, else the community's.

    WrongUsage for one that neither copctl nor anybody here knows.
    """
    if named is None:
        return desk.settings.language
    from copctl.community.languages import is_listed
    from copctl.community.values import clean_languages

    try:
        code = next(iter(clean_languages(named)), desk.settings.language)
    except Refused as refused:
        raise WrongUsage(f"--language: {refused.message}", hint=refused.hint) from refused
    if not is_listed(code) and code != desk.settings.language and code not in _spoken(desk):
        raise WrongUsage(
            f"--language: {code!r} is no language that copctl or anybody here knows.",
            hint="use codes such as en, km, lo, th, vi or my",
        )
    return code


def _spoken(desk: Desk) -> set[str]:
    """The languages that members are known to speak."""
    from copctl.store import quick

    known: set[str] = set()
    for row in quick.rows(desk.settings.database, "SELECT m.languages AS languages FROM member m"):
        stored = row["languages"]
        known.update((json.loads(stored) if isinstance(stored, str) else stored) or ())
    return known


def manner(desk: Desk, asked: Asked) -> Manner:
    """How to rank, by the settings and what was asked."""
    from copctl.speakers.suggestions import Manner

    return Manner(
        weights=desk.settings.speakers,
        most=None if asked.everyone else asked.most,
        everyone=asked.everyone,
        text_only=asked.text_only,
        semantic=asked.semantic,
    )


def is_stale(desk: Desk) -> bool:
    """Whether anything was said or changed since the index of passages was brought up to date."""
    from copctl.speakers import passages

    return passages.is_stale(desk.settings.database)


def refresh(desk: Desk) -> None:
    """Bring the index of passages up to date."""
    from copctl.cli.progress import counting
    from copctl.speakers import passages

    with counting(desk, "people read") as done, desk.transaction() as db:
        passages.refresh(db, done)

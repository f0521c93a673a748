"""Everything that members may find, as the index of pages holds it: one function for each kind of page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from copctl import names
from copctl.commons import named, occasion
from copctl.commons.archived import Archive
from copctl.commons.teaser import beginning
from copctl.commons.words import as_they_are, indexed
from copctl.community import contributions as rules
from copctl.community import visible
from copctl.community.countries import country_name
from copctl.community.languages import language_name
from copctl.community.mentions import ERASED, Sought
from copctl.newsletter import editions
from copctl.store.page_index import Entry
from copctl.store.schema import (
    Contribution,
    Edition,
    Expertise,
    Issue,
    LearningSession,
    Member,
    Organisation,
    SessionSpeaker,
    SessionTopic,
    Topic,
)
from copctl.store.schema.contribution import ContributionKind

MEMBER, SESSION, TOPIC, RESOURCE, PROJECT, STORY, NEWSLETTERS = (
    "member", "session", "topic", "resource", "project", "story", "newsletter",
)  # fmt: skip
_CHUNK, _LINE = 500, 160
# Makes the words that a page is found by out of its title and its texts.
Words = Callable[[str, Iterable[str]], str]


def entries(db: Session, moderator: str = "") -> Iterator[Entry]:
    """Every page that members may find; an issue may name its moderator."""
    return chain(members(db), sessions(db), topics(db), contributions(db), issues(db, moderator))


def as_written(db: Session, moderator: str = "") -> Iterator[Entry]:
    """The same as it may be found at this moment, by words as they are written."""
    each = as_they_are
    told = topics(db, named.topics(), words=each), contributions(db, words=each)
    return chain(members(db, words=each), sessions(db, words=each), *told, issues(db, moderator, words=each))


def member_place(number: int) -> str:
    """Where somebody's page is."""
    return f"/members/{number}"


def session_place(code: str) -> str:
    """Where a session's page is."""
    return f"/sessions/{code}"


def contribution_places(number: int) -> tuple[str, str]:
    """Where a contribution's page may be: a resource stands apart from stories and projects."""
    return f"/resources/{number}", f"/stories/{number}"


def members(
    db: Session, numbers: Collection[int] | None = None, *, words: Words = indexed
) -> Iterator[Entry]:
    """Those in the directory, by the fields that they chose."""
    wanted = (
        select(
            Member.id, Member.name, Member.shown, Member.role, Organisation.name, Member.country,
            Member.languages, Member.brings, Member.bio, Member.email,
        )
        .join(Organisation, Organisation.id == Member.organisation_id, isouter=True)
        .where(visible.listed())
        .order_by(Member.id)
    )  # fmt: skip
    for some in _portions(numbers):
        which = wanted if some is None else wanted.where(Member.id.in_(some))
        claims = _claims(db, some)
        for number, *row in db.execute(which).tuples():
            yield _member(number, row, claims.get(number, []), words)


def _member(number: int, row: list[Any], claims: list[str], words: Words) -> Entry:
    name, shown, role, organisation, country, languages, brings, bio, email = row
    values = {
        "role": role,
        "organisation": organisation or "",
        "country": country_name(country),
        "languages": " ".join(language_name(code) for code in languages or []),
        "expertise": "; ".join(claims),
        "brings": brings,
        "bio": bio,
        "email": email or "",
    }
    own = {field: values[field] for field in visible.FIELDS if field in visible.chosen(shown)}
    work = [own.get(field, "") for field in ("role", "organisation", "country")]
    about = " · ".join(text for text in work if text) or own.get("expertise", "")
    return Entry(member_place(number), MEMBER, name, _line(about), words(name, own.values()))


def _claims(db: Session, some: Collection[int] | None) -> dict[int, list[str]]:
    wanted = select(Expertise.member_id, Topic.label).join(Topic, Topic.id == Expertise.topic_id)
    if some is not None:
        wanted = wanted.where(Expertise.member_id.in_(some))
    found: dict[int, list[str]] = {}
    for number, label in db.execute(wanted.order_by(Expertise.level.desc(), Topic.label)).tuples():
        found.setdefault(number, []).append(label)
    return found


def sessions(
    db: Session, numbers: Collection[int] | None = None, *, words: Words = indexed
) -> Iterator[Entry]:
    """Sessions, past and to come; whoever speaks is found by name only while they are in the directory."""
    wanted = (
        select(LearningSession)
        .options(
            selectinload(LearningSession.topics).joinedload(SessionTopic.topic),
            selectinload(LearningSession.agenda),
            selectinload(LearningSession.speakers)
            .joinedload(SessionSpeaker.member)
            .selectinload(Member.consents),
        )
        .order_by(LearningSession.id)
    )
    for some in _portions(numbers):
        which = wanted if some is None else wanted.where(LearningSession.id.in_(some))
        for session in db.execute(which).scalars():
            yield _session(session, words)


def _session(session: LearningSession, words: Words) -> Entry:
    hidden = frozenset(occasion.hidden(session))
    told = Sought(frozenset(), hidden)

    def clean(text: str) -> str:
        return told.taken_out(text).replace(ERASED, " ") if hidden else text

    speakers = occasion.told_of(session)
    title, about = clean(session.title), clean(session.about)
    texts = [
        about,
        *(entry.topic.label for entry in session.topics),
        clean(session.notes),
        clean(session.decided),
        *(clean(item.title) for item in session.agenda),
        *(clean(s.talk) for s in speakers),
        *(s.member.name for s in speakers if s.member.name not in hidden),
    ]
    line = _plain(about) or ", ".join(entry.topic.label for entry in session.topics)
    return Entry(
        session_place(session.code), SESSION, title, _line(line), words(f"{title} {session.code}", texts)
    )


def topics(
    db: Session, which: ColumnElement[bool] | None = None, *, words: Words = indexed
) -> Iterator[Entry]:
    """Topics, by every way to write them; all, or those that a condition on `Topic` holds for."""
    wanted = (
        select(Topic)
        .where(true() if which is None else which)
        .options(selectinload(Topic.aliases))
        .order_by(Topic.id)
    )
    for topic in db.execute(wanted).scalars():
        texts = [topic.about, *(alias.label for alias in topic.aliases)]
        found = words(topic.label, texts)
        yield Entry(f"/topics/{topic.slug}", TOPIC, topic.label, _line(_plain(topic.about)), found)


def contributions(
    db: Session, numbers: Collection[int] | None = None, *, words: Words = indexed
) -> Iterator[Entry]:
    """Projects, resources, and stories that may be published."""
    wanted = (
        select(Contribution)
        .options(
            joinedload(Contribution.member).selectinload(Member.consents),
            joinedload(Contribution.organisation),
        )
        .order_by(Contribution.id)
    )
    for some in _portions(numbers):
        which = wanted if some is None else wanted.where(Contribution.id.in_(some))
        for piece in db.execute(which).scalars():
            if rules.may_be_published(piece):
                yield _contribution(piece, words)


def _contribution(piece: Contribution, words: Words) -> Entry:
    member = piece.member
    author = member.name if member is not None and visible.is_listed(member) else ""
    is_own = member is not None and member.organisation_id == piece.organisation_id
    tells_employer = not is_own or (member is not None and "organisation" in visible.shown(member))
    organisation = piece.organisation.name if piece.organisation and tells_employer else ""
    resource, story = contribution_places(piece.id)
    return Entry(
        resource if piece.kind == ContributionKind.RESOURCE else story,
        piece.kind,
        piece.title,
        _line(" · ".join(filter(None, (author, organisation, _plain(piece.body))))),
        words(piece.title, [piece.body, author, organisation]),
    )


def issues(db: Session, moderator: str = "", *, words: Words = indexed) -> Iterator[Entry]:
    """Issues of the newsletter that went out, by their newest edition as it may be read now."""
    edition = Issue.quarter, Edition.subject, Edition.markdown
    wanted = select(*edition).join(Edition).where(editions.is_newest(), editions.is_out())
    archive = Archive.of(db, moderator)
    for quarter, sent_as, markdown in db.execute(wanted.order_by(Issue.id)).tuples():
        subject = archive.hidden.told_in(sent_as).taken_out(sent_as)
        found = words(f"{subject} {quarter}", archive.words(markdown))
        yield Entry(issue_place(quarter), NEWSLETTERS, subject, f"Newsletter {quarter}", found)


def issue_place(quarter: str) -> str:
    """Where an issue of the newsletter is."""
    return f"/newsletter/{quarter}"


def out(db: Session) -> list[str]:
    """The quarters of the issues that went out."""
    return list(db.execute(select(Issue.quarter).where(editions.is_out())).scalars())


def _portions(numbers: Collection[int] | None) -> Iterable[list[int] | None]:
    if numbers is None:
        yield None
        return
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def _plain(text: str) -> str:
    """The beginning of a Markdown text without its marks."""
    return beginning(text, _LINE) if text else ""


def _line(text: str) -> str:
    line = names.written(text)
    return line if len(line) <= _LINE else f"{line[: _LINE - 1].rstrip()}…"


def with_speaker(db: Session, numbers: Collection[int]) -> set[int]:
    """The sessions at which one of these members was to speak."""
    return _of(db, SessionSpeaker.session_id, SessionSpeaker.member_id, numbers)


def given_by(db: Session, numbers: Collection[int]) -> set[int]:
    """The contributions of these members."""
    return _of(db, Contribution.id, Contribution.member_id, numbers)


def knowing(db: Session, numbers: Collection[int]) -> set[int]:
    """The members who know one of these topics."""
    return _of(db, Expertise.member_id, Expertise.topic_id, numbers)


def about(db: Session, numbers: Collection[int]) -> set[int]:
    """The sessions about one of these topics."""
    return _of(db, SessionTopic.session_id, SessionTopic.topic_id, numbers)


def working_for(db: Session, numbers: Collection[int]) -> set[int]:
    """The members of these organisations."""
    return _of(db, Member.id, Member.organisation_id, numbers)


def credited_to(db: Session, numbers: Collection[int]) -> set[int]:
    """The contributions of these organisations."""
    return _of(db, Contribution.id, Contribution.organisation_id, numbers)


def _of(db: Session, wanted: Any, owner: Any, numbers: Collection[int]) -> set[int]:
    found: set[int] = set()
    for some in _portions(numbers):
        found.update(db.execute(select(wanted).where(owner.in_(some)).distinct()).scalars())
    return found


def codes(db: Session, numbers: Collection[int]) -> set[str]:
    """The codes of these sessions."""
    found: set[str] = set()
    for some in _portions(numbers):
        wanted = select(LearningSession.code).where(LearningSession.id.in_(some or []))
        found.update(db.execute(wanted).scalars())
    return found

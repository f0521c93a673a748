"""Resources: what members made for others, and the slides and recordings that sessions left behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice

from sqlalchemy import and_, or_, select

from copctl.commons import asked, choices, contributed, materials, named, occasion, pictures
from copctl.commons.contributed import Given
from copctl.commons.materials import KINDS, Place
from copctl.commons.materials import Wish as Wish
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.community import visible
from copctl.errors import NotFound
from copctl.store.schema import (
    Contribution,
    Evidence,
    EvidenceTopic,
    LearningSession,
    Member,
    SessionSpeaker,
    SessionTopic,
    Topic,
)
from copctl.store.schema.contribution import ContributionKind

PAGE = 30
# So many are asked at a time what they are about.
_PORTION = 200


def listed(view: View, wish: Wish | None = None) -> Page:
    """Resources, newest first; all of them where nothing can be asked of a server."""
    wish = wish or Wish()
    after = Place.read(wish.after)
    most = PAGE + 1 if view.is_served else None
    sources = [materials.made(view, wish, after, most)]
    sources += [materials.left(view, wish, after, kind, most) for kind in ("slides", "recording")]
    wanted = [source for kind, source in zip(KINDS, sources, strict=True) if wish.kind in ("", kind)]
    found = list(islice(merge(*wanted, key=lambda one: one.place, reverse=True), most))
    more = view.is_served and len(found) > PAGE
    found = found[:PAGE] if more else found
    return Page(
        "/resources",
        "resources.html",
        {
            "materials": found,
            "wish": wish,
            "more": str(found[-1].place) if more else "",
            "choices": _choices(view, wish) if view.is_served else {},
        },
    )


def _choices(view: View, wish: Wish) -> dict[str, list[tuple[str, str]]]:
    """What can be filtered by: pairs of a value and what it is called."""
    spoken = select(SessionTopic.topic_id).distinct()
    shown = (
        select(EvidenceTopic.topic_id)
        .join(Evidence, Evidence.id == EvidenceTopic.evidence_id)
        .where(Evidence.kind == ContributionKind.RESOURCE.value, Evidence.source.startswith("contribution:"))
    )
    about = and_(or_(Topic.id.in_(spoken), Topic.id.in_(shown)), named.topics())
    topics = select(Topic.slug, Topic.label).where(about)
    made = select(Contribution.member_id).where(Contribution.kind == ContributionKind.RESOURCE.value)
    gave = select(SessionSpeaker.member_id).join(LearningSession).where(
        occasion.spoke(), or_(LearningSession.slides != "", LearningSession.recording != "")
    )  # fmt: skip
    people = select(Member.id, Member.name).where(
        visible.listed(), or_(Member.id.in_(made), Member.id.in_(gave))
    )  # fmt: skip
    return {
        "topic": choices.of(view.db, topics, Topic.label, Topic.slug == wish.topic),
        "author": choices.of(view.db, people, Member.name_key, Member.id == asked.number(wish.author)),
        "kind": list(KINDS.items()),
    }


# One of them -------------------------------------------------------------------------------------------


def one(view: View, number: int) -> Page:
    """A resource that a member made; NotFound for any other number."""
    found = _found(view, number)
    if found is None:
        raise NotFound("There is no such resource.", hint="look in the list of resources")
    return _page(view, found, _topics(view, [number]).get(number, []))


def _page(view: View, found: Given, topics: list[tuple[str, str]]) -> Page:
    values = {"resource": found, "topics": topics, "pictures": pictures.of_piece(view, found)}
    return Page(f"/resources/{found.number}", "resource.html", values)


def _topics(view: View, numbers: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Slug and label of what each of these is about."""
    wanted = (
        select(Contribution.id, Topic.slug, Topic.label)
        .join(Topic, materials.about(Topic.id))
        .where(Contribution.id.in_(numbers), named.topics())
        .order_by(Topic.label)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for number, slug, label in view.db.execute(wanted).tuples():
        found.setdefault(number, []).append((slug, label))
    return found


def _found(view: View, number: int) -> Given | None:
    if not asked.is_number(number):
        return None
    wanted = contributed.every([ContributionKind.RESOURCE.value]).where(Contribution.id == number)
    row = view.db.execute(wanted).one_or_none()
    return contributed.given(row) if row is not None else None


def each(view: View) -> Iterator[Page]:
    """The pages of all resources that members made, newest first, read in one go."""
    rows = view.db.execute(contributed.every([ContributionKind.RESOURCE.value]))
    for some in rows.partitions(_PORTION):
        found = [contributed.given(row) for row in some]
        topics = _topics(view, [one.number for one in found])
        yield from (_page(view, one, topics.get(one.number, [])) for one in found)

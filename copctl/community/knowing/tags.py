"""Free tags: topics that members wrote in their own words and nobody has placed in the taxonomy yet.

Nothing is mapped silently. A tag gets proposals with a reason each; placing it makes one topic of the tag
and the term, keeping it makes it the community's own, and either can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session, selectinload

from copctl import names
from copctl.community import vocabulary
from copctl.community.knowing import concept_file, topic_merging
from copctl.community.knowing.proposals import SAME_WORDS, Proposal, Term, propose, propose_by_meaning
from copctl.community.knowing.taxonomy import FREE, OWN, is_placed
from copctl.errors import NotFound, Refused
from copctl.store.schema import Endorsement, EvidenceTopic, Expertise, Topic, TopicRelation

Encode = Callable[[Sequence[str]], Any]


def terms(db: Session) -> list[Term]:
    """The terms of the store's taxonomy, with the other ways to write each."""
    placed = select(Topic).where(Topic.scheme.not_in((FREE, OWN))).options(selectinload(Topic.aliases))
    topics = db.execute(placed.order_by(Topic.slug)).scalars().all()
    written = {scheme: _shipped_aliases(scheme) for scheme in {topic.scheme for topic in topics}}
    return [
        Term(
            topic.slug,
            topic.label,
            (*(alias.label for alias in topic.aliases), *written[topic.scheme].get(topic.slug, ())),
        )
        for topic in topics
    ]


def _shipped_aliases(scheme: str) -> dict[str, tuple[str, ...]]:
    """What a taxonomy that ships calls its terms: some of it a tag may have, so that the store has it not."""
    path = concept_file.shipped_file(scheme)
    return {c.slug: c.aliases for c in concept_file.read(path)[0]} if path else {}


def waiting(
    db: Session, *, wished: bool = False, own: bool = False, encode: Encode | None = None
) -> list[dict[str, Any]]:
    """Free tags that somebody uses, most used first: tag, slug, members, status, proposals.

    `wished` adds those that were only asked for, `own` those that the community keeps as its own. With
    `encode` (a language model) tags are compared by meaning too.
    """
    topics = list(_used(db, wished=wished, own=own))
    counts = _members(db)
    known = terms(db)
    meant = propose_by_meaning(encode, [topic.label for topic in topics], known) if encode else None
    rows = [
        {
            "tag": topic.label,
            "slug": topic.slug,
            "members": counts.get(topic.id, 0),
            "status": topic.status,
            "kept": topic.scheme == OWN,
            "proposals": []
            if topic.scheme == OWN
            else _best(propose(topic.label, known), meant[place] if meant else []),
        }
        for place, topic in enumerate(topics)
    ]
    return sorted(rows, key=lambda row: (-row["members"], names.key(row["tag"])))


def _best(
    by_words: Iterable[Proposal], by_meaning: Iterable[Proposal], most: int = 3
) -> list[dict[str, Any]]:
    """The likeliest of both, each term once; a tag that is a term's name needs no model."""
    found = list(by_words)
    if not (found and found[0].score >= SAME_WORDS):
        found = sorted([*found, *by_meaning], key=lambda proposal: -proposal.score)
    first: dict[str, Proposal] = {}
    for proposal in found:
        first.setdefault(proposal.slug, proposal)
    likeliest = list(first.values())[:most]
    return [{"topic": p.label, "slug": p.slug, "why": p.why, "score": p.score} for p in likeliest]


def _used(db: Session, *, wished: bool, own: bool) -> Iterable[Topic]:
    claimed = union(*(select(model.topic_id) for model in (Expertise, Endorsement, EvidenceTopic)))
    schemes = (FREE, OWN) if own else (FREE,)
    question = select(Topic).where(Topic.scheme.in_(schemes))
    is_used = Topic.id.in_(claimed)
    question = question.where(is_used | Topic.status.is_not(None)) if wished else question.where(is_used)
    return db.execute(question.order_by(Topic.id)).scalars()


def _members(db: Session) -> dict[int, int]:
    count = select(Expertise.topic_id, func.count()).group_by(Expertise.topic_id)
    return dict(db.execute(count).tuples().all())


def find_tag(db: Session, named: str) -> Topic:
    """The free or own topic of this name; Refused for a term of the taxonomy, NotFound offers tags."""
    found = vocabulary.lookup(db, named)
    if found is None:
        free = select(Topic.label).where(Topic.scheme.in_((FREE, OWN)))
        raise NotFound(
            f"There is no tag {names.written(named)!r}.",
            hint=names.did_you_mean(named, db.execute(free).scalars(), "copctl expertise tags"),
        )
    if is_placed(found.scheme):
        raise Refused(
            f"{names.written(named)} is in the taxonomy already, as {found.label}.",
            hint="copctl expertise taxonomy",
        )
    return found


def find_term(db: Session, named: str) -> Topic:
    """The term of this name; Refused for a topic that is in no taxonomy, NotFound offers near ones."""
    term = vocabulary.find(db, named)
    if not is_placed(term.scheme):
        hint = "copctl expertise taxonomy" if terms(db) else "copctl expertise taxonomy load mel"
        raise Refused(f"{term.label} is not in the taxonomy.", hint=hint)
    return term


def place(db: Session, tag: Topic, term: Topic) -> None:
    """Make one topic of a tag and a term; the tag's name becomes another way to write the term."""
    topic_merging.merge(db, tag, term)


def keep(tag: Topic) -> None:
    """Keep a tag as the community's own: it is not proposed for anything any more."""
    tag.scheme = OWN


def put_below(tag: Topic, term: Topic) -> None:
    """Make a tag of the community's own a part of a term: who knows the tag knows the term."""
    held = next((relation for relation in tag.relations if relation.other_id == term.id), None)
    if held is None:
        tag.relations.append(TopicRelation(other=term, other_id=term.id, kind="broader"))
    else:
        held.kind = "broader"

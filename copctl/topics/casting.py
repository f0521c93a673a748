"""From the store to who is counted: the ballots of one question, with weights and segments where asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from copctl.errors import WrongUsage
from copctl.names import did_you_mean, key
from copctl.store.schema import Question, Survey
from copctl.surveys import ballots
from copctl.topics import codebook, electorate
from copctl.topics.box import Subject, number, row_label
from copctl.topics.electorate import NO_ORGANISATION, Electorate, Profile, Segment
from copctl.topics.rules.profiles import Approvals, Rankings, Ratings

WEIGHTS = ("person", "organisation")


@dataclass(frozen=True)
class Said:
    """What each response said: candidates' names, the kind of its ballots, and a ballot by response.

    `values` are the candidates' numbers on a scale; `ratings` are the numbers given there, for means.
    """

    kind: type[Any]
    names: Sequence[str]
    ballots: Mapping[int, Any]
    exclusive: bool = False
    values: Sequence[Fraction] = ()
    ratings: Mapping[int, Any] | None = None


def cast(db: Session, survey: Survey, subject: Subject, *, by: str | None, weight: str | None) -> Electorate:
    """Everybody's ballots; by segment, or with organisations weighed alike.

    Raises WrongUsage for an unknown segment or weight, and for both together: the sums of a weighted
    count, which hang on each organisation's size, would give small groups away.
    """
    refuse_unknown_weight(weight, by)
    said = _said(db, survey, subject)
    people = ballots.respondents(db, survey.id)
    counts = Counter(said.ballots.values())
    profile = said.kind(said.names, dict(counts))
    counted = electorate.named(profile)
    base: Any = people
    clusters: list[Profile] = []
    if weight == "organisation":
        of = ballots.segments(db, survey, "member:organisation")
        own = ((ballot, _organisation(of[response])) for response, ballot in said.ballots.items())
        profile, clusters = electorate.weighed(said.kind, said.names, own)
        base = len(clusters)
    return Electorate(
        profile=profile,
        people=people,
        answered=len(said.ballots),
        counted=counted,
        base=base,
        exclusive=said.exclusive,
        values=said.values,
        segments=_segments(ballots.segments(db, survey, by), said, subject) if by else (),
        clusters=tuple(clusters),
    )


def refuse_unknown_weight(weight: str | None, by: str | None) -> None:
    """Raise WrongUsage for a weight that does not exist, or one that is asked for by segment."""
    if weight is not None and weight not in WEIGHTS:
        raise WrongUsage(
            f"Answers cannot be weighed by {weight!r}.",
            hint=did_you_mean(weight, WEIGHTS, f"choose one of: {', '.join(WEIGHTS)}"),
        )
    if weight == "organisation" and by is not None:
        raise WrongUsage(
            "A weighted tally has no segments: its sums would give small groups away.",
            hint="leave --by or --weight out",
        )


def _organisation(segment: str) -> str:
    return NO_ORGANISATION if segment in (ballots.NO_MEMBER, ballots.NOT_STATED) else segment


def _segments(of: Mapping[int, str], said: Said, subject: Subject) -> tuple[Segment, ...]:
    """The ballots of each segment; on a scale the numbers themselves, so that segments have a mean."""
    people = Counter(of.values())
    kind, names, cast_by = said.kind, said.names, said.ballots
    if said.ratings is not None:
        kind, names, cast_by = Ratings, [subject.label], said.ratings
    own: dict[str, Counter[Any]] = defaultdict(Counter)
    for response, ballot in cast_by.items():
        own[of[response]][ballot] += 1
    return tuple(Segment(name, people[name], kind(names, dict(own[name]))) for name in sorted(people))


def _said(db: Session, survey: Survey, subject: Subject) -> Said:
    if subject.is_grid:
        return _grid(db, survey, subject)
    if subject.is_written:
        return _coded(db, subject.questions[0]) or _texts(ballots.texts(db, [subject.questions[0].id]))
    if subject.choices:
        return _choices(db, survey, subject)
    return _values(ballots.scores(db, [subject.questions[0].id]))


def _choices(db: Session, survey: Survey, subject: Subject) -> Said:
    place = {choice.id: position for position, choice in enumerate(subject.choices)}
    labels = subject.labels
    held = ballots.ballots(db, survey.id, subject.questions[0].id)
    if subject.type == "rank":
        ranked = {
            response: tuple(tuple(sorted(place[choice] for choice in alike)) for alike in ballot)
            for response, ballot in held.items()
        }
        return Said(Rankings, labels, ranked)
    chosen = {
        response: frozenset(place[choice] for alike in ballot for choice in alike)
        for response, ballot in held.items()
    }
    scale = [number(choice.name) for choice in subject.choices]
    values = [step for step in scale if step is not None]
    exclusive = subject.type == "select_one"
    return Said(
        Approvals, labels, chosen, exclusive, values if exclusive and len(values) == len(scale) else ()
    )


def _grid(db: Session, survey: Survey, subject: Subject) -> Said:
    """A grid's rows are the candidates; a respondent rates those that they answered."""
    rated: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
    for row, question in enumerate(subject.questions):
        if question.choices:
            worth = {choice.id: number(choice.name) for choice in question.choices}
            given = {
                response: worth[ballot[0][0]]
                for response, ballot in ballots.ballots(db, survey.id, question.id).items()
            }
        else:
            given = {
                response: Fraction(str(value)) for _, response, value in ballots.scores(db, [question.id])
            }
        for response, value in given.items():
            if value is not None:
                rated[response].append((row, value))
    return Said(
        Ratings,
        [row_label(question) for question in subject.questions],
        {response: tuple(ratings) for response, ratings in rated.items()},
    )


def _values(scores: Sequence[tuple[int, int, float]]) -> Said:
    """Numbers: every one that was given is a candidate, and a respondent names theirs.

    Only in a repeated group does one respondent give several.
    """
    given: dict[int, set[Fraction]] = defaultdict(set)
    for _, response, value in scores:
        given[response].add(Fraction(str(value)))
    values = sorted(set().union(*given.values()))
    place = {value: position for position, value in enumerate(values)}
    return Said(
        Approvals,
        [f"{float(value):g}" for value in values],
        {response: frozenset(place[value] for value in own) for response, own in given.items()},
        exclusive=all(len(own) == 1 for own in given.values()),
        values=values,
        ratings={response: tuple((0, value) for value in sorted(own)) for response, own in given.items()},
    )


def _coded(db: Session, question: Question) -> Said | None:
    """Free text by the codes that the moderator gave it; None where there is no codebook."""
    bearing = codebook.codes_by_response(db, question)
    if bearing is None:
        return None
    codes = sorted(set().union(*bearing.values()))
    place = {code: position for position, code in enumerate(codes)}
    own = {response: frozenset(place[code] for code in held) for response, held in bearing.items()}
    return Said(Approvals, codes, own)


def _texts(written: Sequence[tuple[int, str]]) -> Said:
    """Texts that differ in case and blanks only count as one, under their most frequent spelling."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for _, text in written:
        spellings[key(text)][text] += 1
    place = {folded: position for position, folded in enumerate(sorted(spellings))}
    labels = [
        min(spellings[folded], key=lambda text: (-spellings[folded][text], text)) for folded in sorted(place)
    ]
    own: dict[int, set[int]] = defaultdict(set)
    for response, text in written:
        own[response].add(place[key(text)])
    return Said(Approvals, labels, {response: frozenset(named) for response, named in own.items()})

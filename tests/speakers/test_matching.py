"""The ranking of speakers: what each part does, and what must hold for every list of people."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.settings import SpeakerWeights
from copctl.speakers.candidate import Candidate, Claimed, Occasion, Piece
from copctl.speakers.matching import Suggestion, explained, rank, score_of
from copctl.speakers.parts import parts_of
from copctl.speakers.reasons import of_parts

TODAY = date(2026, 11, 23)
# 14:00 in Phnom Penh.
STARTS = datetime(2026, 12, 10, 7, 0, tzinfo=UTC)
IN_GENERAL = Occasion(on=TODAY, language="en")
SESSION = Occasion(on=date(2026, 12, 10), code="2026-12", starts_at=STARTS, language="en")
WEIGHTS = SpeakerWeights()
PARTS = [field.name for field in fields(SpeakerWeights)]


def person(number: int = 1, **facts: Any) -> Candidate:
    return Candidate(number=number, name=f"Person {number}", email=f"p{number}@example.org", **facts)


def ranked(*people: Candidate, occasion: Occasion = IN_GENERAL, **how: Any) -> list[Suggestion]:
    return rank(people, **({"weights": WEIGHTS} | how), occasion=occasion)


def parts(someone: Candidate, occasion: Occasion = SESSION) -> dict[str, float]:
    return parts_of(someone, someone.text, occasion)


DAYS = st.dates(date(2024, 1, 1), TODAY)
VOICES = st.sampled_from(["self", "peer", "moderator"])
CLAIMS = st.builds(
    Claimed,
    st.sampled_from(["storytelling", "budgets"]),
    st.integers(1, 4),
    said_by=VOICES,
    agree=st.lists(st.sampled_from(["Ana", "moderator", "សុខា"]), max_size=3).map(tuple),
    doubts=st.integers(0, 2),
    share=st.sampled_from([0.25, 0.5, 1.0]),
)
CANDIDATES = st.lists(
    st.builds(
        person,
        st.integers(1, 10_000),
        text=st.floats(0, 50),
        claims=st.lists(CLAIMS, max_size=2).map(tuple),
        evidence=st.lists(st.builds(Piece, st.just("talk"), st.text(), st.none() | DAYS), max_size=3).map(
            tuple
        ),
        timezone=st.none() | st.sampled_from(["Asia/Phnom_Penh", "America/Lima", "Pacific/Apia"]),
        languages=st.lists(st.sampled_from(["en", "km", "pt-BR"]), max_size=2).map(tuple),
        spoke_on=st.lists(DAYS, max_size=4).map(tuple),
        declined_on=st.lists(DAYS, max_size=2).map(tuple),
        speaking=st.none() | st.booleans(),
        away_until=st.none() | st.just(date(2026, 12, 24)),
        speaks_elsewhere=st.sampled_from(["", "2026-12-2"]),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.number,
)
OCCASIONS = st.sampled_from([IN_GENERAL, SESSION])


# What each part does ----------------------------------------------------------------------------


def test_a_higher_level_comes_first_when_all_else_is_equal() -> None:
    found = ranked(
        person(1, claims=(Claimed("storytelling", 2),)), person(2, claims=(Claimed("storytelling", 4),))
    )

    assert [s.candidate.number for s in found] == [2, 1]
    assert found[0].reasons[0] == "level 4 in storytelling (can teach it), says so"


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (Claimed("X", 4, agree=("Ana",)), "level 4 in X (can teach it), says so and Ana agrees"),
        (Claimed("X", 3, agree=("Ana", "Bo")), "level 3 in X (experienced), says so and Ana and Bo agree"),
        (
            Claimed("X", 3, agree=("Ana", "Bo", "Cy")),
            "level 3 in X (experienced), says so and 3 others agree",
        ),
        (
            Claimed("X", 2, agree=("moderator",)),
            "level 2 in X (practising), says so and the moderator agrees",
        ),
        (Claimed("X", 2, "peer", agree=("Ana",)), "level 2 in X (practising), Ana says so"),
        (Claimed("X", 2, "peer", agree=("Ana", "Bo")), "level 2 in X (practising), Ana and Bo say so"),
        (
            Claimed("X", 1, "moderator", agree=("moderator",)),
            "level 1 in X (interested), the moderator says so",
        ),
        (Claimed("X", 4, doubts=1), "level 4 in X (can teach it), says so, but one is less sure"),
        (Claimed("X", 4, share=0.5), "level 4 in X, near this (can teach it), says so"),
    ],
)
def test_a_level_says_who_stands_behind_it(claim: Claimed, words: str) -> None:
    assert ranked(person(claims=(claim,)))[0].reasons[0] == words


def test_a_level_counts_more_the_more_people_stand_behind_it() -> None:
    claims = [
        Claimed("x", 4, doubts=1),
        Claimed("x", 4),
        Claimed("x", 4, agree=("Ana",)),
        Claimed("x", 4, agree=("Ana", "Bo")),
    ]

    values = [parts(person(claims=(claim,)))["level"] for claim in claims]

    assert values == [0.8, 0.9, 0.95, 1.0]
    assert parts(person(claims=(Claimed("x", 4, "moderator"),)))["level"] == 1.0
    assert parts(person(claims=(Claimed("x", 4, "peer", ("Ana",)),)))["level"] == 0.9


def test_evidence_is_named_with_its_month() -> None:
    talk = Piece("talk", "Outcome harvesting in practice", date(2026, 3, 4), 0.6)

    [line] = ranked(person(text=0.6, evidence=(talk,)))

    assert line.reasons[0] == "gave 'Outcome harvesting in practice' in 2026-03"
    assert line.evidence == [talk]


def test_where_nobody_is_near_the_nearest_is_not_near_either() -> None:
    values = [s.parts["text"] for s in ranked(person(1, text=0.04), person(2, text=0.01))]

    assert values == [0.4, 0.1]


def test_evidence_loses_half_its_worth_in_two_years() -> None:
    def recency(days: int) -> float:
        piece = Piece("talk", "T", TODAY - timedelta(days=days))
        return parts(person(evidence=(piece,)), IN_GENERAL)["recency"]

    assert (recency(0), round(recency(731), 2), recency(-20)) == (1, 0.5, 1)
    assert parts(person(evidence=(Piece("talk", "T"),)), IN_GENERAL)["recency"] == 0


def test_who_spoke_lately_makes_room_for_others() -> None:
    found = ranked(
        person(1, text=1.0, spoke_on=(date(2026, 9, 1),)), person(2, text=1.0, spoke_on=(date(2024, 9, 1),))
    )

    assert [s.candidate.number for s in found] == [2, 1]
    assert "has not spoken in 12 months" in found[0].reasons
    assert "spoke once in 12 months, last in 2026-09" in found[1].reasons


def test_a_turn_still_to_come_is_told_as_such() -> None:
    occasion = replace(SESSION, today=TODAY)
    booked, both = date(2026, 12, 1), (date(2026, 9, 1), date(2026, 12, 1))

    assert (
        "is to speak in 2026-12" in ranked(person(text=1.0, spoke_on=(booked,)), occasion=occasion)[0].reasons
    )
    assert (
        "spoke once in 12 months, last in 2026-09 and is to speak in 2026-12"
        in ranked(person(text=1.0, spoke_on=both), occasion=occasion)[0].reasons
    )


def test_a_refusal_weighs_half_of_a_talk_and_is_told() -> None:
    [line] = ranked(person(text=1.0, declined_on=(date(2026, 5, 2),)))

    assert line.parts["load"] == round(0.5**0.5, 4)
    assert "asked in 2026-05 and declined" in line.reasons


def test_willingness_is_a_yes_an_unknown_or_a_no() -> None:
    found = ranked(
        person(1, text=1.0, speaking=True), person(2, text=1.0), person(3, text=1.0, speaking=False),
        everyone=True,
    )  # fmt: skip

    assert [(s.candidate.number, s.parts["willingness"]) for s in found] == [(1, 1), (2, 0.5), (3, 0)]
    assert "has not said whether they speak" in found[1].reasons
    assert (found[2].score, found[2].reasons) == (0, ["no longer wants to speak"])


def test_who_no_longer_wants_to_speak_is_never_suggested() -> None:
    unwilling = person(1, text=9.0, claims=(Claimed("x", 4),), speaking=False)

    assert [s.candidate.number for s in ranked(unwilling, person(2, text=0.1))] == [2]
    assert [s.candidate.number for s in ranked(unwilling, person(2, text=0.1), text_only=True)] == [2]


@pytest.mark.parametrize(
    ("zone", "value", "reason"),
    [
        ("Asia/Phnom_Penh", 1.0, None),
        ("Europe/Berlin", 1.0, None),
        ("Pacific/Auckland", 0.5, "it is 20:00 where they are"),
        ("America/Lima", 0.0, "it is 02:00 where they are"),
        ("Asia/Kathmandu", 1.0, None),
        (None, 1.0, None),
    ],
)
def test_the_hour_where_they_are_decides_on_availability(
    zone: str | None, value: float, reason: str | None
) -> None:
    [line] = ranked(person(text=1.0, timezone=zone), occasion=SESSION)

    assert line.parts["availability"] == value
    assert [r for r in line.reasons if "where they are" in r] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"away_until": date(2026, 12, 13)}, "away until 13 Dec"),
        ({"away_until": date(2027, 1, 3)}, "away until 3 Jan 2027"),
        ({"speaks_elsewhere": "2026-12-2"}, "speaks in session 2026-12-2 that day"),
    ],
)
def test_who_is_not_free_that_day_comes_later_and_it_is_said(facts: dict[str, Any], reason: str) -> None:
    found = ranked(person(1, text=1.0, **facts), person(2, text=1.0), occasion=SESSION)

    assert [s.candidate.number for s in found] == [2, 1]
    assert found[1].parts["availability"] == 0
    assert reason in found[1].reasons


def test_an_absence_now_is_no_obstacle_where_no_day_was_named() -> None:
    assert parts(person(away_until=TODAY), IN_GENERAL)["availability"] == 0.5


@pytest.mark.parametrize(
    ("languages", "value"), [(("km", "en-GB"), 1), (("km",), 0), ((), 0.5), (("pt-BR", "en"), 1)]
)
def test_the_language_is_theirs_or_not_or_unknown(languages: tuple[str, ...], value: float) -> None:
    [line] = ranked(person(text=1.0, languages=languages))

    assert line.parts["language"] == value
    assert ("speaks km, not en" in line.reasons) == (value == 0)


def test_people_with_nothing_to_show_come_only_when_everyone_is_asked_for() -> None:
    nobody = person(1)

    assert ranked(nobody) == []
    [line] = ranked(nobody, everyone=True)
    assert line.score == 0
    assert line.parts == parts(nobody, IN_GENERAL)
    assert (line.parts["text"], line.parts["load"]) == (0, 1)
    assert line.reasons == ["nothing known on this"]


def test_who_will_not_speak_keeps_the_values_of_their_parts_and_has_the_score_0() -> None:
    unwilling = person(1, text=1.0, speaking=False)

    [line] = ranked(unwilling, everyone=True)
    shares = explained(line, 1.0, weights=WEIGHTS, occasion=IN_GENERAL)

    assert (line.score, line.parts["text"], line.parts["willingness"]) == (0, 1, 0)
    assert {share.part: share.value for share in shares} == line.parts
    assert sum(share.contribution for share in shares) == 0


def test_a_piece_that_barely_fits_is_no_reason_and_no_news() -> None:
    faint = Piece("talk", "The yearly meeting", TODAY, 0.02, fits=False)
    firm = Piece("talk", "Stories of change", date(2024, 11, 23), 0.5)

    [both] = ranked(person(1, text=0.3, evidence=(firm, faint)))
    [alone] = ranked(person(1, text=0.01, evidence=(faint,)))

    assert both.parts["recency"] == pytest.approx(0.5, abs=0.01)
    assert not any("yearly meeting" in reason for reason in both.reasons + alone.reasons)
    assert alone.parts["recency"] == 0
    assert alone.reasons[0] == "has a trace of it, no more"


def test_by_text_alone_the_score_is_the_relevance_as_it_came_in() -> None:
    found = ranked(person(1, text=0.2, claims=(Claimed("x", 4),)), person(2, text=0.31), text_only=True)

    assert [(s.candidate.number, s.score, s.parts["text"]) for s in found] == [(2, 0.31, 0.31), (1, 0.2, 0.2)]


# What must hold for every list of people --------------------------------------------------------


@given(CANDIDATES, OCCASIONS)
def test_scores_and_parts_stay_between_nothing_and_one_and_fall(
    candidates: list[Candidate], occasion: Occasion
) -> None:
    found = ranked(*candidates, occasion=occasion, everyone=True)

    assert all(0 <= value <= 1 for s in found for value in [s.score, *s.parts.values()])
    assert all(list(s.parts) == PARTS for s in found)
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert [s.rank for s in found] == list(range(1, len(candidates) + 1))


@given(CANDIDATES, st.integers(0, 2**32), OCCASIONS)
def test_the_order_of_input_decides_nothing(
    candidates: list[Candidate], seed: int, occasion: Occasion
) -> None:
    shuffled = random.Random(seed).sample(candidates, len(candidates))

    assert ranked(*candidates, occasion=occasion) == ranked(*shuffled, occasion=occasion)


@given(CANDIDATES)
def test_ties_stand_in_alphabetical_order(candidates: list[Candidate]) -> None:
    same = [replace(someone, text=1.0) for someone in candidates]
    weights = SpeakerWeights(**{name: float(name == "text") for name in PARTS})

    names = [s.candidate.name for s in ranked(*same, weights=weights)]

    assert names == sorted(names)


UNIT = st.floats(0, 1)
VALUES = st.fixed_dictionaries(dict.fromkeys(PARTS, UNIT))


@given(VALUES, st.sampled_from(PARTS), UNIT, st.builds(SpeakerWeights, *[st.floats(0, 10)] * len(PARTS)))
def test_a_better_part_never_makes_a_worse_score(
    values: dict[str, float], part: str, other: float, weights: SpeakerWeights
) -> None:
    low, high = sorted((values[part], other))

    assert 0 <= score_of(values | {part: low}, weights) <= score_of(values | {part: high}, weights) <= 1


@given(CANDIDATES.filter(bool), OCCASIONS)
def test_more_to_show_never_makes_a_worse_score(candidates: list[Candidate], occasion: Occasion) -> None:
    someone = replace(candidates[0], speaking=None)

    def score(**better: Any) -> float:
        return ranked(replace(someone, **better), occasion=occasion, best=50.0, everyone=True)[0].score

    assert score() <= score(text=50.0)
    assert score() <= score(claims=(*someone.claims, Claimed("storytelling", 4, "moderator")))
    assert score() <= score(speaking=True)
    assert score() <= score(away_until=None, speaks_elsewhere="")
    assert score() <= score(declined_on=())
    assert score() <= score(languages=("en",))


@given(CANDIDATES, OCCASIONS)
def test_the_explained_sum_adds_up_and_every_part_has_words(
    candidates: list[Candidate], occasion: Occasion
) -> None:
    best = max((c.text for c in candidates), default=0.0)

    for line in ranked(*candidates, occasion=occasion, everyone=True, best=best):
        shares = explained(line, best, weights=WEIGHTS, occasion=occasion)
        assert [share.part for share in shares] == PARTS
        assert sum(share.contribution for share in shares) == pytest.approx(line.score, abs=1e-3)
        assert sum(share.weight for share in shares) == pytest.approx(1, abs=1e-3)
        assert all(of_parts(line.candidate, best, occasion).values())


@given(CANDIDATES, st.integers(0, 4))
def test_the_first_few_are_the_first_of_all(candidates: list[Candidate], most: int) -> None:
    assert ranked(*candidates, most=most) == ranked(*candidates)[:most]


def test_weights_that_are_all_nothing_leave_the_alphabet() -> None:
    none = SpeakerWeights(**dict.fromkeys(PARTS, 0.0))

    assert [s.score for s in ranked(person(2, text=1.0), person(1, text=0.5), weights=none)] == [0, 0]

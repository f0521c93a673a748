"""The ranking of speakers: what each part does, and what must hold for every list of people."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from copctl.settings import SpeakerWeights
from copctl.speakers.matching import Candidate, Claimed, Piece, rank

TODAY = date(2026, 11, 23)
WEIGHTS = SpeakerWeights()


def person(number: int, **facts: object) -> Candidate:
    return Candidate(number=number, name=f"Person {number}", email=f"p{number}@example.org", **facts)  # type: ignore[arg-type]


CANDIDATES = st.lists(
    st.builds(
        person,
        st.integers(1, 10_000),
        text=st.floats(0, 50),
        claims=st.lists(st.builds(Claimed, st.just("storytelling"), st.integers(1, 4)), max_size=1).map(
            tuple
        ),
        spoke_on=st.lists(st.dates(date(2024, 1, 1), TODAY), max_size=4).map(tuple),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.number,
)


def test_a_higher_level_comes_first_when_all_else_is_equal() -> None:
    ranked = rank(
        [person(1, claims=(Claimed("storytelling", 2),)), person(2, claims=(Claimed("storytelling", 4),))],
        "storytelling", weights=WEIGHTS, on=TODAY,
    )  # fmt: skip

    assert [s.candidate.number for s in ranked] == [2, 1]
    assert ranked[0].reasons == ["level 4 in storytelling", "has not spoken here yet"]


def test_evidence_is_named_with_its_month() -> None:
    talk = Piece("talk", "Outcome harvesting in practice", dated=date(2026, 3, 4))

    [line] = rank([person(1, text=2.0, evidence=(talk,))], "outcome harvesting", weights=WEIGHTS, on=TODAY)

    assert "gave 'Outcome harvesting in practice' in 2026-03" in line.reasons
    assert line.evidence == [talk]


def test_who_spoke_lately_makes_room_for_others() -> None:
    busy = person(1, text=1.0, spoke_on=(date(2026, 9, 1),))
    rested = person(2, text=1.0, spoke_on=(date(2024, 9, 1),))

    ranked = rank([busy, rested], "storytelling", weights=WEIGHTS, on=TODAY)

    assert [s.candidate.number for s in ranked] == [2, 1]
    assert "has not spoken in 12 months" in ranked[0].reasons
    assert "spoke once in 12 months, last in 2026-09" in ranked[1].reasons


def test_people_with_nothing_to_show_come_only_when_everyone_is_asked_for() -> None:
    nobody = person(1)

    assert rank([nobody], "storytelling", weights=WEIGHTS, on=TODAY) == []
    [line] = rank([nobody], "storytelling", weights=WEIGHTS, on=TODAY, everyone=True)
    assert line.score == 0


@given(CANDIDATES)
def test_scores_stay_between_nothing_and_one_and_fall(candidates: list[Candidate]) -> None:
    scores = [s.score for s in rank(candidates, "storytelling", weights=WEIGHTS, on=TODAY, everyone=True)]

    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


@given(CANDIDATES, st.randoms())
def test_the_order_of_input_decides_nothing(candidates: list[Candidate], chance: object) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert rank(candidates, "x", weights=WEIGHTS, on=TODAY) == rank(shuffled, "x", weights=WEIGHTS, on=TODAY)

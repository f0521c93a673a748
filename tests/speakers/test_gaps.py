"""Where knowledge is thin: the rule, without a store."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copctl.speakers.gaps import Expert, Verdict, Wish, find, never_asked

STORIES, BUDGETS, INTERVIEWS = 1, 2, 3


def wish(number: int = STORIES, **more: object) -> Wish:
    label = {STORIES: "Stories", BUDGETS: "Budgets", INTERVIEWS: "Interviews"}[number]
    return Wish(number, label, label.lower(), "backlog", **more)  # type: ignore[arg-type]


def expert(
    name: str, level: int = 3, *, topic: int = STORIES, consents: bool | None = True, **more: object
) -> Expert:
    return Expert(len(name), name, levels={topic: level}, consents=consents, **more)  # type: ignore[arg-type]


def verdict(*experts: Expert) -> Verdict:
    [gap] = find([wish()], experts, level=3)
    return gap.verdict


def test_a_topic_stands_on_nobody_one_person_one_organisation_or_enough() -> None:
    ana, mai = expert("Ana", organisation="A"), expert("Maia", organisation="A")

    assert verdict() is Verdict.NOBODY
    assert verdict(expert("Ana", 2)) is Verdict.NOBODY
    assert verdict(expert("Ana", consents=None), expert("Maia", consents=False)) is Verdict.NOBODY
    assert verdict(ana) is Verdict.ONE_PERSON
    assert verdict(ana, mai) is Verdict.ONE_ORGANISATION
    assert verdict(ana, mai, expert("Sokha", organisation="B")) is Verdict.ENOUGH
    assert verdict(expert("Ana"), expert("Maia")) is Verdict.ENOUGH  # two people on their own


def test_knowing_a_narrower_topic_is_knowing_the_topic() -> None:
    ana = expert("Ana", topic=INTERVIEWS)

    assert find([wish(narrower=frozenset({INTERVIEWS}))], [ana], level=3)[0].supply == (ana,)
    assert find([wish()], [ana], level=3)[0].supply == ()


def test_who_would_fit_but_has_not_said_is_named_apart() -> None:
    silent, refused = expert("Ana", consents=None), expert("Maia", consents=False)

    [gap] = find([wish()], [silent, refused], level=3)

    assert (gap.unsaid, gap.supply) == ((silent,), ())


def test_the_worst_come_first_and_then_the_most_wanted() -> None:
    wishes = [wish(STORIES, votes=9), wish(BUDGETS, votes=2, notes=2), wish(INTERVIEWS, votes=3)]

    found = find(wishes, [expert("Ana", topic=STORIES)], level=3)

    assert [(gap.wish.label, gap.wish.demand) for gap in found] == [
        ("Budgets", 4),
        ("Interviews", 3),
        ("Stories", 9),
    ]


def test_experts_who_were_never_asked_come_by_what_is_wanted() -> None:
    wishes = [wish(BUDGETS, votes=1)]
    people = [
        expert("Ana"), expert("Maia", topic=BUDGETS, consents=None), expert("Sokha", consents=False),
        expert("Noy Ny", was_asked=True), expert("Beginner", 2),
    ]  # fmt: skip

    assert [person.name for person in never_asked(wishes, people, level=3)] == ["Maia", "Ana"]


people = st.builds(
    Expert,
    number=st.integers(1, 50),
    name=st.sampled_from(["Ana", "សុខា", "Noy"]),
    organisation=st.sampled_from(["", "A", "B"]),
    consents=st.none() | st.booleans(),
    was_asked=st.booleans(),
    levels=st.dictionaries(st.integers(1, 3), st.integers(1, 4), max_size=3),
)


@given(st.lists(people, max_size=8, unique_by=lambda person: person.number), st.integers(1, 4))
def test_another_expert_never_makes_a_topic_stand_worse(experts: list[Expert], level: int) -> None:
    order = list(Verdict)
    more = [*experts, Expert(99, "New", organisation="C", consents=True, levels={STORIES: 4})]

    [before], [after] = find([wish()], experts, level=level), find([wish()], more, level=level)

    assert order.index(after.verdict) >= order.index(before.verdict)
    assert len(after.supply) == len(before.supply) + 1
    assert not {p.number for p in before.supply} & {p.number for p in before.unsaid}
    assert (before.verdict is Verdict.NOBODY) == (not before.supply)
    assert all(p.level_in(before.wish) >= level for p in (*before.supply, *before.unsaid))

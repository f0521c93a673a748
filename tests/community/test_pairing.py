"""Who may be stored twice, and how sure that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.community.twins.pairing import Crowd
from copctl.community.twins.signs import CERTAIN, LIKELY, PERHAPS, Person, Proposal

A, B = 1, 2


def proposed(*people: Person) -> list[Proposal]:
    return Crowd(people).proposals()


def colleague(number: int, called: str, email: str = "", country: str | None = "KH") -> Person:
    return Person(number, called, (email,) if email else (), 1, "Mekong Watch", country)


def stranger(number: int, called: str, email: str = "", country: str | None = None) -> Person:
    return Person(number, called, (email,) if email else (), country=country)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        # One mailbox is certain, unless two names share it.
        (stranger(A, "Sok Dara", "sok.dara@post.example"), stranger(B, "Dara Sok", "SokDara+x@googlemail.com"), CERTAIN, 99),
        (stranger(A, "Sok Dara", "office+sok@a.example"), stranger(B, "Chea Bopha", "office+chea@a.example"), PERHAPS, 74),
        (stranger(A, "សុខ ដារា", "dara@a.example"), stranger(B, "Sok Dara", "dara+1@a.example"), CERTAIN, 99),
        # One person at two domains of one organisation.
        (colleague(A, "Sok Dara", "sok.dara@a.example"), colleague(B, "Sok Dara", "sok.dara@a.example.org"), CERTAIN, 99),
        (colleague(A, "Sok Dara", "info@a.example"), colleague(B, "Chea Bopha", "info@b.example"), 0, 49),
        # One name in one organisation is likely; without its marks, less so; with other marks, not at all.
        (colleague(A, "Sok Dara", "sok@a.example"), colleague(B, "Sok Dara", "dara99@post.example"), LIKELY, 97),
        (colleague(A, "Nguyễn Thị Hương", "h@a.example"), colleague(B, "Nguyen Thi Huong", "nth@post.example"), LIKELY, 97),
        (colleague(A, "Nguyễn Thị Hương", "h@a.example"), colleague(B, "Nguyễn Thị Hường", "x@post.example"), 0, 49),
        (colleague(A, "Somchai Prasert", "s@a.example"), colleague(B, "Somchai Prasertt", "x@post.example"), PERHAPS, 74),
        (colleague(A, "Sok Dara", "s@a.example"), colleague(B, "Sok Dara", country="TH"), 0, 97),
        # Across organisations a name needs another sign.
        (stranger(A, "Sok Dara", "s@post.example", "KH"), colleague(B, "Sok Dara", "d@a.example"), PERHAPS, 97),
        (Person(A, "Sok Dara", ("s@a.example",), 1, "Alpha", None), Person(B, "Sok Dara", ("d@b.example",), 2, "Beta", None), 0, 49),
        (Person(A, "Somchai Prasert", ("s@a.example",), 1, "Alpha", "TH"), Person(B, "Somchai Prasertt", ("d@b.example",), 2, "Beta", "TH"), 0, 49),
        # One organisation in two spellings is one.
        (Person(A, "Sok Dara", ("s@a.example",), 1, "Mekong Watch"), Person(B, "Sok Dara", ("d@post.example",), 2, "MEKONG  Watch"), LIKELY, 97),
        (Person(A, "Sok Dara", ("s@a.example",), 1, "Sông Xanh", "VN"), Person(B, "Sok Dara", ("d@post.example",), 2, "Sông Xanh Co., Ltd", "VN"), LIKELY, 97),
        # An address that only repeats the name says nothing more than the name, where both are given at work.
        (Person(A, "Ly Ratanak", ("ly.ratanak@tonlesan.example",), 1, "Tonle San", "KH"), Person(B, "Ly Ratanak", ("ly.ratanak@prekwater.example",), 2, "Prek Water", "KH"), PERHAPS, 74),
        (Person(A, "Ly Ratanak", ("lratanak@tonlesan.example",), 1, "Tonle San", "KH"), Person(B, "Ratanak Ly", ("l_ratanak@gmail.com",), 2, "Prek Water", "KH"), PERHAPS, 74),
        (stranger(A, "Ly Ratanak", "ratanakly@tonlesan.example", "KH"), stranger(B, "Ly Ratanak", "ratanak-ly@prekwater.example", "KH"), PERHAPS, 74),
        (stranger(A, "លី រតនៈ", "ly.ratanak@tonlesan.example", "KH"), stranger(B, "Ly Ratanak", "ly.ratanak@prekwater.example", "KH"), PERHAPS, 74),
        (stranger(A, "Ly Ratanak", "ly.ratanak@gmail.com"), stranger(B, "Ly Ratanak", "ly.ratanak@prekwater.example"), CERTAIN, 99),
        (stranger(A, "Ly Ratanak", "ratanak.ly77@tonlesan.example"), stranger(B, "Ly Ratanak", "ratanak.ly77@prekwater.example"), CERTAIN, 99),
        # A title, a letter of Lao or a sound in another spelling makes no other person.
        (colleague(A, "Daw Khin Myint Oo", "k@a.example"), colleague(B, "Khin Myint Oo", "oo@post.example"), LIKELY, 97),
        (colleague(A, "ສົມໃຊ ວົງສາ", "k@a.example"), colleague(B, "ສົມໄຊ ວົງສາ", "s@post.example"), LIKELY, 97),
        (colleague(A, "Soc Dara", "soc@a.example"), colleague(B, "Sok Dara", "dara@post.example"), PERHAPS, 74),
        # Two addresses at one employer may be two people of one name.
        (colleague(A, "Sok Dara", "sok@a.example"), colleague(B, "Sok Dara", "dara2@a.example"), PERHAPS, 74),
    ],
)  # fmt: skip
def test_how_sure_a_pair_is(one: Person, other: Person, least: int, most: int) -> None:
    certainty = Crowd([one, other]).weigh(one, other).certainty

    assert least <= certainty <= most
    assert bool(proposed(one, other)) == (certainty >= PERHAPS)


def test_reasons_and_doubts_are_words() -> None:
    [found] = proposed(colleague(A, "Sok Dara", "sok@a.example"), colleague(B, "Dara Sok", "d@post.example"))

    assert found.reasons == ["the same name in another order", "both at Mekong Watch", "the same country"]
    assert found.doubts == ["different addresses"]
    assert found.sure == "likely"


def test_a_name_alone_is_never_certain() -> None:
    one = Person(A, "Sok Dara", ("s@a.example",), 1, "Mekong Watch", "KH", "Evaluator")
    other = Person(B, "Sok Dara", (), 1, "Mekong Watch", "KH", "evaluator")

    assert Crowd([one, other]).weigh(one, other).sure == "likely"


def test_a_domain_says_where_somebody_works() -> None:
    [found] = proposed(
        colleague(A, "Sok Dara", "sok@watch.example"), stranger(B, "Sok Dara", "dara@watch.example"),
        colleague(3, "Chea Bopha", "chea@watch.example"),
    )  # fmt: skip

    assert "both at Mekong Watch" in found.reasons


def test_a_common_name_says_less_and_a_name_of_a_crowd_nothing() -> None:
    two = [colleague(n, "Sok Dara", f"p@{n}.example") for n in (1, 2)]
    others = [Person(n, "Sok Dara", (f"p{n}@b.example",), n, "ABCDEF"[n - 3] * 9) for n in range(3, 9)]
    many = [colleague(n, "Sok Dara", f"p{n}@a.example") for n in range(1, 300)]

    assert proposed(*two, *others)[0].certainty < proposed(*two)[0].certainty
    assert proposed(*many) == []
    assert Crowd(many).crowded() == [("Sok Dara", 299)]


def test_a_common_name_is_still_compared_within_an_organisation() -> None:
    crowd = [stranger(n, "Sok Dara", f"p{n}@post.example") for n in range(10, 40)]
    found = proposed(colleague(A, "Sok Dara", "s@a.example"), colleague(B, "Sok Dara"), *crowd)

    assert [(p.one, p.other) for p in found] == [(A, B)]


def test_who_may_as_well_be_somebody_else_is_never_likely() -> None:
    found = proposed(
        colleague(A, "Trần Thị Hương", "a@a.example"), colleague(B, "Trần Thị Hường", "b@a.example"),
        colleague(3, "Tran Thi Huong", "c@post.example"),
    )  # fmt: skip

    assert [(p.one, p.other, p.sure) for p in found] == [(A, 3, "perhaps"), (B, 3, "perhaps")]
    assert "one may as well be Trần Thị Hường (2)" in found[0].doubts


def test_what_an_address_makes_certain_settles_who_is_meant() -> None:
    found = proposed(
        colleague(A, "Trần Thị Hương", "a@a.example"), colleague(B, "Trần Thị Hường", "b@a.example"),
        colleague(3, "Tran Thi Huong", "a+x@a.example"),
    )  # fmt: skip

    assert [(p.one, p.other, p.sure) for p in found] == [(A, 3, "certain"), (B, 3, "perhaps")]


def test_a_name_that_is_only_the_address_is_no_name() -> None:
    [found] = proposed(
        stranger(A, "sokdara", "sokdara+news@a.example"), stranger(B, "Chea Bopha", "sokdara@a.example")
    )

    assert found.sure == "certain"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Sok Dara", "Dara Sok", "Nguyễn An", "Nguyen An", "សុខ ដារា", "Sok D", ""]),
            st.sampled_from(["", "a@gmail.com", "a.b@gmail.com", "ab@googlemail.com", "ab@x.example"]),
            st.sampled_from([None, 1, 2]),
        ),
        max_size=8,
    )
)
def test_each_pair_once_surest_first_and_whoever_comes_first(
    drawn: list[tuple[str, str, int | None]],
) -> None:
    people = [
        Person(n, name, (email,) if email else (), place, f"Org {place}" if place else "")
        for n, (name, email, place) in enumerate(drawn)
    ]

    found = Crowd(people).proposals(0)

    assert [p.certainty for p in found] == sorted((p.certainty for p in found), reverse=True)
    assert len({frozenset((p.one, p.other)) for p in found}) == len(found)
    assert all(p.one < p.other for p in found)
    assert {(p.one, p.other, p.certainty) for p in Crowd(people[::-1]).proposals(0)} == {
        (p.one, p.other, p.certainty) for p in found
    }

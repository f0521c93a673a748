"""How names and addresses are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.community.twins import alike, mailboxes
from copctl.community.twins.alike import Likeness, Name, compare

WORDS = st.lists(st.text("abcdeghinosu", min_size=2, max_size=7), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Sok Dara", "sok  DARA", Likeness.SAME),
        ("Sok Dara", "Dara Sok", Likeness.REORDERED),
        ("Sok, Dara", "Sok Dara", Likeness.SAME),
        ("Nguyễn Thị Hương", "Hương Nguyễn Thị", Likeness.REORDERED),
        ("Nguyễn Thị Hương", "Nguyen Thi Huong", Likeness.UNMARKED),
        ("Đặng Văn Lâm", "Dang Van Lam", Likeness.UNMARKED),
        ("Nguyễn Thị Hương", "Nguyễn Thị Hường", Likeness.MARKS),
        ("José María Pérez", "Jose María Pérez", Likeness.FEWER_MARKS),
        ("Somchai Prasert", "Somchai Prasertt", Likeness.NEAR),
        ("Phonesavanh Keo", "Phonesavanh Kham", Likeness.OTHER),
        ("Person 7", "Person 8", Likeness.OTHER),
        ("Nguyễn Hương", "Nguyễn Thị Hương", Likeness.SHORTER),
        ("D. Sok", "Dara Sok", Likeness.SHORTER),
        ("Dara", "Dara Sok", Likeness.OTHER),
        ("សុខ ដារា", "សុខដារា", Likeness.SAME),
        ("សុខ ដារា", "ដារា សុខ", Likeness.REORDERED),
        ("សុខ ដារា", "សុខ ដារី", Likeness.OTHER),
        ("สมชาย ใจดี", "สมชัย ใจดี", Likeness.OTHER),
        ("ສົມພອນ", "ສົມພອນ", Likeness.SAME),
        ("မောင်မောင်", "မောင် မောင်", Likeness.SAME),
        ("王小明", "王 小明", Likeness.SAME),
        ("សុខ ដារា", "Sok Dara", Likeness.SCRIPTS),
        # A title is no part of a name, glued on or not; a man and a woman are two people.
        ("นายสมชาย ใจดี", "สมชาย ใจดี", Likeness.TITLED),
        ("นาย สมชาย ใจดี", "ใจดี สมชาย", Likeness.TITLED),
        ("ທ່ານ ສົມໄຊ ວົງສາ", "ສົມໄຊ ວົງສາ", Likeness.TITLED),
        ("លោកសុខ ដារា", "សុខ ដារា", Likeness.TITLED),
        ("Ông Nguyễn Văn Nam", "Nguyễn Văn Nam", Likeness.TITLED),
        ("Daw Khin Myint Oo", "Khin Myint Oo", Likeness.TITLED),
        ("Dr. Ana Lim", "Ana Lim", Likeness.TITLED),
        ("Ms Ana Lim", "Dr. Ana Lim", Likeness.TITLED),
        ("U Khin Myint Oo", "Daw Khin Myint Oo", Likeness.OTHER),
        ("Ông Nguyễn Văn Nam", "Nguyễn Văn Năm", Likeness.FEWER_MARKS),
        ("Ông Nguyễn Văn Nam", "Nguyen Van Nam", Likeness.UNMARKED),
        ("Ma Li", "Li", Likeness.OTHER),
        # Lao has two letters for one sound; transcriptions have several in Latin letters.
        ("ສົມໃຊ ວົງສາ", "ສົມໄຊ ວົງສາ", Likeness.SPELLED),
        ("ສົມໃຊວົງສາ", "ສົມໄຊ ວົງສາ", Likeness.SPELLED),
        ("Soc Dara", "Dara Sok", Likeness.NEAR),
        ("Sovan Phally", "Sovann Fally", Likeness.NEAR),
        ("Chan Bopha", "Chan Sopha", Likeness.OTHER),
    ],
)
def test_what_two_names_have_in_common(one: str, other: str, likeness: Likeness) -> None:
    assert compare(Name(one), Name(other)) is likeness
    assert compare(Name(other), Name(one)) is likeness


@given(WORDS, st.randoms())
def test_the_order_of_words_makes_no_other_name(words: list[str], chance: object) -> None:
    mixed = list(words)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert compare(Name(" ".join(words)), Name(" ".join(mixed))) in (Likeness.SAME, Likeness.REORDERED)


@given(st.text(max_size=12), st.text(max_size=12))
def test_comparing_has_no_direction(one: str, other: str) -> None:
    assert compare(Name(one), Name(other)) is compare(Name(other), Name(one))


@given(st.lists(st.text("abc ", min_size=1, max_size=9), max_size=12))
def test_lines_that_are_near_are_all_found(lines: list[str]) -> None:
    from rapidfuzz import fuzz

    found = {frozenset(pair) for pair in alike.near_lines(lines)}

    wanted = {
        frozenset((a, b)) for a in range(len(lines)) for b in range(a) if fuzz.ratio(lines[a], lines[b]) >= 90
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sok.Dara@gmail.com", "sokdara@googlemail.com"),
        ("dara+list@a.example", "DARA@a.example"),
        ("s.o.k.dara+x@gmail.com", "sokdara@gmail.com"),
    ],
)
def test_one_mailbox_has_many_spellings(one: str, other: str) -> None:
    assert mailboxes.mailbox(one) == mailboxes.mailbox(other)


def test_dots_count_outside_gmail() -> None:
    assert mailboxes.mailbox("so.k@a.example") != mailboxes.mailbox("sok@a.example")


def test_the_address_of_an_office_is_nobodys_own() -> None:
    assert mailboxes.local_part("info@a.example") == ""
    assert mailboxes.local_part("Dara.Sok+x@a.example") == "darasok"
    assert mailboxes.domain_of_work("x@Gmail.com") == ""
    assert mailboxes.domain_of_work("x@a.example") == "a.example"


def test_whom_a_name_may_mean() -> None:
    known = {1: Name("Nguyễn Thị Hương"), 2: Name("Nguyễn Thị Hường"), 3: Name("Dara Sok")}

    assert alike.nearest("Nguyễn Thị Hương", known) == [(1, 100)]
    assert alike.nearest("Nguyen Thi Huong", known) == [(1, 99), (2, 99)]
    assert alike.nearest("SOK Dara", known) == [(3, 100)]

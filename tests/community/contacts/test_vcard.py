"""vCards: what is written reads back, lines are no longer than they may be, and any text is cards."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.community.contacts.vcard import _entry
from copctl.community.contacts.vcard_lines import Card, cards
from copctl.community.contacts.vcard_writing import VERSIONS, as_vcards
from copctl.community.countries import country_code, country_name, names
from copctl.names import prose, written
from tests.community.contacts import world

TEXT = st.one_of(
    st.sampled_from(["a;b,c\\n\\", "\\;", "ភាសាខ្មែរ" * 20, "BEGIN:VCARD", "=41=", "\u2028", " x", "'=1+1", "[red]"]),
    st.text(alphabet=st.characters(codec="utf-8"), min_size=1),
).map(prose)  # fmt: skip
LINE = TEXT.map(written)
EMAIL = st.from_regex(r"[a-z0-9+_-]{1,70}@[a-z]{2,8}\.example", fullmatch=True)
ENTRIES = st.fixed_dictionaries(
    {
        "name": LINE.filter(bool),
        "email": EMAIL,
        "other_emails": st.lists(EMAIL, max_size=3, unique=True),
        "organisation": LINE,
        "role": LINE,
        "country": st.sampled_from(["", *names().values()]),
        "timezone": st.sampled_from(["", "Asia/Vientiane"]),
        "languages": st.lists(st.sampled_from(["km", "en", "zh-hant", "lo"]), unique=True),
        "bio": TEXT,
    }
)


def read(text: str) -> list[dict[str, Any]]:
    found = []
    for _, card in cards(text):
        assert isinstance(card, Card)
        entry = _entry(card)
        assert isinstance(entry, dict)
        found.append({"other_emails": [], "email": "", **entry})
    return found


@pytest.mark.parametrize("version", VERSIONS)
@given(entries=st.lists(ENTRIES, max_size=3))
def test_what_is_written_reads_back(version: str, entries: list[dict[str, Any]]) -> None:
    expected = [{**e, "other_emails": [o for o in e["other_emails"] if o != e["email"]]} for e in entries]

    assert read(as_vcards(entries, version)) == expected


@given(entry=ENTRIES, version=st.sampled_from(VERSIONS))
def test_no_line_is_longer_than_75_octets_and_all_end_so(entry: dict[str, Any], version: str) -> None:
    text = as_vcards([entry], version)

    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "") or "\r" not in text.replace("\r\n", "")


def test_every_country_has_a_name_that_reads_back() -> None:
    assert {code: country_code(country_name(code)) for code in names()} == {code: code for code in names()}


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["\n".join(world.CARDS.values()), *"\n".join(world.CARDS.values()).splitlines()]),
            st.text(max_size=20),
        ),
        max_size=12,
    ).map("\n".join)
)
def test_any_text_is_cards_or_a_sentence_for_each_that_is_broken(text: str) -> None:
    for line, card in cards(text):
        assert line > 0
        if isinstance(card, Card):
            _entry(card)
        else:
            assert card


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(ending: str) -> None:
    text = world.VCARD_30.replace("\r\n", "\n").replace("\n", ending)

    assert [entry["name"] for entry in read(text)] == ["Sok, Dara", "Ana Maria Lim"]

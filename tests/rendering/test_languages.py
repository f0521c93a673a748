"""Which language a text is in, and which way a language runs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from babel import Locale, localedata
from hypothesis import given
from hypothesis import strategies as st

from copctl.rendering.environment import environment
from copctl.rendering.languages import direction, language_of, runs


@pytest.mark.parametrize(
    ("language", "runs"),
    [("", "ltr"), ("km", "ltr"), ("ar", "rtl"), ("ar-EG", "rtl"), ("ur_PK", "rtl"), ("uz-Arab", "rtl"),
     ("uz", "ltr"), ("sd-Deva-IN", "ltr"), ("RHG", "rtl"), ("!", "ltr")],
)  # fmt: skip
def test_a_language_runs_as_its_script_does(language: str, runs: str) -> None:
    assert direction(language) == runs


def test_every_language_that_babel_describes_runs_as_babel_says() -> None:
    wrong = [
        name for name in localedata.locale_identifiers()
        if (direction(name) == "rtl") != (Locale.parse(name).character_order == "right-to-left")
    ]  # fmt: skip

    assert wrong == []


def test_templates_can_ask_for_the_direction() -> None:
    page = environment(None).from_string('<html lang="{{ l }}" dir="{{ l | direction }}">')

    assert page.render(l="fa") == '<html lang="fa" dir="rtl">'


def test_a_script_tells_the_language_of_most_of_a_text() -> None:
    assert [language_of(t) for t in ("สวัสดีครับ copctl", "ສະບາຍດີ", "សួស្តី", "မင်္ဂလာပါ", "hello ក", "")] == [
        "th", "lo", "km", "my", "", "",
    ]  # fmt: skip


def test_words_of_one_script_stay_together_with_their_blanks() -> None:
    text = "Clean water, ទឹក ស្អាត\u200bណាស់ (ນ້ຳສະອາດ) น้ำ!"

    assert list(runs(text)) == [
        ("", "Clean water, "),
        ("km", "ទឹក ស្អាត\u200bណាស់"),
        ("", " ("),
        ("lo", "ນ້ຳສະອາດ"),
        ("", ") "),
        ("th", "น้ำ"),
        ("", "!"),
    ]


@given(st.text(alphabet="ab 1.\n\u200bកសុทีນ້ကာ"))
def test_runs_hold_the_whole_text_each_in_its_language(text: str) -> None:
    cut = list(runs(text))

    assert "".join(part for _, part in cut) == text
    assert all(language == language_of(part) for language, part in cut)
    assert all(one[0] != other[0] for one, other in pairwise(cut))


def test_blanks_without_width_do_not_outvote_letters() -> None:
    assert language_of("ទឹក\u200b\u200b\u200b\u200b\u200b\u200b") == "km"


def test_a_title_from_right_to_left_stands_apart_and_stays_escaped() -> None:
    page = environment(None).from_string(
        "{% block t %}{{ name }} <i>{% endblock %}|{{ self.t() | trim | apart }}"
    )

    assert page.render(name="A & \u202eB").partition("|")[2] == "\u2068A &amp; \u202eB <i>\u2069"
    assert page.render(name="A & ចាន់").partition("|")[2] == "A &amp; ចាន់ <i>"

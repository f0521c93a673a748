"""What may be replied to a question."""

from __future__ import annotations

from typing import Any

import pytest

from copctl.errors import Refused
from copctl.surveys.questionnaire import Item, Option
from copctl.surveys.replies import Said, as_asked, asks_who, understood

OPTIONS = (Option("a", "Apples", {"label::Khmer (km)": "ផ្លែប៉ោម"}), Option("b", "Pears"), Option("1", "One"))


@pytest.mark.parametrize(
    ("kind", "reply", "said"),
    [
        ("select_one", "a", [Said(choice="a")]),
        ("select_one", "APPLES", [Said(choice="a")]),
        ("select_one", "ផ្លែប៉ោម", [Said(choice="a")]),
        ("select_one", 1, [Said(choice="1")]),
        ("select_multiple", ["b", "a"], [Said(choice="b"), Said(choice="a")]),
        ("select_multiple", "b", [Said(choice="b")]),
        ("rank", ["b", "a"], [Said(choice="b", rank=1), Said(choice="a", rank=2)]),
        ("integer", "12", [Said(number=12)]),
        ("decimal", "1,5", [Said(number=1.5)]),
        ("range", 3, [Said(number=3)]),
        ("text", " Hi\nthere ", [Said(text="Hi\nthere")]),
        ("date", "2026-11-23", [Said(text="2026-11-23")]),
        ("email", "ana@example.org", [Said(text="ana@example.org")]),
        ("acknowledge", True, [Said(text="OK")]),
        ("text", "  ", []),
        ("select_multiple", [], []),
        ("integer", None, []),
    ],
)
def test_a_reply_is_understood(kind: str, reply: Any, said: list[Said]) -> None:
    assert understood(Item("q", kind, "Q?"), OPTIONS, reply) == said


@pytest.mark.parametrize(
    ("kind", "reply", "sentence"),
    [
        ("select_one", "Aples", "'Q?' has no choice 'Aples'."),
        ("select_one", ["a", "b"], "'Q?' takes one choice."),
        ("select_multiple", ["a", "Apples"], "'Q?' has a choice twice."),
        ("rank", [["a"]], "'Q?' takes the name of a choice, or a list of them."),
        ("integer", "1.5", "'Q?' takes a whole number."),
        ("integer", True, "'Q?' takes a number."),
        ("integer", "many", "'Q?' takes a number."),
        ("decimal", "1e300", "'Q?' takes a smaller number."),
        ("decimal", "nan", "'Q?' takes a smaller number."),
        ("range", 11, "'Q?' takes a step from 1 to 10."),
        ("text", 5, "'Q?' takes a text."),
        ("date", "23/11/2026", "'Q?' takes a day such as 2026-11-23."),
        ("email", "ana", "'Q?' takes an address, such as name@example.org."),
        ("acknowledge", "no", "'Q?' takes yes, or nothing."),
        ("note", "Hm", "q is a note and takes no answer."),
    ],
)
def test_a_reply_that_will_not_do_is_one_sentence(kind: str, reply: Any, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        understood(Item("q", kind, "Q?"), OPTIONS, reply)

    assert refusal.value.message == sentence


def test_what_is_required_must_be_said_and_others_may_be_written_in() -> None:
    assert understood(Item("q", "select_one", "Q?", or_other=True), OPTIONS, " Plums ") == [
        Said(choice="Plums")
    ]
    with pytest.raises(Refused, match="must be answered"):
        understood(Item("q", "text", "Q?", required=True), (), "")


def test_questions_that_ask_who_answers_are_known() -> None:
    items = [
        Item("n", "text", "Name"),
        Item("full_name", "text", "Name"),
        Item("e", "email"),
        Item("f", "email"),
    ]

    assert asks_who(items) == {"e": "email", "full_name": "name"}


def test_what_hangs_on_a_condition_may_be_left_out() -> None:
    item = Item("q", "text", "Q?", required=True, extra={"relevant": "${x} = 1"})

    assert understood(as_asked(item), (), "") == []

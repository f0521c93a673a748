"""Files of many questions: read whole, or one sentence about the first line that will not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import Refused
from copctl.speakers.queries import Query, read


def test_questions_come_in_their_order_with_ids_as_written() -> None:
    content = '{"id": "b", "text": "water"}\n\n{"id": 2, "text": "ទឹក", "note": "kept out"}\n'

    assert read(content, "q.jsonl") == [Query("b", "water", 1), Query(2, "ទឹក", 3)]


def test_a_separator_within_a_text_ends_no_line() -> None:
    assert read('{"id": 1, "text": "a\u2028b"}\r\n', "q.jsonl") == [Query(1, "a\u2028b", 1)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "q.jsonl holds no question."),
        ("\n \n", "q.jsonl holds no question."),
        ('{"id": 1, "text": "a"}\n{"id": 2, "text"', "Line 2 of q.jsonl is no JSON."),
        ("[1]", "Line 1 of q.jsonl is no object with an id and a text."),
        ('{"text": "a"}', "Line 1 of q.jsonl has no id (a text or a whole number)."),
        ('{"id": true, "text": "a"}', "Line 1 of q.jsonl has no id (a text or a whole number)."),
        ('{"id": 1}', "Line 1 of q.jsonl has no text with a word to look for."),
        ('{"id": 1, "text": "?!"}', "Line 1 of q.jsonl has no text with a word to look for."),
        ("[" * 100_000, "Line 1 of q.jsonl is no JSON."),
    ],
)
def test_a_bad_line_is_one_sentence_with_its_number(content: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(content, "q.jsonl")

    assert refusal.value.message == sentence


@given(st.text())
def test_any_content_is_questions_or_a_sentence(content: str) -> None:
    try:
        assert read(content, "q.jsonl")
    except Refused as refusal:
        assert refusal.hint  # noqa: PT017

"""What can be said about a person: one rule for prompts, options and files."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from copctl.community.statements import Claim, read_claims, read_proof, write_claims
from copctl.community.values import clean_email
from copctl.errors import CopctlError, Refused
from copctl.names import slug, written

ADDRESSES = st.one_of(
    st.emails(),
    st.from_regex(r"[A-Za-z0-9._+-]{1,70}@[A-Za-z0-9.-]{1,40}", fullmatch=True),
    st.from_regex(r"[a-z.]{1,5}@(xn--[a-z0-9]{2,6}|[a-z]{2,70}|test|local)\.[a-z]{2,4}", fullmatch=True),
    st.text(alphabet="a.@+-_ 1é", max_size=12),
)


@given(ADDRESSES)
def test_addresses_are_taken_as_email_validator_takes_them(text: str) -> None:
    try:
        expected = validate_email(written(text), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        with pytest.raises(Refused):
            clean_email(text)
        return

    assert clean_email(text) == expected


LABELS = st.one_of(
    st.sampled_from(["a; b:3", '"', '"a', "a:b", "'; drop", "ការ; x"]),
    st.text(alphabet=st.characters(codec="utf-8")),
)


@given(
    st.lists(
        st.builds(Claim, LABELS.map(written).filter(lambda text: bool(slug(text))), st.integers(1, 4)),
        unique_by=lambda claim: slug(claim.topic),
    )
)
def test_claims_are_read_as_they_are_written(claims: list[Claim]) -> None:
    assert list(read_claims(write_claims(claims))) == claims


@given(st.text())
def test_any_text_is_claims_or_one_sentence(text: str) -> None:
    try:
        assert all(1 <= claim.level <= 4 for claim in read_claims(text))
    except CopctlError as error:
        assert error.hint  # noqa: PT017


def test_a_topic_that_comes_twice_keeps_its_highest_level() -> None:
    assert read_claims("Storytelling:2; storytelling : 4; STORYTELLING:1") == (Claim("storytelling", 4),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("talk: On time (2026-03-01)", {"kind": "talk", "title": "On time", "date": "2026-03-01"}),
        ("project: A: B (draft)", {"kind": "project", "title": "A: B (draft)", "date": None}),
    ],
)
def test_evidence_is_written_in_one_line(text: str, expected: dict[str, str | None]) -> None:
    assert read_proof(text) == expected

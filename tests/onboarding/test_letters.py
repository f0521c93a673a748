"""In which language a mail is written, and how readers' words get into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from copctl.onboarding.letters import Letter, language_for


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["km", "en"], "km"),
        (["th", "km"], "km"),
        (["en", "km"], ""),
        (["zh-hant", "km"], "zh"),
        (["zh-hans"], "zh"),
        ([], ""),
        (["th"], ""),
    ],
)
def test_the_first_language_with_a_template_is_taken(
    tmp_path: Path, languages: list[str], expected: str
) -> None:
    own = tmp_path / "onboarding"
    own.mkdir()
    for code in ("km", "zh"):
        (own / f"join.{code}.txt").write_text("x")

    assert language_for(tmp_path, "join", languages) == expected


def test_words_are_escaped_in_html_and_never_taken_for_marks() -> None:
    letter = Letter("For %NAME%", "%NAME%, by %BY%", "<p>%NAME%, by %BY%</p>")

    made = letter.to({"%NAME%": "<b> %BY%", "%BY%": "Ana & Bo"})

    assert made == Letter("For <b> %BY%", "<b> %BY%, by Ana & Bo", "<p>&lt;b&gt; %BY%, by Ana &amp; Bo</p>")

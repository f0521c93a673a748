"""What is said of a survey before it is sent."""

from __future__ import annotations

import pytest

from copctl.surveys.forms import starters
from copctl.surveys.forms.checking import Weight, check, minutes
from copctl.surveys.forms.translating import find_language, languages
from copctl.surveys.forms.xlsform_markdown import read
from copctl.surveys.scales import Scale


def said(survey: str, choices: str = "", settings: str = "") -> dict[Weight, list[str]]:
    text = f"# survey\n{survey}\n"
    text += f"# choices\n{choices}\n" if choices else ""
    text += f"# settings\n{settings}\n" if settings else ""
    findings = check(read(text))
    return {weight: [f.sentence for f in findings if f.weight is weight] for weight in Weight}


LIST = "| list_name | name | label |\n| t | a | A |\n| t | b | B |\n"


@pytest.mark.parametrize(
    ("survey", "choices", "settings", "sentence"),
    [
        ("| type | name |\n| txt | a |", "", "", "there is no question type 'txt' (did you mean text)"),
        (
            "| type | name | label |\n| select_one t | q | Q |",
            LIST + "| t | c | b |\n",
            "",
            "the list t shows 'b' twice (b and c)",
        ),
        (
            "| type | name | label |\n| select_multiple t | q | Q |",
            LIST + "| t | c d | C |\n",
            "",
            "the choice name 'c d' of t holds a blank; blanks part the answers of a select_multiple",
        ),
        (
            "| type | name | label | parameters |\n| range | q | Q | start=5 end=1 |",
            "",
            "",
            "q: the range has no steps: end must be above start, and step above 0",
        ),
        (
            "| type | name | label |\n| email | mail | Where? |",
            "",
            "| anonymous |\n| yes |",
            "the survey promises anonymity and asks who answers: mail",
        ),
    ],
)
def test_what_loses_answers_or_breaks_a_promise_is_a_mistake(
    survey: str, choices: str, settings: str, sentence: str
) -> None:
    assert said(survey, choices, settings)[Weight.MISTAKE] == [sentence]


@pytest.mark.parametrize(
    ("survey", "choices", "sentence"),
    [
        ("| type | name | label |\n| text | 2 days | Q |", "", "XLSForm refuses the name '2 days' (a letter or _ first, no blanks); it is exported as _2-days"),
        ("| type | name | label |\n| range | q | Q |", "", "q: no bounds, so it runs from 1 to 10; say 'start=1 end=5 step=1' in parameters"),
        ("| type | name | label |\n| select_one t | q | Q |", LIST + "| t | other | Other |\n", "q: 'Other' asks nothing more; write or_other after the list instead"),
        ("| type | name | label |\n| select_one t or_other | q | Q |", LIST + "| t | other | Other |\n", "q: or_other adds the choice 'Other', and the list has 'Other' already"),
        ("| type | name | label |\n| rank t or_other | q | Q |", LIST, "q: in XLSForm a ranking cannot have or_other; it is exported without"),
        ("| type | name | label | relevant |\n| text | q | Q | ${w} = 1 |", "", "q: its condition names 'w', which is no question"),
        ("| type | name | label |\n| text | q | Q |", LIST, "no question uses the list 't'"),
    ],
)  # fmt: skip
def test_what_could_be_better_is_advice(survey: str, choices: str, sentence: str) -> None:
    found = said(survey, choices)

    assert sentence in found[Weight.ADVICE]
    assert found[Weight.MISTAKE] == []


def test_an_other_that_a_later_question_asks_about_is_fine() -> None:
    survey = "| type | name | label | relevant |\n| select_one t | q | Q | |\n| text | w | Which? | ${q} = 'other' |"

    assert not any("Other" in s for s in said(survey, LIST + "| t | other | Other |\n")[Weight.ADVICE])


def test_missing_translations_are_counted_for_each_language() -> None:
    survey = (
        "| type | name | label | hint | grid | label::Khmer (km) | label::Lao (lo) |\n"
        "| select_one t | q | Q | H | G | ក | |\n| select_one t | r | R | | G | | |"
    )

    found = said(survey, LIST)[Weight.ADVICE]

    assert "Khmer (km): 5 of 6 texts are not translated" in found
    assert not any(sentence.startswith("Lao") for sentence in found)
    assert any("default_language" in sentence for sentence in found)


def test_a_long_survey_is_told_its_length() -> None:
    rows = "\n".join(f"| text | q{number} | Q{number} |" for number in range(30))

    found = said(f"| type | name | label |\n{rows}")[Weight.ADVICE]

    assert found == ["30 questions take about 20 minutes; fewer people finish a long survey"]


@pytest.mark.parametrize("starter", starters.listed(), ids=lambda starter: starter.name)
def test_a_starter_is_short_and_only_waits_for_its_translators(starter: starters.Starter) -> None:
    findings = check(starter.definition)

    assert {f.weight for f in findings} == {Weight.ADVICE}
    assert all("not translated" in f.sentence for f in findings)
    assert minutes(starter.definition) <= 7
    assert languages(starter.definition) == [
        "Khmer (km)", "Lao (lo)", "Thai (th)", "Vietnamese (vi)", "Burmese (my)",
    ]  # fmt: skip
    assert find_language(starter.definition, "english") == ""
    assert find_language(starter.definition, "KM") == "Khmer (km)"


def test_feedback_asks_five_questions() -> None:
    assert starters.find("session-feedback").asked == 5


@pytest.mark.parametrize(
    ("parameters", "steps"),
    [
        ("start=1 end=5 step=1", ["1", "2", "3", "4", "5"]),
        ("start=0;end=1;step=0.25", ["0", "0.25", "0.5", "0.75", "1"]),
        ("", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        ("start = -2 end = 2 step = 2", ["-2", "0", "2"]),
    ],
)
def test_a_scale_has_its_steps(parameters: str, steps: list[str]) -> None:
    assert Scale.of(parameters).steps == steps
    assert Scale.of(parameters).faults == ()


@pytest.mark.parametrize(
    "parameters", ["start=a", "start=1 end=4 step=2", "step=0", "step=1/0", "start=1 end=1000"]
)
def test_a_scale_that_cannot_be_is_faulty(parameters: str) -> None:
    assert Scale.of(parameters).faults

"""`copctl survey answer`: a file of answers, and the questions one after the other at a terminal."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from copctl.cli.desk import Desk
from copctl.cli.main import main
from tests.conftest import NOW, Copctl, Result

SURVEY = """\
# survey
| type | name | label | hint | required | parameters | label::Khmer (km) |
|---|---|---|---|---|---|---|
| note | hello | Good morning | | | | |
| email | mail | Your address | | | | |
| select_one roles or_other | role | What do you do? | | yes | | តើអ្នកធ្វើអ្វី? |
| select_multiple topics or_other | topics | Which topics? | Tick all | yes | | |
| rank topics | order | Your order? | | | | |
| range | mood | How are you? | | | start=1 end=5 step=1 | |
| integer | years | How many years? | | | | |
| date | day | Since when? | | | | |
| acknowledge | ok | Do you agree? | | | | |
| text | why | Why [red]? | | | | |

# choices
| list_name | name | label |
|---|---|---|
| roles | mel | Evaluator |
| roles | gov | Government |
| topics | oh | Outcome harvesting |
| topics | msc | Most significant change |
| topics | gedsi | GEDSI |
"""
ANSWERS = {
    "role": "mel", "topics": ["msc", "Storytelling"], "order": ["gedsi", "oh"], "mood": 4, "years": 7,
    "day": "2020-02-01", "ok": True, "why": "=1+1 [red] ស្វាគមន៍",
}  # fmt: skip
ENTER, DOWN, SPACE, CTRL_C = "\r", "\x1b[B", " ", "\x03"


@pytest.fixture
def survey(succeed: Copctl, folder: Path) -> None:
    (folder / "s.md").write_text(SURVEY, encoding="utf-8")
    (folder / "anonymous.md").write_text(
        SURVEY.replace("| email | mail | Your address | | | | |\n", "")
        + "\n# settings\n| anonymous |\n|---|\n| yes |\n",
        encoding="utf-8",
    )
    succeed("member", "add", "--name", "Dara Sok", "--email", "dara@example.org")
    for slug, file in (("call", "s.md"), ("secret", "anonymous.md")):
        succeed("survey", "new", slug, "--from", file)
        succeed("survey", "open", slug)


def from_file(run: Copctl, slug: str, answers: Any, member: str = "dara@example.org") -> Result:
    Path("answers.json").write_text(json.dumps(answers), encoding="utf-8")
    return run("survey", "answer", slug, "--as", member, "--answers", "answers.json")


def exported(run: Copctl, slug: str) -> list[dict[str, Any]]:
    lines = run("survey", "export", slug, "--format", "jsonl", "--out", "-").stdout.splitlines()
    return [json.loads(line) for line in lines if line]


def test_answers_from_a_file_are_saved_for_the_member(succeed: Copctl, survey: None) -> None:
    result = from_file(succeed, "call", ANSWERS)

    assert result.stdout == "Saved the answers of Dara Sok to call: 8 questions answered.\n"
    shown = succeed("survey", "show", "call", "--json").json
    assert shown["responses"] == 1
    topics = next(question for question in shown["questions"] if question["name"] == "topics")
    assert topics["choices"][-1] == {
        "name": "storytelling",
        "label": "Storytelling",
        "written_in": True,
        "extra": {},
    }
    tally = succeed("survey", "tally", "call", "--question", "order", "--json").json
    assert tally["answered"] == 1


def test_answering_again_replaces_and_undo_brings_the_first_back(succeed: Copctl, survey: None) -> None:
    from_file(succeed, "call", ANSWERS)

    again = from_file(succeed, "call", {"role": "Government", "topics": "oh"}, member="Dara Sok")

    assert again.stdout == "Changed the answers of Dara Sok to call: 2 questions answered.\n"
    assert succeed("survey", "show", "call", "--json").json["responses"] == 1
    succeed("undo")
    answered = {
        q["name"]: q["answered"] for q in succeed("survey", "show", "call", "--json").json["questions"]
    }
    assert (answered["why"], answered["order"]) == (1, 1)


def test_an_import_of_the_same_person_meets_what_was_answered(
    succeed: Copctl, survey: None, folder: Path
) -> None:
    from_file(succeed, "call", ANSWERS)
    (folder / "export.csv").write_text(
        "Timestamp,Your address,What do you do?\n2027/01/05 9:00:00 AM UTC+7,Dara@example.org,Government\n",
        encoding="utf-8",
    )

    taken = succeed("survey", "import", "call", "export.csv", "--json").json

    assert (taken["new"], taken["updated"]) == (0, 1)
    assert succeed("survey", "show", "call", "--json").json["responses"] == 1


def test_an_anonymous_survey_keeps_nothing_that_leads_to_the_member(
    succeed: Copctl, copctl: Copctl, survey: None
) -> None:
    result = from_file(succeed, "secret", ANSWERS)

    assert result.stdout == (
        "Saved one anonymous response to secret: 8 questions answered. That Dara Sok took part is noted apart.\n"
    )
    written = json.dumps(exported(succeed, "secret")).lower()
    assert "dara" not in written
    again = from_file(copctl, "secret", ANSWERS)
    assert again.stderr.startswith("Error: Dara Sok has answered secret, which is anonymous:")
    assert again.exit_code == 1
    log = succeed("log", "--json").stdout
    assert "took part" not in log


@pytest.mark.parametrize(
    ("slug", "answers", "code", "sentence"),
    [
        ("call", {"role": "mel"}, 1, "Error: 'Which topics?' must be answered.\n"),
        ("call", {**ANSWERS, "rol": "x"}, 1, "Error: There is no question 'rol'.\nTry: did you mean role?\n"),
        ("call", {**ANSWERS, "day": "tomorrow"}, 1, "Error: 'Since when?' takes a day such as 2026-11-23.\n"),
        ("call", [], 1, "Error: answers.json holds no questions and answers.\n"),
        ("cal", ANSWERS, 3, "Error: There is no survey 'cal'.\nTry: did you mean call?\n"),
    ],
)
def test_answers_that_will_not_do_change_nothing(
    copctl: Copctl, survey: None, slug: str, answers: Any, code: int, sentence: str
) -> None:
    result = from_file(copctl, slug, answers)

    assert result.stderr.startswith(sentence)
    assert result.exit_code == code
    assert copctl("survey", "show", "call", "--json").json["responses"] == 0


def test_a_draft_and_a_closed_survey_take_no_answers(succeed: Copctl, copctl: Copctl, survey: None) -> None:
    succeed("survey", "new", "later", "--from", "s.md")
    succeed("survey", "close", "call")

    assert from_file(copctl, "later", ANSWERS).stderr == (
        "Error: The survey later is still a draft.\nTry: copctl survey open later\n"
    )
    assert from_file(copctl, "call", ANSWERS).stderr == (
        "Error: The survey call is closed since 2026-11-23.\nTry: copctl survey open call opens it again\n"
    )


def test_where_nobody_can_be_asked_it_says_how(copctl: Copctl, survey: None) -> None:
    assert copctl("survey", "answer", "call").stderr == (
        "Error: --as is missing.\nTry: copctl survey answer --as ...\n"
    )
    alone = copctl("survey", "answer", "call", "--as", "Dara Sok")
    assert alone.stderr.startswith(
        "Error: Nobody can be asked here.\nTry: copctl survey answer call --as MEMBER"
    )
    assert alone.exit_code == 2


# At a terminal ------------------------------------------------------------------------------------


class _Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def at_terminal(keys: str, *arguments: str) -> Result:
    """Run a command with somebody at the keyboard who types these keys."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    out, err = _Terminal(), io.StringIO()
    desk = Desk(clock=lambda: NOW, environ={}, stdin=_Terminal(), stdout=out, stderr=err)
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        with redirect_stdout(out), redirect_stderr(err):
            code = main(list(arguments), desk)
    return Result(out.getvalue(), err.getvalue(), code)


def typed() -> str:
    return "".join(
        [
            DOWN, DOWN, ENTER, "Teacher", ENTER,  # role: other, written in
            SPACE, DOWN, SPACE, ENTER,  # topics: the first two
            DOWN, ENTER, ENTER, DOWN, ENTER,  # order: second, then first of the rest, then done
            DOWN, DOWN, ENTER,  # mood: 3
            "many", "\x15", "7", ENTER,  # years: what is no number is cleared first
            "2020-02-01", ENTER,
            "y",  # agrees
            "Because ស្វាគមន៍", ENTER,
        ]
    )  # fmt: skip


def test_every_type_of_question_is_asked_and_saved(succeed: Copctl, survey: None) -> None:
    result = at_terminal(typed() + ENTER, "survey", "answer", "call", "--as", "Dara Sok")

    assert result.exit_code == 0, result.stderr
    assert result.stdout == "Saved the answers of Dara Sok to call: 8 questions answered.\n"
    for line in (
        "Good morning",
        "    Teacher\n",
        "    Outcome harvesting; Most significant change\n",
        "    1. Most significant change, 2. Outcome harvesting\n",
        "    Because ស្វាគមន៍\n",
        "Why [red]?\n",
    ):
        assert line in result.stderr


def test_a_second_call_offers_what_was_said(succeed: Copctl, survey: None) -> None:
    at_terminal(typed() + ENTER, "survey", "answer", "call", "--as", "Dara Sok")
    before = succeed("survey", "show", "call", "--json").json

    # Enter at every question: each of the eight, two more places of the ranking, and the summary.
    again = at_terminal(ENTER * 11, "survey", "answer", "call", "--as", "Dara Sok")

    assert "They have answered before" in again.stderr
    assert again.stdout == "Changed the answers of Dara Sok to call: 8 questions answered.\n"
    assert succeed("survey", "show", "call", "--json").json == before


def test_an_answer_can_be_changed_before_it_is_saved(succeed: Copctl, survey: None) -> None:
    change = DOWN + ENTER + ENTER + ENTER  # change an answer: the first one, to the first choice
    result = at_terminal(typed() + change + ENTER, "survey", "answer", "call", "--as", "Dara Sok")

    assert result.exit_code == 0, result.stderr
    assert "    Evaluator\n" in result.stderr


@pytest.mark.parametrize("keys", [CTRL_C, ENTER + CTRL_C, typed() + CTRL_C, typed() + DOWN + DOWN + ENTER])
def test_stopping_leaves_nothing_behind(copctl: Copctl, survey: None, keys: str) -> None:
    result = at_terminal(keys, "survey", "answer", "call", "--as", "Dara Sok")

    assert result.stderr.endswith(
        "Error: Nothing was saved.\nTry: type the command again when you are ready\n"
    )
    assert result.exit_code == 130
    assert copctl("survey", "show", "call", "--json").json["responses"] == 0


def test_it_asks_in_another_language(succeed: Copctl, survey: None) -> None:
    result = at_terminal(typed() + ENTER, "survey", "answer", "call", "--as", "Dara Sok", "--language", "km")

    assert "តើអ្នកធ្វើអ្វី?" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a POSIX terminal")
def test_it_works_in_a_real_terminal(succeed: Copctl, survey: None, folder: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    environ = {k: v for k, v in os.environ.items() if k not in ("CI", "COLUMNS")} | {"TERM": "xterm-256color"}

    child = pexpect.spawn(
        sys.executable,
        ["-m", "copctl", "survey", "answer", "call", "--as", "Dara Sok"],
        cwd=folder, env=environ, dimensions=(40, 80), timeout=30, encoding="utf-8",
    )  # fmt: skip
    child.expect("What do you do")
    child.send(ENTER)
    child.expect("Which topics")
    child.send(SPACE + ENTER)
    child.expect("Your order")
    child.sendcontrol("c")
    child.expect("Nothing was saved")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 130

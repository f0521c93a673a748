"""`copctl survey code`, from the outside: a plain file, a proposal, a codebook in a file, a talk at the terminal."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from copctl.cli.desk import Desk
from copctl.cli.main import main
from copctl.cli.survey_code_shown import card, unruled
from copctl.topics.coding.folding import mark
from copctl.topics.coding.proposal import Code, Proposal
from tests.conftest import NOW, Copctl, run

SURVEY = """\
# settings
| form_title | hide_until_close |
|---|---|
| Better | {hidden} |

# survey
| type | name | label |
|---|---|---|
| email | email | Email |
| text | better | What would make it better? |
| select_multiple topics or_other | topics | Topics |

# choices
| list_name | name | label |
|---|---|---|
| topics | oh | Outcome harvesting |
"""
ANSWERS = [
    "Translation into Khmer", "Khmer translation of the materials", "slides in Khmer", "Case studies would help",
    "more case studies", "case studies from Laos", "nothing", "=1+1 [red]", "",
]  # fmt: skip
DOWN, SPACE, ENTER = "\x1b[B", " ", "\r"


def export(path: Path, answers: list[str]) -> Path:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Email", "What would make it better?", "Topics"])
    writer.writerows([f"p{n}@example.org", text, "Outcome harvesting"] for n, text in enumerate(answers))
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


@pytest.fixture
def survey(succeed: Copctl, folder: Path) -> Path:
    (folder / "better.md").write_text(SURVEY.format(hidden="no"), encoding="utf-8")
    succeed("survey", "new", "better", "--from", "better.md")
    succeed("survey", "open", "better")
    succeed("survey", "import", "better", export(folder / "answers.csv", ANSWERS))
    return folder


def codebook(folder: Path, *rows: str) -> Path:
    path = folder / "codebook.csv"
    path.write_text("\n".join(["action,code,match,values,to", *rows]) + "\n", encoding="utf-8")
    return path


# A plain file ---------------------------------------------------------------------------------------


def test_a_plain_file_is_coded_by_its_line_numbers(copctl_outside: Copctl, folder: Path) -> None:
    lines = ["Khmer slides", "", "slides in Khmer", "  ", "case studies", "Case studies!", "xyzzy"]
    (folder / "answers.txt").write_text("\r\n".join(lines), encoding="utf-8")

    result = copctl_outside("survey", "code", "--answers", "answers.txt", "--suggest", "--json")

    assert result.exit_code == 0
    assert set(result.json) == {"codes", "unassigned"}
    assert all(
        set(code) == {"label", "terms", "size", "cohesion", "answers"} for code in result.json["codes"]
    )
    assert sorted(code["answers"] for code in result.json["codes"]) == [[1, 3], [5, 6]]
    assert result.json["unassigned"] == [7]


def test_a_file_of_blank_lines_has_no_codes(copctl_outside: Copctl, folder: Path) -> None:
    (folder / "answers.txt").write_text("\n \n\n", encoding="utf-8")

    result = copctl_outside("survey", "code", "--answers", "answers.txt", "--suggest", "--json")

    assert result.json == {"codes": [], "unassigned": []}


def test_the_seed_and_the_number_of_codes_can_be_given(copctl_outside: Copctl, folder: Path) -> None:
    (folder / "answers.txt").write_text("\n".join(ANSWERS * 3), encoding="utf-8")
    command = ("survey", "code", "--answers", "answers.txt", "--suggest", "--json", "-k", "2", "--seed", "7")

    one, other = copctl_outside(*command), copctl_outside(*command)

    assert one.stdout == other.stdout
    assert len(one.json["codes"]) == 2


def test_a_file_and_a_survey_do_not_go_together(copctl_outside: Copctl, folder: Path) -> None:
    (folder / "answers.txt").write_text("a\n", encoding="utf-8")

    result = copctl_outside("survey", "code", "better", "--answers", "answers.txt", "--suggest")

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: --answers codes a file;")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_no_file_ends_in_a_traceback(folder: Path, content: bytes) -> None:
    (folder / "any.txt").write_bytes(content)

    result = run("survey", "code", "--answers", "any.txt", "--suggest", "--json")

    assert result.exit_code in (0, 1)
    if result.exit_code:
        assert len(result.stderr.splitlines()) == 2


def test_an_empty_file_is_refused(copctl_outside: Copctl, folder: Path) -> None:
    (folder / "answers.txt").write_bytes(b"")

    result = copctl_outside("survey", "code", "--answers", "answers.txt", "--suggest")

    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, "Error: answers.txt is empty.")


def test_a_file_in_another_encoding_is_read_when_it_is_named(copctl_outside: Copctl, folder: Path) -> None:
    (folder / "answers.txt").write_bytes("café one\ncafé two\n".encode("latin-1"))
    command = ("survey", "code", "--answers", "answers.txt", "--suggest", "--json")

    refused = copctl_outside(*command)
    assert (refused.exit_code, "--encoding cp1252" in refused.stderr) == (1, True)
    assert copctl_outside(*command, "--encoding", "latin-1").json["codes"][0]["label"] == "Café"
    assert copctl_outside(*command, "--encoding", "utf-8").exit_code == 1
    unknown = copctl_outside(*command, "--encoding", "hex")
    assert (unknown.exit_code, unknown.stderr.splitlines()[0]) == (
        2,
        "Error: There is no text encoding 'hex'.",
    )


def test_fewer_codes_than_asked_for_are_told(copctl_outside: Copctl, folder: Path) -> None:
    (folder / "answers.txt").write_text("\n".join(ANSWERS), encoding="utf-8")

    result = copctl_outside("survey", "code", "--answers", "answers.txt", "--suggest", "-k", "500", "--json")

    assert result.stderr.startswith("Note: 8 answers make ")
    assert set(result.json) == {"codes", "unassigned"}


def test_a_sitting_without_a_terminal_says_what_to_type(succeed: Copctl, survey: Path) -> None:
    said = succeed("survey", "code", "better").stdout

    assert said.startswith(
        "Nothing was decided yet. Try: copctl survey code better --question better --suggest"
    )


# A question of a survey -------------------------------------------------------------------------------


def test_a_proposal_is_shown_with_terms_and_quotes_and_keeps_nothing(succeed: Copctl, survey: Path) -> None:
    shown = succeed("survey", "code", "better", "--suggest").stdout

    assert "Khmer, translation: 3 answers, cohesion " in shown
    assert "  rules: Khmer, translation (3 of its 3 answers)\n" in shown
    assert "  “slides in Khmer”\n" in shown
    assert "What fits nowhere (2 answers)\n  “nothing”\n  “=1+1 [red]”\n" in shown
    assert succeed("survey", "code", "better", "--json").json["codes"] == []


def test_a_proposal_as_json_names_the_question(succeed: Copctl, survey: Path) -> None:
    found = succeed("survey", "code", "better", "--suggest", "--json").json

    assert (found["survey"], found["question"]) == ("better", "better")
    assert sorted(code["answers"] for code in found["codes"]) == [[1, 2, 3], [4, 5, 6]]
    assert len(found["codes"][0]["quotes"]) == 3


def test_a_proposal_becomes_a_codebook_that_comes_back_the_same(succeed: Copctl, survey: Path) -> None:
    succeed("survey", "code", "better", "--suggest", "--export", "one.csv")

    kept = succeed("survey", "code", "better", "--apply", "one.csv").stdout
    succeed("survey", "code", "better", "--export", "two.csv")

    assert kept.endswith("6 of 8 answers under 2 codes, 0 ignored, 2 uncoded.\n")
    assert Path("two.csv").read_text(encoding="utf-8") == Path("one.csv").read_text(encoding="utf-8")
    assert succeed("survey", "code", "better", "--apply", "two.csv").stdout.startswith("Nothing changed: 6 ")


def test_decisions_code_the_next_export_by_the_same_rules(succeed: Copctl, survey: Path) -> None:
    succeed("survey", "code", "better", "--apply", codebook(survey, "accept,Language,any,khmer; thai,"))

    newer = [*ANSWERS, "Thai subtitles", "more time"]
    succeed("survey", "import", "better", export(survey / "newer.csv", newer))

    [code] = succeed("survey", "code", "better", "--json").json["codes"]
    assert (code["code"], code["size"], code["answers"]) == ("Language", 4, [1, 2, 3, 9])


def test_why_an_answer_is_where_it_is(succeed: Copctl, survey: Path) -> None:
    rows = ["accept,Language,any,khmer,", "accept,Slides,any,slides,", "rename,Language,,,Languages"]
    succeed("survey", "code", "better", "--apply", codebook(survey, *rows))

    why = succeed("survey", "code", "better", "--why", "SLIDES in", "--json").json

    assert [(row["code"], row["decision"], row["because"]) for row in why] == [
        ("Languages", 1, "accept: it holds 'khmer'"),
        ("Languages", 3, "rename: Language became Languages"),
        ("Slides", 2, "accept: it holds 'slides'"),
    ]
    assert why[0]["decided_on"] == "2026-11-23"
    [none] = succeed("survey", "code", "better", "--why", "nothing", "--json").json
    assert (none["code"], none["because"]) == ("(none)", "no rule fits")


def test_why_says_once_what_the_proposal_did_and_what_a_rule_did(succeed: Copctl, survey: Path) -> None:
    answers = ["red rice", "red rice", "Rice, red", "red rice twice", "red rice now", "red rice again"]
    succeed("survey", "import", "better", export(survey / "same.csv", answers))
    rows = [f"accept,Rice,proposal,{mark('red rice')},", "accept,Twice,any,twice,"]
    succeed("survey", "code", "better", "--apply", codebook(survey, *rows))

    why = succeed("survey", "code", "better", "--why", "red rice", "--json").json

    assert [(row["answer"], row["because"]) for row in why][:2] == [
        ("red rice", "accept: it was accepted with the proposal"),
        ("red rice twice", "accept: it holds 'twice'"),
    ]


def test_new_answers_fall_under_proposed_codes_and_codes_without_rules_are_named(
    succeed: Copctl, survey: Path
) -> None:
    succeed("survey", "code", "better", "--suggest", "--export", "one.csv")
    succeed("survey", "code", "better", "--apply", "one.csv")
    succeed("survey", "import", "better", export(survey / "newer.csv", [*ANSWERS, "only Khmer", "studies"]))

    codes = succeed("survey", "code", "better", "--json").json["codes"]
    assert {code["code"]: code["size"] for code in codes} == {"Khmer, translation": 4, "Case studies": 4}

    rows = ["accept,Language,any,khmer; -slides,", "accept,Cases,answer,case studies from Laos,"]
    succeed("survey", "code", "better", "--apply", codebook(survey, *rows), "--yes")
    shown = succeed("survey", "code", "better", "--show").stdout
    assert "khmer, not slides" in shown
    assert "(none: write a rule)" in shown


def test_a_public_survey_is_coded_again_by_its_proposed_rules(succeed: Copctl, folder: Path) -> None:
    sample = Path(__file__).parents[3] / "shared" / "samples" / "survey" / "google-forms-dask-2020.csv"
    if not sample.exists():
        pytest.skip("the public sample is not here")
    rows = list(csv.reader(io.StringIO(sample.read_text(encoding="utf-8-sig"))))
    [column] = [n for n, heading in enumerate(rows[0]) if "often use with Dask" in heading]
    name = "what-are-some-other-libraries-that-you-often-use-with-dask"
    newer = ["Xarray and more", "Numpy and Pandas today", "pandas, only", "…xarray"]
    for day, text in enumerate(newer, start=1):
        rows.append([f"2020/12/0{day} 9:00:00 AM EST", *("" for _ in rows[0][1:])])
        rows[-1][column] = text
    with (folder / "newer.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    succeed("survey", "import", "dask", sample, "--infer")
    succeed("survey", "code", "dask", "--question", name, "--suggest", "--export", "one.csv")
    succeed("survey", "code", "dask", "--question", name, "--apply", "one.csv")

    succeed("survey", "import", "dask", "newer.csv")

    for text, code in zip(newer, ["Xarray", "Numpy Pandas", "Pandas", "Xarray"], strict=True):
        why = succeed("survey", "code", "dask", "--question", name, "--why", text, "--json").json
        assert [row["code"] for row in why if row["answer"] == text] == [code]


def test_a_proposed_code_that_no_words_set_apart_says_so(copctl: Copctl, survey: Path) -> None:
    same = ["nothing at all", "at all", "nothing, all", "all nothing"]
    code = Code("All", ["all"], 2, 0.9, [0, 1], ["at all"])

    assert "  rules: none; no words set it apart, so write one for new answers" in card(code, same)
    assert unruled(Proposal([code], [])).startswith("Note: no words set 'All' apart; new answers will not")


def test_a_dry_run_keeps_nothing_and_undo_takes_decisions_back(succeed: Copctl, survey: Path) -> None:
    path = codebook(survey, "accept,Language,any,khmer,")

    said = succeed("survey", "code", "better", "--apply", path, "--dry-run").stdout
    assert said.startswith("Would add 1 decision: 3 of 8 answers under 1 code")
    assert succeed("survey", "code", "better", "--json").json["codes"] == []

    succeed("survey", "code", "better", "--apply", path)
    succeed("survey", "code", "better", "--apply", codebook(survey, "ignore,,any,nothing,"), "--yes")
    succeed("undo")

    assert [code["code"] for code in succeed("survey", "code", "better", "--json").json["codes"]] == [
        "Language"
    ]


def test_decisions_do_not_repeat_what_people_wrote(succeed: Copctl, survey: Path) -> None:
    rows = ["accept,Language,answer,Khmer translation of the materials,"]
    succeed("survey", "code", "better", "--apply", codebook(survey, *rows))

    written = succeed("survey", "code", "better", "--export", "-").stdout

    assert "materials" not in written
    assert succeed("survey", "code", "better", "--json").json["codes"][0]["answers"] == [2]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("acept,X,,,", "codebook.csv, line 2: There is no action 'acept'."),
        ("move,X,,,Y", "codebook.csv, line 2: move needs match and values."),
        (
            "accept,A,any,x,\nrename,Nope,,,Z",
            "codebook.csv, line 3: rename is about the code 'Nope', which no line before it makes.",
        ),
        ("accept,A,any,x,\nmerge,A,,,a", "codebook.csv, line 3: merge leads 'A' to itself."),
        ("split,A,any,x,A", "codebook.csv, line 2: split leads 'A' to itself."),
        (
            "accept,A,answer,#zzz,",
            "codebook.csv, line 2: '#zzz' is no mark of an answer: # and 16 digits or letters a to f.",
        ),
        (
            "accept,A,answer,#28351a4c6c1f13f9; #28351a4c,",
            "codebook.csv, line 2: '#28351a4c' is no mark of an answer: # and 16 digits or letters a to f.",
        ),
    ],
)
def test_a_codebook_with_a_mistake_is_refused_with_its_line(
    copctl: Copctl, survey: Path, row: str, says: str
) -> None:
    result = copctl("survey", "code", "better", "--apply", codebook(survey, row))

    assert result.stderr.startswith(f"Error: {says}\n")
    assert result.exit_code == 1


def test_a_file_that_removes_decisions_says_how_many_and_needs_a_yes(
    copctl: Copctl, succeed: Copctl, survey: Path
) -> None:
    rows = ["accept,Language,any,khmer,", "accept,Cases,any,studies,", "ignore,,any,nothing,"]
    succeed("survey", "code", "better", "--apply", codebook(survey, *rows))

    refused = copctl("survey", "code", "better", "--apply", codebook(survey))
    assert refused.exit_code == 2
    assert "codebook.csv does not hold 3 of the 3 decisions about the question." in refused.stderr
    assert len(succeed("survey", "code", "better", "--json").json["codes"]) == 2
    said = succeed("survey", "code", "better", "--apply", codebook(survey), "--dry-run").stdout
    assert said.startswith("Would remove 3 decisions: 0 of 8 answers under 0 codes")

    edited = codebook(survey, "accept,Language,any,khmer; thai,", *rows[1:])
    said = succeed("survey", "code", "better", "--apply", edited).stdout
    assert said.startswith("Changed 1 decision: 6 of 8 answers under 2 codes")
    said = succeed("survey", "code", "better", "--apply", codebook(survey, rows[0]), "--yes").stdout
    assert said.startswith("Changed 1 decision, removed 2: 3 of 8 answers under 1 code")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (
            ("better", "--question", "email", "--suggest"),
            1,
            "email has no free text to code: its type is email.",
        ),
        (("better", "--question", "bettr", "--suggest"), 3, "The survey better has no question 'bettr'."),
        (("bettr", "--suggest"), 3, "There is no survey 'bettr'."),
        (("better", "--export", "x.csv"), 1, "Nothing was decided about better yet."),
        (("better", "--apply", "gone.csv"), 3, "There is no file gone.csv."),
        (("better", "--suggest", "-k", "0"), 2, "Invalid value for '-k'"),
    ],
)
def test_what_cannot_be_coded_is_one_sentence(
    copctl: Copctl, survey: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    result = copctl("survey", "code", *arguments)

    assert result.stderr.startswith(f"Error: {says}")
    assert result.exit_code == code


def test_results_that_wait_for_the_close_are_not_coded_before(copctl: Copctl, folder: Path) -> None:
    (folder / "later.md").write_text(SURVEY.format(hidden="yes"), encoding="utf-8")
    copctl("survey", "new", "later", "--from", "later.md")
    copctl("survey", "open", "later")
    copctl("survey", "import", "later", export(folder / "answers.csv", ANSWERS))

    refused = copctl("survey", "code", "later", "--suggest")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: The results of later are hidden until it is closed.\n")

    copctl("survey", "close", "later")
    assert copctl("survey", "code", "later", "--suggest").exit_code == 0


# At the terminal ----------------------------------------------------------------------------------------


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def talk(keys: str, *arguments: str) -> tuple[int, str]:
    """Go through the answers with these keys; the exit code and what was said."""
    out, err = _Terminal(), io.StringIO()
    desk = Desk(clock=lambda: NOW, environ={}, stdin=_Terminal(), stdout=out, stderr=err)
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        code = main(["survey", "code", "better", *arguments], desk)
    return code, out.getvalue() + err.getvalue()


def choice(number: int) -> str:
    """Take the option of this number, 0 is the first."""
    return DOWN * number + ENTER


PROPOSED, SINGLE, CHANGE = choice(0), choice(1), choice(2)


def test_proposals_are_accepted_renamed_and_kept(succeed: Copctl, survey: Path) -> None:
    accept, rename = choice(0), choice(1)
    # With both taken up there is no proposal left: propose again, place, change, save.
    code, said = talk(PROPOSED + accept + PROPOSED + rename + "Slides" + ENTER + choice(3))

    assert code == 0, said
    assert "8 answers: 0 under 0 codes, 0 ignored, 8 to go.\n" in said
    assert said.endswith("Added 2 decisions: 6 of 8 answers under 2 codes, 0 ignored, 2 uncoded.\n")
    assert (
        "accept,Slides,any,Khmer; translation" in succeed("survey", "code", "better", "--export", "-").stdout
    )


def test_an_answer_is_taken_out_ignored_and_moved(succeed: Copctl, survey: Path) -> None:
    some = choice(3) + SPACE + ENTER + ENTER  # of the first proposal, all but the first answer, its own name
    ignored = SINGLE + DOWN + SPACE + ENTER + choice(1)
    code, said = talk(PROPOSED + some + ignored + choice(3))

    assert code == 0, said
    found = succeed("survey", "code", "better", "--json").json
    assert [code["size"] for code in found["codes"]] == [2]
    assert len(found["ignored"]) == 1


def test_codes_are_merged_split_and_asked_why(succeed: Copctl, survey: Path) -> None:
    rows = ["accept,Language,any,khmer,", "accept,Cases,any,studies,"]
    succeed("survey", "code", "better", "--apply", codebook(survey, *rows))
    change = choice(2)
    merge = change + choice(1) + choice(1) + choice(0)  # Cases becomes Language
    split = change + choice(0) + choice(2) + SPACE + ENTER + "Slides" + ENTER
    why = change + choice(0) + choice(7)
    code, said = talk(merge + split + why + choice(3))

    assert code == 0, said
    codes = succeed("survey", "code", "better", "--json").json["codes"]
    assert {code["code"]: code["size"] for code in codes} == {"Language": 5, "Slides": 1}
    assert "decision 1: accept: it holds 'khmer'" in said


def test_leaving_without_saving_changes_nothing(succeed: Copctl, survey: Path) -> None:
    code, said = talk(PROPOSED + choice(0) + choice(4))

    assert code == 0
    assert said.endswith("Nothing was changed.\n")
    assert succeed("survey", "code", "better", "--json").json["codes"] == []


CTRL_C = "\x03"


def test_ctrl_c_at_the_first_menu_with_nothing_decided_says_so(succeed: Copctl, survey: Path) -> None:
    code, said = talk(CTRL_C)

    assert code == 130
    assert "Error: Nothing was decided, and nothing was changed.\n" in said


@pytest.mark.parametrize(
    ("answer", "code", "says", "kept"),
    [
        (ENTER, 0, "Added 1 decision: 3 of 8 answers under 1 code", 1),
        ("n", 0, "The 1 decision made here is dropped.\nNothing was changed.", 0),
        (CTRL_C, 130, "Error: Nothing was changed; the 1 decision made here is dropped.", 0),
    ],
)
def test_ctrl_c_at_the_first_menu_asks_before_decisions_are_dropped(
    succeed: Copctl, survey: Path, answer: str, code: int, says: str, kept: int
) -> None:
    exit_code, said = talk(PROPOSED + choice(0) + CTRL_C + answer)

    assert exit_code == code, said
    assert says in said
    assert len(succeed("survey", "code", "better", "--json").json["codes"]) == kept


_OF_A_CODE = choice(2) + choice(0)
# Where Ctrl-C is pressed, and how many more times until the first menu is there.
_PROMPTS = {
    "a proposal": (PROPOSED, 0),
    "another name": (PROPOSED + choice(1), 1),
    "into which code": (PROPOSED + choice(2), 1),
    "which stay": (PROPOSED + choice(3), 1),
    "its name, some taken out": (PROPOSED + choice(3) + SPACE + ENTER, 1),
    "first half": (PROPOSED + choice(4), 1),
    "name of the first half": (PROPOSED + choice(4) + SPACE + ENTER, 1),
    "name of the second half": (PROPOSED + choice(4) + SPACE + ENTER + "One" + ENTER, 1),
    "which answers": (SINGLE, 0),
    "what with them": (SINGLE + SPACE + ENTER, 0),
    "under which code": (SINGLE + SPACE + ENTER + choice(0), 1),
    "name of the new code": (SINGLE + SPACE + ENTER + choice(0) + choice(1), 2),
    "which code": (choice(2), 0),
    "what with the code": (_OF_A_CODE, 1),
    "rename": (_OF_A_CODE + choice(0), 2),
    "merge": (_OF_A_CODE + choice(1), 2),
    "split": (_OF_A_CODE + choice(2), 2),
    "name of what is split": (_OF_A_CODE + choice(2) + SPACE + ENTER, 2),
    "share": (_OF_A_CODE + choice(4), 2),
    "rule": (_OF_A_CODE + choice(5), 2),
}


@pytest.mark.parametrize("prompt", _PROMPTS)
def test_ctrl_c_goes_back_from_every_prompt_and_loses_nothing(
    succeed: Copctl, survey: Path, prompt: str
) -> None:
    keys, more = _PROMPTS[prompt]
    # One code is accepted before; at the first menu again there are a proposal, single answers, a code, save.
    code, said = talk(PROPOSED + choice(0) + keys + CTRL_C * (1 + more) + choice(3))

    assert code == 0, said
    assert said.endswith("Added 1 decision: 3 of 8 answers under 1 code, 0 ignored, 5 uncoded.\n")


def test_a_rule_without_words_is_told_and_asked_again(succeed: Copctl, survey: Path) -> None:
    code, said = talk(PROPOSED + choice(0) + _OF_A_CODE + choice(5) + "?!" + ENTER + choice(3))

    assert code == 0, said
    assert "accept needs values.\n" in said


# What codes are good for ------------------------------------------------------------------------------------


def test_a_coded_question_is_tallied_by_its_codes(succeed: Copctl, survey: Path) -> None:
    rows = ["accept,Language,any,khmer,", "accept,Slides,any,slides,", "ignore,,any,nothing,"]
    before = succeed("survey", "tally", "better", "--question", "better", "--json").json
    succeed("survey", "code", "better", "--apply", codebook(survey, *rows))

    after = succeed("survey", "tally", "better", "--question", "better", "--json").json

    assert len(before["topics"]) == 8
    assert [(line["topic"], line["votes"]) for line in after["topics"]] == [("Language", 3), ("Slides", 1)]
    assert after["answered"] == 7
    assert "Free text is counted by its codes; an answer may bear several." in after["warnings"]


def test_what_was_written_in_under_other_is_coded_too(succeed: Copctl, survey: Path) -> None:
    rows = [
        ["Email", "Topics"],
        ["x@example.org", "Drones for mapping"],
        ["y@example.org", "mapping with drones"],
    ]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (survey / "others.csv").write_text(out.getvalue(), encoding="utf-8")
    succeed("survey", "import", "better", "others.csv")

    found = succeed("survey", "code", "better", "--question", "topics", "--suggest", "--json").json

    assert [code["answers"] for code in found["codes"]] == [[1, 2]]

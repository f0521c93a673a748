"""`copctl speakers suggest`, from the outside."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from copctl.cli import speakers_asking
from copctl.cli.desk import Desk
from tests.cli.test_startup import HEAVY, loaded_by, roots
from tests.conftest import NOW, Copctl

PARTS = ["text", "level", "recency", "willingness", "availability", "load", "fairness", "language"]


@pytest.fixture
def people(succeed: Copctl) -> Copctl:
    """Five people: an expert, a learner with a talk, one of another field, one who left, one who will not."""
    succeed("topic", "add", "Storytelling", "--alias", "Stories of change")
    add = ("member", "add", "--languages", "en", "--timezone", "Asia/Phnom_Penh")
    succeed(*add, "--name", "សុខា [red]", "--email", "sok@example.org", "--expertise", "storytelling:4",
            "--organisation", "Org A", "--country", "KH", "--consent", "speaking")  # fmt: skip
    succeed(*add, "--name", "Ana", "--email", "ana@example.org", "--expertise", "storytelling:2",
            "--evidence", "talk: Storytelling with villages (2026-03-04)", "--country", "LA")  # fmt: skip
    succeed(*add, "--name", "Bo", "--email", "bo@example.org", "--bio", "Budgets and pumps.")
    succeed(
        *add,
        "--name",
        "Gone",
        "--email",
        "gone@example.org",
        "--expertise",
        "storytelling:4",
        "--status",
        "left",
    )
    succeed(
        *add,
        "--name",
        "Cy",
        "--email",
        "cy@example.org",
        "--expertise",
        "storytelling:4",
        "--consent",
        "speaking",
    )
    succeed("member", "edit", "cy@example.org", "--withdraw", "speaking")
    return succeed


def suggested(people: Copctl, *words: str) -> list[dict[str, Any]]:
    # Words only: what the language model adds depends on whether it is installed here.
    found: list[dict[str, Any]] = people("speakers", "suggest", *words, "--no-semantic", "--json").json
    return found


def names(people: Copctl, *words: str) -> list[str]:
    return [row["member"] for row in suggested(people, *words)]


def test_who_knows_a_topic_is_suggested_with_parts_reasons_and_evidence(people: Copctl) -> None:
    ana, sok = suggested(people, "storytelling")

    assert [ana["member"], sok["member"]] == ["Ana", "សុខា [red]"]
    assert list(sok) == ["rank", "member", "email", "score", "parts", "reasons", "evidence"]
    assert list(sok["parts"]) == PARTS
    assert sok["reasons"][0] == "level 4 in Storytelling (can teach it), says so"
    assert sok["parts"]["willingness"] == 1
    assert ana["evidence"] == [{"kind": "talk", "title": "Storytelling with villages", "date": "2026-03-04"}]
    assert "gave 'Storytelling with villages' in 2026-03" in ana["reasons"]


@pytest.mark.parametrize("words", ["storytelling", "Stories of change", "1", "STORYTELLING"])
def test_a_topic_is_found_by_slug_label_alias_or_number(people: Copctl, words: str) -> None:
    assert set(names(people, words)) == {"Ana", "សុខា [red]"}


def test_free_text_finds_words_and_the_topics_it_names(people: Copctl) -> None:
    assert names(people, "pumps that last") == ["Bo"]
    assert set(names(people, "storytelling about pumps")) == {"Ana", "Bo", "សុខា [red]"}


def test_who_left_or_will_not_speak_is_left_out_and_all_says_why(people: Copctl) -> None:
    assert not {"Gone", "Cy"} & set(names(people, "storytelling"))

    everybody = {row["member"]: row for row in suggested(people, "storytelling", "--all")}
    assert set(everybody) == {"សុខា [red]", "Ana", "Bo", "Cy"}
    assert (everybody["Cy"]["score"], everybody["Cy"]["reasons"]) == (0, ["no longer wants to speak"])
    assert (everybody["Bo"]["score"], everybody["Bo"]["reasons"]) == (0, ["nothing known on this"])


def test_who_is_dormant_may_come_back_for_a_talk_and_is_marked(people: Copctl) -> None:
    people("member", "edit", "ana@example.org", "--status", "dormant")

    assert "is dormant at the moment" in suggested(people, "storytelling")[0]["reasons"]


def test_no_more_are_suggested_than_asked_for_and_the_first_stay_the_first(people: Copctl) -> None:
    assert suggested(people, "storytelling", "-n", "1") == suggested(people, "storytelling")[:1]


def test_by_text_alone_nothing_else_counts(people: Copctl) -> None:
    [ana] = suggested(people, "storytelling", "--text-only", "-n", "1")

    assert ana["member"] == "Ana"
    assert ana["score"] == ana["parts"]["text"]


def test_a_person_is_a_block_that_fits_the_screen_with_names_as_written(
    people: Copctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    shown = people("speakers", "suggest", "storytelling", "--no-semantic").stdout.splitlines()

    sok = shown.index("") + 1
    assert shown[sok].startswith("2  សុខា [red] ")
    assert shown[sok + 1 : sok + 4] == [
        "   Org A, KH, sok@example.org",
        "   level 4 in Storytelling (can teach it), says so; has not",
        "   spoken here yet; has not agreed to be recorded",
    ]
    assert all(cell_len(line) <= 60 for line in shown)


def test_nobody_is_a_sentence(people: Copctl) -> None:
    assert people("speakers", "suggest", "xylophones", "--no-semantic").stdout.startswith(
        "Nobody's profile speaks of this."
    )
    assert people("speakers", "suggest", "xylophones", "--no-semantic", "--json").json == []


def test_while_nobody_is_a_member_that_is_the_reason(succeed: Copctl, copctl: Copctl) -> None:
    for name in ("Ana", "Bo", "Chan"):
        succeed("member", "add", "--name", name, "--email", f"{name}@example.org", "--status", "prospect",
                "--expertise", "storytelling:4")  # fmt: skip
    succeed("member", "invite", "Bo")
    succeed("mail", "deliver", "--to-folder", "out")
    suggest = ("speakers", "suggest", "storytelling", "--no-semantic")

    listed, panel = succeed(*suggest), copctl(*suggest, "--panel", "2")
    as_json = succeed(*suggest, "--json").json

    assert listed.stdout == (
        "Nobody is an active member yet; 2 are prospects and 1 is invited. "
        "Who said yes becomes one: copctl member join\n"
    )
    assert panel.exit_code == 1
    assert panel.stderr == (
        "Error: Nobody is an active member yet; 2 are prospects and 1 is invited.\nTry: copctl member join\n"
    )
    assert as_json == []


# For a session ----------------------------------------------------------------------------------


@pytest.fixture
def session(people: Copctl) -> Copctl:
    """A session in December at 14:00 in Phnom Penh, with Ana on its programme."""
    people(
        "session",
        "plan",
        "--topic",
        "storytelling",
        "--on",
        "2026-12-10 14:00",
        "--speaker",
        "ana@example.org",
    )
    return people


def test_a_session_is_about_its_topics_without_who_is_on_its_programme(session: Copctl) -> None:
    assert names(session, "--session", "2026-12") == ["សុខា [red]"]

    session("session", "edit", "2026-12", "--speaker-status", "ana@example.org:declined")
    assert names(session, "--session", "2026-12") == ["សុខា [red]"]


def test_who_is_away_that_day_is_named_so_and_loses(session: Copctl) -> None:
    before = suggested(session, "--session", "2026-12")[0]["score"]
    session("member", "away", "sok@example.org", "--from", "2026-12-01", "--to", "2026-12-20")

    [sok] = suggested(session, "--session", "2026-12")

    assert sok["score"] < before
    assert sok["reasons"][0] == "away until 20 Dec"


def test_the_hour_on_their_clock_is_told(session: Copctl) -> None:
    session("member", "edit", "sok@example.org", "--timezone", "America/Lima")

    assert "it is 02:00 where they are" in suggested(session, "--session", "2026-12")[0]["reasons"]


def test_without_a_zone_the_countrys_only_one_counts(session: Copctl) -> None:
    session("member", "edit", "sok@example.org", "--timezone", "", "--country", "PE")
    assert "it is 02:00 where they are" in suggested(session, "--session", "2026-12")[0]["reasons"]

    session("member", "edit", "sok@example.org", "--country", "ID")
    assert suggested(session, "--session", "2026-12")[0]["parts"]["availability"] == 1


def test_who_speaks_elsewhere_that_day_is_told(session: Copctl) -> None:
    session("session", "plan", "--title", "Pumps", "--on", "2026-12-10 09:00", "--speaker", "sok@example.org")

    [sok] = suggested(session, "--session", "2026-12")

    assert "speaks in session 2026-12-2 that day" in sok["reasons"]


def test_who_declined_lately_is_spared(session: Copctl) -> None:
    session("session", "plan", "--title", "Pumps", "--on", "2027-01-10 09:00", "--speaker", "sok@example.org")
    session("session", "edit", "2027-01", "--speaker-status", "sok@example.org:declined")

    [sok] = suggested(session, "--session", "2026-12")

    assert "asked in 2026-11 and declined" in sok["reasons"]
    assert sok["parts"]["load"] == 0.7071


def test_who_spoke_makes_room_for_first_timers(session: Copctl) -> None:
    session("session", "plan", "--title", "Pumps", "--on", "2026-10-10 09:00", "--speaker", "sok@example.org")
    session("session", "edit", "2026-10", "--status", "held")

    [sok] = suggested(session, "--session", "2026-12")

    assert (sok["parts"]["fairness"], sok["parts"]["load"]) == (0, 0.5)
    assert "spoke once in 12 months, last in 2026-10" in sok["reasons"]


def test_a_session_without_a_topic_is_looked_for_by_its_title(session: Copctl) -> None:
    session("session", "plan", "--title", "Pumps that last", "--on", "2027-02-10 09:00")

    assert names(session, "--session", "2027-02") == ["Bo"]


def test_the_first_suggested_are_what_the_demo_asks_for(session: Copctl, folder: Path) -> None:
    desk = Desk(clock=lambda: NOW, environ={})

    from copctl.cli.speakers import suggested_addresses

    assert suggested_addresses(desk, "2026-12", 4) == ["sok@example.org"]


# The whole sum ----------------------------------------------------------------------------------


def test_explain_shows_a_sum_that_adds_up(people: Copctl) -> None:
    found = people(
        "speakers", "suggest", "storytelling", "--no-semantic", "--explain", "sok@example.org", "--json"
    ).json

    assert (found["member"], found["rank"], found["among"]) == ("សុខា [red]", 2, 2)
    assert [share["part"] for share in found["parts"]] == PARTS
    assert sum(share["contribution"] for share in found["parts"]) == pytest.approx(found["score"], abs=1e-3)
    assert found["parts"][3]["words"] == "agreed to speak"
    table = people("speakers", "suggest", "storytelling", "--no-semantic", "--explain", "Ana").stdout
    assert "Ana, number 1 of 2" in table
    assert "gave 'Storytelling with villages' in 2026-03" in " ".join(table.split())


def test_explain_says_why_somebody_is_not_suggested(session: Copctl, copctl: Copctl) -> None:
    def explain(name: str, *words: str) -> Any:
        return copctl("speakers", "suggest", *words, "--no-semantic", "--explain", name)

    assert explain("Cy", "storytelling").stdout.startswith("Cy is not suggested: no longer wants to speak.")
    assert explain("Bo", "storytelling").stdout.startswith("Bo is not suggested: nothing known on this.")
    assert "on the programme of session 2026-12" in explain("Ana", "--session", "2026-12").stderr
    left = explain("gone@example.org", "storytelling")
    assert left.stderr == (
        "Error: Only active and dormant members are asked to speak.\nTry: copctl member edit 4 --status active\n"
    )
    assert explain("Nobody", "storytelling").exit_code == 3


# Many questions ---------------------------------------------------------------------------------


def test_a_batch_answers_each_question_as_it_would_be_answered_alone(people: Copctl) -> None:
    questions = [
        {"id": "a", "text": "storytelling"},
        {"id": 7, "text": "pumps"},
        {"id": "c", "text": "xylophones"},
    ]
    Path("q.jsonl").write_text("".join(json.dumps(question) + "\n" for question in questions))

    for options in ([], ["-n", "1"], ["--all"], ["--text-only"], ["--all", "--text-only"]):
        told = people(
            "speakers", "suggest", "--batch", "q.jsonl", "--no-semantic", *options
        ).stdout.splitlines()
        answers = [json.loads(line) for line in told]
        assert [answer["id"] for answer in answers] == ["a", 7, "c"]
        for question, answer in zip(questions, answers, strict=True):
            assert answer["suggestions"] == suggested(people, str(question["text"]), *options)


def test_a_batch_comes_by_standard_input_too(people: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO('{"id": "ក", "text": "pumps"}\n'.encode())))

    answer = people("speakers", "suggest", "--batch", "-", "--no-semantic").json

    assert (answer["id"], [row["member"] for row in answer["suggestions"]]) == ("ក", ["Bo"])


@pytest.mark.parametrize("content", [b"", '{"id": 1, "text": "water"}'.encode("utf-16-le")])
def test_a_file_that_is_no_batch_is_told_what_a_batch_is(copctl: Copctl, content: bytes) -> None:
    Path("q.jsonl").write_bytes(content)

    result = copctl("speakers", "suggest", "--batch", "q.jsonl")

    assert 'write one question a line: {"id": "q1"' in result.stderr
    assert "import" not in result.stderr
    assert result.exit_code == 1


def test_a_batch_may_be_utf_16_with_its_mark(people: Copctl) -> None:
    Path("q.jsonl").write_bytes('{"id": 1, "text": "pumps"}\n'.encode("utf-16"))

    assert people("speakers", "suggest", "--batch", "q.jsonl", "--no-semantic").json["id"] == 1


def test_what_nearly_every_khmer_title_begins_with_is_no_match(people: Copctl) -> None:
    add = ("member", "add", "--languages", "km", "--consent", "speaking")
    people(*add, "--name", "ដារា", "--email", "d@example.org", "--evidence", "talk: ការនិទានរឿង (2024-03-04)")
    people(
        *add,
        "--name",
        "វណ្ណា",
        "--email",
        "v@example.org",
        "--evidence",
        "talk: ការប្រើប្រាស់កាមេរ៉ា (2026-11-01)",
    )

    assert names(people, "ការនិទានរឿង") == ["ដារា"]


def test_a_bad_line_of_a_batch_is_one_sentence_and_nothing_is_printed(people: Copctl, copctl: Copctl) -> None:
    Path("q.jsonl").write_text('{"id": 1, "text": "water"}\n{"id": 2}\n')

    result = copctl("speakers", "suggest", "--batch", "q.jsonl")

    assert result.stdout == ""
    assert result.stderr.startswith("Error: Line 2 of q.jsonl has no text with a word to look for.\n")
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("water", "--batch", "q.jsonl"), "A topic and --batch do not go together."),
        (("--batch", "q.jsonl", "--explain", "Ana"), "--batch and --explain do not go together."),
        (("water", "--explain", "Ana", "--panel", "3"), "--explain and --panel do not go together."),
        (("water", "--countries", "2"), "That is a rule for a panel, and no panel was asked for."),
        (("water", "--panel", "2", "--fair"), "With --fair each session has its own topic."),
        (("water", "--panel", "2", "--sessions", "2026-12"), "--sessions and --turns belong to --fair."),
    ],
)
def test_options_at_odds_are_one_sentence(copctl: Copctl, words: tuple[str, ...], sentence: str) -> None:
    result = copctl("speakers", "suggest", *words)

    assert result.stderr.splitlines()[0] == f"Error: {sentence}"
    assert result.exit_code == 2


# Settings and speed -----------------------------------------------------------------------------


def test_weights_of_the_community_decide(people: Copctl, folder: Path) -> None:
    only_language = "\n[speakers]\n" + "".join(f"{part} = 0\n" for part in PARTS if part != "language")
    with (folder / "community.toml").open("a") as settings:
        settings.write(only_language)
    people("member", "edit", "sok@example.org", "--languages", "km")

    ana, sok = suggested(people, "storytelling")

    assert (sok["score"], ana["score"]) == (0, 1)
    assert "speaks km, not en" in sok["reasons"]
    assert suggested(people, "storytelling", "--language", "Khmer")[0]["email"] == "sok@example.org"


def test_a_language_that_nobody_knows_is_one_sentence(copctl: Copctl) -> None:
    result = copctl("speakers", "suggest", "water", "--language", "Klingonese!")

    assert "is no language code or name." in result.stderr
    assert result.exit_code == 2


def test_a_language_code_that_nobody_here_knows_is_refused(people: Copctl, copctl: Copctl) -> None:
    refused = copctl("speakers", "suggest", "storytelling", "--language", "xx")
    people("member", "edit", "sok@example.org", "--languages", "kha")

    assert "--language: 'xx' is no language that copctl or anybody here knows." in refused.stderr
    assert refused.exit_code == 2
    assert suggested(people, "storytelling", "--language", "kha")


@pytest.mark.parametrize("words", [[""], ["!!!"], []])
def test_nothing_to_look_for_is_a_wrong_use_of_the_command(copctl: Copctl, words: list[str]) -> None:
    result = copctl("speakers", "suggest", *words)

    assert (result.stdout, result.exit_code) == ("", 2)
    assert len(result.stderr.splitlines()) == 2


def test_a_panel_takes_no_number_beside_its_own(copctl: Copctl) -> None:
    result = copctl("speakers", "suggest", "water", "--panel", "3", "-n", "2")

    assert result.stderr.startswith("Error: A panel has as many people as --panel says.")
    assert result.exit_code == 2


def test_a_spreadsheet_gets_a_column_for_each_part_and_no_lists(people: Copctl) -> None:
    shown = people("speakers", "suggest", "storytelling", "--format", "csv").stdout

    row = next(csv.DictReader(io.StringIO(shown)))
    assert {f"part_{part}" for part in PARTS} <= row.keys()
    assert float(row["score"]) == suggested(people, "storytelling")[0]["score"]
    assert "{" not in shown


def test_a_suggestion_loads_no_sqlalchemy(people: Copctl) -> None:
    people("speakers", "suggest", "storytelling", "--no-semantic")

    assert not roots(loaded_by("speakers", "suggest", "storytelling", "--no-semantic")) & HEAVY


def test_what_was_said_since_is_known_at_once(people: Copctl) -> None:
    assert names(people, "xylophones") == []
    people("member", "edit", "Bo", "--bio", "Xylophones.")
    assert names(people, "xylophones") == ["Bo"]
    people("undo")
    assert names(people, "xylophones") == []


def test_asked_for_without_a_limit_everybody_who_fits_comes(people: Copctl) -> None:
    found = speakers_asking.ranking(
        Desk(clock=lambda: NOW, environ={}), speakers_asking.Asked("storytelling", semantic=False)
    )

    assert [s.candidate.organisation for s in found.suggestions] == ["", "Org A"]
    assert [(s.candidate.level, s.candidate.first_timer) for s in found.suggestions] == [(2, True), (4, True)]

"""`copctl member import` and `export`: what one writes, the other reads."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl.community.profile import COLUMNS
from copctl.names import prose, slug, written
from tests.conftest import Copctl, run

NAMES = st.one_of(
    st.sampled_from(
        ["=1+1", "'=x", "''-", "[red]", "[/x]", "<b>Ana</b>", "\u200fשרה\u200f", "សុខា", "Nguyễn Văn An", "@ana", '"Q"', "a, b; c: d"]
    ),
    st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20),
).filter(lambda name: bool(slug(written(name))))  # fmt: skip
PROSE = st.one_of(
    st.just(""),
    st.sampled_from(
        ["one\ntwo", "-1", "line\u2028separator", "tab\there", "a;b:c", "'", "=SUM(A1)", "é\u0301"]
    ),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=40),
)
TOPICS = st.one_of(
    st.sampled_from(["storytelling", "C; D: E", '"quoted"', "2030", "theory: of change", "ការវាយតម្លៃ", "=x"]),
    NAMES,
)
DAYS = st.dates().map(lambda day: day.isoformat())
EMAILS = st.from_regex(r"[a-z0-9+_-]{1,8}@[a-z]{2,8}\.example", fullmatch=True)


@st.composite
def people(draw: st.DrawFn) -> list[dict[str, Any]]:
    emails = draw(st.lists(EMAILS, unique=True, min_size=1, max_size=4))
    return [draw(entries(email)) for email in emails]


@st.composite
def entries(draw: st.DrawFn, email: str) -> dict[str, Any]:
    topics = draw(st.lists(TOPICS, max_size=3, unique_by=slug))
    purposes = draw(
        st.lists(st.sampled_from(["newsletter", "directory", "recording", "speaking"]), unique=True)
    )
    return {
        "name": draw(NAMES),
        "email": email,
        "organisation": draw(st.one_of(st.just(""), NAMES)),
        "country": draw(st.sampled_from(["", "KH", "Viet Nam", "lao pdr"])),
        "role": draw(PROSE),
        "timezone": draw(st.sampled_from(["", "Asia/Vientiane"])),
        "languages": draw(st.lists(st.sampled_from(["km", "en", "zh-hant"]), unique=True)),
        "status": draw(st.sampled_from(["", "prospect", "invited", "active", "dormant", "left"])),
        "joined_on": draw(st.one_of(st.just(""), DAYS)),
        "source": draw(PROSE),
        "hours_per_quarter": draw(st.one_of(st.none(), st.floats(0, 2_000), st.integers(0, 2_000))),
        "motivations": draw(PROSE),
        "brings": draw(PROSE),
        "bio": draw(PROSE),
        "expertise": [{"topic": topic, "level": draw(st.integers(1, 4))} for topic in topics],
        "evidence": draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "kind": st.sampled_from(["talk", "resource", "project", "statement", "thanks"]),
                        "title": NAMES,
                        "text": PROSE,
                        "date": st.one_of(st.none(), DAYS),
                    }
                ),
                max_size=3,
            )
        ),
        "consents": [
            {"purpose": p, "given_on": draw(DAYS), "withdrawn_on": draw(st.one_of(st.none(), DAYS))}
            for p in purposes
        ],
    }


def found(folder: Path) -> Any:
    """A command in a new community in this folder, which must end with 0."""

    def command(*arguments: str) -> str:
        result = run("--community", str(folder), *arguments)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    run(
        "init", str(folder), "--name", "T", "--purpose", "P", "--moderator", "A <a@example.org>",
        "--timezone", "UTC", "--cadence", "x",
    )  # fmt: skip
    return command


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(given_people=people())
def test_what_export_writes_import_reads(
    tmp_path_factory: pytest.TempPathFactory, kind: str, given_people: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    first, second = found(folder / "one"), found(folder / "two")
    (folder / "in.jsonl").write_text("\n".join(json.dumps(p) for p in given_people), encoding="utf-8")
    first("member", "import", str(folder / "in.jsonl"))

    out = folder / f"out.{kind}"
    first("member", "export", "--out", str(out))
    second("member", "import", str(out))

    assert second("member", "export", "--format", kind) == out.read_bytes().decode()
    changes = second("log", "--json")
    again = json.loads(second("member", "import", str(out), "--json"))
    assert (again["unchanged"], again["new"], again["updated"]) == (len(given_people), 0, 0)
    assert second("log", "--json") == changes
    names = [
        json.loads(line)["name"]
        for line in first("member", "export", "--format", "jsonl").split("\n")
        if line
    ]
    assert names == [written(person["name"]) for person in given_people]
    bios = [
        json.loads(line)["bio"] for line in first("member", "export", "--format", "jsonl").split("\n") if line
    ]
    assert bios == [prose(person["bio"]) for person in given_people]


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def exported(succeed: Copctl) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for line in succeed("member", "export", "--format", "jsonl").stdout.split("\n")
        if line
    ]


def test_export_of_csv_has_the_header_that_is_promised(succeed: Copctl) -> None:
    header = succeed("member", "export").stdout

    assert header == (
        "name,email,organisation,country,role,timezone,languages,status,joined_on,source,hours_per_quarter,"
        "motivations,brings,bio,expertise,other_emails\n"
    )
    assert header.strip().split(",") == list(COLUMNS)


def test_a_second_import_changes_nothing_and_leaves_no_trace(succeed: Copctl) -> None:
    file = write("in.csv", "name,email,expertise\nAna,ana@example.org,storytelling:3\nសុខា,sok@example.org,\n")
    first = succeed("member", "import", file)
    before = succeed("log", "--json").stdout

    second = succeed("member", "import", file)

    assert first.stdout == "Imported 2 rows: 2 new, 0 updated, 0 unchanged, 0 skipped.\n"
    assert second.stdout == "Imported 2 rows: 0 new, 0 updated, 2 unchanged, 0 skipped.\n"
    assert succeed("log", "--json").stdout == before


def test_blank_cells_keep_what_is_stored(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org", "--bio", "kept", "--role", "old")

    succeed("member", "import", write("in.csv", "email,name,bio,role\nANA@example.org,,,new\n"))

    [ana] = exported(succeed)
    assert (ana["name"], ana["bio"], ana["role"]) == ("Ana", "kept", "new")


def test_a_withdrawn_consent_is_never_revived(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org", "--consent", "newsletter")
    file = write("in.jsonl", succeed("member", "export", "--format", "jsonl").stdout)
    succeed("member", "edit", "Ana", "--withdraw", "newsletter")

    succeed("member", "import", file)
    succeed("member", "import", file, "--consent", "newsletter")

    [ana] = exported(succeed)
    assert ana["consents"] == [
        {
            "purpose": "newsletter",
            "given_on": "2026-11-23",
            "withdrawn_on": "2026-11-23",
            "source": "moderator",
        }
    ]


def test_an_old_file_does_not_withdraw_a_newer_consent(succeed: Copctl) -> None:
    old = {"name": "Ana", "email": "ana@example.org", "consents": [
        {"purpose": "newsletter", "given_on": "2024-01-01", "withdrawn_on": "2025-01-01"}]}  # fmt: skip
    file = write("in.jsonl", json.dumps(old))
    succeed("member", "import", file)
    succeed("member", "edit", "Ana", "--consent", "newsletter")

    succeed("member", "import", file)

    [ana] = exported(succeed)
    assert ana["consents"][0]["withdrawn_on"] is None


def test_who_left_stays_left(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org", "--status", "left")

    result = succeed("member", "import", write("in.csv", "name,email,status\nAna,ana@example.org,active\n"))

    assert exported(succeed)[0]["status"] == "left"
    assert "Note: Ana has left and stays so; the file says active." in result.stderr


def test_aliases_of_one_topic_keep_the_highest_level(succeed: Copctl) -> None:
    succeed("topic", "add", "Storytelling", "--alias", "Stories")
    file = write("in.csv", "name,email,expertise\nAna,ana@example.org,stories:4; storytelling:2\n")
    succeed("member", "import", file)
    before = succeed("log", "--json").stdout

    succeed("member", "import", file)

    assert exported(succeed)[0]["expertise"] == [
        {"topic": "Storytelling", "level": 4, "said_by": "self", "claimed_on": "2026-11-23"}
    ]
    assert succeed("log", "--json").stdout == before


BAD = (
    "name,email,joined_on\n"
    "Ana,ana@example.org,\n"
    "Bo,not an address,\n"
    "Chan,CHAN@example.org,2026-02-30\n"
    "Dara,ana@EXAMPLE.org,\n"
    ",e@example.org,\n"
    "F\n"
)


def test_bad_rows_are_listed_and_nothing_is_written(copctl: Copctl) -> None:
    result = copctl("member", "import", write("in.csv", BAD))

    assert result.exit_code == 1
    assert "in.csv has 5 bad rows, so nothing was imported" in result.stderr
    for line in (3, 4, 5, 6, 7):
        assert f"line {line}: " in result.stderr
    assert "The date 2026-02-30 does not exist" in result.stderr
    assert "stands in line 2 already" in result.stderr
    assert copctl("member", "list", "--json").json == []
    assert len(copctl("log", "--json").json) == 1


def test_bad_rows_are_left_out_when_asked(succeed: Copctl) -> None:
    result = succeed("member", "import", write("in.csv", BAD), "--skip-bad")

    assert result.stdout == "Imported 6 rows: 1 new, 0 updated, 0 unchanged, 5 skipped.\n"
    assert "Left out: line 3: 'not an address' is not an email address" in result.stderr
    assert [person["name"] for person in exported(succeed)] == ["Ana"]


def test_a_dry_run_shows_differences_and_writes_nothing(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org")
    before = exported(succeed), succeed("log", "--json").stdout
    file = write(
        "in.csv",
        "name,email,organisation,expertise\nAna Lim,ana@example.org,New Org,new topic:2\nBo,b@example.org,,\n",
    )

    result = succeed("member", "import", file, "--dry-run", "--json").json

    assert (result["new"], result["updated"], result["dry_run"]) == (1, 1, True)
    assert {(d["field"], json.dumps(d["after"])) for d in result["differences"]} == {
        ("name", '"Ana Lim"'),
        ("organisation", '"New Org"'),
        ("expertise", '[{"topic": "new topic", "level": 2}]'),
    }
    assert (exported(succeed), succeed("log", "--json").stdout) == before
    assert succeed("organisation", "list", "--json").json == []
    shown = succeed("member", "import", file, "--dry-run").stdout
    assert "Ana Lim" in shown
    assert "Would import 2 rows: 1 new, 1 updated, 0 unchanged, 0 skipped." in shown


def test_unknown_columns_are_named_and_kept_out(succeed: Copctl) -> None:
    result = succeed(
        "member", "import", write("in.csv", "Full name,E-mail,Shoe size,\nAna,ana@example.org,41,\n")
    )

    assert "Left out: the column 'Shoe size' is none that copctl knows." in result.stderr
    assert exported(succeed)[0]["name"] == "Ana"


def test_a_spreadsheet_is_imported(succeed: Copctl) -> None:
    book = openpyxl.Workbook()
    book.active.append(["name", "email", "hours_per_quarter", "expertise"])
    book.active.append(["សុខា", "sok@example.org", 6, "=1+1:3"])
    book.active["D2"].data_type = "s"
    book.save("in.xlsx")

    succeed("member", "import", "in.xlsx")

    assert exported(succeed)[0]["hours_per_quarter"] == 6
    assert exported(succeed)[0]["expertise"][0]["topic"] == "=1+1"


@pytest.mark.parametrize(
    "text", ['{"name": "Ana", "email": "ana@example.org"}\n', "name,email\nAna,ana@example.org\n"]
)
def test_standard_input_may_be_either_kind(
    succeed: Copctl, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(text.encode()))))  # type: ignore[arg-type]

    succeed("member", "import", "-")

    assert exported(succeed)[0]["email"] == "ana@example.org"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[1]",
        "[" * 100_000,
        '{"name": {"a": 1}, "email": "a@example.org"}',
        '{"name": "A", "email": "a@example.org", "hours_per_quarter": NaN}',
        '{"name": "A", "email": "a@example.org", "expertise": [{"topic": "x"}]}',
        '{"name": "A", "email": "a@example.org", "expertise": [1]}',
        '{"name": "A", "email": "a@example.org", "evidence": "talk"}',
        '{"name": "A", "email": "a@example.org", "evidence": [{"kind": "talk", "title": " "}]}',
        '{"name": "A", "email": "a@example.org", "consents": [{"purpose": "newsletter"}]}',
        '{"name": "A", "email": "a@example.org", "hours_per_quarter": ' + "9" * 5_000 + "}",
        '{"name": "\\ud800", "email": "a@example.org"}',
    ],
)
def test_a_bad_line_of_json_is_listed(copctl: Copctl, line: str) -> None:
    result = copctl(
        "member", "import", write("in.jsonl", f'{{"name": "Z", "email": "z@example.org"}}\n{line}\n')
    )

    assert result.exit_code == 1
    assert "in.jsonl has 1 bad row, so nothing was imported: line 2: " in result.stderr
    assert result.stderr.count("\n") == 2
    assert copctl("member", "list", "--json").json == []


def test_a_consent_in_a_difference_is_said_in_words(succeed: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org", "--expertise", "storytelling:2")
    entry = {"name": "Ana", "email": "ana@example.org", "expertise": [{"topic": "storytelling", "level": 3}],
             "consents": [{"purpose": "newsletter", "given_on": "2025-01-02", "withdrawn_on": "2025-06-01"},
                          {"purpose": "speaking", "given_on": "2025-01-02"}]}  # fmt: skip

    lines = succeed("member", "import", write("in.jsonl", json.dumps(entry))).stdout.splitlines()

    shown = [" ".join(line.split()) for line in lines]
    assert "ana@example.org consents newsletter: withdrawn 2025-06-01" in shown
    assert "speaking: since 2025-01-02" in shown
    assert "ana@example.org expertise storytelling 2 storytelling 3" in shown


def test_half_a_character_does_no_harm(succeed: Copctl) -> None:
    succeed("member", "import", write("in.jsonl", '{"name": "An\\ud800a", "email": "a@example.org"}'))
    succeed("member", "add", "--name", os.fsdecode(b"B\xffo"), "--email", "b@example.org")

    assert [person["name"] for person in exported(succeed)] == ["Ana", "Bo"]


def test_two_people_without_an_address_need_two_names(copctl: Copctl) -> None:
    assert copctl("member", "add", "--name", "Ana", "--status", "prospect").exit_code == 0

    assert copctl("member", "add", "--name", "ana", "--status", "prospect").exit_code == 1
    assert copctl("member", "edit", "1", "--status", "active").exit_code == 1
    result = copctl("member", "import", write("in.csv", "name,bio\nAna,known by name\n"))
    assert "0 new, 1 updated" in result.stdout


def test_export_refuses_a_kind_it_cannot_write(copctl: Copctl) -> None:
    result = copctl("member", "export", "--out", "members.docx")

    assert (result.exit_code, result.stdout) == (2, "")
    assert not Path("members.docx").exists()


def test_a_list_in_another_encoding_is_read_when_it_is_named(
    succeed: Copctl, copctl: Copctl, folder: Path
) -> None:
    (folder / "people.csv").write_bytes("name,email\nJosé,jose@example.org\n".encode("cp1252"))

    stopped = copctl("member", "import", "people.csv")
    succeed("member", "import", "people.csv", "--encoding", "cp1252")

    assert "cp1252 (reads 'José')" in stopped.stderr
    assert [row["name"] for row in succeed("member", "list", "--json").json] == ["José"]


def test_a_table_may_carry_evidence_in_the_words_of_the_command(succeed: Copctl) -> None:
    pieces = "talk: Pumps at night (2026-03-01); resource: \u200bA guide"
    told = succeed(
        "member",
        "import",
        write("in.csv", f"name,email,evidence,consent\nAna,a@example.org,{pieces},speaking\n"),
    )

    found = exported(succeed)[0]["evidence"]
    assert [(e["kind"], e["date"]) for e in found] == [("talk", "2026-03-01"), ("resource", None)]
    assert "--consent PURPOSE" in told.stderr
    assert exported(succeed)[0]["consents"] == []


@pytest.mark.parametrize(
    ("field", "value", "shape"),
    [
        ("evidence", [1], '"kind": "talk", "title"'),
        ("evidence", "talk", '"kind": "talk", "title"'),
        ("consents", ["speaking"], '"purpose": "newsletter", "given_on"'),
        ("consents", [{"purpose": "speaking"}], '"purpose": "newsletter", "given_on"'),
        ("expertise", [{"topic": "x"}], '"topic": "storytelling", "level": 3'),
    ],
)
def test_another_shape_in_json_lines_is_told_the_shape(
    copctl: Copctl, field: str, value: object, shape: str
) -> None:
    person = {"name": "A", "email": "a@example.org", field: value}

    result = copctl("member", "import", write("in.jsonl", json.dumps(person)))

    assert result.exit_code == 1
    assert shape in result.stderr


def test_json_lines_may_write_evidence_and_levels_as_the_command_does(succeed: Copctl) -> None:
    person = {"name": "A", "email": "a@example.org", "evidence": ["talk: Pumps"], "expertise": ["pumps:3"]}
    succeed("member", "import", write("in.jsonl", json.dumps(person)))

    [found] = exported(succeed)
    assert (found["evidence"][0]["title"], found["expertise"][0]["level"]) == ("Pumps", 3)


def test_what_an_import_changes_is_told_without_what_is_not_there(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Ana", "--email", "a@example.org")
    consents = [
        {"purpose": "directory", "given_on": "2026-03-01"},
        {"purpose": "speaking", "given_on": "2026-03-01"},
    ]
    told = succeed(
        "member", "import", write("in.jsonl", json.dumps({"email": "a@example.org", "consents": consents}))
    )

    assert "withdrawn_on" not in told.stdout

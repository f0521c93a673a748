"""`copctl member export`: vCards, workbooks, who fits, and all that hangs on a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from tests.cli.test_member_files import exported, found, people, write
from tests.conftest import Copctl

CARRIED = ("name", "email", "organisation", "country", "role", "timezone", "languages", "bio")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@pytest.mark.parametrize("version", ["4.0", "3.0"])
@given(given_people=people())
def test_what_a_vcard_carries_reads_back(
    tmp_path_factory: pytest.TempPathFactory, version: str, given_people: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("cards")
    first, second = found(folder / "one"), found(folder / "two")
    (folder / "in.jsonl").write_text("\n".join(json.dumps(p) for p in given_people), encoding="utf-8")
    first("member", "import", str(folder / "in.jsonl"))

    first("member", "export", "--out", str(folder / "out.vcf"), "--vcard-version", version)
    second("member", "import", str(folder / "out.vcf"))

    one, two = (
        [json.loads(line) for line in store("member", "export", "--format", "jsonl").split("\n") if line]
        for store in (first, second)
    )
    assert [[p[f] for f in CARRIED] for p in two] == [[p[f] for f in CARRIED] for p in one]
    assert {p["status"] for p in two} == {"prospect"}


def test_a_workbook_holds_texts_and_reads_back(succeed: Copctl) -> None:
    succeed(
        "member", "add", "--name", "=1+1", "--email", "a@example.org", "--bio", "-x", "--expertise", "=x:3"
    )

    succeed("member", "export", "--out", "all.xlsx")

    sheet = openpyxl.load_workbook("all.xlsx").active
    assert sheet is not None
    assert sheet["A2"].value == "'=1+1"
    assert sheet["A2"].data_type == "s"
    before = exported(succeed)
    assert "1 unchanged" in succeed("member", "import", "all.xlsx").stdout
    assert exported(succeed) == before


def test_only_who_fits_and_consents_goes_out(succeed: Copctl) -> None:
    succeed(
        "member",
        "add",
        "--name",
        "Ana",
        "--email",
        "a@example.org",
        "--country",
        "KH",
        "--consent",
        "newsletter",
    )
    succeed("member", "add", "--name", "Bo", "--email", "b@example.org", "--country", "KH")
    succeed(
        "member",
        "add",
        "--name",
        "Cy",
        "--email",
        "c@example.org",
        "--country",
        "LA",
        "--consent",
        "newsletter",
    )
    succeed("member", "edit", "Cy", "--withdraw", "newsletter")

    assert names(succeed, "--where", "country=KH") == ["Ana", "Bo"]
    assert names(succeed, "--consent", "newsletter") == ["Ana"]
    assert names(succeed, "--where", "country=LA", "--consent", "newsletter") == []


def names(succeed: Copctl, *options: str) -> list[str]:
    text = succeed("member", "export", "--format", "jsonl", *options).stdout
    return [json.loads(line)["name"] for line in text.split("\n") if line]


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--format", "docx"), 2, "Members cannot be written as 'docx'."),
        (("--format", "xlsx"), 2, "A workbook needs a file."),
        (("--format", "vcard", "--vcard-version", "2.1"), 2, "version '2.1'"),
        (("--consent", "all"), 1, "'all' is no consent."),
        (("--where", "country="), 2, ""),
    ],
)
def test_what_cannot_be_written_is_one_sentence(
    copctl: Copctl, options: tuple[str, ...], code: int, says: str
) -> None:
    result = copctl("member", "export", *options)

    assert (result.exit_code, result.stdout) == (code, "")
    assert says in result.stderr


EVERYTHING = [
    {
        "name": "Ana",
        "email": "ana@example.org",
        "status": "active",
        "joined_on": "2025-03-01",
        "referred_by": "bo@example.org",
        "status_since": "2025-03-02",
        "next_step": "ask her to speak",
        "next_step_on": "2026-12-01",
        "checked_on": "2026-11-01",
        "other_emails": ["ana@home.example"],
        "expertise": [
            {"topic": "Storytelling", "level": 3, "said_by": "moderator", "claimed_on": "2025-04-01"}
        ],
        "evidence": [
            {"kind": "thanks", "title": "For the map", "text": "", "date": "2026-01-05", "source": "contribution:12", "topics": ["Maps", "Storytelling"]}
        ],
        "consents": [
            {"purpose": "speaking", "given_on": "2025-03-01", "withdrawn_on": None, "source": "survey interest"}
        ],
        "steps": [
            {"status_before": "prospect", "status": "invited", "changed_on": "2025-02-01", "source": "moderator"},
            {"status_before": "invited", "status": "active", "changed_on": "2025-03-02", "source": "answer"},
        ],
        "duties": [
            {"kind": "champion", "organisation": "Nam Heung", "since": "2025-05-01", "until": None},
            {"kind": "core", "organisation": "", "since": "2025-05-01", "until": "2026-05-01"},
        ],
        "absences": [{"first_day": "2026-12-20", "last_day": "2027-01-05", "note": "leave"}],
        "endorsements": [
            {"topic": "Maps", "voice": "peer", "by": "Nameless Friend", "level": 4, "note": "saw it", "given_on": "2026-02-02"},
            {"topic": "Storytelling", "voice": "moderator", "by": "", "level": None, "note": "", "given_on": "2026-02-03"},
        ],
    },
    {"name": "Bo", "email": "bo@example.org"},
    {"name": "Nameless Friend", "status": "prospect"},
]  # fmt: skip


def test_nothing_is_lost_between_two_communities(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("moves")
    first, second = found(folder / "one"), found(folder / "two")
    (folder / "in.jsonl").write_text("\n".join(json.dumps(p) for p in EVERYTHING), encoding="utf-8")
    first("member", "import", str(folder / "in.jsonl"))
    out = folder / "out.jsonl"
    first("member", "export", str(out))

    second("member", "import", str(out))

    assert second("member", "export", "--format", "jsonl") == out.read_text(encoding="utf-8")
    ana = json.loads(out.read_text(encoding="utf-8").split("\n")[0])
    given = EVERYTHING[0]
    assert {name: ana[name] for name in given} == given
    changes = second("log", "--json")
    assert "3 unchanged" in second("member", "import", str(out))
    assert second("log", "--json") == changes


def test_what_hangs_on_a_member_comes_in_later_too(succeed: Copctl) -> None:
    for name, email in (("Ana", "ana@example.org"), ("Bo", "bo@example.org")):
        succeed("member", "add", "--name", name, "--email", email, "--expertise", "storytelling:3")
    succeed("member", "add", "--name", "Nameless Friend", "--status", "prospect")

    told = succeed(
        "member", "import", write("in.jsonl", "\n".join(json.dumps(p) for p in EVERYTHING)), "--json"
    ).json

    assert (told["new"], told["updated"], told["unchanged"], told["warnings"]) == (0, 1, 2, [])
    ana = exported(succeed)[0]
    assert ana["referred_by"] == "bo@example.org"
    assert ana["expertise"][0]["said_by"] == "moderator"
    assert [e["by"] for e in ana["endorsements"]] == ["Nameless Friend", ""]
    assert {d["field"] for d in told["differences"]} >= {"duties", "absences", "endorsements", "referred_by"}
    succeed("undo")
    assert "duties" not in exported(succeed)[0]


def test_a_move_is_undone_whole(succeed: Copctl) -> None:
    succeed("member", "import", write("in.jsonl", "\n".join(json.dumps(p) for p in EVERYTHING)))

    succeed("undo")

    assert exported(succeed) == []


def test_evidence_that_was_typed_here_gets_no_owner(succeed: Copctl) -> None:
    succeed(
        "member",
        "add",
        "--name",
        "Ana",
        "--email",
        "ana@example.org",
        "--evidence",
        "talk: Maps (2026-01-05)",
    )
    pieces = [
        {"kind": "talk", "title": title, "date": "2026-01-05", "source": "session:2026-01"}
        for title in ("Maps", "Tales")
    ]

    succeed(
        "member", "import", write("in.jsonl", json.dumps({"email": "ana@example.org", "evidence": pieces}))
    )

    sources = {piece["title"]: piece["source"] for piece in exported(succeed)[0]["evidence"]}
    assert sources == {"Maps": "", "Tales": "session:2026-01"}


def test_who_is_named_and_unknown_is_said(succeed: Copctl) -> None:
    line = {**EVERYTHING[1], "referred_by": "nobody@example.org"}

    result = succeed("member", "import", write("in.jsonl", json.dumps(line)))

    assert "Note: Bo was referred by nobody@example.org: There is no member" in result.stderr


@pytest.mark.parametrize(
    "more",
    [
        {"duties": "core"},
        {"duties": [{"kind": "king", "since": "2026-01-01"}]},
        {"duties": [1]},
        {"steps": [{"status": "active"}]},
        {"absences": [{"first_day": "2026-02-01", "last_day": "2026-01-01"}]},
        {"endorsements": [{"topic": "x", "voice": "peer", "given_on": "2026-01-01"}]},
        {"endorsements": [{"topic": "x", "voice": "moderator", "given_on": "2026-01-01", "level": 9}]},
        {"evidence": [{"kind": "talk", "title": "x", "topics": "y"}]},
        {"expertise": [{"topic": "x", "level": 1, "said_by": "god"}]},
        {"status_since": "soon"},
        {"referred_by": ["x"]},
    ],
)
def test_what_hangs_on_nobody_is_a_bad_line(copctl: Copctl, more: dict[str, Any]) -> None:
    result = copctl("member", "import", write("in.jsonl", json.dumps({**EVERYTHING[1], **more})))

    assert result.exit_code == 1
    assert "in.jsonl has 1 bad row, so nothing was imported: line 1: " in result.stderr
    assert copctl("member", "list", "--json").json == []


def test_the_file_says_what_it_is_by_its_ending(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org")

    succeed("member", "export", "all.vcf")

    assert Path("all.vcf").read_bytes().startswith(b"BEGIN:VCARD\r\nVERSION:4.0\r\n")

"""What people who look after members are told where something cannot be, or is easily overlooked."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Copctl

LATER = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.fixture
def mai(succeed: Copctl) -> str:
    succeed("member", "add", "--name", "Mai Tran", "--email", "mai@new.example", "--status", "prospect")
    return "mai@new.example"


def test_who_is_named_and_cannot_be_invited_is_refused_with_the_reason(
    copctl: Copctl, succeed: Copctl, mai: str
) -> None:
    succeed("member", "edit", mai, "--status", "left")

    refused = copctl("member", "invite", mai)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Mai Tran cannot be invited: has left." in refused.stderr
    assert succeed("member", "invite", "status=left").stdout == "Queued 0 invitations.\n"


def test_nobody_joins_before_they_were_invited(copctl: Copctl, succeed: Copctl, mai: str) -> None:
    succeed("member", "invite", mai)

    refused = copctl("member", "join", mai, "--on", "2026-11-01")

    assert refused.exit_code == 1
    assert "Mai Tran is invited since 2026-11-23 and cannot have joined before" in refused.stderr
    succeed("member", "join", mai, "--on", "2026-11-23")


def test_a_prospect_may_have_joined_before_somebody_noted_them(succeed: Copctl, mai: str) -> None:
    assert "since 2026-01-15" in succeed("member", "join", mai, "--on", "2026-01-15").stdout


def test_who_comes_back_is_said_to_have_left(succeed: Copctl, mai: str) -> None:
    succeed("member", "join", mai)
    succeed("member", "edit", mai, "--status", "left")

    assert "Note: Mai Tran had left on 2026-11-23." in succeed("member", "join", mai, now=LATER).stderr


def test_a_day_without_somebody_is_no_list(copctl: Copctl, mai: str) -> None:
    for option in (("--on", "2026-12-01"), ("--done",)):
        assert copctl("member", "next", *option).exit_code == 2


def test_nothing_is_due_with_who_has_left(succeed: Copctl, mai: str) -> None:
    succeed("member", "next", mai, "call her", "--on", "2026-11-20")
    assert "call her" in succeed("member", "next", "--due").stdout
    assert "next step" in succeed().stdout.lower()
    succeed("member", "edit", mai, "--status", "left")

    assert "call her" not in succeed("member", "next", "--due").stdout
    assert "next step" not in succeed().stdout.lower()
    assert "call her" in succeed("member", "next").stdout


def test_a_language_that_nobody_knows_is_pointed_at(copctl: Copctl, succeed: Copctl, mai: str) -> None:
    succeed("member", "edit", mai, "--languages", "km, en")

    assert "Mai" in succeed("member", "list", "--where", "language=Khmer").stdout
    for word in ("klingon", "Khmerr"):
        refused = copctl("member", "list", "--where", f"language={word}")
        assert refused.exit_code == 2
        assert f"There is no language '{word}'." in refused.stderr
    assert "did you mean Khmer" in refused.stderr


def test_one_of_many_is_not_nobody(succeed: Copctl, folder: Path) -> None:
    rows = "".join(f"p{n},p{n}@x.example,prospect\n" for n in range(201))
    (folder / "p.csv").write_text(f"name,email,status\n{rows}")
    succeed("member", "import", "p.csv")
    succeed("member", "join", "p0@x.example")

    assert "<1%" in succeed("member", "pipeline").stdout


def test_a_duty_that_somebody_does_not_have_is_said_in_words(copctl: Copctl, succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Bo", "--email", "bo@x.example")

    assert "Bo does not have the duty core." in copctl("member", "duty", "Bo", "--end", "core").stderr


def test_merging_says_which_number_stays(copctl: Copctl, succeed: Copctl) -> None:
    for email, country in (("a@x.example", "KH"), ("a@y.example", "VN")):
        succeed("member", "add", "--name", "Lê Minh Châu", "--email", email, "--country", country)

    wrong = copctl("member", "merge", "1", "2", "--keep", "name=c")
    done = succeed("member", "merge", "1", "2", "--yes")

    assert "names nobody: 2 members were given." in wrong.stderr
    assert "--keep name=a or --keep name=b" in wrong.stderr
    assert "Merged 2 (Lê Minh Châu) into 1 (Lê Minh Châu)." in done.stdout
    assert "Note: they stand in two countries, KH and VN." in done.stderr


def test_a_wrong_name_in_a_template_is_answered_with_those_there_are(
    copctl: Copctl, folder: Path, mai: str
) -> None:
    own = folder / "templates" / "onboarding"
    own.mkdir(parents=True, exist_ok=True)
    (own / "join.txt").write_text("Join us\n=======\nDear {{ nmae }},\n")

    refused = copctl("member", "invite", mai)

    assert refused.exit_code == 1
    assert "'nmae' is undefined" in refused.stderr
    assert "the names there are: came, charter, community, moderator, name, referred_by" in refused.stderr


def word_document() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w:document/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (word_document(), "a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le"), "a Word document"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_called_by_its_kind(
    copctl: Copctl, folder: Path, content: bytes, kind: str
) -> None:
    (folder / "list.csv").write_bytes(content)

    refused = copctl("member", "import", "list.csv")

    assert refused.exit_code == 1
    assert f"list.csv is {kind}, not a table." in refused.stderr


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Họ và tên;Thư điện tử;Cơ quan;Quốc gia", "Lê A;a@x.example;SX;Việt Nam"),
        ("ឈ្មោះ;អ៊ីមែល;អង្គភាព;ប្រទេស", "សុខ;a@x.example;SX;កម្ពុជា"),
        ("ชื่อ;อีเมล;หน่วยงาน;ประเทศ", "สมชาย;a@x.example;SX;ประเทศไทย"),
        ("ຊື່;ອີເມວ;ອົງການ;ປະເທດ", "ສົມໄຊ;a@x.example;SX;ສປປ ລາວ"),
        ("အမည်;အီးမေးလ်;အဖွဲ့အစည်း;နိုင်ငံ", "အောင်;a@x.example;SX;မြန်မာ"),
    ],
)
def test_headings_and_countries_are_read_in_the_languages_of_the_region(
    succeed: Copctl, folder: Path, header: str, row: str
) -> None:
    (folder / "list.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")

    succeed("member", "import", "list.csv")

    held = succeed("member", "show", "a@x.example", "--json").json
    assert held["organisation"] == "SX"
    assert held["country"] in {"VN", "KH", "TH", "LA", "MM"}
    assert held["name"] == row.partition(";")[0]

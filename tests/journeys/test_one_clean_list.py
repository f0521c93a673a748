"""Two hundred people out of three exports with overlaps become one clean list in five commands."""

from __future__ import annotations

import csv
import json
import random
import unicodedata
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from tests.conftest import Copctl

PLACES = {
    "KH": ("Tonle Klean", "Angkor Evidence", "សមាគមទឹកស្អាត"),
    "VN": ("Sông Xanh", "Viện Nước Sạch", "Gió Mới"),
    "TH": ("Mae Nam Watch", "มูลนิธิพลังงาน", "Isan Solar"),
    "LA": ("Nam Heung Energy", "ສະມາຄົມນໍ້າ", "Vientiane Climate Lab"),
}
NAMES = {
    "KH": (("Sok", "Chea", "Keo", "Heng", "Prak"), ("Bopha", "Veasna", "Sreymom", "Rithy", "Chanthou")),
    "KM": (("សុខ", "ជា", "កែវ", "ហេង", "ប្រាក់"), ("បុប្ផា", "វាសនា", "ស្រីមុំ", "រិទ្ធី", "ចាន់ធូ")),
    "VN": (("Nguyễn Thị", "Trần Thị", "Lê Thị", "Đặng Thị", "Phạm Thị"), ("Hương", "Hường", "Ngọc", "Thủy", "Diệp")),
    "TH": (("สมชาย", "วิภา", "กมล", "รัตนา", "ประเสริฐ"), ("ใจดีงาม", "ศรีสุขสันต์", "พงษ์ไพบูลย์", "ทองแท้", "แสงจันทร์")),
    "LA": (("ສົມພອນ", "ບຸນມີ", "ຄໍາແສນ", "ວັນນາ", "ທອງໃບ"), ("ແກ້ວມະນີ", "ພົມມະຈັນ", "ວົງສາ", "ສີຫາລາດ", "ໄຊຍະວົງ")),
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """An invented person: a name as they write it, where they work, an address there and one at home."""

    number: int
    first: str
    second: str
    country: str
    place: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.second}"

    @property
    def work(self) -> str:
        return f"staff{self.number}@partner-{list(PLACES).index(self.country)}.example"

    @property
    def home(self) -> str:
        return f"private.{self.number}@post.example"


def everybody() -> list[Person]:
    """Two hundred people; nobody of one organisation has another's name, others do."""
    people: list[Person] = []
    for script, (firsts, seconds) in NAMES.items():
        country = "KH" if script == "KM" else script
        for turn, (first, second) in enumerate(product(firsts, seconds)):
            for again in (0, 1):
                # Some names are had by two, who work at two places.
                place = PLACES[country][(turn + 2 * again) % 3]
                if again and turn % 5 in (1, 3):
                    continue
                people.append(Person(len(people) + 1, first, second, country, place))
    return people


def unmarked(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f")
    return plain.replace("Đ", "D").replace("đ", "d")


def mailchimp(path: Path, people: list[Person]) -> None:
    """Given names and family names in their columns; the address in other case."""
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["Email Address", "First Name", "Last Name", "Company", "MEMBER_RATING", "OPTIN_TIME",
                       "CC", "LEID", "EUID", "TAGS"])  # fmt: skip
        for p in people:
            rows.writerow([p.work.upper(), p.second, p.first, p.place, 2, "2026-02-12 10:54:27", p.country,
                           p.number, f"e{p.number}", '"Water"'])  # fmt: skip


def google(path: Path, people: list[Person], chance: random.Random) -> None:
    """As a moderator's own address book has them: without marks, with another address."""
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["First Name", "Middle Name", "Last Name", "Labels", "E-mail 1 - Label",
                       "E-mail 1 - Value", "Organization Name", "Address 1 - Country"])  # fmt: skip
        for p in people:
            local, _, domain = p.work.partition("@")
            email = chance.choice([p.work, p.home, f"{local}+water@{domain}"])
            rows.writerow([unmarked(p.name), "", "", "* myContacts", "* Work", email, p.place, p.country])


def vcards(path: Path, people: list[Person], chance: random.Random) -> None:
    """As a phone writes them: names as they are, family name first."""
    cards = []
    for p in people:
        email = chance.choice([p.work, p.home])
        cards.append(
            f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{p.name}\r\nN:{p.first};{p.second};;;\r\n"
            f"EMAIL:{email}\r\nORG:{p.place}\r\nADR:;;;;;;{p.country}\r\nEND:VCARD\r\n"
        )
    path.write_text("".join(cards), encoding="utf-8", newline="")


@pytest.fixture
def people(folder: Path) -> list[Person]:
    """Three files, in which together everybody stands at least once and most people twice or more."""
    chance = random.Random(23)
    whole = everybody()
    mailchimp(folder / "subscribed.csv", whole[:120])
    google(folder / "contacts.csv", whole[60:170], chance)
    vcards(folder / "phone.vcf", [*whole[:30], *whole[100:]], chance)
    return whole


def test_three_exports_become_one_clean_list_in_five_commands(succeed: Copctl, people: list[Person]) -> None:
    taken = [succeed("member", "import", file, "--json").json for file in
             ("subscribed.csv", "contacts.csv", "phone.vcf")]  # fmt: skip
    found = succeed("member", "duplicates", "--json").json
    merged = succeed("member", "duplicates", "--least", "75", "--merge", "--yes", "--json").json

    assert len(people) == 200
    assert sum(t["new"] for t in taken) > 240
    assert len(found) >= len(merged) > 40
    shown = [json.loads(line) for line in
             succeed("member", "export", "--format", "jsonl").stdout.splitlines()]  # fmt: skip
    assert len(shown) == 200
    owners = {p.work: p for p in people} | {p.home: p for p in people}
    for entry in shown:
        theirs = {email.lower().replace("+water", "") for email in [entry["email"], *entry["other_emails"]]}
        assert len({owners[email].number for email in theirs}) == 1
        person = owners[theirs.pop()]
        assert (entry["organisation"], entry["country"]) == (person.place, person.country)
        assert set(entry["name"].split()) <= set(f"{person.name} {unmarked(person.name)}".split())
    marked = [entry["name"] for entry in shown if "Hương" in entry["name"] or "Hường" in entry["name"]]
    assert len(marked) > 10
    kept = [c for entry in shown for c in entry["consents"] if c["purpose"] == "newsletter"]
    assert len(kept) == 120


def test_one_undo_parts_them_again(succeed: Copctl, people: list[Person]) -> None:
    for file in ("subscribed.csv", "contacts.csv", "phone.vcf"):
        succeed("member", "import", file)
    before = succeed("member", "export", "--format", "jsonl").stdout

    succeed("member", "duplicates", "--least", "75", "--merge", "--yes")
    succeed("undo")

    assert succeed("member", "export", "--format", "jsonl").stdout == before

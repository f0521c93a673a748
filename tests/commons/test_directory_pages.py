"""The directory: everybody in it once, in the order of names, page by page, and the languages to choose from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from copctl import names
from copctl.commons import members
from copctl.commons.view import Form
from copctl.settings import load
from copctl.store.engine import Database
from copctl.store.schema import Consent, Member
from tests.commons.looking import looking
from tests.conftest import NOW, Copctl
from tests.databases import DATABASES
from tests.store.test_postgresql import empty_database

__all__ = ["empty_database"]

COUNT = 2 * members.PAGE + 7
# Whole pages of people share a name, in writing that upper case does not touch and in writing that it does.
NAMES = ("ចាន់ ធូ", "Dara Sok", "DARA SOK")


@pytest.fixture(params=DATABASES)
def crowded(succeed: Copctl, folder: Path, request: pytest.FixtureRequest) -> Path:
    if request.param == "postgresql":
        address = request.getfixturevalue("empty_database")
        said = Path("community.toml").read_text(encoding="utf-8")
        Path("community.toml").write_text(f'database_url = "{address}"\n{said}', encoding="utf-8")
    succeed("member", "add", "--name", "Ana Lim", "--email", "ana@example.org", "--languages", "pt",
            "--consent", "directory")  # fmt: skip
    succeed("member", "add", "--name", "Hidden Person", "--email", "h@example.org", "--languages", "tet")
    database = Database.opened(load(folder, {}).database)
    with database.transaction(who="test", command="test", at=NOW) as db:
        for number in range(COUNT - 1):
            name = NAMES[number % len(NAMES)]
            made = {"name": name, "name_key": names.key(name), "email": f"m{number}@example.org",
                    "email_key": f"m{number}@example.org", "languages": ["km", "en"] if number % 2 else [],
                    "status": "active", "source": "", "motivations": "", "brings": "", "bio": ""}  # fmt: skip
            key = db.execute(insert(Member).values(made).returning(Member.id)).scalar_one()
            consent = {"member_id": key, "purpose": "directory", "given_on": date(2026, 1, 1), "source": ""}
            db.execute(insert(Consent).values(consent))
    return folder


def test_page_by_page_everybody_comes_once_in_the_order_of_names(crowded: Path) -> None:
    pages, after = [], ""
    with looking(crowded, "ana@example.org") as view:
        while not pages or after:
            shown = members.directory(view, members.Wish(after=after)).values
            pages.append([one["number"] for one in shown["people"]])
            after = str(shown["more"] or "")

    assert [len(page) for page in pages] == [members.PAGE, members.PAGE, 7]
    met = [number for page in pages for number in page]
    assert len(set(met)) == COUNT
    with looking(crowded, "ana@example.org", form=Form.SEALED) as view:
        assert [one["number"] for one in members.directory(view).values["people"]] == met


def test_what_is_chosen_stays_so_among_very_many(crowded: Path, succeed: Copctl) -> None:
    known = "; ".join(f"topic {number:03}:2" for number in range(205))
    succeed("member", "edit", "ana@example.org", "--country", "TL", "--expertise", known)

    with looking(crowded, "ana@example.org") as view:
        far = members.directory(view, members.Wish(topic="topic-204")).values
        assert [one["name"] for one in far["people"]] == ["Ana Lim"]
        assert ("topic-204", "topic 204") in far["choices"]["topic"]
        assert len(far["choices"]["topic"]) == 201
        assert [code for code, _ in far["choices"]["country"]] == ["TL"]
        asked = members.directory(view, members.Wish(country="vn")).values
        assert ("VN", "Vietnam") in asked["choices"]["country"]


def test_languages_to_choose_from_are_those_that_people_in_it_speak(crowded: Path) -> None:
    with looking(crowded, "ana@example.org") as view:
        shown = members.directory(view, members.Wish(language="pt")).values

    assert [code for code, _ in shown["choices"]["language"]] == ["en", "km", "pt"]
    assert [one["name"] for one in shown["people"]] == ["Ana Lim"]

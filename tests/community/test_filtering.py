"""Who fits a condition, asked quickly and through the engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from copctl.community.conditions import condition_fields, filtering
from copctl.errors import WrongUsage
from copctl.store import quick
from copctl.store.engine import Database
from copctl.store.schema.member import Duty, MemberStatus, Purpose
from tests.conftest import Copctl


def people(succeed: Copctl) -> None:
    """Three people: one who knows much, one dormant in Laos, a prospect of whom nothing is known.

    Storytelling is narrower than Communication, which nobody claims.
    """
    Path("terms.csv").write_text(
        "label,broader\nCommunication,\nStorytelling,Communication\n", encoding="utf-8"
    )
    succeed("expertise", "taxonomy", "load", "terms.csv")
    succeed("topic", "add", "Storytelling", "--alias", "Stories")
    succeed("member", "add", "--name", "Ana Lim", "--email", "ana@example.org", "--organisation", "Org Ä", "--country",
            "KH", "--expertise", "storytelling:4; budgets:1", "--joined-on", "2026-01-02", "--languages", "km, zh-hant",
            "--hours-per-quarter", "6", "--consent", "newsletter", "--role", "ĐIỀU phối 100%")  # fmt: skip
    succeed("member", "add", "--name", "សុខា", "--email", "sok@example.org", "--status", "dormant", "--country", "LA",
            "--expertise", "storytelling:2", "--source", "referred by Ana", "--timezone", "Asia/Vientiane")  # fmt: skip
    succeed("member", "edit", "2", "--other-email", "old_sok@example.com")
    succeed("member", "add", "--name", "[red]", "--status", "prospect")
    succeed("member", "edit", "1", "--withdraw", "newsletter", "--consent", "directory")


@pytest.fixture
def address(succeed: Copctl) -> str:
    """The store of a community of three."""
    people(succeed)
    return f"sqlite:///{Path('community.db').absolute()}"


CASES = [
    ("country=KH and topic>=storytelling:3 and status=active", [1]),
    ("country=Cambodia or country=la", [1, 2]),
    ("country!=KH", [2, 3]),
    ('country=""', [3]),
    ("country not in (KH, LA)", [3]),
    ("topic=stories", [1, 2]),
    ("topic=Storytelling:2", [2]),
    ("topic<storytelling:4", [2]),
    ("topic!=storytelling:4", [2, 3]),
    ("topic~budg", [1]),
    ("topic=communication", [1, 2]),
    ("topic>=communication:3", [1]),
    ("topic=communication:2", [2]),
    ("topic!=communication", [3]),
    ("topic<Communication:4", [2]),
    ("topic~communication", []),
    ("topic in (budgets, storytelling:2)", [1, 2]),
    ('topic=""', [3]),
    ("name=សុខា", [2]),
    ("name~LIM", [1]),
    ("name='[red]'", [3]),
    ("email=SOK@example.org", [2]),
    ("email~old_sok", [2]),
    ("email~oldxsok", []),
    ('email=""', [3]),
    ("organisation='org ä'", [1]),
    ('organisation=""', [2, 3]),
    ("role~'Điều'", [1]),
    ("role~100%", [1]),
    ("role~%", [1]),
    ('role!=""', [1]),
    ("language=zh", [1]),
    ("languages=km", [1]),
    ("language=z", []),
    ('language=""', [2, 3]),
    ("timezone~vientiane", [2]),
    ("source~referred", [2]),
    ("joined=2026-01", [1]),
    ("joined<2026-01-02", []),
    ("joined<=2026", [1]),
    ('not joined=""', [1]),
    ("hours>=5.5", [1]),
    ("hours<7", [1]),
    ("not hours>=5.5", [2, 3]),
    ("consent=directory", [1]),
    ("consent=newsletter", []),
    ('consent=""', [2, 3]),
    ("duty=core", []),
    ('duty="" and id in (1, 3)', [1, 3]),
    ('referred-by=""', [1, 2, 3]),
    ("number>1", [2, 3]),
    ("referred-by=1 or referred-by='ANA lim'", []),
    ("referred-by~nobody", []),
    ('name="\' OR 1=1 --"', []),
]


def test_both_ways_give_the_same_members(address: str) -> None:
    with Database.opened(address).reading() as db:
        for where, expected in CASES:
            assert filtering.numbers(address, where) == expected, where
            assert sorted(m.id for m in filtering.members(db, where)) == expected, where


def test_an_unknown_topic_is_an_error_that_offers_the_nearest(address: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        filtering.numbers(address, "country=KH and topic=storyteling:3")

    assert caught.value.message == "There is no topic 'storyteling'."
    assert caught.value.hint == "did you mean storytelling?"
    assert caught.value.excerpt.endswith(f"\n{' ' * 23}^")


@pytest.mark.parametrize(
    ("where", "message", "hint"),
    [
        ("status=active and referred-by=Nobody", "Nobody is called 'Nobody'.", "copctl member list"),
        ("referred-by in (1, 'Anna Lim')", "Nobody is called 'Anna Lim'.", "did you mean Ana Lim?"),
        (
            "topic>=3",
            "3 is a level, and the topic is missing.",
            "name the topic, such as topic>=storytelling:3",
        ),
        ("country=Xland", "There is no country 'Xland'.", "use its two-letter code, such as KH"),
        ("country=Filipines", "There is no country 'Filipines'.", "did you mean Philippines?"),
        ("country=Lao", "There is no country 'Lao'.", "did you mean Laos?"),
    ],
)
def test_what_cannot_be_meant_is_said(address: str, where: str, message: str, hint: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        filtering.numbers(address, where)

    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_query_is_a_condition_or_somebody(address: str) -> None:
    with Database.opened(address).reading() as db:
        assert [m.id for m in filtering.chosen(db, "status=dormant")] == [2]
        assert [m.id for m in filtering.chosen(db, "ana lim")] == [1]
        assert [m.id for m in filtering.chosen(db, "3")] == [3]


def test_a_long_condition_is_answered(address: str) -> None:
    assert filtering.numbers(address, " or ".join(f"name={n}" for n in range(250)) + " or country=KH") == [1]
    assert filtering.numbers(address, f"role~{'ΐ' * 4_900}") == []


def test_the_words_of_conditions_are_those_of_the_store() -> None:
    assert tuple(MemberStatus) == condition_fields.STATUSES
    assert tuple(Purpose) == condition_fields.PURPOSES
    assert tuple(Duty) == condition_fields.DUTIES


def test_a_listing_with_a_condition_is_read_quickly(
    address: str, monkeypatch: pytest.MonkeyPatch, copctl: Copctl
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the engine was asked")

    monkeypatch.setattr(quick, "_rows_by_engine", never)

    assert [row["name"] for row in copctl("member", "list", "--where", "topic=budgets", "--json").json] == [
        "Ana Lim"
    ]


def test_a_condition_needs_no_sqlalchemy(address: str) -> None:
    asked = (
        "import sys; from copctl.community import roster;"
        f"roster.listed({address!r}, where='country=KH and topic=budgets');"
        "assert 'sqlalchemy' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", asked], check=True)


def test_a_condition_that_cannot_be_read_is_shown_with_a_caret(address: str, copctl: Copctl) -> None:
    result = copctl("member", "list", "--where", "contry=KH")

    assert result.exit_code == 2
    assert result.stderr == (
        "Error: There is no field 'contry'.\n  contry=KH\n  ^\nTry: did you mean country?\n"
    )

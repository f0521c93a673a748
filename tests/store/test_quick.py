"""Quick reads answer as the engine does."""

from __future__ import annotations

from typing import Any

import pytest

from copctl.community import roster
from copctl.store import quick
from tests.conftest import Copctl


@pytest.fixture
def address(succeed: Copctl, tmp_path: Any) -> str:
    succeed("topic", "add", "Storytelling", "--alias", "Stories")
    succeed("member", "add", "--name", "ana", "--email", "ana@example.org", "--organisation", "Org Ä", "--country", "KH",
            "--expertise", "storytelling:4; budgets:1", "--joined-on", "2026-01-02")  # fmt: skip
    succeed(
        "member",
        "add",
        "--name",
        "សុខា",
        "--email",
        "sok@example.org",
        "--status",
        "dormant",
        "--country",
        "LA",
    )
    succeed("member", "add", "--name", "[red]", "--status", "prospect", "--expertise", "=1:2")
    return f"sqlite:///{tmp_path / 'community.db'}"


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["[red]", "ana", "សុខា"]),
        ({"status": "dormant"}, ["សុខា"]),
        ({"country": "KH"}, ["ana"]),
        ({"organisation": "org ä"}, ["ana"]),
        ({"topic": "storytelling"}, ["ana"]),
        ({"topic": "stories"}, ["ana"]),
        ({"topic": "none"}, []),
        ({"status": "active", "country": "KH", "organisation": "org ä", "topic": "budgets"}, ["ana"]),
        ({"status": "' OR 1=1 --"}, []),
    ],
)
def test_both_ways_give_the_same_members(
    address: str, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], names: list[str]
) -> None:
    quickly = roster.listed(address, **asked)
    monkeypatch.setattr(quick, "rows", lambda url, sql, **values: quick._rows_by_engine(url, sql, values))
    slowly = roster.listed(address, **asked)

    assert [row["name"] for row in quickly] == names
    assert quickly == slowly


def test_looking_never_writes(address: str) -> None:
    from copctl.errors import StoreError

    with pytest.raises(StoreError, match="readonly"):
        quick.rows(address, "DELETE FROM member")

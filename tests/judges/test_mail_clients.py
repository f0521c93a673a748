"""What Gmail, Outlook and Apple Mail make of the mails, and whether our own facts are still caniemail's."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from copctl.newsletter.client_facts import dropped, facts_from
from tests.judges.conftest import Judged
from tests.judges.judged import MAIL_PAGES
from tests.judges.make_mail_clients import TARGET, from_package, latest
from tests.judges.tools import answered, from_npm, program

pytestmark = pytest.mark.judges

HERE = Path(__file__).parent
ACCEPTED = tomllib.loads((HERE / "accepted.toml").read_text(encoding="utf-8"))
Errors = dict[str, dict[str, list[Any]]]


@pytest.fixture(scope="module")
def errors(files: Path) -> Mapping[str, Errors]:
    """What clients do not know at all of each mail: feature -> clients and lines."""
    node, package = program("node", "nodejs"), from_npm("caniemail")
    raw = json.loads((package / "data" / "caniemail.json").read_text(encoding="utf-8"))
    there = [name for name in MAIL_PAGES if (files / name).exists()]
    asked = {
        "files": [str(files / name) for name in there],
        "support": {feature["slug"]: latest(feature["stats"]) for feature in raw["data"]},
    }
    told = answered(node, HERE / "caniemail.mjs", package, stdin=json.dumps(asked).encode())
    return {name: told[str(files / name)] for name in there}


def is_accepted(feature: str, client: str) -> bool:
    return any(client in ACCEPTED.get(key, {}).get("clients", ()) for key in (feature, "*"))


@pytest.mark.parametrize("name", MAIL_PAGES)
def test_mail_clients_know_what_the_mails_use(
    judged: Judged, errors: Mapping[str, Errors], name: str
) -> None:
    judged(name)

    left = {
        feature: (clients, found["lines"][:3])
        for feature, found in errors[name].items()
        if (clients := [client for client in found["clients"] if not is_accepted(feature, client)])
    }

    assert left == {}


def test_every_accepted_exception_has_a_reason_and_is_still_needed(errors: Mapping[str, Errors]) -> None:
    met = {
        (feature, client)
        for found in errors.values()
        for feature, told in found.items()
        for client in told["clients"]
    }

    for feature, exception in ACCEPTED.items():
        assert exception["reason"].endswith(".")
        for client in exception["clients"]:
            assert any(feature in {"*", known} and client == told for known, told in met), (feature, client)


@pytest.mark.parametrize("name", MAIL_PAGES)
def test_our_own_facts_find_no_loss_in_the_mails_beyond_looks(judged: Judged, name: str) -> None:
    facts = facts_from(TARGET.read_text(encoding="utf-8"))

    found = dropped(judged(name).read_text(encoding="utf-8"), facts)

    assert [one for one in found if one.loss != "looks"] == []


def test_the_facts_that_ship_are_those_of_the_package() -> None:
    made = from_package(from_npm("caniemail"))

    assert TARGET.read_text(encoding="utf-8") == made, "python tests/judges/make_mail_clients.py"

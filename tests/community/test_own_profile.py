"""What members change of themselves in the portal, and what they cannot."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl.community import own_profile, visible
from copctl.community.values import clean_hours
from copctl.errors import CopctlError, Refused
from copctl.store.schema import Expertise, Topic
from copctl.store.schema.member import Purpose
from tests.community.portal import HARD, portal, two_members
from tests.conftest import NOW, Copctl

TODAY = NOW.date()
WHO = "dara@example.org"


@pytest.fixture(autouse=True)
def members(succeed: Copctl) -> None:
    two_members(succeed)


def change(said: dict[str, Any]) -> bool:
    with portal(WHO, "profile") as (db, member):
        return own_profile.change(db, member, said, today=TODAY)


def claim(levels: dict[str, int | str]) -> bool:
    with portal(WHO, "expertise") as (db, member):
        return own_profile.set_expertise(db, member, levels, today=TODAY)


def agree(*purposes: str) -> bool:
    with portal(WHO, "consents") as (db, member):
        return own_profile.set_consents(db, member, purposes, today=TODAY)


def stored(succeed: Copctl) -> Any:
    return succeed("member", "show", "1", "--json").json


def test_every_field_of_their_own_is_written_by_the_rules_of_all_members(succeed: Copctl) -> None:
    assert change({
        "name": f" {HARD} ", "role": "Lead\n", "organisation": "Lao MEL Network", "country": "Laos",
        "timezone": "Asia/Vientiane", "languages": ["Lao", "en"], "hours_per_quarter": "2.5",
        "motivations": "Peers", "brings": "A toolbox", "bio": "One\r\ntwo",
    })  # fmt: skip

    entry = stored(succeed)
    assert {field: entry[field] for field in own_profile.FIELDS} == {
        "name": HARD, "role": "Lead", "organisation": "Lao MEL Network", "country": "LA",
        "timezone": "Asia/Vientiane", "languages": ["lo", "en"], "hours_per_quarter": 2.5,
        "motivations": "Peers", "brings": "A toolbox", "bio": "One\ntwo",
    }  # fmt: skip
    assert entry["checked_on"] == "2026-11-23"
    assert (entry["email"], entry["status"], entry["source"]) == (WHO, "active", "moderator")


def test_what_is_empty_is_emptied_and_what_is_not_named_stays(succeed: Copctl) -> None:
    change({"role": "Lead", "country": "LA", "languages": "lo, en", "hours_per_quarter": "6", "bio": "A bio"})

    change({"organisation": " ", "country": "", "languages": [""], "hours_per_quarter": "", "role": ""})

    entry = stored(succeed)
    assert (entry["organisation"], entry["country"], entry["languages"]) == ("", "", [])
    assert (entry["hours_per_quarter"], entry["role"], entry["bio"]) == (None, "", "A bio")


@pytest.mark.parametrize(("typed", "hours"), [("8,5", 8.5), ("2.5", 2.5), ("12,25", 12.25), ("6", 6)])
def test_hours_are_read_with_a_comma_too(typed: str, hours: float) -> None:
    assert clean_hours(typed) == hours


def test_a_comma_before_three_figures_may_part_thousands_so_it_is_refused() -> None:
    with pytest.raises(Refused):
        clean_hours("1,000")


def test_looking_it_over_without_a_change_counts_as_checked(succeed: Copctl) -> None:
    entry = stored(succeed)

    assert not change({"name": entry["name"], "organisation": entry["organisation"]})

    assert stored(succeed)["checked_on"] == "2026-11-23"


@pytest.mark.parametrize(
    "field",
    ["email", "email_key", "status", "consents", "other_emails", "expertise", "evidence", "joined_on", "source",
     "id", "phrase", "shown", "checked_on", "organisation_id", "referred_by", "next_step", "duties", ""],
)  # fmt: skip
def test_nothing_else_passes_this_door(succeed: Copctl, field: str) -> None:
    before = succeed("member", "export", "--format", "jsonl").stdout

    with pytest.raises(Refused) as refused:
        change({"role": "Lead", field: "x@example.org"})

    assert (refused.value.message, refused.value.hint) == (
        f"{field!r} cannot be changed here.",
        "ask the moderator",
    )
    assert succeed("member", "export", "--format", "jsonl").stdout == before


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": " \u200b"}, "The name is empty."),
        ({"country": "Atlantis"}, "There is no country 'Atlantis'."),
        ({"timezone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"hours_per_quarter": "nan"}, "'nan' is not a number of hours."),
        ({"hours_per_quarter": "many"}, "'many' is not a number of hours."),
        ({"bio": "x" * 5_001}, "At most 5,000 characters fit there."),
        ({"role": "x" * 201}, "At most 200 characters fit there."),
        ({"languages": ["x" * 300, "y" * 300]}, "At most 500 characters fit there."),
        ({"name": ["a", "b"]}, "is no text"),
    ],
)  # fmt: skip
def test_a_value_that_will_not_do_is_one_sentence_and_changes_nothing(
    succeed: Copctl, said: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CopctlError) as refused:
        change({"role": "Lead", **said})

    assert sentence in refused.value.message
    assert "copctl" not in refused.value.hint
    assert stored(succeed)["role"] == ""


def test_a_claim_is_their_own_word_and_the_list_is_the_whole_list(succeed: Copctl) -> None:
    succeed("topic", "add", "Outcome harvesting")

    assert claim({"outcome harvesting": "3", "Storytelling": 4})
    assert claim({"Outcome Harvesting": 2})

    assert stored(succeed)["expertise"] == [{"topic": "Outcome harvesting", "level": 2}]
    [shown] = succeed("member", "about", "1").json["expertise"]
    assert shown == {"topic": "Outcome harvesting", "level": 2, "said_by": "self", "claimed_on": "2026-11-23"}
    assert not claim({"Outcome harvesting": 2})


def test_what_others_said_stays_until_the_member_says_another_level(succeed: Copctl) -> None:
    claim({"Storytelling": 2, "Budgets": 1})
    others_say("Storytelling")

    claim({})
    assert held(succeed) == [("Storytelling", 2, "moderator")]
    claim({"Storytelling": 2})
    assert held(succeed) == [("Storytelling", 2, "moderator")]
    claim({"Storytelling": 4})
    assert held(succeed) == [("Storytelling", 4, "self")]
    claim({})
    assert held(succeed) == []


def others_say(topic: str) -> None:
    with portal(WHO, "test") as (_db, member):
        for row in member.expertise:
            if row.topic.label == topic:
                row.said_by = "moderator"


def held(succeed: Copctl) -> list[tuple[str, int, str]]:
    return [(c["topic"], c["level"], c["said_by"]) for c in succeed("member", "about", "1").json["expertise"]]


def test_a_topic_is_known_by_its_label_though_its_key_is_another(succeed: Copctl) -> None:
    with portal(WHO, "test") as (db, _member):
        db.add(Topic(slug="theory-of-change", label="Changement: théorie"))

    assert claim({"Changement: théorie": 2})
    assert claim({"Changement: théorie": 3})

    assert held(succeed) == [("Changement: théorie", 3, "self")]
    assert len(succeed("log", "--json").json) == 6


def test_who_has_many_topics_already_keeps_them() -> None:
    many = {f"Topic {n}": 1 for n in range(101)}
    with portal(WHO, "test") as (_db, member):
        for label in many:
            member.expertise.append(Expertise(topic=Topic(slug=f"key-{label}", label=label), level=1))

    assert not claim(many)
    with pytest.raises(Refused):
        claim({**many, "One more": 1})


@pytest.mark.parametrize(
    "levels",
    [{"Storytelling": "5"}, {"Storytelling": ""}, {"!!!": "3"}, {"x" * 201: "3"}, {f"t{n}": 1 for n in range(101)}],
)  # fmt: skip
def test_a_claim_that_will_not_do_makes_no_topic(succeed: Copctl, levels: dict[str, int | str]) -> None:
    with pytest.raises(Refused):
        claim({"Budgets": 1, **levels})

    assert stored(succeed)["expertise"] == []
    assert "Budgets" not in succeed("topic", "list", "--json").stdout


def test_consents_are_given_and_taken_back_with_their_day_and_source(succeed: Copctl) -> None:
    assert agree("directory", "speaking")

    consents = {c["purpose"]: c for c in succeed("member", "about", "1").json["consents"]}
    assert consents["speaking"] == {
        "purpose": "speaking", "given_on": "2026-11-23", "withdrawn_on": None, "source": "portal",
    }  # fmt: skip
    assert consents["newsletter"]["withdrawn_on"] == "2026-11-23"
    assert consents["directory"]["source"] == "moderator"
    assert not agree("speaking", "directory")


def test_who_agrees_to_the_newsletter_again_gets_it_again(succeed: Copctl) -> None:
    succeed("mail", "suppress", WHO, "--reason", "unsubscribed")
    assert succeed("member", "about", "1").json["mail_held_back"] != []

    agree("newsletter", "directory")

    assert succeed("member", "about", "1").json["mail_held_back"] == []


def test_an_unknown_purpose_changes_nothing(succeed: Copctl) -> None:
    with pytest.raises(Refused):
        agree("speaking", "everything")

    assert {c["purpose"] for c in stored(succeed)["consents"]} == {"newsletter", "directory"}


def test_they_choose_what_others_see(succeed: Copctl) -> None:
    with portal(WHO, "shown") as (db, member):
        assert own_profile.set_shown(db, member, ["bio", "role"])
        assert not own_profile.set_shown(db, member, ["role", "bio"])
        assert visible.shown(member) == ("role", "bio")
        with pytest.raises(Refused):
            own_profile.set_shown(db, member, ["status"])

    assert "Members see   name, role, bio\n" in succeed("member", "show", "1").stdout


def test_each_can_be_undone_by_its_number(succeed: Copctl) -> None:
    before = succeed("member", "export", "--format", "jsonl").stdout
    change({"bio": "A bio", "organisation": "New Org"})
    claim({"Storytelling": 3})
    agree()
    with portal(WHO, "shown") as (db, member):
        own_profile.set_shown(db, member, [])

    for number in ("7", "6", "5", "4"):
        succeed("undo", number)

    assert succeed("member", "export", "--format", "jsonl").stdout == before


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    said=st.dictionaries(st.sampled_from(own_profile.FIELDS), st.text(max_size=40) | st.lists(st.text(max_size=9), max_size=3)),
    levels=st.dictionaries(st.text(max_size=12), st.text(max_size=2) | st.integers(-1, 5), max_size=3),
    purposes=st.lists(st.sampled_from([*Purpose, "x", ""]), max_size=4),
)  # fmt: skip
def test_whatever_a_form_sends_is_written_or_refused_in_a_sentence(
    said: dict[str, Any], levels: dict[str, int | str], purposes: list[str]
) -> None:
    for deed in (lambda: change(said), lambda: claim(levels), lambda: agree(*purposes)):
        with suppress(CopctlError):
            deed()
    with portal(WHO, "look") as (_db, member):
        assert (member.email, member.status, member.source) == (WHO, "active", "moderator")
        assert member.name_key

"""A new moderator finds out who knows what: a topic without an expert is found, and what to do about it works."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.conftest import Copctl, Result

PEOPLE = """\
name,email,organisation,country,status,languages,expertise
សុខា,sok@example.org,Mekong Partners,KH,active,km en,Outcome harvesting:4; Storytelling:3
Mai Nguyen,mai@example.org,Mekong Partners,VN,active,vi,Storytelling:4
Noy,noy@example.org,Lao Water,LA,active,lo,Storytelling:3
Dao,dao@example.org,Lao Water,LA,active,lo,Budgets:2
Ko Aung,aung@example.org,Yangon Solar,MM,active,my,Data quality:3
"""


def gaps(succeed: Copctl) -> dict[str, Any]:
    return {row["topic"]: row for row in succeed("speakers", "gaps", "--json").json["topics"]}


def verdicts(succeed: Copctl) -> dict[str, str]:
    return {topic: row["verdict"] for topic, row in gaps(succeed).items()}


def type_next(succeed: Copctl, row: dict[str, Any]) -> Result:
    """Do what a gap proposes, as a person would type it."""
    import shlex

    words = shlex.split(row["next"])
    assert words[0] == "copctl"
    return succeed(*words[1:])


def test_a_topic_without_an_expert_is_found_and_filled(succeed: Copctl, folder: Path) -> None:
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    succeed("member", "import", "people.csv")
    for topic in ("Storytelling", "Outcome harvesting", "Budgets", "Data quality", "Drone surveys"):
        succeed("topic", "add", topic)
    for member in ("sok@example.org", "mai@example.org", "noy@example.org"):
        succeed("member", "edit", member, "--consent", "speaking")

    assert verdicts(succeed) == {
        "Budgets": "nobody",
        "Data quality": "nobody",
        "Drone surveys": "nobody",
        "Outcome harvesting": "one person",
        "Storytelling": "enough",
    }

    # Somebody would fit and has not said whether they speak: ask, and note the answer.
    asking = gaps(succeed)["Data quality"]
    assert [person["member"] for person in asking["not_said"]] == ["Ko Aung"]
    assert type_next(succeed, asking).stdout == "Queued 1 mail about a profile.\n"
    assert "whether we may ask you" in succeed("mail", "show", "1").stdout
    succeed("member", "edit", "aung@example.org", "--consent", "speaking")
    succeed("expertise", "checked", "aung@example.org")
    assert gaps(succeed)["Data quality"]["verdict"] == "one person"

    # Nobody said so much of themselves, but a colleague knows better than modesty.
    succeed(
        "expertise", "endorse", "dao@example.org", "Budgets", "--level", "4", "--note", "Trained our team"
    )
    succeed("member", "edit", "dao@example.org", "--consent", "speaking")
    assert gaps(succeed)["Budgets"]["people"][0]["member"] == "Dao"

    # A topic that nobody knows stays open, and what it proposes runs.
    drones = gaps(succeed)["Drone surveys"]
    assert (drones["supply"], drones["not_said"], drones["verdict"]) == (0, [], "nobody")
    type_next(succeed, drones)

    # Speaking adds evidence by itself, and whoever spoke is not among those never asked.
    succeed(
        "session",
        "plan",
        "--topic",
        "data-quality",
        "--on",
        "2026-11-20 14:00",
        "--speaker",
        "aung@example.org",
    )
    succeed("session", "edit", "2026-11", "--status", "held", "--talk", "aung@example.org:Short forms")
    [evidence] = succeed("expertise", "show", "member:Ko Aung", "--json").json["evidence"]
    assert (evidence["title"], evidence["topics"]) == ("Short forms", ["Data quality"])
    [knower] = succeed("expertise", "show", "data-quality", "--json").json["people"]
    assert (knower["member"], knower["evidence"]) == ("Ko Aung", 1)
    unasked = succeed("speakers", "gaps", "--json").json["never_asked"]
    assert "Ko Aung" not in [row["member"] for row in unasked]
    assert "Data quality" not in gaps(succeed)  # covered


def test_knowing_a_narrower_topic_fills_a_gap(succeed: Copctl, folder: Path) -> None:
    from copctl.store.engine import Database
    from copctl.store.schema import Topic, TopicRelation

    succeed("topic", "add", "Qualitative methods")
    succeed("member", "add", "--name", "Noy", "--email", "noy@example.org", "--consent", "speaking",
            "--expertise", "Outcome harvesting:3")  # fmt: skip
    assert verdicts(succeed) == {"Qualitative methods": "nobody"}
    database = Database.opened(f"sqlite:///{folder / 'community.db'}")
    with database.transaction(who="test", command="test", at=datetime(2026, 11, 23, tzinfo=UTC)) as db:
        wide, narrow = (
            db.query(Topic).filter_by(slug=slug).one()
            for slug in ("qualitative-methods", "outcome-harvesting")
        )
        db.add(TopicRelation(topic_id=narrow.id, other_id=wide.id, kind="broader"))
    database.close()

    assert verdicts(succeed) == {"Qualitative methods": "one person"}
    shown = succeed("expertise", "show", "topic:qualitative-methods", "--json").json
    assert shown["narrower"] == ["Outcome harvesting"]
    assert [(row["member"], row["level"], row["through"]) for row in shown["people"]] == [
        ("Noy", 3, "Outcome harvesting")
    ]
    assert "By way of" in succeed("expertise", "show", "topic:qualitative-methods").stdout
    assert succeed("expertise", "show", "outcome-harvesting", "--json").json["broader"] == [
        "Qualitative methods"
    ]

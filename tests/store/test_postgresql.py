"""The same models and doors on PostgreSQL.

`COPCTL_TEST_POSTGRESQL_URL` names a database whose user may make others, such as
`postgresql+psycopg://postgres@127.0.0.1/postgres`; each test makes one of its own.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from copctl.store.schema import Base
from tests.community.test_filtering import CASES, people
from tests.conftest import NOW, Copctl, run

SERVER = os.environ.get("COPCTL_TEST_POSTGRESQL_URL", "")


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_can_be_said_in_postgresql(table) -> None:
    dialect = postgresql.dialect()

    said = str(CreateTable(table).compile(dialect=dialect))

    assert "SERIAL" in said
    for index in table.indexes:
        assert str(CreateIndex(index).compile(dialect=dialect)).startswith("CREATE INDEX ix_")


def test_every_constraint_has_a_name() -> None:
    for table in Base.metadata.sorted_tables:
        assert all(constraint.name for constraint in table.constraints), table.name


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database without tables."""
    name = f"copctl_test_{uuid.uuid4().hex[:12]}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def moved(copctl: Copctl, empty_database: str) -> Copctl:
    """The command in a community whose settings name an empty PostgreSQL database."""
    settings = Path("community.toml").read_text(encoding="utf-8")
    Path("community.toml").write_text(f'database_url = "{empty_database}"\n{settings}', encoding="utf-8")

    def command(*arguments: str, code: int = 0):
        result = run(*arguments)
        assert result.exit_code == code, result.stderr
        return result

    return command


@pytest.mark.postgresql
@pytest.mark.skipif(not SERVER, reason="COPCTL_TEST_POSTGRESQL_URL names no server")
class TestServer:
    def test_the_first_use_makes_the_tables(self, moved: Copctl) -> None:
        assert moved("member", "list", "--json").json == []
        assert moved("charter", "show", code=3).stdout == ""

    def test_the_doctor_looks_it_over(self, moved: Copctl) -> None:
        moved("member", "add", "--name", "Dara", "--email", "dara@example.org", "--languages", "km, en")

        found = {row["what"].partition(":")[0]: row for row in moved("doctor", "--json").json}

        assert {"English (the community's own, 1 member)", "Khmer (1 member)"} <= found.keys()
        assert any(what.startswith("The database is whole") for what in found)

    @pytest.mark.usefixtures("folder")
    def test_a_community_can_be_founded_there(self, empty_database: str) -> None:
        words = [
            "--name",
            "T",
            "--purpose",
            "P",
            "--moderator",
            "A <a@example.org>",
            "--timezone",
            "UTC",
            "--cadence",
            "x",
        ]
        environ = {"COPCTL_DATABASE_URL": empty_database}

        assert run("init", "new", *words, environ=environ).exit_code == 0
        shown = run("--community", "new", "charter", "show", "--json", environ=environ)

        assert shown.json["purpose"] == "P"
        assert not Path("new/community.db").exists()

    def test_members_are_added_listed_and_found(self, moved: Copctl) -> None:
        moved("member", "add", "--name", "សុខា [red]", "--email", "Sok@Example.org", "--organisation", "Org",
              "--expertise", "storytelling:4", "--consent", "newsletter", "--country", "KH")  # fmt: skip
        moved("member", "add", "--name", "ana", "--email", "ana@example.org", "--joined-on", "2026-01-02")
        moved("member", "add", "--name", "Bo", "--email", "bo@example.org")

        rows = moved("member", "list", "--json").json
        assert [row["name"] for row in rows] == ["ana", "Bo", "សុខា [red]"]
        assert rows[0]["joined_on"] == "2026-01-02"
        assert rows[2]["expertise"] == [{"topic": "storytelling", "level": 4}]
        for asked in (
            ("--status", "active"),
            ("--country", "KH"),
            ("--organisation", "org"),
            ("--topic", "storytelling"),
        ):
            assert "សុខា [red]" in [row["name"] for row in moved("member", "list", *asked, "--json").json]
        assert moved("member", "show", "3" * 30, code=3).stdout == ""
        moved("member", "add", "--name", "X", "--email", "ANA@example.org", code=1)

    def test_conditions_find_the_same_members(self, moved: Copctl) -> None:
        people(moved)
        moved("member", "duty", "1", "--add", "core")
        moved("member", "edit", "2", "--referred-by", "1")

        for where, expected in CASES:
            if "duty" not in where and "referred-by" not in where:
                found = [row["number"] for row in moved("member", "list", "--where", where, "--json").json]
                assert sorted(found) == expected, where
        more = {"duty=core": [1], 'referred-by="Ana Lim"': [2], "referred-by=1": [2], "role~'điều phối'": [1]}
        for where, expected in more.items():
            found = [row["number"] for row in moved("member", "list", "--where", where, "--json").json]
            assert found == expected, where

    def test_prospects_are_invited_and_the_funnel_counts_them(self, moved: Copctl) -> None:
        moved("member", "add", "--name", "Sok", "--email", "sok@example.org", "--status", "prospect",
              "--next-step", "call", "--next-step-on", "2026-11-01")  # fmt: skip

        assert moved("member", "invite").stdout == "Queued 1 invitation.\n"
        assert moved("member", "remind", "--after", "0d").stdout == "Queued 0 reminders.\n"
        moved("member", "join", "Sok")
        shown = moved("member", "pipeline", "--json").json
        assert shown["sources"][0]["joined_of_invited"] == 1
        assert [step["due"] for step in shown["next_steps"]] == ["2026-11-01"]

    def test_speakers_are_found_by_their_words(self, moved: Copctl) -> None:
        moved("member", "add", "--name", "Bo", "--email", "bo@example.org", "--bio", "Evaluates pumps")
        moved("member", "add", "--name", "Chan", "--email", "chan@example.org", "--brings", "ការរៀនសូត្រ")

        def found(words: str) -> list[str]:
            lines = moved("speakers", "suggest", words, "--no-semantic", "--text-only", "--json").json
            return [line["member"] for line in lines]

        assert found("an evaluation of a pump") == ["Bo"]
        assert found("រៀនសូត្រ") == ["Chan"]
        moved("member", "remove", "bo@example.org", "--erase", "--yes")
        assert found("pumps") == []

    def test_an_import_is_idempotent_and_can_be_undone(self, moved: Copctl) -> None:
        rows = "".join(f"P {n},p{n}@example.org,Org {n % 3},t{n % 4}:2; u:1\n" for n in range(50))
        Path("in.csv").write_text("name,email,organisation,expertise\n" + rows)
        moved("member", "import", "in.csv")
        text_of_all = moved("member", "export", "--format", "jsonl").stdout
        changes = moved("log", "--json").json

        assert "50 unchanged" in moved("member", "import", "in.csv").stdout
        assert moved("log", "--json").json == changes
        moved("undo")
        assert moved("member", "list", "--json").json == []
        assert moved("organisation", "list", "--json").json == []
        moved("undo", str(changes[0]["number"] + 1))
        assert moved("member", "export", "--format", "jsonl").stdout == text_of_all
        moved("member", "add", "--name", "New", "--email", "new@example.org")

    def test_undo_names_what_stands_in_the_way(self, moved: Copctl) -> None:
        moved("organisation", "add", "Org")
        moved("member", "add", "--name", "Ana", "--email", "ana@example.org", "--organisation", "Org")
        moved("member", "edit", "Ana", "--role", "Lead")

        assert "leans on what it added" in moved("undo", "1", code=1).stderr
        assert "change 3 touched the same records later" in moved("undo", "2", code=1).stderr
        moved("member", "remove", "Ana", "--erase", "--yes")
        assert "erased" in moved("undo", code=1).stderr + moved("log").stdout

    def test_the_schema_has_the_names_that_are_meant(self, moved: Copctl, empty_database: str) -> None:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        moved("member", "list")
        engine = create_engine(empty_database)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
            assert compare_metadata(context, Base.metadata) == []
        engine.dispose()

    def test_a_survey_goes_its_whole_way(self, moved: Copctl, folder: Path) -> None:
        from tests.surveys.intake.world import SURVEY, survey_monkey, write

        moved("member", "add", "--name", "Dara Sok", "--email", "dara@example.org")
        moved("member", "edit", "dara@example.org", "--other-email", "d@work.example")
        for slug, settings in (("open", ""), ("secret", "| settings | |\n| | anonymous |\n| | yes |\n")):
            (folder / f"{slug}.md").write_text(SURVEY + settings, encoding="utf-8")
            moved("survey", "new", slug, "--from", f"{slug}.md")
            moved("survey", "open", slug)
            moved("survey", "invite", slug, "--url", "https://forms.example/{code}", "--yes")
            own = write(
                folder / "own.csv", [["Email", "Which topics?", "Why?"], ["D@work.example", "GEDSI", "x"]]
            )
            assert moved("survey", "import", slug, own, "--json").json["matched_members"] == 1
            assert moved("survey", "import", slug, survey_monkey(folder), "--json").json["new"] == 3
            assert moved("survey", "import", slug, survey_monkey(folder), "--json").json["unchanged"] == 3
            assert moved("survey", "status", slug, "--json").json["answered"] == 1
            moved("survey", "tally", slug, "--seats", "2", "--by", "membership", "--json")
            moved("survey", "tally", slug, "--question", "Q3", "--json")
            moved("survey", "code", slug, "--question", "Q6", "--suggest", "--json")
            moved("survey", "report", slug)
            moved("survey", "export", slug, "--format", "jsonl")
        moved("mail", "deliver", "--to-folder", "out")
        moved("undo")
        newer = write(folder / "own.csv", [["Email", "Which topics?"], ["dara@example.org", "Harvesting"]])
        assert moved("survey", "import", "open", newer, "--json").json["updated"] == 1
        moved("undo")
        moved("undo", "--help")
        assert moved("survey", "import", "open", newer, "--json").json["updated"] == 1

    def test_surveys_are_answered_in_the_browser(
        self, moved: Copctl, folder: Path, empty_database: str
    ) -> None:
        from threading import Barrier, Thread

        from copctl.errors import Refused
        from copctl.store.engine import Database
        from copctl.store.schema import Member
        from copctl.surveys import answering, definitions
        from copctl.surveys.asking import by_code
        from tests.surveys.intake.world import SURVEY

        moved("member", "add", "--name", "Dara Sok", "--email", "dara@example.org")
        for slug, settings in (("open", ""), ("secret", "| settings | |\n| | anonymous |\n| | yes |\n")):
            (folder / f"{slug}.md").write_text(SURVEY + settings, encoding="utf-8")
            moved("survey", "new", slug, "--from", f"{slug}.md")
            moved("survey", "open", slug)
        database, said = Database.opened(empty_database), {"Q2": ["SQ001", "Figs"], "Q6": "because"}
        together, kept, refused = Barrier(2), [], []

        def send(slug: str) -> None:
            together.wait()
            with database.transaction(who="a member", command="portal", at=NOW) as db:
                survey, member = definitions.find(db, slug), db.get(Member, 1)
                assert member
                try:
                    kept.append(answering.record(db, survey, member, said, now=NOW, by=answering.BY_LINK))
                except Refused as refusal:
                    refused.append(refusal)

        for slug in ("open", "secret"):
            both = [Thread(target=send, args=[slug]) for _ in range(2)]
            for one in both:
                one.start()
            for one in both:
                one.join()
            assert moved("survey", "show", slug, "--json").json["responses"] == 1
        assert sorted(one.replaced for one in kept) == [False, False, True]
        assert [refusal.message for refusal in refused] == [
            "Dara Sok has answered secret, which is anonymous: their answers cannot be found."
        ]
        with database.reading() as db:
            member = db.get(Member, 1)
            assert member
            assert by_code.open_for(db, member) == []
            assert [survey.slug for survey in by_code.answered_by(db, member)] == ["open"]
        assert (
            moved("survey", "export", "secret", "--format", "jsonl", "--out", "-").stdout.count("Figs") == 1
        )


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    # The index for searching is made by hand, and Alembic has a table of its own.
    return not (kind == "table" and (name or "").startswith(("passage", "page_", "alembic_version")))

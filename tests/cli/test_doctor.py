"""`copctl doctor`: what is missing in a community's folder or out of order, and how to mend it."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Copctl, Result, run

ENGLISH = "English (the community's own)"
BEFORE_EXTRAS = f"""\
Settings
ok       community.toml can be read.
Store
ok       community.db is whole, and of the newest version ({{version}}).
Words
ok       {ENGLISH}: all {{words}} fixed words are in it.
Mails
ok       {ENGLISH}: all 13 mails are in it.
Templates
ok       All templates are ours.
Extras
"""


def findings(check: str, result: Result | None = None) -> list[tuple[str, str, str]]:
    """Status, what and how to mend it, of one check."""
    rows = (result or run("doctor", "--json")).json
    return [(row["status"], row["what"], row["fix"]) for row in rows if row["check"] == check]


def put(name: str, text: str) -> None:
    file = Path("templates", name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def add(succeed: Copctl, name: str, *languages: str) -> None:
    address = f"{name.lower()}@example.org"
    succeed("member", "add", "--name", name, "--email", address, "--languages", ", ".join(languages))


def test_a_new_community_is_in_order(copctl: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    from copctl.rendering.catalogues import template
    from copctl.store.versions import CURRENT

    monkeypatch.setenv("COLUMNS", "80")

    result = copctl("doctor")

    expected = BEFORE_EXTRAS.format(version=CURRENT, words=len(template()))
    assert result.stdout[: len(expected)] == expected
    assert result.stderr == "Nothing is out of order.\n"
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_words_are_counted_in_the_languages_that_active_members_read(succeed: Copctl) -> None:
    from copctl.rendering.catalogues import template, untranslated

    total, left = len(template()), untranslated(None, "km")
    add(succeed, "Dara", "km", "en")
    add(succeed, "Bopha", "km")
    add(succeed, "Luis", "es")
    add(succeed, "Somsak", "th")
    succeed("member", "edit", "Somsak", "--status", "left")
    put("locales/es.po", 'msgid "Projects"\nmsgstr "Proyectos"\n')

    assert findings("words") == [
        ("ok", f"English (the community's own, 1 member): all {total} fixed words are in it.", ""),
        (
            "warning",
            f"Khmer (2 members): {total - len(left)} of {total} fixed words are in it; “{left[0]}”,"
            f" “{left[1]}”, “{left[2]}” and {len(left) - 3} more are in English.",
            "translate them in templates/locales/km.po",
        ),
        (
            "warning",
            f"Spanish (1 member): 1 of {total} fixed words are in it; “Newsletter”, “Newsletter %(quarter)s”,"
            f" “Dear %(name)s,” and {total - 4} more are in English.",
            "translate them in templates/locales/es.po",
        ),
    ]


def test_a_language_that_nobody_translated_is_a_note_and_the_communitys_own_a_warning(
    succeed: Copctl,
) -> None:
    from copctl.rendering.catalogues import template

    add(succeed, "Luis", "es")
    other = findings("words")[1]
    file = Path("community.toml")
    file.write_text(file.read_text(encoding="utf-8").replace('"en"', '"es"'), encoding="utf-8")
    own = findings("words")[0]

    what = f"no fixed word of {len(template())} is in it; they show in English."
    fix = "translate them in templates/locales/es.po"
    assert other == ("note", f"Spanish (1 member): {what}", fix)
    assert own == ("warning", f"Spanish (the community's own, 1 member): {what}", fix)


def test_mails_are_counted_by_the_templates_of_a_language(succeed: Copctl) -> None:
    add(succeed, "Dara", "km-kh")
    put("onboarding/welcome.km.txt", "សួស្តី\n=====\n")
    put("invitation/members.km-kh.txt", "សួស្តី\n=====\n")

    assert findings("mails")[1] == (
        "note",
        "Khmer, km-kh (1 member): 2 of 13 mails are in it (onboarding/welcome, invitation/members).",
        "write templates/onboarding/join.km-kh.txt, and so on",
    )


def test_a_template_with_a_slip_in_its_name_is_found(copctl: Copctl) -> None:
    put("newsletter/magazine.html", '{% include "newsletter/my-head.html" %}')
    put("newsletter/my-head.html", "Hello")
    put("newsletter/logo.svg", "<svg/>")
    put("onbording/join.txt", "Hello")
    put("onboarding/garden.html", "Hello")
    put("onboarding/wellcome.txt", "Hello")
    put("onboarding/welcome.text", "Hello")
    put("onboarding/welcome.khmer.txt", "Hello")
    put("onboarding/.welcome.txt.swp", "Hello")

    none = "stands for no template of ours."
    assert findings("templates") == [
        ("warning", f"templates/onboarding/garden.html {none}", "rename or remove it"),
        (
            "warning",
            "templates/onboarding/welcome.khmer.txt is in the language 'khmer', which copctl does not know.",
            "give it the code of a language, such as km",
        ),
        (
            "warning",
            f"templates/onboarding/welcome.text {none}",
            "did you mean onboarding/welcome.html or onboarding/welcome.txt?",
        ),
        ("warning", f"templates/onboarding/wellcome.txt {none}", "did you mean onboarding/welcome.txt?"),
        ("warning", f"templates/onbording/join.txt {none}", "did you mean onboarding/join.txt?"),
        ("ok", "In templates/ 2 templates of your own stand for ours.", ""),
    ]


def test_what_does_not_work_is_an_error_and_ends_with_one(succeed: Copctl) -> None:
    add(succeed, "Dara", "km")
    add(succeed, "Somsak", "th")
    put("newsletter/magazine.html", "\n{% if %}")
    Path("templates/newsletter/email.txt").write_bytes(b"caf\xe9")
    put("locales/km.po", 'msgid "Projects\nmsgstr ""\n')
    put("locales/khmer.po", "")

    result = run("doctor", "--json")

    found = findings("templates", result)
    assert [what.partition(" ")[0] for _, what, _ in findings("words", result)] == ["English", "Thai"]
    assert [(status, what.rpartition("templates/")[2]) for status, what, _ in found] == [
        ("error", "A template for newsletter/email.txt is not UTF-8 text."),
        ("error", "newsletter/magazine.html, line 2: Expected an expression, got 'end of statement block'."),
        ("warning", "locales/khmer.po is in the language 'khmer', which copctl does not know."),
        ("error", "locales/km.po, line 1: no PO file has such a line (are its quotes closed?)."),
        ("ok", " 2 templates of your own stand for ours."),
    ]
    assert result.stderr == "3 errors and 1 warning.\n"
    assert result.exit_code == 1


def test_settings_that_cannot_be_read_are_the_one_finding(copctl: Copctl) -> None:
    Path("community.toml").write_text('name = "A\n', encoding="utf-8")

    result = copctl("doctor", "--json")

    assert [(row["check"], row["status"], row["fix"]) for row in result.json] == [
        ("settings", "error", "mend that line in any editor")
    ]
    assert "is not valid TOML" in result.json[0]["what"]
    assert result.exit_code == 1


def test_a_language_that_is_none_and_a_moderator_without_an_address_are_warnings(copctl: Copctl) -> None:
    file = Path("community.toml")
    text = file.read_text(encoding="utf-8").replace('"en"', '"Khmer"').replace('"ana@example.org"', '""')
    file.write_text(text, encoding="utf-8")

    assert findings("settings") == [
        (
            "warning",
            "The community's language, 'Khmer', is no code that copctl knows.",
            'language = "km" in community.toml',
        ),
        (
            "warning",
            "The moderator has no address, so that nobody can answer a mail.",
            '[moderator] email = "..." in community.toml',
        ),
        ("ok", "community.toml can be read.", ""),
    ]


def test_a_store_that_is_missing_or_damaged_is_an_error(succeed: Copctl) -> None:
    add(succeed, "Dara", "km")
    store = Path("community.db")
    shutil.copy(store, "kept.db")
    store.unlink()
    missing = run("doctor", "--json")
    shutil.copy("kept.db", store)
    content = bytearray(store.read_bytes())
    content[4096:20480] = b"x" * 16384
    store.write_bytes(content)
    damaged = run("doctor", "--json")

    for result, says in ((missing, "is missing"), (damaged, "malformed")):
        (status, what, fix), *more = findings("store", result)
        assert (status, more) == ("error", [])
        assert says in what or "damaged" in what
        assert "backup" in fix
        assert result.exit_code == 1
    assert [what.partition(" ")[0] for _, what, _ in findings("words", missing)] == ["English"]


def test_a_store_of_another_version_is_told_and_not_changed(copctl: Copctl) -> None:
    from copctl.store.versions import CURRENT

    def of_version(version: int) -> Result:
        with sqlite3.connect("community.db") as connection:
            connection.execute(f"PRAGMA user_version = {version}")
        connection.close()
        return run("doctor", "--json")

    older, newer = of_version(CURRENT - 1), of_version(CURRENT + 1)

    assert findings("store", older) == [
        (
            "warning",
            f"community.db is of version {CURRENT - 1}, and this copctl works with {CURRENT}.",
            "copctl log (it brings the store up to date, with a copy beside it)",
        )
    ]
    assert (older.exit_code, newer.exit_code) == (0, 1)
    assert findings("store", newer)[0][2] == "pip install --upgrade copctl"
    with sqlite3.connect("community.db") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (CURRENT + 1,)
    connection.close()


def test_it_is_shown_in_three_more_ways(copctl: Copctl) -> None:
    put("onboarding/welcome.[red].txt", "=1+1")
    table = list(csv.reader(io.StringIO(copctl("doctor", "--format", "csv").stdout)))

    assert table[0] == ["check", "status", "what", "fix"]
    assert copctl("doctor", "--format", "markdown").stdout.startswith(
        "| Check | Status | What | To mend it |\n"
    )
    assert "welcome.[red].txt is in the language '[red]'" in " ".join(copctl("doctor").stdout.split())


def test_outside_a_community_it_says_how_to_begin(copctl_outside: Copctl) -> None:
    result = copctl_outside("doctor")

    assert result.stderr.startswith("Error: There is no community here")
    assert result.exit_code == 3

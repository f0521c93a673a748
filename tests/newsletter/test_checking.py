"""`copctl newsletter check`: one fault a draft, told with its place and its remedy."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from copctl.store.schema import Picture, SessionSpeaker
from tests.conftest import Copctl
from tests.newsletter.world import CONSENT, DRAFT, session

FRONT = """---
title: October to December 2026
preheader: What the water committee said
greeting: Dear %NAME%, welcome.
---

"""
FIRST = FRONT.count("\n") + 1

Told = Callable[..., str]


def write(body: str) -> None:
    DRAFT.write_text(FRONT + body, encoding="utf-8")


@pytest.fixture
def told(copctl: Copctl) -> Told:
    """What check says of a draft with this body; its line 1 is `FIRST` of the file."""

    def check(body: str, *options: str, exit_code: int = 0) -> str:
        write(body)
        result = copctl("newsletter", "check", "2026Q4", "--offline", *options)
        assert result.exit_code == exit_code, result.stderr
        return result.stdout

    return check


def finding(level: str, line: int, what: str, fix: str) -> str:
    return f"issues/2026Q4.md:{FIRST + line - 1}  {level}\n  {what}\n  -> {fix}\n"


def test_a_good_draft_has_nothing_to_mend(told: Told) -> None:
    body = (
        "## Notices\n\n### The office moved\n\n*By the office*\n\n"
        "The office moved to [the old market](https://www.undp.org/market), 4 rooms.\n"
    )

    assert told(body, "--strict") == "Nothing to mend.\n"


def test_the_demo_has_no_errors(copctl: Copctl, folder: Path) -> None:
    assert copctl("demo", "d").exit_code == 0

    result = copctl("--community", "d", "newsletter", "check", "2026Q4", "--json")

    assert result.exit_code == 0
    assert (result.json["errors"], result.json["notes"]) == (0, 1)
    told = [row["what"] for row in result.json["findings"] if row["level"] == "warning"]
    assert told
    assert all(what.endswith(" is a made-up address.") for what in told)


LINKS = [
    ("[a](http://www.undp.org/a)", "warning", "http://www.undp.org/a is not encrypted on its way.",
     "try https://www.undp.org/a, and write that"),
    ("[a](https://meet.example.org/a)", "warning", "https://meet.example.org/a is a made-up address.",
     "put in the address that readers should open"),
    ("[a](www.undp.org/a)", "error", "www.undp.org/a does not say on which site it is.",
     "write it in full: https://www.undp.org/a"),
    ("[a](page)", "error", "page does not say on which site it is.",
     "write it in full: https://, the site, and the page on it"),
    ("[a](https://)", "error", "https:// names no site.", "copy it again from the browser"),
    ("[a](https://ana:pw@undp.org/)", "error", "https://ana:pw@undp.org/ holds a name or a password.",
     "take out what stands before the @"),
    ("[a](https://undp.org:99999/)", "error", "https://undp.org:99999/ is no address.",
     "copy it again from the browser"),
    ("[a](ftp://undp.org/)", "error", "Mail programs do not follow ftp://undp.org/.",
     "use an address with https:// or mailto:"),
    ("[a](#end)", "error", "#end leads to another place of the mail, which mail programs cannot find.",
     "say in words where it is"),
    ("[a]()", "error", "This link leads nowhere.", "give it an address: [words](https://...)"),
    ("[a](media:3)", "error", "media:3 is a picture, and a link cannot lead to it.",
     "show it: ![words](media:3)"),
    ("[a](mailto:ana)", "error", "ana is no mail address.", "write it as mailto:name@site"),
    ("[a](javascript:alert(1))", "error",
     "Readers see [a](javascript:alert(1)) as it is typed: it is no link.",
     "write it as [words](https://...), without blanks in the address"),
    ("[a] (https://undp.org)", "error", "Readers see [a] (https://undp.org) as it is typed: it is no link.",
     "write it as [words](https://...), without blanks in the address"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "level", "what", "fix"), LINKS)
def test_a_link_that_will_not_do_is_told(told: Told, body: str, level: str, what: str, fix: str) -> None:
    body = f"One line,\nand in the next {body}\n"

    assert told(body, exit_code=int(level == "error")) == finding(level, 2, what, fix)


def test_one_text_for_two_addresses_is_told_where_no_title_parts_them(told: Told) -> None:
    one, two = "[The guide](https://undp.org/1)", "[The guide](https://undp.org/2)"
    vague = "[Click here](https://undp.org/1)", "[click here](https://undp.org/2)"

    assert told(f"## N\n### A\n\n{one}\n\n### B\n\n{two}\n") == "Nothing to mend.\n"
    assert told(f"## N\n### A\n\n{one}, {two}\n") == finding(
        "warning", 4, "'The guide' leads elsewhere here than in line 10.", "say in the words of each link where it leads",
    )  # fmt: skip
    assert "'click here' leads elsewhere here than in line 10." in told(
        f"## N\n### A\n\n{vague[0]}\n\n### B\n\n{vague[1]}\n"
    )


TEXTS = [
    ("Hello %FIRST_NAME%", "error", "%FIRST_NAME% would go out as it stands.",
     "write what belongs there; known in greeting: %NAME%"),
    ("Hello %NAME%", "error", "%NAME% is filled in only in the greeting.", "take it out here"),
    ("Hello {{ name }}", "error", "{{ name }} would go out as it stands.",
     "write what belongs there; known in greeting: %NAME%"),
    ("Hello *|FNAME|*", "error", "|FNAME| would go out as it stands.",
     "write what belongs there; known in greeting: %NAME%"),
    ("[TODO: the room]", "warning", "'[TODO: the room]' looks like a note to yourself.",
     "write what belongs there, or take it out"),
    ("Lorem ipsum dolor", "warning", "'Lorem ipsum' looks like a note to yourself.",
     "write what belongs there, or take it out"),
    ("So <!-- really? --> it is", "error", "Readers would see this comment: it does not have its line for itself.",
     "begin its line with <!-- and end it with -->"),
    ("<!-- it goes on", "error", "Readers would see this comment: it does not end.",
     "begin its line with <!-- and end it with -->"),
    ("<!-- copctl tale:3 -->\nA tale", "warning", "Nothing is called tale, as this marker says.",
     "known are: event, joined, member, project, resource, session, speaker, story, survey, topic"),
    ("# Big", "warning", "'Big' is a heading of the first level, which only the issue's title is.",
     "begin the line with ### for a title, or ## for a section"),
    ("#### Small", "warning", "'Small' is a heading of level 4 after one of level 2.", "begin the line with ###"),
    ("Some words\n---", "warning", "'Some words' is a heading, because the line below it is ---.",
     "put an empty line above ---; to mean a heading, begin the line with ###"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "level", "what", "fix"), TEXTS)
def test_what_was_left_over_is_told(told: Told, text: str, level: str, what: str, fix: str) -> None:
    said = told(f"## Notices\n\n{text}\n", exit_code=int(level == "error"))

    assert said == finding(level, 3, what, fix)


def test_a_marker_that_is_not_understood_is_an_error(told: Told) -> None:
    assert told("## Stories\n\n<!-- copctl story 3 -->\nA story\n", exit_code=1) == (
        f"issues/2026Q4.md:{FIRST + 2}  error\n"
        "  This marker is not understood, so consent and dates are not watched here.\n"
        "  -> write it at the beginning of a line of its own, such as: <!-- copctl story:3 -->\n"
    )


def test_an_empty_section_is_a_note_with_what_would_fill_it(told: Told) -> None:
    body = "## Stories of change\n\n<!-- Nothing here yet. -->\n\n## Notices\n"

    assert told(body, "--strict") == (
        finding("note", 1, "Stories of change is left out: nothing stands there.",
                "To add one: copctl story add, with its consent")
        + finding("note", 5, "Notices is left out: nothing stands there.",
                  "write something there, or take the heading out")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("preheader:", "There is no preheader: mail programs show the first words of the mail beside the subject."),
        ("preheader: OCTOBER to December 2026", "The preheader says the title again."),
        (f"preheader: {'long ' * 30}", "The preheader has 149 characters, and phones cut it after about 110."),
    ],
)  # fmt: skip
def test_a_preheader_that_will_not_do_is_told(copctl: Copctl, line: str, what: str) -> None:
    DRAFT.write_text(f"---\ntitle: October to December 2026\n{line}\n---\n\nHello\n", encoding="utf-8")

    result = copctl("newsletter", "check", "2026Q4", "--offline")

    assert " ".join(result.stdout.split()) == (
        f"issues/2026Q4.md:3 warning {what} -> preheader: the one thing that readers should know, in a few words"
    )


# People -------------------------------------------------------------------------------------------


def test_a_member_who_did_not_agree_is_named_to_the_moderator_alone(succeed: Copctl, told: Told) -> None:
    for name, consent in (("Dara Sok", ()), ("Mai Huỳnh", ("--consent", "directory"))):
        succeed("member", "add", "--name", name, "--email", f"{name[:3]}@example.org", *consent)

    said = told("Thanks to *Mai Huỳnh*, and to Dara\nSok, whose dara sok it is.\n", exit_code=1)

    assert said == finding(
        "error", 1, "Dara Sok has not agreed to be named.",
        "copctl member edit 1 --consent directory, once they agree; or take the name out",
    )  # fmt: skip


def test_speakers_and_givers_may_be_named(succeed: Copctl, stored: Callable[..., None], told: Told) -> None:
    for name in ("Dara Sok", "Mai Huỳnh", "Anong Chai"):
        succeed("member", "add", "--name", name, "--email", f"{name[:3]}@example.org")
    succeed("project", "add", "--title", "Wells", "--by", "2")

    held = session("2026-10", "Wells", datetime(2026, 10, 8, 7, tzinfo=UTC), status="held")
    held.speakers = [
        SessionSpeaker(member_id=1, status="confirmed", since=date(2026, 10, 1)),
        SessionSpeaker(member_id=3, status="declined", since=date(2026, 10, 1)),
    ]
    stored(held)
    body = "<!-- copctl event:2026-10 -->\nWith Dara Sok.\n\n<!-- copctl project:1 -->\nBy Mai Huỳnh and Ana Lim.\n"

    assert told(body) == "Nothing to mend.\n"
    assert "Anong Chai has not agreed" in told(body + "\nAnong Chai came too.\n", exit_code=1)


def test_a_name_without_spaces_is_found_in_running_text(succeed: Copctl, told: Told) -> None:
    succeed("member", "add", "--name", "ສຸກສະຫວັນ", "--email", "s@example.org")
    succeed("member", "add", "--name", "សុខា ចាន់ថន", "--email", "c@example.org")
    succeed("member", "add", "--name", "สุข", "--email", "x@example.org")

    said = told("ຂໍຂອບໃຈສຸກສະຫວັນທີ່ຊ່ວຍ, ความสุขของเรา\n\nអរគុណសុខា ចាន់ថនដែលបានជួយ\n", exit_code=1)

    assert said.count("  error\n") == 2
    assert "ສຸກສະຫວັນ has not agreed" in said
    assert "សុខា ចាន់ថន has not agreed" in said


@pytest.mark.parametrize(
    ("written", "store"),
    [
        ("Nguyễn Thị Hồng Nhun", "Nguyễn Thị Hồng Nhung"),
        ("Nguyen Thi Hong Nhung", "Nguyễn Thị Hồng Nhung"),
        ("Dang Lan Huong", "Đặng Lan Hương"),
        ("Mekong Water Wach", "Mekong Water Watch"),
        ("ທອງຄຳ ພົມມະຈັ", "ທອງຄຳ ພົມມະຈັນ"),
    ],
)
def test_a_name_that_is_nearly_right_is_a_warning(
    succeed: Copctl, told: Told, written: str, store: str
) -> None:
    names = ("Nguyễn Thị Hồng Nhung", "Đặng Lan Hương", "ທອງຄຳ ພົມມະຈັນ", "Nguyễn Thị Hồng Nhi")
    for n, name in enumerate(names):
        succeed(
            "member", "add", "--name", name, "--email", f"m{n}@example.org", "--consent", "directory",
            "--organisation", "Mekong Water Watch",
        )  # fmt: skip

    assert told(f"With **{written}** today, Nguyễn Thị Hồng Nhi and Mekong Water Watch.\n") == finding(
        "warning", 1, f"{written}? In the store it is {store}.",
        "write it so, or leave it where somebody else is meant",
    )  # fmt: skip


# Consent, pictures, sessions ----------------------------------------------------------------------


def test_a_story_without_consent_is_an_error_and_says_nothing_else(succeed: Copctl, told: Told) -> None:
    succeed("member", "add", "--name", "Dara Sok", "--email", "d@example.org")
    succeed("story", "add", "--title", "The well", "--body", "Water.")

    said = told("## Stories\n\n<!-- copctl story:1 -->\n### The well\n\nDara Sok %X_Y%\n", exit_code=1)

    assert said == finding(
        "error", 3, "Story 1 is left out: nobody agreed to it.",
        'copctl story edit 1 --consent "Who gave it, and how"; or take it out of the draft',
    )  # fmt: skip


def test_a_member_who_withdrew_is_an_error(succeed: Copctl, told: Told) -> None:
    succeed("member", "add", "--name", "Dara Sok", "--email", "d@example.org")

    assert "Member 1 is left out: Dara Sok has not agreed to be named." in told(
        "<!-- copctl member:1 -->\n- **Dara Sok**\n", exit_code=1
    )


def test_a_story_in_other_words_than_agreed_is_a_warning(succeed: Copctl, told: Told) -> None:
    succeed("story", "add", "--title", "The *well*", "--body", "*Nobody* knew.\n\n- One\n- Two", *CONSENT)
    succeed("newsletter", "draft", "2026Q4")
    _, found, body = DRAFT.read_text(encoding="utf-8").partition("<!-- copctl story:1 -->")
    story = "## Stories\n" + found + body.partition("\n## ")[0]

    assert "Story 1" not in told(story)
    assert "Story 1" not in told(story.replace("\n\n*Nobody", "\n\n*By her, of the committee*\n\n*Nobody"))
    assert told(story.replace("Two", "Three")) == finding(
        "warning", 3, "Story 1 does not say what was agreed (Mrs Chan, on paper).",
        "ask them about the new words; for the agreed ones: copctl story show 1",
    )  # fmt: skip


def picture(number: int, **more: Any) -> Picture:
    return Picture(
        id=number, file=f"{number}.png", digest=f"{number:064}", kind="image/png", width=4, height=3, size=9,
        added_on=date(2026, 11, 1), **{"alt": "Women at a pump", "shows_people": False, **more},
    )  # fmt: skip


def test_pictures_need_words_and_consent(stored: Callable[..., None], told: Told, folder: Path) -> None:
    stored(picture(1), picture(2, shows_people=True), picture(3, alt=""))
    (folder / "media").mkdir()
    for number in (1, 2, 3):
        (folder / f"media/{number}.png").write_bytes(b"a picture")

    said = told(
        "![](media:1)\n\n![Men](media:2)\n\n![](media:3)\n\n![IMG_2031](media:1)\n\n![A map](media:9)\n",
        exit_code=1,
    )

    fix = "{}; or between the brackets, for this issue"
    assert said == (
        finding("error", 3, "Picture 2 is left out: it shows people, and nobody agreed to it.",
                'copctl media edit 2 --consent "Who gave it, and how"; or take it out')
        + finding("error", 5, "This picture has no words for those who do not see it.",
                  fix.format("copctl media edit 3 --alt TEXT"))
        + finding("warning", 7, "'IMG_2031' does not say what is to be seen.",
                  "describe it between the brackets: ![what is to be seen](...)")
        + finding("error", 9, "Picture 9 is not there.", "copctl media list; or take it out")
    )  # fmt: skip


def test_a_session_that_was_moved_is_a_warning(stored: Callable[..., None], told: Told) -> None:
    stored(session("2026-12", "Wells", datetime(2026, 12, 10, 7, tzinfo=UTC)))

    assert told("## Next\n<!-- copctl session:2026-12 -->\n### Wells\n\nThursday 9 December\n") == finding(
        "warning", 2,
        "Session 2026-12: it begins on Thursday 10 December 2026, 14:00, and the draft does not say so.",
        "copctl session show 2026-12, and mend the draft",
    )  # fmt: skip


# The mail -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("look", "repeats", "level"), [
    ("light", 500, "warning"), ("letter", 1100, "warning"), ("letter", 1700, "error"),
])  # fmt: skip
def test_a_mail_that_is_too_heavy_is_told(told: Told, look: str, repeats: int, level: str) -> None:
    body = "\n\n".join(f"A paragraph number {n} of forty or so letters" for n in range(repeats))

    said = told(body, "--look", look, exit_code=int(level == "error"))

    assert said.startswith(f"email.html  {level}\n  email.html has ")


def override(folder: Path, name: str, text: str) -> None:
    file = folder / "templates/newsletter" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_an_own_template_is_read_for_contrast_headings_and_what_clients_drop(
    told: Told, folder: Path
) -> None:
    override(
        folder, "magazine.html",
        '<html><body style="background-color: #fff"><h2>{{ title }}</h2>\n<p style="color: #aaa">{{ front.greeting }}'
        '</p>\n<div style="display: flex">Hello</div><video src="a.mp4"></video></body></html>\n',
    )  # fmt: skip
    override(folder, "email.txt", "{{ title }}\n{{ front.greeting }}")

    said = told("")

    assert "email.html:2  warning\n  #aaaaaa on #ffffff is hard to read: 2.3 to 1, not 4.5 to 1.\n" in said
    assert "  The mail has no headings of the first level.\n" in said
    assert "email.html:1  warning\n  <h2> comes after <h1>" not in said
    assert (
        "email.html:3  warning\n  display:flex: classic Outlook on Windows lay the page out without it"
        in said
    )
    assert "<video> element:" in said


def test_plain_text_that_strays_is_told_with_the_first_words(told: Told, folder: Path) -> None:
    override(folder, "email.txt", "Mine: {{ title }}\n{{ front.greeting }}\n")

    said = told("## Notices\n\nThe office moved to the old market hall. ទឹកស្អាត\n")

    assert said == (
        "email.txt  warning\n"
        "  email.txt leaves out words that email.html has: 'Notices The office moved', and 5 more.\n"
        "  -> mend templates/newsletter/email.txt\n"
    )


def test_an_accent_on_which_no_words_read_well_is_told(told: Told, folder: Path) -> None:
    settings = folder / "community.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("#0b6e6e", "#767d7d"), encoding="utf-8")

    assert told("Hello\n").startswith(
        "community.toml  warning\n  Words on the accent #767d7d are hard to read: 4."
    )


# The command --------------------------------------------------------------------------------------


def test_strict_lets_warnings_fail(copctl: Copctl) -> None:
    write("[a](http://www.undp.org/)\n")

    result = copctl("newsletter", "check", "2026Q4", "--offline", "--strict")

    assert result.exit_code == 1
    assert result.stderr == (
        "Error: 2026Q4 is not ready: 1 warning.\nTry: mend the warnings, and check again\n"
    )


def test_a_program_reads_the_findings(copctl: Copctl) -> None:
    write("=1+1 [red] <b> [a](page)\n")

    result = copctl("newsletter", "check", "2026Q4", "--offline", "--json")

    assert result.exit_code == 1
    assert result.json == {
        "quarter": "2026Q4", "errors": 1, "warnings": 0, "notes": 0,
        "findings": [{
            "level": "error", "rule": "link", "file": "issues/2026Q4.md", "line": FIRST,
            "what": "page does not say on which site it is.",
            "fix": "write it in full: https://, the site, and the page on it",
        }],
    }  # fmt: skip
    csv = copctl("newsletter", "check", "2026Q4", "--offline", "--format", "csv").stdout
    assert csv.startswith("level,rule,file,line,what,fix\nerror,link,issues/2026Q4.md,7,")
    markdown = copctl("newsletter", "check", "2026Q4", "--offline", "--format", "markdown").stdout
    assert "| issues/2026Q4.md:7 | error | page does not say" in markdown


def test_without_a_draft_there_is_nothing_to_check(copctl: Copctl) -> None:
    result = copctl("newsletter", "check", "2031Q1")

    assert result.exit_code == 3
    assert result.stderr == "Error: There is no draft of 2031Q1.\nTry: copctl newsletter draft 2031Q1\n"


def test_checking_changes_nothing(succeed: Copctl, told: Told, folder: Path) -> None:
    before = succeed("log", "--json").json

    told("Hello\n")

    assert succeed("log", "--json").json == before
    assert succeed("newsletter", "list", "--json").json == []
    assert not (folder / "out/2026Q4").exists()


def test_a_dead_link_is_told_where_it_stands(copctl: Copctl, folder: Path) -> None:
    class Gone(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(404 if self.path == "/old" else 200)
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Gone) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        settings = folder / "community.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace('# url = "https://..."', f'url = "{url}"'), encoding="utf-8")
        write(f"[a]({url}/old)\n\n[b]({url}/new)\n\n[c](https://nobody.invalid/)\n")
        result = copctl("newsletter", "check", "2026Q4", "--json")
        server.shutdown()

    assert [(row["line"], row["what"]) for row in result.json["findings"] if row["rule"] == "dead link"] == [
        (FIRST, f"{url}/old is dead: it answered 404 (Not Found)."),
    ]


def test_without_a_network_there_is_one_note(copctl: Copctl, folder: Path) -> None:
    from copctl.newsletter import checking
    from copctl.newsletter.rules.links import Answer, State
    from copctl.settings import load
    from copctl.store.engine import Database
    from copctl.when import parse_quarter
    from tests.conftest import NOW

    write("[a](https://www.undp.org/1)\n\n[b](https://www.undp.org/2)\n")
    database = Database.opened("sqlite:///community.db")

    with database.reading() as db:
        found = checking.check(
            db, load(folder, {}), parse_quarter("2026Q4"), now=NOW,
            ask_links=lambda wanted: dict.fromkeys(wanted, Answer(State.UNKNOWN)),
        )  # fmt: skip
    database.close()

    assert [(f.level, f.what) for f in found] == [
        ("note", "No link was tried: none of their sites could be looked up.")
    ]


def test_a_session_that_was_cancelled_keeps_an_issue_back(succeed: Copctl, copctl: Copctl) -> None:
    succeed("session", "plan", "--title", "Wells", "--on", "2026-12-10 14:00")
    succeed("newsletter", "draft", "2026Q4")
    succeed("session", "cancel", "2026-12")

    checked = copctl("newsletter", "check", "2026Q4", "--offline")

    assert checked.exit_code == 1
    assert "  Session 2026-12: it was cancelled.\n" in checked.stdout

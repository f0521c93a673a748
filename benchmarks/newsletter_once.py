"""Personal copies of one issue by copctl, and by Jinja2 alone on the same inlined template, in turn.

    newsletter_once.py one|all [READERS]

The issue is of 40 KB of HTML, made of Markdown as a draft holds it. `one` compares the HTML of one reader:
ours as it stands in their mail, encoded, and Jinja2's as it is. `all` compares whole mails, with plain text,
headers and a Message-ID, with that HTML in base64. Prints the CPU seconds of both for so many readers (5,000
unless said), a pair a line.
"""

from __future__ import annotations

import base64
import gc
import random
import sys
import time
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import mkdtemp

from jinja2 import Environment, Template

from copctl.mail import unsubscribing
from copctl.mail.blanks import Blank, Reader
from copctl.mail.bodies import Body
from copctl.mail.mime import message_id
from copctl.mail.sender import sender_of
from copctl.newsletter import copies, draft_file, page
from copctl.newsletter.copies import Marks
from copctl.newsletter.draft_file import DraftFile, Entry, Front, Section
from copctl.newsletter.page import Issue
from copctl.settings import Moderator, Settings
from copctl.store.schema import FormLetter
from copctl.when import Quarter

TURNS, SIZE = 9, 40_000
KEY = b"k" * 32
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WORDS = ("members", "evaluation", "the", "of", "water", "a", "learn", "villages", "we", "data", "and", "ក្រុម")

Person = tuple[int, str, str]


def issue(stories: int) -> Issue:
    """An issue with so many stories, its draft written and read as a file is."""
    chance = random.Random(6)

    def prose(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count))

    def entry(number: int) -> Entry:
        text = f"### Project {number}: {prose(5)}\n\n*By {prose(2)}*\n\n**{prose(3)}** {prose(60)}"
        listed = f"- {prose(9)}\n- {prose(9)}\n\n[See the project](https://example.org/{number})"
        return Entry((f"project:{number}",), f"{text}\n\n{listed}")

    entries = tuple(entry(number) for number in range(stories))
    greeting = f"Dear {page.NAME},\n\n{prose(30)}"
    draft = DraftFile(Front("A quarter", "2026Q4", prose(8), greeting), (Section("Projects", entries),))
    settings = Settings(
        folder=Path(mkdtemp()),
        name="MEL Mekong",
        timezone="Asia/Phnom_Penh",
        moderator=Moderator("Ana Lim", "ana@example.org"),
    )
    return Issue(settings, Quarter(2026, 4), draft_file.read(draft_file.write(draft)))


def letter() -> tuple[Issue, Marks, FormLetter]:
    """The first issue whose HTML has 40 KB."""
    for stories in range(5, 200):
        made = issue(stories)
        marks = copies.marks_for(made)
        written = copies.letter(made, "en", marks)
        if len(written.html.encode()) >= SIZE:
            return made, marks, written
    sys.exit("no issue of that size")


def template(written: FormLetter, marks: Marks) -> Template:
    """The inlined page as a Jinja2 template: personal fields where the marks are, all else as it stands."""
    page_ = written.html.replace(marks.name, "\0name\0").replace(marks.token, "\0token\0")
    for sign in ("{{", "{%", "{#"):
        page_ = page_.replace(sign, f"{{{{ '{sign}' }}}}")
    source = page_.replace("\0name\0", "{{ name }}").replace("\0token\0", "{{ token }}")
    return Environment(autoescape=True).from_string(source)


def bare(made: Template, people: list[Person], *, encodes: bool) -> float:
    """CPU seconds of the loop over all readers."""
    began = time.process_time()
    for _, name, token in people:
        html = made.render(name=name, token=token)
        if encodes:
            base64.encodebytes(html.encode())
    return time.process_time() - began


def pages(marks: Marks, written: FormLetter, people: list[Person]) -> float:
    """CPU seconds of the HTML for all readers, encoded, what they share encoded on the way."""
    began = time.process_time()
    body = Body(written.html, [marks.name, marks.token], escape)
    for _, name, token in people:
        body.filled({marks.name: name, marks.token: token})
    return time.process_time() - began


def mails(made: Issue, marks: Marks, written: FormLetter, people: list[Person]) -> float:
    """CPU seconds of whole mails for all readers, the letter composed on the way."""
    began = time.process_time()
    sender = sender_of(made.settings)
    blank = Blank(
        sender, subject=written.subject, text=written.text, html=written.html, to_list=True,
        marks=[marks.name, marks.token, copies.WRITTEN],
    )  # fmt: skip
    for number, name, token in people:
        about = f"newsletter:2026Q4:1:{number}"
        reader = Reader(message_id(about, NOW, "example.org"), f"p{number}@example.org", name, token)
        words = unsubscribing.with_token({marks.name: name, marks.token: "", copies.WRITTEN: "en"}, token)
        blank.filled(reader, words, now=NOW)
    return time.process_time() - began


def main() -> None:
    """Measure in turn."""
    gc.set_threshold(100_000, 20, 100)  # as the command does
    encodes = sys.argv[1] == "all"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    made, marks, written = letter()
    people = [(n, f"Person {n} សុខា", unsubscribing.token_of(KEY, n)) for n in range(count)]
    theirs = template(written, marks)
    sample = theirs.render(name="A & B", token="x")
    if sample != written.html.replace(marks.name, "A &amp; B").replace(marks.token, "x").rstrip("\n"):
        sys.exit("the two make different pages")
    sizes = len(written.html.encode()), len(written.text.encode())
    print(f"{sizes[0]} bytes of HTML, {sizes[1]} of text", file=sys.stderr)
    for turn in range(TURNS + 1):
        mine = mails(made, marks, written, people) if encodes else pages(marks, written, people)
        its = bare(theirs, people, encodes=encodes)
        if turn:  # the first pair warms the caches
            print(mine, its, flush=True)


if __name__ == "__main__":
    main()

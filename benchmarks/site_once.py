"""A static site of many pages, and Jinja2 alone on the same templates with the same values, in turn.

    site_once.py [PAGES]

The community is of 10 members and of sessions, resources, stories and projects that make so many pages
(2,000 unless said). Ours asks the store, renders, compresses, seals and writes each page; theirs renders what
was collected before, and throws it away. Prints the CPU seconds of both, a pair a line. Stretching pass
phrases is slow on purpose and stands apart: what one takes is said on stderr.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from portal_once import NOW, Community, community
from sqlalchemy import insert

from copctl.commons import building, sealing
from copctl.commons.page import frame
from copctl.commons.view import Form, View
from copctl.rendering.environment import environment
from copctl.store.schema import Contribution, LearningSession, SessionSpeaker, SessionTopic

TURNS, MEMBERS, TOPICS = 5, 10, 12
# Beside the pages of members, topics and what was given: the lists, the path, and what the community is.
LISTS = 7
WORDS = (
    "She kept a notebook of **every visit** and read it aloud at the end of the month.",
    "ប្រជាពលរដ្ឋបានចាប់ផ្តើមកត់ត្រាគុណភាពទឹកជារៀងរាល់សប្តាហ៍ ហើយបានប្រើប្រាស់កំណត់ត្រានោះ",
    "Người dân bắt đầu ghi chép chất lượng nước hằng tuần và dùng những ghi chép đó để thảo luận.",
    "- what we asked\n- what we heard\n\n[Read it](https://a.example/c)",
)


def filled(pages: int) -> Community:
    """A community of so many pages: a tenth of them sessions, the rest what members gave."""
    made = community(MEMBERS)
    left = pages - MEMBERS - TOPICS - LISTS
    sessions, given = left // 10, left - left // 10
    with made.world.database.unjournaled() as connection, connection.begin():
        connection.execute(insert(LearningSession), [session(n) for n in range(1, sessions + 1)])
        connection.execute(insert(SessionTopic), [
            {"session_id": n, "topic_id": 1 + n % TOPICS} for n in range(1, sessions + 1)
        ])  # fmt: skip
        connection.execute(insert(SessionSpeaker), [
            {"session_id": n, "member_id": 1 + n % MEMBERS, "status": "confirmed", "since": NOW.date(),
             "talk": f"Talk {n}"}
            for n in range(1, sessions + 1)
        ])  # fmt: skip
        connection.execute(insert(Contribution), [piece(n) for n in range(1, given + 1)])
    return made


def session(number: int) -> dict[str, Any]:
    return {
        "code": f"c{number}", "title": f"Evaluation that people use, part {number}", "about": WORDS[0],
        "starts_at": NOW - timedelta(days=number), "timezone": "Asia/Phnom_Penh", "minutes": 90,
        "status": "held", "notes": "\n\n".join(WORDS), "calendar_uid": f"u{number}",
        "recording": f"https://a.example/{number}", "slides": "",
    }  # fmt: skip


def piece(number: int) -> dict[str, Any]:
    kind = ("resource", "resource", "story", "project")[number % 4]
    title, body = f"What we learned, {number}", "\n\n".join(2 * WORDS)
    return {
        "kind": kind, "title": title, "body": body, "link": "https://a.example/b",
        "dated": date(2026, 11, 1) - timedelta(days=number), "member_id": 1 + number % MEMBERS,
        "consent_by": "Ana", "consent_on": date(2026, 1, 1), "agreed": f"{title}\n\n{body}",
    }  # fmt: skip


@contextmanager
def looking(made: Community) -> Iterator[View]:
    with made.world.database.reading() as db:
        yield View(db, made.world.settings, NOW)


def ours(made: Community, target: Path) -> int:
    """The command's own work, but for the pass phrases."""
    with looking(made) as view:
        return building.build_sealed(target, building.site_of(view, Form.SEALED), ()).pages


def collected(view: View) -> list[tuple[str, dict[str, Any]]]:
    """The template and the values of each page, frame and all."""
    static = replace(view, form=Form.SEALED, to=building.Links(Form.SEALED))
    return [
        (f"portal/{page.template}", frame(static, page.place) | page.values)
        for page in building.pages_of(static)
    ]


def phrase_seconds() -> float:
    """CPU seconds of stretching one pass phrase."""
    began = time.process_time()
    sealing.wrap(sealing.new_key(), "a phrase of so many words", sealing.new_salt())
    return time.process_time() - began


def main() -> None:
    """Measure in turn."""
    gc.set_threshold(100_000, 20, 100)  # as the command does
    made = filled(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
    with TemporaryDirectory() as place, looking(made) as view:
        pages, jinja = collected(view), environment(made.world.settings.folder / "templates")
        for turn in range(TURNS + 1):
            began = time.process_time()
            built = ours(made, Path(place) / "site")
            between = time.process_time()
            for template, values in pages:
                jinja.get_template(template).render(**values)
            ended = time.process_time()
            if built != len(pages):
                sys.exit(f"{built} pages and {len(pages)} are not the same")
            if turn:  # the first pair warms the caches
                print(between - began, ended - between, flush=True)
    print(f"{len(pages)} pages; {phrase_seconds():.2f} s CPU for a pass phrase", file=sys.stderr)


if __name__ == "__main__":
    main()

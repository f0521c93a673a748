"""`copctl speakers suggest --batch FILE.jsonl`: many questions in one process, a line of JSON for each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from copctl.cli import speakers_asking, speakers_meaning
from copctl.cli.desk import Desk
from copctl.cli.progress import counting
from copctl.cli.speakers_asking import Asked
from copctl.cli.speakers_shown import row
from copctl.errors import Refused


def run(desk: Desk, asked: Asked, file: Path) -> None:
    """Rank for each question of a file; nothing is printed before the whole file was understood."""
    from copctl.files import read_text
    from copctl.speakers import queries
    from copctl.speakers.suggestions import Series

    name = "standard input" if str(file) == "-" else str(file)
    try:
        content = read_text(file)
    except Refused as refused:
        # An empty file, or none of text: what to do about it is not what an import would say.
        raise Refused(refused.message, hint=f"{queries.SHAPE}; save it as UTF-8") from refused
    asked_for = queries.read(content, name)
    where = speakers_asking.setting(desk, asked)
    if speakers_asking.is_stale(desk):
        speakers_asking.refresh(desk)
    speakers_meaning.prepare(desk, asked.semantic, lambda: [query.text for query in asked_for])
    manner = speakers_asking.manner(desk, asked)
    with Series(desk.settings.database, where, manner) as series, counting(desk, "questions") as done:
        for place, query in enumerate(asked_for, start=1):
            found = series.suggest(query.text)
            answer = {"id": query.id, "suggestions": [row(s) for s in found.suggestions]}
            desk.say(json.dumps(answer, ensure_ascii=False, default=_plain))
            done(place)


def _plain(value: Any) -> str:
    return str(value.isoformat())

"""The answers' half of `copctl survey export`."""

from __future__ import annotations

from pathlib import Path

from copctl.cli.desk import Desk
from copctl.errors import WrongUsage
from copctl.files import STANDARD
from copctl.names import did_you_mean

FORMATS, LAYOUTS, VALUES = ("csv", "xlsx", "jsonl"), ("respondents", "answers"), ("labels", "names")


def export_answers(
    desk: Desk,
    slug: str,
    out: Path | None,
    *,
    layout: str = "respondents",
    values: str = "labels",
    format: str | None = None,
) -> None:
    """Write a survey's answers to a file, or to standard output without one."""
    kind = _format(format, out)
    _refuse_unknown("layout", layout, LAYOUTS)
    _refuse_unknown("kind of values", values, VALUES)
    content, survey, count, named = _made(desk, slug, kind, layout, values)
    if out is None or str(out) == STANDARD:
        print(content.decode(), end="", file=desk.stdout)
        return
    from copctl.files import write_bytes

    # Excel takes a CSV file for UTF-8 by its byte order mark only.
    path = write_bytes(out, (b"\xef\xbb\xbf" if kind == "csv" else b"") + content)
    desk.say(f"Wrote {count} {'response' if count == 1 else 'responses'} of {survey} to {path}.")
    if named:
        desk.hint("Note: it says who answered what; keep it where only you can read it.")


def _made(desk: Desk, slug: str, kind: str, layout: str, values: str) -> tuple[bytes, str, int, bool]:
    """The file's bytes, and what to say of it: the survey, its responses, whether people are named."""
    from copctl.cli.progress import counting
    from copctl.surveys.outgoing import answer_files, answers_export

    with desk.reading() as db, counting(desk, "responses") as seen:
        found = answers_export.export(db, slug, by_name=values == "names", zone=desk.settings.zone)
        content = answer_files.written(found, kind, layout, seen)
    return content, found.survey, found.count, found.layout.named


def _format(format: str | None, out: Path | None) -> str:
    """The format that was asked for, or the file's ending, or CSV; a workbook needs a file."""
    ending = out.suffix.lower().removeprefix(".") if out is not None else ""
    kind = format or (ending if ending in FORMATS else "csv")
    _refuse_unknown("format", kind, FORMATS)
    if kind == "xlsx" and (out is None or str(out) == STANDARD):
        raise WrongUsage("A workbook needs a file.", hint="add --out FILE.xlsx")
    return kind


def _refuse_unknown(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise WrongUsage(
            f"There is no {what} {given!r}.",
            hint=did_you_mean(given, known, f"choose one of: {', '.join(known)}"),
        )

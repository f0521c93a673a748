"""A report as one self-contained HTML page, or as a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from copctl.rendering.colours import ink, mixed, readable
from copctl.rendering.environment import day, render
from copctl.rendering.typeset import FONTS, SCRIPTS, tongue, typeset
from copctl.settings import Settings
from copctl.topics.charts import Colours, Frame
from copctl.topics.report_parts import Report, Section, Table

PAPER, DARK_PAPER = "#ffffff", "#16191a"
TEXT, DARK_TEXT = "#1d2325", "#e6eaea"
QUIET, DARK_QUIET = "#566063", "#a9b3b5"
TRACK, DARK_TRACK = "#e9eceb", "#2c3335"
LINE, DARK_LINE = "#dbdfde", "#3a4245"
_RAMP = 13
# As wide as its page is in points, times what makes a chart's letters as large as those around it.
_PDF_WIDTH = "660"


@dataclass(frozen=True)
class Palette:
    """A report's colours on light and on dark paper; text reads on either (WCAG 2.2, AA)."""

    accent: str
    dark_accent: str
    bar: str
    dark_bar: str


def palette(accent: str) -> Palette:
    """Colours around a community's accent; Refused when that is no colour."""
    return Palette(
        accent=readable(accent, PAPER),
        dark_accent=readable(accent, DARK_PAPER, at_least=6),
        bar=readable(accent, TRACK, at_least=3),
        dark_bar=readable(accent, DARK_TRACK, at_least=3),
    )


def colours(accent: str) -> Colours:
    """What drawings are made of, on light paper; a page's style sheet says what changes on dark."""
    strong = readable(accent, PAPER)
    shades = [mixed(PAPER, strong, 1 - 0.8 * step / (_RAMP - 1)) for step in range(_RAMP)]
    return Colours(
        text=TEXT,
        quiet=QUIET,
        track=TRACK,
        bar=palette(accent).bar,
        paper=PAPER,
        ramp=tuple((shade, ink(shade)) for shade in shades),
    )


def html(report: Report, settings: Settings) -> str:
    """The report as a page that needs nothing else: no script, no picture, no font from anywhere.

    Raises as `rendering.environment.render`.
    """
    used = colours(settings.look.accent)
    drawings = [_drawn(s, Frame(f"q{n}", s.heading, s.alt, used)) for n, s in enumerate(report.sections, 1)]
    return render(
        settings.folder / "templates",
        "report/page.html",
        report=report,
        sections=list(zip(report.sections, drawings, strict=True)),
        colours=palette(settings.look.accent),
        footer=settings.look.footer,
        moderator=settings.moderator,
    )


def _drawn(section: Section, frame: Frame) -> str:
    return section.draw(frame) if section.draw is not None else ""


def pdf(report: Report, settings: Settings) -> bytes:
    """The report as a PDF for A4, tagged for screen readers, in letters that ship with this program.

    Raises as `rendering.typeset.typeset`.
    """
    return typeset(settings.folder, "report/page.typ", report=_as_object(report, settings)).content


def _as_object(report: Report, settings: Settings) -> dict[str, Any]:
    used = colours(settings.look.accent)
    return {
        "title": report.title,
        "community": report.community,
        "language": tongue(report.language)["lang"],
        "when": report.when,
        "made_on": day(report.made_on),
        "facts": report.facts,
        "notes": report.notes,
        "accent": palette(settings.look.accent).accent,
        "fonts": FONTS,
        "footer": settings.look.footer,
        "sections": [
            _section_object(
                section, Frame(f"q{n}", section.heading, section.alt, used, _PDF_WIDTH, FONTS[0], SCRIPTS)
            )
            for n, section in enumerate(report.sections, 1)
        ],
    }


def _section_object(section: Section, frame: Frame) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "language": section.language,
        "base": section.base,
        "kind": section.kind,
        "figures": section.figures,
        "drawing": section.draw(frame) if section.draw is not None else "",
        "alt": section.alt,
        "notes": section.notes,
        "tables": [_table_object(table) for table in section.tables],
        "quotes": [vars(quote) for quote in section.quotes],
        "themes": [
            {"label": t.label, "people": t.people, "quotes": [vars(quote) for quote in t.quotes]}
            for t in section.themes
        ],
    }


def _table_object(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "head": table.head,
        "rows": [{"label": row.label, "language": row.language, "cells": row.cells} for row in table.rows],
    }

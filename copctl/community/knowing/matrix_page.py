"""The grid of who knows what as one self-contained page, to print and to forward."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from copctl.community.knowing.levels import LEVELS, word
from copctl.community.knowing.matrix import Cell, Line, Matrix
from copctl.rendering.colours import ink, mixed, readable
from copctl.rendering.environment import render
from copctl.rendering.languages import language_of
from copctl.settings import Settings

_PAPER = "#ffffff"
# From the faintest to the fullest cell; no shade comes near the one where neither ink reads well.
_FAINT, _FULL = 0.12, 1.0
_SHADES = 6


def html(matrix: Matrix, settings: Settings, *, by: str, on: date, names: bool = False) -> str:
    """The page: a table with counts, a key and, where `names` asks for them, who they are.

    Only people who agreed to the directory are named; the others are counted. Raises as
    `rendering.environment.render`.
    """
    return render(
        settings.folder / "templates",
        "expertise/matrix.html",
        community=settings.name,
        by=by,
        on=on,
        level=matrix.level,
        word=word(matrix.level),
        levels={number: said for number, said in LEVELS.items() if number >= matrix.level},
        subjects=[_named(subject.label) for subject in matrix.subjects],
        totals=matrix.totals,
        lines=[_line(line, f"(no {by})", matrix.most) for line in matrix.lines],
        people=sum(line.people for line in matrix.lines),
        named=_everyone(matrix) if names else [],
        accent=readable(settings.look.accent, _PAPER),
        shades=dict(enumerate(shades(settings.look.accent))),
        footer=settings.look.footer,
        moderator=settings.moderator,
    )


def shades(accent: str) -> list[tuple[str, str]]:
    """The colours of cells from faint to full, each with an ink that reads on it (WCAG 2.2, AA)."""
    full = readable(accent, _PAPER)
    steps = (_FAINT + (_FULL - _FAINT) * step / (_SHADES - 1) for step in range(_SHADES))
    papers = [mixed(_PAPER, full, step) for step in steps]
    return [(paper, readable(ink(paper), paper)) for paper in papers]


def shade_of(members: int, most: int) -> int:
    """Which shade a cell has: the faintest for one person, whatever the others hold.

    While the fullest cell has no more people than there are shades, each further person is one shade; else
    the fullest cell has the fullest shade.
    """
    if not members:
        return 0
    return members - 1 if most <= _SHADES else (_SHADES * members - 1) // most


def _named(text: str) -> Mapping[str, str]:
    return {"text": text, "language": language_of(text)}


def _line(line: Line, nameless: str, most: int) -> Mapping[str, Any]:
    return {
        **_named(line.label or nameless),
        "people": line.people,
        "cells": [
            {"members": c.members, "highest": c.highest, "shade": shade_of(c.members, most)}
            for c in line.cells
        ],
    }


def _everyone(matrix: Matrix) -> list[Mapping[str, Any]]:
    return [_people(s.label, cell) for s, cell in zip(matrix.subjects, matrix.totals, strict=True)]


def _people(topic: str, cell: Cell) -> Mapping[str, Any]:
    """Who knows a topic: those who may be named, and how many there are besides."""
    shown = [knower for knower in cell.knowers if knower.person.open_name]
    return {
        **_named(topic),
        "people": [
            {**_named(k.person.name), "group": k.person.group or "", "level": k.level, "word": word(k.level)}
            for k in shown
        ],
        "others": cell.members - len(shown),
    }

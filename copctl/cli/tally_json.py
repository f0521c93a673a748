"""A tally for a program: JSON, and rows for CSV. The names of its entries are stable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copctl.topics.counted import Count
    from copctl.topics.segments import Breakdown, Cell
    from copctl.topics.verdicts import Committee, Seating

_CELL = ("votes", "share", "lift")
_MEAN = ("votes", "share", "mean", "median")


def full(counted: Count) -> dict[str, Any]:
    """All of a tally. Shares, rates and chances run from 0 to 1; what is kept back is null."""
    from copctl.topics.tally import plain

    file = {} if counted.survey is not None else {"file": counted.name}
    told: dict[str, Any] = {
        "survey": counted.survey.slug if counted.survey is not None else None,
        **file,
        "question": counted.name,
        "label": counted.label,
        "rule": counted.rule,
        "weight": counted.manner.weight or "person",
        "respondents": counted.respondents,
        "partial": counted.partial,
        "answered": counted.answered,
        "eligible": counted.eligible,
        "response_rate": counted.response_rate,
        "topics": plain(counted.lines),
    }
    scale = {"mean": counted.mean, "median": counted.median, "top_2_box": counted.top_2_box}
    told |= scale if counted.mean is not None else {}
    told |= _seats(counted, counted.seating) if counted.seating is not None else {}
    told |= _uncertainty(counted)
    told |= _segments(counted.breakdown) if counted.breakdown is not None else {}
    return {**told, "warnings": counted.warnings}


def _seats(counted: Count, filled: Seating) -> dict[str, Any]:
    chosen = filled.chosen
    wanted: dict[str, Any] = {"seats": counted.seats}
    if filled.by_budget:
        minutes = {"minutes": filled.budget} if filled.unit == "minutes" else {}
        wanted = {**minutes, "budget": filled.budget, "spent": chosen.spent}
    completion = {"completion": counted.manner.completion} if counted.rule == "mes" else {}
    return {
        **wanted,
        "seed": counted.manner.seed,
        **completion,
        "winners": list(chosen.winners),
        "tied": chosen.tied,
        "ties": [list(tied) for tied in chosen.ties],
        "broken_by": chosen.broken_by or None,
        "served": chosen.served,
        "coverage": chosen.coverage,
        "unserved": counted.unserved,
        "rules_agree": filled.agreed,
        "rules": [_committee(committee) for committee in (chosen, *filled.beside)],
    }


def _committee(committee: Committee) -> dict[str, Any]:
    return {
        "rule": committee.rule,
        "winners": list(committee.winners),
        "served": committee.served,
        "coverage": committee.coverage,
        "tied": committee.tied,
        **({"spent": committee.spent} if committee.spent is not None else {}),
    }


def _uncertainty(counted: Count) -> dict[str, Any]:
    if counted.resampled is None:
        return {}
    drawn = counted.resampled
    return {"uncertainty": {"level": 0.95, "resamples": drawn.resamples, "seed": drawn.seed}}


def _segments(parts: Breakdown) -> dict[str, Any]:
    shown = [
        {
            "segment": column.name,
            "respondents": column.people,
            "suppressed": False,
            **({"of": list(column.of)} if column.of else {}),
            **({"coverage": column.served.share} if column.served is not None else {}),
            **({"served": column.served.votes} if column.served is not None else {}),
            "topics": [_cell(name, cell) for name, cell in zip(parts.rows, column.cells, strict=True)],
        }
        for column in parts.columns
    ]
    hidden = [
        {"segment": name, "respondents": None, "suppressed": True, **fewer, "topics": _nothing(parts.rows)}
        for names, fewer in ((parts.small, {"fewer_than": parts.least}), (parts.merged, {}))
        for name in names
    ]
    return {"by": parts.by, "min_group": parts.least, "segments": [*shown, *hidden]}


def _cell(name: str, cell: Cell) -> dict[str, Any]:
    from copctl.names import slug

    told = _CELL if cell.mean is None else _MEAN
    values = {entry: getattr(cell, entry) for entry in told}
    return {"topic": name, "slug": slug(name), **values, "suppressed": cell.suppressed}


def _nothing(rows: Sequence[str]) -> list[dict[str, Any]]:
    from copctl.topics.segments import Cell

    return [_cell(name, Cell()) for name in rows]


def flat(counted: Count) -> list[dict[str, Any]]:
    """The lines as rows of CSV: a column for each end of an interval; by segment one row a cell."""
    from copctl.topics.tally import plain

    if counted.breakdown is not None:
        return _flat_segments(counted.breakdown)
    rows = []
    for line in plain(counted.lines):
        for name, ends in (("interval", ("low", "high")), ("ranks", ("best", "worst"))):
            if name in line:
                pair = line.pop(name) or (None, None)
                line |= dict(zip((f"{name}_{end}" for end in ends), pair, strict=True))
        rows.append(line)
    return rows


def _flat_segments(parts: Breakdown) -> list[dict[str, Any]]:
    told = _MEAN if any(cell.mean is not None for c in parts.columns for cell in c.cells) else _CELL
    return [
        {
            "segment": column.name,
            "respondents": column.people,
            "topic": name,
            **{entry: getattr(cell, entry) for entry in told},
            "suppressed": cell.suppressed,
        }
        for column in parts.columns
        for name, cell in zip(parts.rows, column.cells, strict=True)
    ]

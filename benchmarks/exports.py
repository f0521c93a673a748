"""Invented exports of a survey as people really answer one: choices, scales, a ranking, texts, and gaps."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

_TOPICS = [f"Topic {n}: evidence and learning" for n in range(1, 9)]
_AGREE = ["Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree"]
_WORDS = ["river", "village", "data", "story", "change", "women", "water", "energy", "partner", "school"]


def header(columns: int) -> list[str]:
    """The headings of so many columns, at least 60 for every kind of question."""
    named = [
        "Timestamp", "Email Address", "Role", "Organisation", "Country", "Languages", "Which topics?",
        *[f"Your order [{topic}]" for topic in _TOPICS],
        *[f"How far do you agree? [Statement {n}]" for n in range(1, 11)],
        *[f"How useful? [Thing {n}]" for n in range(1, 9)],
        *[f"Did you take part in session {n}?" for n in range(1, 13)],
        *[f"How many of kind {n}?" for n in range(1, 5)],
        *[f"What about matter {n}?" for n in range(1, 7)],
        *[f"If so, which of part {n}?" for n in range(1, 6)],
    ]  # fmt: skip
    return named[:columns]


def rows(count: int, columns: int) -> Iterator[list[str]]:
    """So many respondents' cells, the same in every run."""
    chance = random.Random(17)

    def some(share: float, text: str) -> str:
        return text if chance.random() < share else ""

    for n in range(count):
        places = [""] * len(_TOPICS)
        for place, item in enumerate(chance.sample(range(len(_TOPICS)), 3), start=1):
            places[item] = str(place)
        yield [
            f"2026/{n % 12 + 1:02}/{n % 28 + 1:02} {n % 12 + 1}:{n % 60:02}:{n % 59:02} AM GMT+7",
            f"person{n}@partner{n % 18}.example", f"Role {n % 6}", f"Partner {n % 18}",
            chance.choice(["Cambodia", "Lao PDR", "Thailand", "Viet Nam"]),
            ";".join(chance.sample(["Khmer", "Lao", "Thai", "Vietnamese", "English"], 2)),
            ";".join(chance.sample(_TOPICS, chance.randint(1, 5))), *places,
            *[chance.choice(_AGREE) for _ in range(10)], *[str(chance.randint(1, 5)) for _ in range(8)],
            *[chance.choice(["Yes", "No"]) for _ in range(12)],
            *[some(0.6, str(chance.randint(0, 40))) for _ in range(4)],
            *[some(0.3, " ".join(chance.choices(_WORDS, k=chance.randint(4, 25)))) for _ in range(6)],
            *[some(0.25, f"Part {chance.randint(1, 4)}") for _ in range(5)],
        ][:columns]  # fmt: skip


def survey_csv(path: Path, count: int, columns: int = 60) -> Path:
    """The export as CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header(columns), *rows(count, columns)])
    return path


def survey_xlsx(path: Path, count: int, columns: int = 25) -> Path:
    """The export as a workbook, numbers as numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, header(columns))
    for line, cells in enumerate(rows(count, columns), start=1):
        for place, text in enumerate(cells):
            if text.isdigit():
                sheet.write_number(line, place, int(text))
            elif text:
                sheet.write_string(line, place, text)
    book.close()
    return path

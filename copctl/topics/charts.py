"""Charts as SVG that stands in a page, on paper and alone: no scripts, no fixed width, text that is text.

Pure. Lengths across are shares of the width, so that letters keep their size on a phone. Colours are
attributes, which a page's style sheet overrides by class (SVG 2, 6.6: presentation attributes come last);
so the same drawing is dark on a dark screen and right in a PDF. Every drawing has a title and a
description for those who do not see it (WAI-ARIA Graphics Module, role `img`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

# A line of text in letters of about 7 pixels: fits a screen of 320.
_LINE = 40
_LEADING, _BAR, _GAP = 19, 14, 16
# Scripts that reach far below their line, and the room that they need above what comes next.
_DEEP_SCRIPTS, _DEEP = {"km", "lo", "my", "th"}, 6
_TRACK = 72.0
_PLOT, _TOP, _BELOW = 112, 40, 26
_SWATCH, _NARROW = 20, 288
# A letter of a legend, which is smaller than a label's.
_LEGEND_UNIT = 6.6
# From such a share on a part of a bar is wide enough for its figure.
_LEGIBLE = 0.13
# What follows these belongs to the same cluster: Khmer coeng, Burmese virama, vowels written before their
# consonant in Thai and Lao (The Unicode Standard, chapter 16).
_JOINS_NEXT = set("\u17d2\u1039\u200d") | {chr(c) for c in (*range(0x0E40, 0x0E45), *range(0x0EC0, 0x0EC5))}


# A colour and the ink that reads on it.
Step = tuple[str, str]


@dataclass(frozen=True)
class Colours:
    """Colours of a drawing (CSS hexadecimal). `ramp` goes from strong to pale, each with its ink."""

    text: str
    quiet: str
    track: str
    bar: str
    paper: str
    ramp: tuple[Step, ...] = ()

    def steps(self, count: int, *, rising: bool) -> list[Step]:
        """So many colours along the ramp; `rising` begins with the palest."""
        last = len(self.ramp) - 1
        held = [self.ramp[round(last * step / max(count - 1, 1))] for step in range(count)]
        return held[::-1] if rising else held


@dataclass(frozen=True)
class Frame:
    """What every drawing needs: an id of its own in the page, a title, a description, colours.

    `width` is a length for a drawing that stands alone; in a page it takes all the width there is.
    `font` and `fonts` (by language) name its letters where no style sheet does.
    """

    name: str
    title: str
    description: str
    colours: Colours
    width: str = "100%"
    font: str = ""
    fonts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its share of the whole (0 to 1), the figure beside it, its label's language."""

    label: str
    share: float
    value: str
    language: str = ""


@dataclass(frozen=True)
class Stack:
    """One bar in parts: shares of the whole (0 to 1) in the order of the legend."""

    label: str
    shares: Sequence[float]
    language: str = ""


def bars(frame: Frame, rows: Sequence[Bar]) -> str:
    """Horizontal bars under their labels, each in a track that stands for everybody who answered."""
    drawn, y = [], 0
    for row in rows:
        label, y = _label(frame, row.label, row.language, y)
        colours = frame.colours
        drawn += [
            *label,
            _rect("track", colours.track, 0, y, _TRACK, _BAR),
            _rect("bar", colours.bar, 0, y, _TRACK * row.share, _BAR) if row.share > 0 else "",
            _text("value", colours.text, f"{_TRACK}%", y + 12, row.value, beside=10, size=13),
        ]
        y += _BAR + _GAP
    return _svg(frame, max(y - _GAP + 2, 1), drawn)


def stacked(frame: Frame, legend: Sequence[str], rows: Sequence[Stack], *, rising: bool = False) -> str:
    """Bars in parts under their labels, all of one length, with a legend above.

    The first part is the strongest in colour, or the palest where what is told rises.
    """
    steps = frame.colours.steps(len(legend), rising=rising)
    drawn, y = _legend(frame, legend, steps)
    for row in rows:
        label, y = _label(frame, row.label, row.language, y)
        drawn += [*label, *_parts(frame, row, y, steps)]
        y += _BAR + 8 + _GAP
    return _svg(frame, max(y - _GAP + 2, 1), drawn)


def _parts(frame: Frame, row: Stack, y: int, steps: Sequence[Step]) -> Iterator[str]:
    start = 0.0
    yield _rect("track", frame.colours.track, 0, y, 100, _BAR + 8)
    for (paper, ink), share in zip(steps, row.shares, strict=True):
        width = 100 * share
        if share > 0:
            yield _rect("part", paper, start, y, width, _BAR + 8, stroke=frame.colours.paper)
        if share >= _LEGIBLE:
            middle = f"{start + width / 2:.2f}%"
            yield _text("figure", ink, middle, y + 16, f"{share:.0%}", anchor="middle", size=13)
        start += width


def _legend(frame: Frame, legend: Sequence[str], steps: Sequence[Step]) -> tuple[list[str], int]:
    """Swatches with their words, as many side by side as the drawing, or a phone, holds."""
    drawn: list[str] = []
    room = float(frame.width) if frame.width.isdigit() else _NARROW
    x, y = 0.0, 0
    for (paper, _), words in zip(steps, legend, strict=True):
        lines = wrapped(words, _LINE - 4)
        wide = _SWATCH + max(map(units, lines)) * _LEGEND_UNIT
        if x and x + wide > room:
            x, y = 0.0, y + _LEADING + 3
        drawn.append(f'<rect fill="{paper}" x="{x:.0f}" y="{y + 2}" width="14" height="14" rx="2"/>')
        drawn += [
            _text("quiet", frame.colours.quiet, f"{x + 20:.0f}", y + 14 + _LEADING * n, line, size=13)
            for n, line in enumerate(lines)
        ]
        y += _LEADING * (len(lines) - 1)
        x += wide + 10
    return drawn, y + _LEADING + 12 if legend else 0


def columns(frame: Frame, values: Sequence[tuple[str, int]], marker: tuple[float, str] | None = None) -> str:
    """Columns along a scale with their counts above and values below.

    `marker` is a line at a place along the scale (0 is the middle of the first column, 1 of the last)
    with words, such as the mean.
    """
    colours, most = frame.colours, max((count for _, count in values), default=0) or 1
    wide = 100 / max(len(values), 1)
    floor = _TOP + _PLOT
    drawn = []
    for place, (value, count) in enumerate(values):
        height = round(_PLOT * count / most)
        middle = f"{(place + 0.5) * wide:.2f}%"
        drawn += [
            _rect("bar", colours.bar, (place + 0.12) * wide, floor - height, 0.76 * wide, height)
            if count
            else "",
            _text("value", colours.text, middle, floor - height - 5, f"{count:,}", anchor="middle", size=13),
            _text("quiet", colours.quiet, middle, floor + 18, value, anchor="middle", size=13),
        ]
    ends = f'x1="0" x2="100%" y1="{floor + 0.5}" y2="{floor + 0.5}"'
    drawn.append(f'<line class="axis" stroke="{colours.quiet}" {ends}/>')
    if marker is not None:
        drawn += _marker(frame, wide, marker)
    return _svg(frame, floor + _BELOW, drawn)


def _marker(frame: Frame, wide: float, marker: tuple[float, str]) -> list[str]:
    """Words above the columns and a mark that points down between them and the counts."""
    place, words = marker
    across = wide / 2 + place * (100 - wide)
    anchor = "start" if across < 20 else "end" if across > 80 else "middle"
    colour, x = frame.colours.text, f"{across:.2f}%"
    return [
        f'<svg class="marker" x="{x}" y="16" width="12" height="8" overflow="visible">'
        f'<path class="marker" fill="{colour}" d="M-5 0H5L0 7Z"/></svg>',
        _text("value", colour, x, 11, words, anchor=anchor, size=13),
    ]


# Pieces ------------------------------------------------------------------------------------------


def _svg(frame: Frame, height: int, drawn: Iterable[str]) -> str:
    title, description = f"{frame.name}-title", f"{frame.name}-description"
    font = f' font-family="{escape(frame.font)}"' if frame.font else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'aria-labelledby="{title} {description}" width="{frame.width}" height="{height}"'
        f'{font} font-size="14">'
        f'<title id="{title}">{_safe(frame.title)}</title>'
        f'<desc id="{description}">{_safe(frame.description)}</desc>'
        f"{''.join(drawn)}</svg>"
    )


def _safe(text: str) -> str:
    return escape(" ".join(text.translate(_NOT_IN_XML).split()), quote=False)


# What XML 1.0 (2.2, Char) does not allow.
_CONTROLS = set(range(0x20)) - {0x09, 0x0A, 0x0D}
_NOT_IN_XML = dict.fromkeys([*_CONTROLS, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


def _rect(kind: str, fill: str, x: float, y: int, width: float, height: int, stroke: str = "") -> str:
    edge = f' stroke="{stroke}" stroke-width="2"' if stroke else ' rx="2"'
    size = f'width="{width:.2f}%" height="{height}"'
    return f'<rect class="{kind}" fill="{fill}"{edge} x="{x:.2f}%" y="{y}" {size}/>'


def _text(
    kind: str,
    fill: str,
    x: str,
    y: int,
    words: str,
    *,
    anchor: str = "",
    beside: int = 0,
    size: int = 14,
    language: str = "",
    font: str = "",
) -> str:
    more = f' text-anchor="{anchor}"' if anchor else ""
    more += f' dx="{beside}"' if beside else ""
    more += f' lang="{language}" xml:lang="{language}"' if language else ""
    more += f' font-family="{font}"' if font else ""
    return (
        f'<text class="{kind}" fill="{fill}" x="{x}" y="{y}" font-size="{size}"{more}>{_safe(words)}</text>'
    )


def _label(frame: Frame, label: str, language: str, y: int) -> tuple[list[str], int]:
    """The lines of a label from this height on, and where what it names begins."""
    lines = wrapped(label, _LINE)
    drawn = [
        _text(
            "label", frame.colours.text, "0", y + 14 + _LEADING * n, line,
            language=language, font=frame.fonts.get(language, ""),
        )
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return drawn, y + _LEADING * len(lines) + (_DEEP if language in _DEEP_SCRIPTS else 2)


def units(text: str) -> int:
    """About how wide a text is, in letters: marks take no room, wide letters (UAX 11) take two."""
    marks = ("Mn", "Me", "Cf")
    return sum(
        0 if unicodedata.category(c) in marks else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrapped(text: str, most: int) -> list[str]:
    """The lines of a text, at most so many units wide; a long run without blanks breaks between clusters."""
    lines = [""]
    for word in text.replace("\u200b", " \u200b").split(" "):
        glue = "" if word.startswith("\u200b") or not lines[-1] else " "
        if units(lines[-1]) + len(glue) + units(word) <= most:
            lines[-1] += glue + word
            continue
        for cluster in _clusters(word):
            if units(lines[-1] + glue + cluster) > most or (glue and units(word) <= most):
                lines.append("")
            lines[-1] += ("" if not lines[-1] else glue) + cluster
            glue = ""
    return [line for line in lines if line] or [""]


def _clusters(word: str) -> list[str]:
    """A word in pieces that may stand on different lines."""
    pieces: list[str] = []
    for c in word:
        joins = pieces and (unicodedata.category(c)[0] in "MC" or pieces[-1][-1] in _JOINS_NEXT)
        if joins:
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces

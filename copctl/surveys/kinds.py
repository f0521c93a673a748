"""What the cells of one column seem to be: numbers, dates, one option each, several, or free text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copctl import names
from copctl.surveys.intake.identity import looks_like_email
from copctl.surveys.intake.multiselect import cut, is_comma, options_seen
from copctl.surveys.intake.shape import Export
from copctl.surveys.questionnaire import Option

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# A scale of a form seldom has more steps than that (Google Forms: 0 to 10).
_SCALE = 10
_ENDS = (5, 7, 10)
# Shares of answers that must come more than once before they count as options.
_REPEATED, _REPEATED_BY_COMMA = 0.6, 0.75
_MOST_OPTIONS, _LONGEST_OPTION, _LONGEST_NAME = 40, 120, 60
_NAME = re.compile(r"[a-z0-9_.-]+")
_FEWEST = 2
# From so many rows on, what only one person wrote counts as written in under "other".
_MANY_ROWS = 30


@dataclass(frozen=True)
class Kind:
    """What a column holds: XLSForm's type, its options and which of them only one person wrote."""

    type: str
    parameters: str = ""
    options: tuple[Option, ...] = ()

    @property
    def words(self) -> str:
        """How it is told to the moderator."""
        listed = [o for o in self.options if not o.written_in]
        if not self.options:
            return f"{self.type} {self.parameters}".strip()
        more = len(self.options) - len(listed)
        count = f"{len(listed)} option{'s' * (len(listed) != 1)}"
        return f"{self.type}, {count}" + (f" and {more} written in" if more else "")


def kind_of(held: Sequence[str], export: Export) -> Kind:
    """What the filled cells of a question seem to be."""
    if not held:
        return Kind("text")
    different = list(dict.fromkeys(held))
    for guess in (_number, _plain_type):
        kind = guess(different)
        if kind is not None:
            return kind
    if _is_full_ranking(held, export):
        return Kind("rank", options=options_of(distinct(cut(held[0], export.separators[0]))))
    for separator in export.separators:
        options = _multiple(held, separator, export) if any(separator in t for t in different) else ()
        if options:
            return Kind("select_multiple", options=options)
    return _single(held, different)


def _single(held: Sequence[str], different: Sequence[str]) -> Kind:
    """One option a cell where cells come again, else a text."""
    keyed: Counter[str] = Counter()
    for text, count in Counter(held).items():
        keyed[names.key(text)] += count
    if _come_again(keyed, _REPEATED) and fits(different):
        return Kind("select_one", options=_counted(distinct(different), keyed, len(held)))
    return Kind("text")


def _multiple(held: Sequence[str], separator: str, export: Export) -> tuple[Option, ...]:
    """The options of cells that hold several joined by this separator; none when they do not."""
    if separator == " ":
        return options_of(distinct(" ".join(held).split(" "))) if _are_names(held) else ()
    trusted = len(export.separators) == 1 and not is_comma(separator)
    return _seen(held, separator) if _is_multiple(held, separator, trusted) else ()


def _is_full_ranking(held: Sequence[str], export: Export) -> bool:
    """Whether every cell puts the same things in some order, as only a ranking does (Microsoft Forms)."""
    rows = [tuple(map(names.key, cut(text, export.separators[0]))) for text in held[:_MANY_ROWS]]
    return (
        export.separators[0].strip() == ";"
        and len(rows) > _FEWEST
        and len(rows[0]) > _FEWEST
        and len({tuple(sorted(row)) for row in rows}) == 1
        and len(set(rows)) > 1
    )


def _are_names(held: Sequence[str]) -> bool:
    """Whether cells hold options' names parted by blanks: few words without capitals, which come again."""
    rows = [text.split() for text in held]
    words = [word for row in rows for word in row]
    return (
        any(len(row) > 1 for row in rows)
        and all(_NAME.fullmatch(word) for word in words)
        and len(set(words)) <= _MOST_OPTIONS
        and all(len(set(row)) == len(row) for row in rows)
        and _repeats(rows, _REPEATED)
    )


def _number(held: Sequence[str]) -> Kind | None:
    bare = [text.removesuffix(".0") for text in held]
    # A leading zero is part of a telephone number or a code.
    if not all(_NUMBER.fullmatch(t) and not re.match(r"[+]|0\d", t) for t in bare):
        return None
    numbers = [float(text) for text in bare]
    if not all(number.is_integer() for number in numbers):
        return Kind("decimal")
    low, high = int(min(numbers)), int(max(numbers))
    if 0 <= low < high <= _SCALE:
        # Nobody may have gone to the ends yet: scales from 1 have five, seven or ten steps as a rule.
        end = next(step for step in _ENDS if step >= high) if low else high
        return Kind("range", f"start={min(low, 1)} end={end} step=1")
    return Kind("integer")


def _plain_type(held: Sequence[str]) -> Kind | None:
    if all(_DAY.fullmatch(text) for text in held):
        return Kind("date")
    if all(looks_like_email(text) for text in held):
        return Kind("email")
    return None


def _is_multiple(held: Sequence[str], separator: str, trusted: bool) -> bool:
    """Whether cells hold several choices: the separator stands in them, and what it parts comes again.

    `trusted` says that the tool joins choices so and nothing else does; otherwise the pieces that
    come again must be fewer than the different cells, since `Yes, always` and `Yes, never` are two options.
    """
    if not any(separator in text for text in held) or max(map(len, held)) > _LONGEST_OPTION * _MOST_OPTIONS:
        return False
    parts = _parts(held, separator)
    again = [part for part, n in parts.items() if n > 1]
    cells_seen = {names.key(text) for text in set(held)}
    if not trusted and len(again) >= len(cells_seen) + (not is_comma(separator)):
        return False
    return _come_again(parts, _REPEATED_BY_COMMA if is_comma(separator) else _REPEATED)


def _parts(held: Sequence[str], separator: str) -> Counter[str]:
    """How often each part comes, by its key; equal cells are cut once."""
    parts: Counter[str] = Counter()
    for text, count in Counter(held).items():
        for part in cut(text, separator):
            parts[names.key(part)] += count
    return parts


def _repeats(rows: Sequence[Sequence[str]], share: float) -> bool:
    return _come_again(Counter(part for row in rows for part in row), share)


def _come_again(counts: Counter[str], share: float) -> bool:
    return sum(n for n in counts.values() if n > 1) >= share * counts.total()


def fits(held: Sequence[str]) -> bool:
    """Whether different cells are few and short enough to be options."""
    return len(set(held)) <= _MOST_OPTIONS and max(map(len, held)) <= 2 * _LONGEST_OPTION


def _seen(held: Sequence[str], separator: str) -> tuple[Option, ...]:
    told = held if is_comma(separator) else list(dict.fromkeys(held))
    return _counted(options_seen(told, separator), _parts(held, separator), len(held))


def _counted(texts: Sequence[str], counts: Counter[str], rows: int) -> tuple[Option, ...]:
    """Options, those of a single person marked as written in where many answered."""
    lonely = {text for text in texts if counts[names.key(text)] == 1 and rows >= _MANY_ROWS}
    return options_of(texts, lonely)


def options_of(
    texts: Sequence[str], written_in: set[str] | frozenset[str] = frozenset()
) -> tuple[Option, ...]:
    """The options that are called so, what was written in last."""
    ordered = sorted(texts, key=lambda text: text in written_in)
    return tuple(
        Option(name, text, written_in=text in written_in)
        for name, text in zip(choice_names(ordered), ordered, strict=True)
    )


def choice_names(labels: Sequence[str], used: set[str] | None = None) -> Iterator[str]:
    """Short names for labels, none of them twice or in `used` (which grows)."""
    taken = set() if used is None else used
    for label in labels:
        base = short(names.slug(label)) or "choice"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        yield name


def short(slug: str) -> str:
    """A slug cut to a length that can be typed, never between a letter and its marks."""
    if len(slug) <= _LONGEST_NAME:
        return slug
    end = _LONGEST_NAME
    while end and unicodedata.category(slug[end])[0] == "M":
        end -= 1
    head, dash, _ = slug[:end].rpartition("-")
    return head if dash and len(head) > _LONGEST_NAME // 2 else slug[:end].strip("-")


def distinct(texts: Sequence[str]) -> list[str]:
    """Texts once each, in the spelling that came first."""
    first: dict[str, str] = {}
    for text in texts:
        first.setdefault(names.key(text), names.written(text))
    return list(first.values())

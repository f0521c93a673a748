"""How long somebody was there, as meeting tools write it in any language: `21m 7s`, `1 Std. 3 Min.`. Pure."""

from __future__ import annotations

import re

from copctl import names

_SECOND, _MINUTE, _HOUR = 1, 60, 3600
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_PART = re.compile(r"(\d+)\s*([^\d\s]*[^\d]*?)\s*(?=\d|$)")
# How units begin, in English, the languages of Europe and those of the region. `s` comes before `m`: the
# Thai word for a second begins as no other.
_UNITS = (
    (_SECOND, ("s", "с", "วิ", "giây", "វិ", "ວິ", "စက္ကန့်", "秒", "초", "detik", "δ")),
    (_MINUTE, ("m", "м", "นาที", "น.", "phút", "នាទី", "ນາທີ", "မိနစ်", "分", "분", "λ", "p")),
    (_HOUR, ("h", "ч", "st", "hr", "ชม", "ชั่วโมง", "giờ", "ម៉ោង", "ຊົ່ວໂມງ", "ຊມ", "နာရီ", "時", "时", "小时",
             "小時", "시간", "jam", "godz", "u", "ora", "ore", "tim", "t", "ω", "ó")),
)  # fmt: skip
_LONGEST, _LONGEST_TEXT = 400 * _HOUR, 80


def seconds(text: str, unit: int | None = None) -> int | None:
    """A duration in seconds, or None when it cannot be told.

    `unit` is what a number alone counts (60 under a heading that says minutes). Of three numbers the order
    tells: hours, minutes, seconds. Of two with one known unit the other follows from its place.
    """
    written = names.written(text).replace("\u200e", "").replace("\u200f", "")
    if len(written) > _LONGEST_TEXT:
        return None
    found = _plain(written, unit)
    if found is None:
        found = _clock(written)
    if found is None:
        found = _worded(written)
    return found if found is not None and 0 <= found <= _LONGEST else None


def _plain(text: str, unit: int | None) -> int | None:
    if unit is None or not _NUMBER.fullmatch(text) or len(text) > 12:
        return None
    return round(float(text.replace(",", ".")) * unit)


def _clock(text: str) -> int | None:
    """`1:02:03` or `1:02`, which is hours and minutes."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    return int(match[1]) * _HOUR + int(match[2]) * _MINUTE + int(match[3] or 0)


def _worded(text: str) -> int | None:
    parts = [(int(number), _unit(names.key(word))) for number, word in _PART.findall(text)]
    if not 1 <= len(parts) <= 3 or not text[:1].isdigit():
        return None
    units = _by_order([unit for _, unit in parts])
    if units is None or units != sorted(set(units), reverse=True):
        return None
    return sum(number * unit for (number, _), unit in zip(parts, units, strict=True))


def _unit(word: str) -> int | None:
    """The unit whose longest known beginning a word has; nobody knows all languages."""
    fits = [(len(start), unit) for unit, starts in _UNITS for start in starts if word.startswith(start)]
    return max(fits)[1] if fits else None


def _by_order(units: list[int | None]) -> list[int] | None:
    """Units that are not known, told from their places: hours, then minutes, then seconds."""
    if len(units) == 3:
        return [_HOUR, _MINUTE, _SECOND]
    if len(units) == 2:
        first, second = units
        if first is None and second is not None:
            first = second * 60
        elif second is None and first is not None:
            second = first // 60
        units = [first, second]
    known = [unit for unit in units if unit]
    return known if len(known) == len(units) else None

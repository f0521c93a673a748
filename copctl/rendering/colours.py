"""Colours that people can read: the contrast rules of WCAG 2.2, for whatever accent a community chose."""

from __future__ import annotations

import re

from copctl.errors import Refused

AA = 4.5
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
Rgb = tuple[int, int, int]


def parse(colour: str) -> Rgb:
    """Red, green and blue (0 to 255) of `#0b6e6e` or `#0aa`; Refused for anything else."""
    match = _HEX.fullmatch(colour.strip())
    if match is None:
        raise Refused(f"{colour!r} is no colour.", hint='in community.toml write it so: accent = "#0b6e6e"')
    digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def written(rgb: Rgb) -> str:
    """The colour as CSS writes it."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def luminance(rgb: Rgb) -> float:
    """Relative luminance from 0 (black) to 1 (white), WCAG 2.2."""
    red, green, blue = (_linear(channel / 255) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, WCAG 2.2; text needs 4.5 (AA)."""
    light, dark = sorted((luminance(parse(one)), luminance(parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """So much (0 to 1) of the other colour in the first."""
    a, b = parse(one), parse(other)
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return written((red, green, blue))


def ink(paper: str) -> str:
    """Near-black or white: whichever reads better on this paper."""
    return max(("#ffffff", "#111111"), key=lambda colour: contrast(colour, paper))


def readable(colour: str, paper: str, at_least: float = AA) -> str:
    """The colour, moved towards black or white only as far as text of it needs on this paper."""
    towards = "#000000" if contrast("#000000", paper) > contrast("#ffffff", paper) else "#ffffff"
    steps = (mixed(colour, towards, step / 50) for step in range(51))
    return next((shade for shade in steps if contrast(shade, paper) >= at_least), towards)

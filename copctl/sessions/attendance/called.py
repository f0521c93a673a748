"""What meetings call people: the names in one label, machines that record, devices without a name. Pure.

No name is split: other ways to read a label are for comparing only.
"""

from __future__ import annotations

import re

from copctl import names

_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]*)[)）\]]\s*$")
# What people write behind their names: where they work. Only signs with blanks on both sides, and `|`.
_BEHIND = re.compile(r"\s+[-–—/·:]\s+|\s*[|｜]\s*|_")
_BOTS = re.compile(
    r"\b(otter\.?ai|otterpilot|read\.?ai|fireflies(\.ai)?|notetaker|note taker|fathom|tl;?dv|"
    r"meetgeek|avoma|sembly|krisp|supernormal|circleback|recall\.?ai|tactiq|grain\b.*recorder|"
    r"ai companion|ai assistant|meeting (assistant|recorder|bot)|recording bot|bluedot|jamie ai|"
    r"gong(\.io| assistant)|chorus\.?ai|fellow\.app|airgram|bubbles notetaker|zoom recorder)\b",
    re.IGNORECASE,
)
_BOT_DOMAINS = ("otter.ai", "read.ai", "fireflies.ai", "fathom.video", "tldv.io", "recall.ai", "meetgeek.ai")
_DEVICE = re.compile(
    r"(?:i ?phone|i ?pad|i ?mac|mac ?book|galaxy|samsung|oppo|vivo|xiaomi|redmi|huawei|realme|nokia|pixel|"
    r"android|sm-[a-z0-9]+|laptop|desktop|tablet|phone|computer|pc|user|zoom user|guest|call-?in user|admin|"
    r"owner)(?![^\W_])",
    re.IGNORECASE,
)
_OWNS = re.compile(r"(?:['’]s?|\s+[-–]|[\s_])\s*$")
_PARTS = re.compile(r"[\s_-]+")
_MODELS = {"pro", "max", "plus", "mini", "air", "ultra", "note", "user"}
_NUMBERS = re.compile(r"[\d\s+*().\-–x]{5,}", re.IGNORECASE)


def is_bot(name: str, email: str = "") -> bool:
    """Whether this is a machine that records or takes notes."""
    domain = names.key(email).rpartition("@")[2]
    return (
        bool(_BOTS.search(name))
        or domain in _BOT_DOMAINS
        or domain.endswith(tuple(f".{d}" for d in _BOT_DOMAINS))
    )


def is_nobody(name: str) -> bool:
    """Whether a label names a device or a telephone number and no person."""
    written = names.written(name)
    device = _DEVICE.match(written)
    if device is not None and _is_model(written[device.end() :]):
        return True
    return bool(_NUMBERS.fullmatch(written)) or not any(map(str.isalpha, written))


def _is_model(text: str) -> bool:
    """Whether what follows a device is its model: numbers and words such as `Pro`."""
    return all(part.lower() in _MODELS or any(map(str.isdigit, part)) for part in _PARTS.split(text) if part)


def without_brackets(name: str) -> tuple[str, str]:
    """A label without what stands in brackets at its end, and that: `Ana (Guest)` is `Ana` and `Guest`."""
    match = _BRACKETS.search(name)
    if match is None or not name[: match.start()].strip():
        return names.written(name), ""
    return names.written(name[: match.start()]), names.written(match[1])


def readings(name: str, *others: str) -> list[str]:
    """The ways to read a label, the likeliest first: whole, turned at its comma, without additions."""
    found: list[str] = []
    for label in (name, *others):
        bare, inner = without_brackets(label)
        for text in (names.written(label), bare, inner):
            found += [text, _turned(text), _BEHIND.split(text)[0], _owner(text)]
    distinct: dict[str, str] = {}
    for text in found:
        if names.key(text) and not is_nobody(text):
            distinct.setdefault(names.key(text), text)
    return list(distinct.values())


def _turned(text: str) -> str:
    """`Lim, Ana` as `Ana Lim`: the comma says which is which."""
    last, comma, first = text.partition(",")
    if not comma or "," in first or not first.strip() or not last.strip():
        return ""
    return names.written(f"{first} {last}")


def _owner(text: str) -> str:
    """`Ana` of `Ana's iPhone 12`; nothing where no device stands behind somebody."""
    for device in _DEVICE.finditer(text):
        owner = _OWNS.search(text[: device.start()])
        if owner is not None and owner.start() > 1 and _is_model(text[device.end() :]):
            return names.written(text[: owner.start()])
    return ""

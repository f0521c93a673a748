"""The question types of XLSForm and of the tools that grew from it, and what becomes of each here.

Pure. Sources: the question types of https://xlsform.org/en/, pyxform's older spellings, and the score
and ranking groups of KoboToolbox.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from copctl import names
from copctl.surveys.questionnaire import TYPES

# XLSForm has no question that asks for an address. This is how one is written there, and known again by.
EMAIL = {
    "constraint": r"regex(., '^[^@\s]+@[^@\s]+\.[^@\s]+$')",
    "constraint_message": "An address has an @ and a dot, such as name@example.org",
}


class Fate(StrEnum):
    """What becomes of a row: a question, a question whose answers are text, a group, or nothing."""

    QUESTION = "question"
    AS_TEXT = "taken as text"
    META = "filled in by the phone, left out"
    COMPUTED = "computed, left out"
    UNHELD = "no answer that a survey here could hold, left out"
    BEGIN = "begin"
    END = "end"


@dataclass(frozen=True)
class Kind:
    """A type as it is written in a form: its fate, our word for it, its list, whether others may be added."""

    fate: Fate
    word: str
    list_name: str = ""
    or_other: bool = False


_SELECT = (
    (re.compile(r"(?:select[ _]?(?:one|1)|q select1?)(?: from| using)?(?: (?P<list>.*))?"), "select_one"),
    (
        re.compile(r"select(?:[ _]multiple|[ _]all[ _]that[ _]apply)(?: from| using)?(?: (?P<list>.*))?"),
        "select_multiple",
    ),
    (re.compile(r"rank(?: (?P<list>.*))?"), "rank"),
)  # fmt: skip
_FROM_FILE = re.compile(r"select[ _](?:one|multiple)[ _](?:from[ _]file|external)\b.*")
_OTHERS = re.compile(r"(?P<list>.*?) ?\bor[ _](?:specify[ _])?other$")
_GROUP = re.compile(r"(?P<side>begin|end)[ _](?P<what>lgroup|group|repeat|score|rank|kobomatrix|loop).*")
_SAME = {
    "int": "integer", "string": "text", "trigger": "acknowledge", "email address": "email",
}  # fmt: skip
_FATES = {
    Fate.AS_TEXT: ("time", "datetime", "date time", "barcode", "percentage", "phone", "url"),
    Fate.META: (
        "start", "end", "today", "deviceid", "device id", "subscriberid", "subscriber id", "simserial",
        "sim id", "phonenumber", "phone number", "username", "audit", "start-geopoint",
        "background-geopoint", "imei",
        "start time", "end time", "background-audio",
    ),
    Fate.COMPUTED: ("calculate", "hidden"),
    Fate.UNHELD: (
        "geopoint", "geotrace", "geoshape", "gps", "location", "image", "photo", "audio", "video", "file",
        "osm",        "xml-external", "csv-external", "entity",
    ),
}  # fmt: skip
_FATE_OF = {word: fate for fate, words in _FATES.items() for word in words}


def classify(written: str) -> Kind:
    """What a cell of the column `type` asks for; a word that nobody knows comes back as it is written."""
    plain = names.written(written)
    key = names.key(plain)
    group = _GROUP.fullmatch(key)
    if group is not None:
        what = {"lgroup": "repeat", "loop": "repeat"}.get(group["what"], group["what"])
        return Kind(Fate.BEGIN if group["side"] == "begin" else Fate.END, what)
    if _FROM_FILE.fullmatch(key):
        return Kind(Fate.AS_TEXT, "text")
    for pattern, word in _SELECT:
        found = pattern.fullmatch(key)
        if found is not None:
            return _choosing(word, plain[found.start("list") :] if found["list"] else "")
    if key in _FATE_OF:
        return Kind(_FATE_OF[key], "text" if _FATE_OF[key] is Fate.AS_TEXT else key)
    return Kind(Fate.QUESTION, _SAME.get(key, key if key in TYPES else plain))


def _choosing(word: str, rest: str) -> Kind:
    others = _OTHERS.fullmatch(rest)
    if others is None:
        return Kind(Fate.QUESTION, word, rest)
    return Kind(Fate.QUESTION, word, others["list"], or_other=True)

"""What kind of way somebody came in, read out of the words of their source. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from copctl import names


class SourceKind(StrEnum):
    """The ways in."""

    SURVEY = "survey"
    SESSION = "session"
    REFERRAL = "referral"
    IMPORT = "import"
    MODERATOR = "moderator"
    OTHER = "other"


_SIGNS = {
    SourceKind.REFERRAL: r"refer\w*|recommend\w*|introduced|suggested|vouch\w*|invited by",
    SourceKind.SURVEY: r"surveys?|questionnaires?|polls?|interest(ed)?",
    SourceKind.SESSION: r"sessions?|guests?|webinars?|workshops?|events?|meetings?|attend\w*|eventbrite",
    SourceKind.IMPORT: r"import\w*|mailchimp|google|outlook|vcard|csv|xlsx|contacts?|files?",
    SourceKind.MODERATOR: r"moderator",
}
_SIGN = re.compile("|".join(rf"(?P<{kind}>\b(?:{words})\b)" for kind, words in _SIGNS.items()))


def kind_of(source: str, *, is_referred: bool = False) -> SourceKind:
    """The kind of a source such as `survey interest`, `guest of session 2026-03` or `referred by Ana`.

    Who was referred by a member came by referral, whatever the words. Of several signs the first
    counts; nothing written is the moderator, and words without a sign are `other`.
    """
    if is_referred:
        return SourceKind.REFERRAL
    written = names.key(source)
    if not written:
        return SourceKind.MODERATOR
    found = _SIGN.search(written)
    return SourceKind(str(found.lastgroup)) if found else SourceKind.OTHER

"""What a member posts about themselves, read without trust: nothing that is posted raises here.

A field that was not posted says nothing, a file where a text belongs is an empty text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from copctl.commons import asked

Posted = Mapping[str, object]

PROFILE = (
    "name", "role", "organisation", "country", "timezone", "languages", "hours_per_quarter", "motivations",
    "brings", "bio",
)  # fmt: skip
# So many new topics can be named at a time.
NEW_TOPICS = 3
_LOWEST, _HIGHEST = 1, 4


def read_profile_form(posted: Posted) -> dict[str, str]:
    """What was posted of the fields of `PROFILE`, as typed."""
    return {name: asked.text(posted, name) for name in PROFILE if name in posted}


def read_expertise_form(posted: Posted, offered: Mapping[int, tuple[str, int]]) -> dict[str, int]:
    """The claims that somebody wants to have: label -> level 1 to 4.

    `offered` is what the form showed: number of a topic -> its label and their level. One at level 0 goes,
    and one that was not posted, or with a level that there is not, stays as it is.
    """
    wanted = {}
    for number, (label, level) in offered.items():
        chosen = _level(posted, f"level-{number}", level)
        if chosen:
            wanted[label] = chosen
    for place in range(1, NEW_TOPICS + 1):
        label = " ".join(asked.text(posted, f"topic-{place}").split())
        chosen = _level(posted, f"new-level-{place}", _LOWEST)
        if label and chosen:
            wanted[label] = chosen
    return wanted


def _level(posted: Posted, name: str, otherwise: int) -> int:
    text = asked.text(posted, name)
    known = {str(level) for level in range(_HIGHEST + 1)}
    return int(text) if text in known else otherwise


def read_ticks(posted: Posted, offered: Iterable[str]) -> list[str]:
    """Which of the boxes on offer were ticked, in their order."""
    return [name for name in offered if asked.text(posted, name)]

"""The whole sum behind one person's score, or what keeps them from being suggested."""

from __future__ import annotations

from dataclasses import dataclass, replace

from copctl import names
from copctl.errors import Refused
from copctl.speakers.facts import eligible
from copctl.speakers.matching import Share, Suggestion, explained, is_suggested
from copctl.speakers.occasions import Setting
from copctl.speakers.suggestions import Manner, suggest


@dataclass(frozen=True)
class Explanation:
    """One person's place in the ranking (out of `among`, None where they are not in it) and their sum."""

    suggestion: Suggestion
    among: int | None
    shares: list[Share]


def explain(url: str, text: str | None, setting: Setting, manner: Manner, member: int) -> Explanation:
    """Rank everyone and take this person's sum.

    Raises as `suggest`, and Refused for somebody who is on the session's programme, or whose status says
    that they are not asked.
    """
    _refuse_left_out(url, setting, member)
    whole = suggest(url, text, setting, replace(manner, most=None, everyone=True, text_only=False))
    [line] = [s for s in whole.suggestions if s.candidate.number == member]
    ranked = sum(is_suggested(s.candidate) for s in whole.suggestions)
    shares = explained(line, whole.best, weights=manner.weights, occasion=setting.occasion)
    return Explanation(line, ranked if is_suggested(line.candidate) else None, shares)


def _refuse_left_out(url: str, setting: Setting, member: int) -> None:
    if member in setting.programme:
        code = names.written(setting.occasion.code)
        raise Refused(
            f"They were put on the programme of session {code} already.", hint=f"copctl session show {code}"
        )
    if not eligible(url, [member]):
        raise Refused(
            "Only active and dormant members are asked to speak.",
            hint=f"copctl member edit {member} --status active",
        )

"""What the ranking knows of certain people for a session, whether it would suggest them or not."""

from __future__ import annotations

from collections.abc import Collection

from copctl.errors import NotFound, Refused
from copctl.speakers import facts
from copctl.speakers.candidate import Candidate
from copctl.speakers.facts import Facts
from copctl.speakers.knowledge import Knowledge
from copctl.speakers.occasions import Setting
from copctl.speakers.relevance import relevance
from copctl.speakers.suggestions import wish_of
from copctl.speakers.wishes import Vocabulary


def known(url: str, setting: Setting, numbers: Collection[int]) -> dict[int, Candidate]:
    """These people with what speaks for them and what is in the way, by number.

    Who is no active or dormant member is left out. The index of passages must be up to date, as for
    `suggestions.suggest`.
    """
    knowledge = _knowledge(url, setting)
    people = facts.eligible(url, numbers)
    gathered = knowledge.candidates(Facts(url, setting.occasion, people), sorted(people))
    return {person.number: person for person in gathered}


def _knowledge(url: str, setting: Setting) -> Knowledge:
    vocabulary = Vocabulary(url)
    try:
        wish = wish_of(vocabulary, None, setting)
    except (NotFound, Refused):
        # A title without a word asks for nothing; the people are there all the same.
        return Knowledge({}, {}, {})
    words = relevance(url, wish.text, semantic=None, everyone=False)
    return Knowledge(words, facts.levels(url, wish, vocabulary), facts.pieces(url, wish))

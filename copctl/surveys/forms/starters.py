"""The surveys that come with the program, to begin one's own from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from copctl import names
from copctl.errors import NotFound
from copctl.files import read_text
from copctl.resources import shipped
from copctl.surveys.forms.xlsform_markdown import read
from copctl.surveys.questionnaire import Definition

# What each is for, in the order in which a community comes to need them.
_PURPOSES = {
    "interest": "Before you begin: what people would do, need, give and bring",
    "topics": "Before a season: which topics, by ticks and by order",
    "session-feedback": "After each session: the same five questions, so that sessions compare",
    "expertise": "Who knows what, from interested to able to teach",
    "health-check": "Once a year: how the community is doing",
}


@dataclass(frozen=True)
class Starter:
    """A survey to begin from: its name, what it is for, and its definition."""

    name: str
    purpose: str
    definition: Definition

    @property
    def asked(self) -> int:
        """How many questions it asks; notes ask nothing."""
        return sum(item.type != "note" for item in self.definition.questions)


def listed() -> list[Starter]:
    """All starters, in the order in which a community comes to need them."""
    order = list(_PURPOSES)
    found = sorted(_files(), key=lambda name: (order.index(name) if name in order else len(order), name))
    return [find(name) for name in found]


def find(name: str) -> Starter:
    """The starter of this name; NotFound offers near ones."""
    files = _files()
    wanted = names.slug(name)
    if wanted not in files:
        hint = names.did_you_mean(wanted, files, "copctl survey starters")
        raise NotFound(f"There is no starter survey {name!r}.", hint=hint)
    definition = read(read_text(files[wanted]), files[wanted].name)
    return Starter(wanted, _PURPOSES.get(wanted, ""), definition)


def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted((shipped("data") / "surveys").glob("*.md"))}

"""Stories that may not be published, known in a draft by their words where no marker tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from copctl import names
from copctl.newsletter.draft_file import DraftFile, Entry, Section, visible
from copctl.newsletter.pieces import stories, titled
from copctl.newsletter.rules.words import name_key, squeezed, words_of
from copctl.rendering.markdown import to_plain

# What two texts share by more than chance: so many words in a row or, in scripts without blanks, letters.
_WORDS, _LETTERS = 12, 60


@dataclass(frozen=True)
class Telling:
    """What an item of the store says: its key (`story:4`), its title and its Markdown."""

    key: str
    title: str
    body: str


@dataclass(frozen=True)
class Untold:
    """Finds stories in a draft: by a title that is theirs, or by a long run of their words."""

    titles: dict[str, str] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, held: Iterable[Telling], free: Iterable[Telling] = ()) -> Untold:
        """What tells these stories; what `free` items say as well tells nothing, nor a free story's title."""
        untold = cls()
        for story in held:
            untold.titles[name_key(story.title)] = story.key
            untold.runs.update(dict.fromkeys(_runs(story.body), story.key))
        for item in free:
            if item.key.startswith("story:"):
                untold.titles.pop(name_key(item.title), None)
            for run in _runs(item.body):
                untold.runs.pop(run, None)
        untold.titles.pop("", None)
        return untold

    def found_in(self, draft: DraftFile) -> DraftFile:
        """The draft, each titled part that tells one of the stories being an entry of its own."""
        if not (self.titles or self.runs):
            return draft
        return replace(draft, sections=tuple(map(self._section, draft.sections)))

    def told_by(self, text: str) -> set[str]:
        """The keys of the stories with which a text shares a long run of words."""
        return {self.runs[run] for run in _runs(visible(text)) if run in self.runs}

    def _section(self, section: Section) -> Section:
        entries = (part for entry in section.entries for part in self._entry(entry))
        return replace(section, entries=tuple(entries))

    def _entry(self, entry: Entry) -> Iterable[Entry]:
        if {*self.titles.values(), *self.runs.values()} & set(entry.keys):
            return [entry]
        parts = list(self._parts(entry))
        return parts if any(part.tells for part in parts) else [entry]

    def _parts(self, entry: Entry) -> Iterator[Entry]:
        # What stands right below a marker is the marked item, and may have a title like a story's.
        is_marked = bool(entry.keys)
        for n, text in enumerate(titled(entry.text)):
            title = next((story.title for story in stories(visible(text)) if story.title), "")
            tells = self.told_by(text)
            if title and not is_marked:
                tells |= {self.titles[key] for key in [name_key(to_plain(title))] if key in self.titles}
            is_marked = is_marked and not visible(text).strip()
            yield Entry(entry.keys if n == 0 else (), text, tuple(sorted(tells)))


def _runs(text: str) -> set[str]:
    words = [word.key for word in words_of(text)]
    letters = "".join(filter(names.is_unspaced, squeezed(text)))
    in_words = {" ".join(words[n : n + _WORDS]) for n in range(len(words) - _WORDS + 1)}
    return in_words | {letters[n : n + _LETTERS] for n in range(len(letters) - _LETTERS + 1)}

"""Who is named in an issue and did not agree to it, and whose name is nearly right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from copctl.newsletter.rules.findings import Finding, Level, Place
from copctl.newsletter.rules.outline import Outline, Passage
from copctl.newsletter.rules.words import NameIndex, Word, is_unspaced, name_key, plain, words_of


@dataclass(frozen=True)
class Person:
    """Somebody in the store; `may_be_named` is their consent to the directory, which `took_back` ended."""

    number: int
    name: str
    may_be_named: bool
    took_back: bool = False


@dataclass(frozen=True)
class Programme:
    """The lines that announce sessions, and the numbers of those who may be named there alone."""

    lines: Collection[int] = ()
    speakers: Collection[int] = ()

    def names(self, people: Iterable[Person], line: int) -> bool:
        """Whether one of these may be named in this line."""
        return line in self.lines and any(person.number in self.speakers for person in people)


_NONE = Programme()


def unagreed(
    outline: Outline,
    file: str,
    people: Iterable[Person],
    free: Collection[int],
    free_names: Iterable[str],
    programme: Programme = _NONE,
) -> Iterator[Finding]:
    """A finding for each place that names somebody who did not agree to be named.

    `free` are the numbers of those who may be named all the same: they speak in the issue or gave
    something to it. Two people of one name are told apart in favour of the draft. Names of one short word
    are left alone, since they are words like others.
    """
    by_key: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_key[name_key(person.name)].append(person)
    named_freely = {name_key(name) for name in free_names}
    held = {
        key: found
        for key, found in by_key.items()
        if key not in named_freely and not any(p.may_be_named or p.number in free for p in found)
    }
    if not held:
        return
    # All names are in the index, so that a longer one that may stand there hides a shorter one within it.
    index = NameIndex.of(person.name for found in by_key.values() for person in found)
    for passage in outline.passages:
        for seen in index.seen(passage.words, words_of(passage.words)):
            if seen.key in held:
                line = passage.line_at(seen.start)
                if not programme.names(held[seen.key], line):
                    yield _unagreed(held[seen.key][0], Place(file, line))


def _unagreed(person: Person, place: Place) -> Finding:
    if person.took_back:
        return Finding(
            Level.ERROR, "member without consent", place,
            f"This names {person.name}, who took back their consent to be named.",
            "take the name out of the draft",
        )  # fmt: skip
    return Finding(
        Level.ERROR, "member without consent", place,
        f"{person.name} has not agreed to be named.",
        f"copctl member edit {person.number} --consent directory, once they agree; or take the name out",
    )  # fmt: skip


# Spelling -----------------------------------------------------------------------------------------

# How alike two spellings of one name are, at least (0 to 100, normalised indel similarity).
_ALIKE = 88
# Letters that a name of one word needs before another word can be taken for it.
_SINGLE, _SINGLE_UNSPACED = 7, 6
_LONGEST = 8
# Small words within the names of organisations and families.
_SMALL = frozenset(
    {"of", "for", "the", "and", "on", "in", "de", "du", "des", "la", "le", "van", "von", "bin"}
)


@dataclass(frozen=True)
class _Known:
    """Names of one number of words: as they compare, and as the store writes them."""

    plain: list[str]
    written: list[str]


def misspelled(outline: Outline, file: str, known: Iterable[str]) -> Iterator[Finding]:
    """A finding for each run of words that is nearly, but not quite, a name of the store.

    A name without its diacritics is nearly right. What is exactly a name of somebody is left alone.
    """
    written = {name_key(name): name for name in known}
    by_count = _by_count(written)
    exact = NameIndex.of(written.values(), least=1)
    for passage in outline.passages:
        words = words_of(passage.words)
        for start, found, name in _near(passage, words, exact, by_count):
            said = " ".join(found.split())
            yield Finding(
                Level.WARNING, "spelling of a name", Place(file, passage.line_at(start)),
                f"{said}? In the store it is {name}.",
                "write it so, or leave it where somebody else is meant",
            )  # fmt: skip


def _by_count(written: dict[str, str]) -> dict[int, _Known]:
    counted: dict[int, _Known] = defaultdict(lambda: _Known([], []))
    for key, name in written.items():
        count = key.count(" ") + 1
        if count > 1 or len(key) >= (_SINGLE_UNSPACED if is_unspaced(key) else _SINGLE):
            counted[count].plain.append(plain(key))
            counted[count].written.append(name)
    return counted


def _near(
    passage: Passage, words: Sequence[Word], exact: NameIndex, by_count: dict[int, _Known]
) -> Iterator[tuple[int, str, str]]:
    """Where it begins, what is written there, and the name that it nearly is; longest first, none twice."""
    taken = [(seen.start, seen.end) for seen in exact.seen(passage.words, words)]
    for count in sorted((c for c in by_count if c <= _LONGEST), reverse=True):
        for at in range(len(words) - count + 1):
            window = words[at : at + count]
            start, end = window[0].start, window[-1].end
            if any(start < last and first < end for first, last in taken) or not _is_like_a_name(window):
                continue
            name = _nearest(" ".join(word.key for word in window), by_count[count])
            if name:
                taken.append((start, end))
                yield start, passage.words[start:end], name


def _is_like_a_name(window: Sequence[Word]) -> bool:
    if not (window[0].could_begin_a_name and window[-1].could_begin_a_name):
        return False
    if not all(word.goes_on for word in window[:-1]):
        return False
    return all(word.could_begin_a_name or word.key in _SMALL for word in window[1:-1])


def _nearest(key: str, known: _Known) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(plain(key), known.plain, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return "" if found is None or name_key(known.written[found[2]]) == key else known.written[found[2]]

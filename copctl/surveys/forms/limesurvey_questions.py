"""LimeSurvey's question types in XLSForm's vocabulary.

Pure. A question keeps its code; a row of an array, `code[row]` in LimeSurvey's answers, is `code_row` here,
and choices keep the codes of their answers or subquestions. LimeSurvey manual, "Question object types".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from copctl.surveys.forms.limesurvey_rows import Asked, Part, Structure, Texts
from copctl.surveys.forms.xlsform_groups import GROUP, LIMESURVEY
from copctl.surveys.questionnaire import Item, Option

_LANGUAGES = {
    "en": "English", "km": "Khmer", "lo": "Lao", "th": "Thai", "vi": "Vietnamese", "my": "Burmese",
    "fr": "French",
    "es": "Spanish", "pt": "Portuguese", "pt-BR": "Portuguese, Brazil", "de": "German", "nl": "Dutch",
    "it": "Italian",
    "id": "Indonesian", "ms": "Malay", "tl": "Tagalog", "zh-Hans": "Chinese, simplified", "ja": "Japanese",
    "ar": "Arabic", "ru": "Russian", "uk": "Ukrainian", "pl": "Polish", "tet": "Tetum",
}  # fmt: skip
# Answers that LimeSurvey fixes for a type: the list's name here, and its codes with their English words.
_FIXED = {
    "Y": ("yes_no", (("Y", "Yes"), ("N", "No"))),
    "G": ("female_male", (("F", "Female"), ("M", "Male"))),
    "C": ("yes_uncertain_no", (("Y", "Yes"), ("U", "Uncertain"), ("N", "No"))),
    "E": ("increase_same_decrease", (("I", "Increase"), ("S", "Same"), ("D", "Decrease"))),
}
_POINTS = {"5": "start=1 end=5 step=1", "A": "start=1 end=5 step=1", "B": "start=1 end=10 step=1"}
_LEFT_OUT = {"|": "file upload", "*": "equation"}


@dataclass
class Book:
    """The questions, lists and notes that a structure comes to."""

    base: str
    items: list[Item] = field(default_factory=list)
    lists: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(
        self, asked: Asked, kind: str, *, name: str = "", label: str = "",
        translated: Mapping[str, str] | None = None, grid: str = "", list_name: str = "",
        others: bool = False, parameters: str = "",
    ) -> None:  # fmt: skip
        """Add a question; what is not said is as in LimeSurvey's own row."""
        labels = translated if translated is not None else self.others("label", asked.texts)
        grids = self.others("grid", asked.texts) if grid else {}
        extra = {**labels, **grids, **self.others("hint", asked.helps), **_about(asked)}
        self.items.append(
            Item(
                name or asked.code,
                kind,
                label or asked.texts.get(self.base, "") or asked.code,
                asked.helps.get(self.base, ""),
                required=asked.row.get("mandatory", "").upper() == "Y",
                list_name=list_name,
                or_other=others,
                parameters=parameters,
                grid=grid,
                extra=extra,
                line=asked.line,
            )
        )

    def others(self, base: str, texts: Texts) -> dict[str, str]:
        """The texts in the other languages, as XLSForm's columns."""
        return {f"{base}::{called(code)}": text for code, text in texts.items() if code != self.base and text}

    def list(self, name: str, parts: Iterable[Part]) -> str:
        """Keep a list under a name, and say the name."""
        self.lists[name] = tuple(
            Option(part.code, part.texts.get(self.base, "") or part.code, self.others("label", part.texts))
            for part in parts
        )
        return name

    def fixed(self, kind: str) -> str:
        """Keep the list of a type whose answers LimeSurvey fixes, and say its name."""
        name, answers = _FIXED[kind]
        self.lists[name] = tuple(Option(code, label) for code, label in answers)
        return name


def called(code: str) -> str:
    """A language as XLSForm names it: `Khmer (km)`; a code that is not known here stands alone."""
    return f"{_LANGUAGES[code]} ({code})" if code in _LANGUAGES else code


def translate(structure: Structure) -> Book:
    """Every question of a structure in our terms; types without an answer are named in the notes."""
    book = Book(structure.language)
    left: list[str] = []
    for asked in structure.questions.values():
        if asked.type in _LEFT_OUT:
            left.append(f"{asked.code} ({_LEFT_OUT[asked.type]})")
        elif asked.type not in _WRITERS:
            book.notes.append(
                f"{asked.code} is of a type {asked.type!r} that is not known here, and is taken as text"
            )
            book.add(asked, "text")
        else:
            _WRITERS[asked.type](book, asked)
    if left:
        book.notes.append(f"no answer that a survey here could hold, left out: {', '.join(left)}")
    return book


def _about(asked: Asked) -> dict[str, str]:
    """What else is kept of a question: its group, and the condition under which LimeSurvey asks it."""
    condition = asked.row.get("relevance", "")
    kept = {GROUP: asked.group.replace("/", "-")} if asked.group else {}
    return {**kept, LIMESURVEY: condition} if condition not in ("", "1") else kept


def _is_other(asked: Asked) -> bool:
    return asked.row.get("other", "").upper() == "Y"


def _plain(kind: str) -> Callable[[Book, Asked], None]:
    return lambda book, asked: book.add(asked, kind)


def _one(book: Book, asked: Asked) -> None:
    book.add(asked, "select_one", list_name=book.list(asked.code, asked.choices()), others=_is_other(asked))
    if asked.type == "O":
        comment = f"{asked.texts.get(book.base, '') or asked.code}: comment"
        book.add(asked, "text", name=f"{asked.code}_comment", label=comment, translated={})


def _fixed_one(book: Book, asked: Asked) -> None:
    book.add(asked, "select_one", list_name=book.fixed(asked.type))


def _multiple(book: Book, asked: Asked) -> None:
    book.add(asked, "select_multiple", list_name=book.list(asked.code, asked.rows()), others=_is_other(asked))
    if asked.type == "P":
        _rows_of(book, asked, "text", suffix="comment")


def _rank(book: Book, asked: Asked) -> None:
    # Newer versions keep what is ranked as subquestions, older ones as answers.
    book.add(asked, "rank", list_name=book.list(asked.code, asked.choices() or asked.rows()))


def _points(book: Book, asked: Asked) -> None:
    book.add(asked, "range", parameters=_POINTS[asked.type])


def _number(book: Book, asked: Asked) -> None:
    whole = asked.row.get("num_value_int_only", "") in ("1", "Y")
    book.add(asked, "integer" if whole else "decimal")


def _array(book: Book, asked: Asked) -> None:
    _rows_of(book, asked, "select_one", list_name=book.list(asked.code, asked.choices()))


def _fixed_array(book: Book, asked: Asked) -> None:
    _rows_of(book, asked, "select_one", list_name=book.fixed(asked.type))


def _points_array(book: Book, asked: Asked) -> None:
    _rows_of(book, asked, "range", parameters=_POINTS[asked.type])


def _dual(book: Book, asked: Asked) -> None:
    """An array of two scales: every row is asked once for each."""
    for place, scale, head in (("1", "0", "dualscale_headera"), ("2", "1", "dualscale_headerb")):
        list_name = book.list(f"{asked.code}_{place}", asked.choices(scale))
        called_so = asked.row.get(head, "") or f"scale {place}"
        _rows_of(book, asked, "select_one", list_name=list_name, suffix=f"_{place}", aside=called_so)


def _cells(kind: str) -> Callable[[Book, Asked], None]:
    """An array of numbers or texts: one question for every cell."""

    def write(book: Book, asked: Asked) -> None:
        for row in asked.rows():
            for across in asked.rows("1"):
                label = f"{row.texts.get(book.base, row.code)}: {across.texts.get(book.base, across.code)}"
                name = f"{asked.code}_{row.code}_{across.code}"
                book.add(
                    asked, kind, name=name, label=label, translated={}, grid=asked.texts.get(book.base, "")
                )

    return write


def _listed(kind: str) -> Callable[[Book, Asked], None]:
    return lambda book, asked: _rows_of(book, asked, kind)


def _rows_of(
    book: Book, asked: Asked, kind: str, *, list_name: str = "", parameters: str = "", suffix: str = "",
    aside: str = "",
) -> None:  # fmt: skip
    """A question for each row; a single row without words is the question itself."""
    rows: Sequence[Part] = asked.rows()
    stem = asked.texts.get(book.base, "") or asked.code
    stem = f"{stem} ({aside or suffix.strip('_')})" if suffix else stem
    alone = len(rows) == 1 and not rows[0].texts.get(book.base)
    for row in rows:
        book.add(
            asked,
            kind,
            name=f"{asked.code}_{row.code}{suffix}",
            label=stem if alone else row.texts.get(book.base, "") or row.code,
            translated=None if alone else book.others("label", row.texts),
            grid="" if alone else stem,
            list_name=list_name,
            parameters=parameters,
        )


_WRITERS: dict[str, Callable[[Book, Asked], None]] = {
    **dict.fromkeys("L!O", _one), **dict.fromkeys("YG", _fixed_one), **dict.fromkeys("MP", _multiple),
    **dict.fromkeys("STUI", _plain("text")), **dict.fromkeys("FH", _array),
    **dict.fromkeys("CE", _fixed_array),
    **dict.fromkeys("AB", _points_array),
    "R": _rank, "5": _points, "N": _number, "D": _plain("date"), "X": _plain("note"), "1": _dual,
    "K": _listed("decimal"), "Q": _listed("text"), ":": _cells("decimal"), ";": _cells("text"),
}  # fmt: skip

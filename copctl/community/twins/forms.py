"""What stands around a name and is no part of it, and how a name may be spelled: as signs only. Pure.

A title in front of a name (Mr, Ông, U, นาย, ທ່ານ, លោក), the legal form of an organisation, and letters that
transcriptions use for one sound. Nothing here changes a name that is stored.
"""

from __future__ import annotations

import re

# Titles that are words of their own. `Ko` and `Ma` are family names elsewhere, and `Anh` is a given one.
_WORDS = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "ông", "bà", "u", "daw"})
# Titles that may be glued on, in scripts that put no blank between words; the longest first.
_GLUED = (
    "นางสาว", "นาย", "นาง", "น.ส.", "ดร.", "ดร", "คุณ",
    "ທ່ານ", "ນາງສາວ", "ນາງ", "ທ້າວ", "ດຣ.",
    "លោកជំទាវ", "លោកស្រី", "លោក", "អ្នកស្រី", "កញ្ញា",
    "ဒေါက်တာ", "ဒေါ်", "ဦး",
)  # fmt: skip
_OF_WOMEN = frozenset(
    {"mrs", "ms", "miss", "bà", "daw", "นางสาว", "นาง", "น.ส", "ນາງສາວ", "ນາງ", "លោកជំទាវ", "លោកស្រី", "អ្នកស្រី",
     "កញ្ញា", "ဒေါ်"}
)  # fmt: skip
_OF_MEN = frozenset({"mr", "ông", "u", "นาย", "ທ້າວ", "លោក", "ဦး"})
# What is left must be a name by itself.
_LEAST_LETTERS, _LEAST_WORDS = 4, 2
# Two letters of Lao for one sound, of which each word has its own.
_LAO_AI = str.maketrans("ໃ", "ໄ")
# Ways to write one sound in Latin letters, as transcriptions of Khmer, Lao, Thai and Burmese have them.
_SOUNDS = (
    (re.compile("ph"), "f"), (re.compile("ck|q|c(?!h)"), "k"), (re.compile("ou|oo"), "u"),
    (re.compile("ee"), "i"), (re.compile("y"), "i"), (re.compile("w"), "v"), (re.compile("z"), "s"),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
_LEGAL = frozenset(
    {"co", "company", "corp", "corporation", "inc", "incorporated", "ltd", "limited", "llc", "llp", "plc",
     "pte", "pty", "pvt", "jsc", "gmbh", "tnhh", "จำกัด", "บริษัท", "บจก", "ບໍລິສັດ", "ຈຳກັດ", "ຈໍາກັດ", "ក្រុមហ៊ុន"}
)  # fmt: skip


def title_of(key: str) -> tuple[str, str]:
    """The title at the beginning of a name (a `names.key`) and what follows; no title where there is none."""
    first, _, rest = key.partition(" ")
    word = first.rstrip(".")
    if word in _WORDS and len(rest.split()) >= _LEAST_WORDS:
        return word, rest
    for title in _GLUED:
        rest = key.removeprefix(title).strip()
        if rest != key and len(rest) >= _LEAST_LETTERS:
            return title.rstrip("."), rest
    return "", key


def contradict(title: str, another: str) -> bool:
    """Whether one title is a woman's and the other a man's."""
    return (title in _OF_WOMEN and another in _OF_MEN) or (title in _OF_MEN and another in _OF_WOMEN)


def one_ai(word: str) -> str:
    """A word with one letter for the sound for which Lao has two."""
    return word.translate(_LAO_AI)


def sounded(word: str) -> str:
    """A Latin word as it sounds, roughly: Soc and Sok are one, and so are Sovann and Sovan."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def without_legal_form(key: str) -> str:
    """The name of an organisation (a `names.key`) without its legal form, such as Co., Ltd."""
    words = every = [word for word in re.split(r"[\s.,()]+", key) if word]
    while len(words) > 1 and words[-1] in _LEGAL:
        words = words[:-1]
    while len(words) > 1 and words[0] in _LEGAL:
        words = words[1:]
    return " ".join(words) if len(words) < len(every) else key


def one_spelling(key: str) -> str:
    """What all ways to write an organisation share: without case (a `names.key`), blanks and legal form."""
    return "".join(re.split(r"[\s.,()]+", without_legal_form(key))) or key

"""Invented people in five scripts, some of them twice, as `member import` reads them."""

from __future__ import annotations

import csv
import random
import unicodedata
from pathlib import Path

_WRITTEN = {
    "latin": "so ka da ra chan thi phon sa vanh lee kham som chai pra sert mi lin tun ba sin ou dom",
    "viet": "Nguyễn Trần Lê Phạm Thị Văn Hương Hường Lan Mai Hùng Hưng Đặng Bùi Vũ Ngọc Anh Ân",
    "khmer": "សុខ ដារា ចាន់ សុភា វណ្ណា រតនា បុប្ផា ពិសិដ្ឋ មករា កញ្ញា",
    "thai": "สม ชาย ใจ ดี วิ ภา กมล รัตน์ ศรี สุข พง ษ์ นภา",
    "lao": "ສົມ ພອນ ຄໍາ ວັນ ນາ ແສງ ບຸນ ມາ ທອງ ພູ",
}
_SYLLABLES = {script: parts.split() for script, parts in _WRITTEN.items()}


def name(chance: random.Random) -> str:
    """A name as it may be written in one of five scripts."""
    script = chance.choice(list(_SYLLABLES))
    parts = _SYLLABLES[script]
    if script == "viet":
        return " ".join(chance.sample(parts, chance.randint(2, 4)))
    words = ("".join(chance.choices(parts, k=chance.randint(2, 4))) for _ in range(2))
    return " ".join(words).title() if script == "latin" else " ".join(words)


def variant(called: str, chance: random.Random) -> str:
    """The same name otherwise: its words in another order, or without its marks."""
    if chance.random() < 0.5:
        return " ".join(reversed(called.split()))
    return "".join(c for c in unicodedata.normalize("NFD", called) if not "\u0300" <= c <= "\u036f")


def people_csv(path: Path, count: int) -> list[str]:
    """Write so many people, each tenth of them a second entry of another; gives their names."""
    chance = random.Random(17)
    people: list[tuple[str, str, str, str]] = []
    for n in range(count):
        if n % 10 == 9:
            called, _, place, country = chance.choice(people)
            called = variant(called, chance)
        else:
            partner = chance.randrange(200)
            called, country = name(chance), ("KH", "LA", "TH", "VN", "MM")[partner % 5]
            place = f"Partner {chr(97 + partner % 26) * 2}{chr(97 + partner // 26) * 3} of the river"
        people.append((called, f"person{n}@partner{n % 200}.example", place, country))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("name", "email", "organisation", "country"))
        writer.writerows(people)
    return [called for called, *_ in people]

"""Which columns say who answered and when, by their headers and by what they hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from copctl import names
from copctl.surveys.intake.shape import Column, Role, cells
from copctl.surveys.intake.timestamps import is_moment
from copctl.tables import Row

# How tools and people head these columns, in the languages met so far.
_EMAIL = {
    "email", "e-mail", "email address", "e-mail address", "your email", "your email address", "username",
    "mail", "adresse e-mail", "adresse mail", "courriel", "endereço de e-mail", "correo electrónico",
    "dirección de correo electrónico", "e-mail-adresse", "nom d'utilisateur", "nom d’utilisateur",
    "alamat email",
    "địa chỉ email", "อีเมล", "ที่อยู่อีเมล", "ອີເມວ", "ທີ່ຢູ່ອີເມວ", "អ៊ីមែល", "អ៊ីម៉ែល", "អាសយដ្ឋានអ៊ីមែល",
    "အီးမေးလ်", "メール", "электронная почта", "адрес электронной почты",
}  # fmt: skip
_EMAIL_SIGNS = ("email", "e-mail", "correo", "courriel", "อีเมล", "ອີເມວ", "អ៊ីមែល")
_NAME = {
    "name", "full name", "your name", "your full name", "respondent", "respondent name", "nom",
    "nom complet", "nombre", "nombre completo", "nome", "nome completo", "nama", "nama lengkap",
    "họ tên", "họ và tên", "tên", "ชื่อ", "ชื่อ-นามสกุล", "ชื่อ นามสกุล", "ຊື່", "ຊື່ ແລະ ນາມສະກຸນ",
    "ឈ្មោះ", "ឈ្មោះពេញ", "အမည်", "名前",
}  # fmt: skip
# Best first: when it was finished, then when it was begun.
_TIME = (
    "timestamp", "completion time", "date submitted", "submitted at", "submitted", "submission time",
    "_submission_time", "submissiondate", "submit date (utc)", "submitdate", "date", "end", "end time",
    "start time", "time started", "start date (utc)", "start",
)  # fmt: skip
_KEY = (
    "_uuid", "uuid", "meta-instanceid", "instanceid", "key", "respondentid", "respondent id", "response id",
    "responseid", "submission id", "_id", "id", "token",
)  # fmt: skip
_OWN = {"start", "end", "today", "deviceid", "start time", "completion time", "lastpage", "startlanguage"}
# A share of the filled cells that must fit, since people write "none" into anything.
_MOSTLY = 0.8


def looks_like_email(text: str) -> bool:
    """Whether a text may be an address: one `@` with something on both sides and no blank."""
    before, at, after = text.strip().partition("@")
    return bool(before and at and "." in after) and "@" not in after and len(text.split()) == 1


def roles(headers: Sequence[str], rows: Sequence[Row], taken: Collection[int] = ()) -> dict[int, Role]:
    """The roles of the columns of a table without a known tool; questions are left out.

    `taken` columns have a role already.
    """
    found: dict[int, Role] = {}
    free = [Column(i, h) for i, h in enumerate(headers) if i not in taken]
    for role, listed, fits in (
        (Role.TIMESTAMP, _TIME, _holds_moments),
        (Role.EMAIL, tuple(_EMAIL), _holds_addresses),
        (Role.NAME, tuple(_NAME), _anything),
        (Role.KEY, _KEY, _is_unique),
    ):
        position = _first(listed, free, rows, fits, found)
        if position is not None:
            found[position] = role
    if Role.EMAIL not in found.values():
        found |= _email_by_content(free, rows, found)
    for column in free:
        if column.position not in found and _is_own(column, rows):
            found[column.position] = Role.IGNORED
    return found


def _first(
    listed: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[Row],
    fits: Callable[[Sequence[Row], int], bool],
    found: Collection[int],
) -> int | None:
    by_key: dict[str, int] = {}
    for column in columns:
        if column.position not in found:
            by_key.setdefault(names.key(column.header).rstrip(":*. "), column.position)
    return next((by_key[k] for k in listed if k in by_key and fits(rows, by_key[k])), None)


def _anything(_rows: Sequence[Row], _position: int) -> bool:
    return True


def _holds_moments(rows: Sequence[Row], position: int) -> bool:
    held = cells(rows, position)
    return bool(held) and sum(map(is_moment, held)) >= _MOSTLY * len(held)


def _holds_addresses(rows: Sequence[Row], position: int) -> bool:
    """Whether the column may hold addresses; one that nobody filled in may."""
    held = [c for c in cells(rows, position) if names.key(c) != "anonymous"]
    return sum(map(looks_like_email, held)) >= _MOSTLY * len(held)


def _is_unique(rows: Sequence[Row], position: int) -> bool:
    held = cells(rows, position)
    return bool(held) and len(set(held)) == len(held) and len(held) >= _MOSTLY * len(rows)


def _email_by_content(
    columns: Sequence[Column], rows: Sequence[Row], found: Collection[int]
) -> dict[int, Role]:
    """A column whose header speaks of an address and whose cells are addresses."""
    for column in columns:
        speaks = any(sign in names.key(column.header) for sign in _EMAIL_SIGNS)
        if not speaks or column.position in found or not cells(rows, column.position):
            continue
        if _holds_addresses(rows, column.position):
            return {column.position: Role.EMAIL}
    return {}


def _is_own(column: Column, rows: Sequence[Row]) -> bool:
    """Whether a column is the tool's own affair, or has neither a header nor a cell."""
    header = names.key(column.header)
    if not header:
        return not cells(rows, column.position)
    if header in _OWN:
        return _holds_moments(rows, column.position)
    return header.startswith("_") or (header in _KEY and _is_unique(rows, column.position))

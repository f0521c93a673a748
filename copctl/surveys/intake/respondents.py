"""Who gave each row of an export: the key that tells the same respondent in a newer export."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from copctl import names
from copctl.surveys.asking.codes import hash_of, looks_like_code
from copctl.surveys.intake.answers import Reading, reader
from copctl.surveys.intake.identity import looks_like_email
from copctl.surveys.intake.mapping import Plan
from copctl.surveys.intake.shape import Export, Role, cell, cells
from copctl.surveys.intake.timestamps import Reader, reader_for
from copctl.surveys.outgoing.answer_layouts import OF_NOBODY
from copctl.tables import Row

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_SHOWN = 5
EMAIL, CODE = "email", "code"


@dataclass(frozen=True)
class Known:
    """What is known of people: members by address (`people.email_key`) and by the hash of their link.

    `keys` has the respondent key of a member, so that two addresses of one person are one respondent.
    """

    addresses: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Respondent:
    """One row: who gave it, when, what it says to each target, and the digest of that.

    `key` is what the row is stored under, by the main address where any of theirs is a member's.
    """

    line: int
    key: str
    email: str | None
    name: str
    member_id: int | None
    matched_by: str
    submitted_at: datetime | None
    as_written: str
    digest: str
    partial: bool
    readings: Sequence[Reading | None]


@dataclass(frozen=True)
class Roll:
    """The respondents of a file, once each, and the rows that count for nothing beside them.

    `took_part` are the members that an anonymous survey only notes as having answered.
    """

    respondents: list[Respondent]
    replaced: int
    warnings: list[str]
    took_part: Collection[int] = ()
    contested: Sequence[str] = ()


def call(
    plan: Plan,
    rows: Sequence[Row],
    zone: tzinfo,
    *,
    anonymous: bool,
    known: Known | None = None,
    day_first: bool | None = None,
) -> Roll:
    """The respondents of an export.

    The key is the address or the personal link; else the tool's row identifier; else the time as
    written; else the digest of the answers, the last two with a number among equals. An anonymous
    survey keeps no address, no name, and no identifier that could lead back to a person.
    """
    answered, warnings = _answered_rows(plan.export, rows)
    held = [text for place in _times(plan.export) for text in cells(answered, place)]
    times = reader_for([] if plan.export.is_own else held, _zone(plan.export, zone), day_first)
    desk = _Desk(plan, times, known or Known(), anonymous)
    called = [desk.call(row) for row in answered]
    kept, again = _latest(called)
    return Roll(
        kept,
        len(rows) - len(kept),
        [*plan.export.notes, *warnings, *_doubts(called, times), *again],
        sorted(desk.took_part),
        times.contested,
    )


def _answered_rows(export: Export, rows: Sequence[Row]) -> tuple[Sequence[Row], list[str]]:
    """The rows without those that the tool marks as nobody's."""
    if export.no_respondent is None:
        return rows, []
    position, marks = export.no_respondent
    kept = [row for row in rows if names.key(cell(row, position)) not in marks]
    left = len(rows) - len(kept)
    told = "1 row is a preview" if left == 1 else f"{left} rows are previews"
    return kept, [f"{told} and left out"] if left else []


def _times(export: Export) -> list[int]:
    """The columns that may say when a response was given, best first: its end, its submission, its start."""
    submitted = [] if export.finished else export.positions(Role.STATE)
    return [*export.positions(Role.TIMESTAMP), *submitted, *export.positions(Role.BEGUN)]


def _zone(export: Export, otherwise: tzinfo) -> tzinfo:
    try:
        return ZoneInfo(export.zone) if export.zone else otherwise
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


class _Desk:
    """Calls one row after the other; equal times and equal answers are numbered."""

    def __init__(self, plan: Plan, times: Reader, known: Known, anonymous: bool) -> None:
        self.export, self.times, self.known, self.anonymous = plan.export, times, known, anonymous
        self.names = [target.item.name for target in plan.targets]
        self.readers = [reader(target) for target in plan.targets]
        self.times_at = _times(plan.export)
        self.moment = plan.export.position(Role.MOMENT)
        self.key = plan.export.position(Role.KEY)
        self.state = plan.export.position(Role.STATE)
        self.code = plan.export.position(Role.CODE)
        self.email = plan.export.position(Role.EMAIL)
        called = [c for c in plan.export.columns if c.role is Role.NAME]
        # Given names before family names, however the tool orders its columns.
        self.person = [c.position for c in sorted(called, key=lambda c: "first" not in names.key(c.header))]
        self.seen: Counter[str] = Counter()
        self.took_part: set[int] = set()

    def call(self, row: Row) -> Respondent:
        """The respondent of a row."""
        readings = [read(row.cells) for read in self.readers]
        when = self._when(row)
        email, name, code = self._person(row)
        member, matched_by = self._member(email, code)
        if self.anonymous:
            if member is not None:
                self.took_part.add(member)
            email, name, code, member, matched_by = None, "", "", None, ""
        digest = self._digest(name, when, readings)
        key = self._key(row, email, code, member, when, digest)
        return Respondent(
            row.line, key, email, name, member, matched_by,
            self._moment(row, when), when, digest, self._is_partial(row, readings), readings,
        )  # fmt: skip

    def _moment(self, row: Row, when: str) -> datetime | None:
        """When it was given: as an exact time says, else as the tool wrote it."""
        text = cell(row, self.moment) if self.moment is not None else when
        return self.times.read(text) if text else None

    def _when(self, row: Row) -> str:
        """The time as it is written, of the first column that says one."""
        for place in self.times_at:
            text = cell(row, place)
            if text and not (self.export.undated and text.startswith(self.export.undated)):
                return text
        return ""

    def _person(self, row: Row) -> tuple[str | None, str, str]:
        """Address, name and link; a tool's `anonymous` in place of an address is nobody's."""
        written = names.written(cell(row, self.email))
        name = " ".join(filter(None, (names.written(cell(row, place)) for place in self.person)))
        code = cell(row, self.code)
        return (
            written if looks_like_email(written) else None,
            name if names.key(name) != "anonymous" else "",
            hash_of(code) if looks_like_code(code) else "",
        )

    def _member(self, email: str | None, code: str) -> tuple[int | None, str]:
        if email is not None and (member := self.known.addresses.get(names.key(email))) is not None:
            return member, EMAIL
        if code and (member := self.known.codes.get(code)) is not None:
            return member, CODE
        return None, ""

    def _key(self, row: Row, email: str | None, code: str, member: int | None, when: str, digest: str) -> str:
        own = cell(row, self.key) if self.export.is_own else ""
        if own and (not self.anonymous or own.startswith(OF_NOBODY)):
            # Whom this community knows by several addresses goes by the first of them here, too.
            return self.known.keys.get(member, own) if own.startswith("email:") and member else own
        called = f"email:{names.key(email)}" if email is not None else f"code:{code}" if code else ""
        if member is not None:
            return self.known.keys.get(member, called)
        if called:
            return called
        identifier = cell(row, self.key) if not self.anonymous else ""
        if identifier:
            return f"id:{identifier}"
        base = f"time:{names.written(when)}" if when else f"digest:{digest}"
        self.seen[base] += 1
        return f"{base}#{self.seen[base]}"

    def _digest(self, name: str, when: str, readings: Sequence[Reading | None]) -> str:
        said = [f"{n}\x1e{r.canon}" for n, r in zip(self.names, readings, strict=True) if r and r.values]
        text = "\x1c".join([name, names.written(when), *said])
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def _is_partial(self, row: Row, readings: Sequence[Reading | None]) -> bool:
        """Whether the tool says that the person did not finish.

        Where it says nothing: whether nothing was answered; and where it keeps those who broke off, whether
        the last answer stands in the first half of the questions (AAPOR 2023, break-off below 50%).
        """
        if self.state is None:
            last = len(readings)
            while last and not ((said := readings[last - 1]) is not None and said.values):
                last -= 1
            return last == 0 or (self.export.keeps_broken_off and 2 * last <= len(readings))
        state = names.key(cell(row, self.state))
        return state not in self.export.finished if self.export.finished else not state


def _latest(called: Sequence[Respondent]) -> tuple[list[Respondent], list[str]]:
    """The last row of each respondent, by time and else by order, and who was replaced."""
    last: dict[str, Respondent] = {}
    replaced: list[tuple[Respondent, Respondent]] = []
    for respondent in called:
        before = last.get(respondent.key)
        if before is None:
            last[respondent.key] = respondent
            continue
        later = respondent if _supersedes(respondent, before) else before
        replaced.append((before if later is respondent else respondent, later))
        last[respondent.key] = later
    warnings = [
        f"line {old.line}: {old.email or old.key} answered again in line {new.line}, which counts"
        for old, new in replaced[:_SHOWN]
    ]
    if len(replaced) > _SHOWN:
        warnings.append(f"{len(replaced) - _SHOWN} more rows were answered again by the same people")
    return list(last.values()), warnings


def _supersedes(one: Respondent, before: Respondent) -> bool:
    """Whether a later row replaces an earlier one: a whole response stands before a partial one."""
    if one.partial != before.partial:
        return before.partial
    return _moment(one, before) >= _moment(before, one)


def _moment(one: Respondent, other: Respondent) -> datetime:
    """When a row was given, as far as both rows say so."""
    return one.submitted_at if one.submitted_at and other.submitted_at else _BEGINNING


def _doubts(called: Sequence[Respondent], times: Reader) -> list[str]:
    unread = [r.as_written for r in called if r.as_written and r.submitted_at is None]
    if not unread or times.contested:
        return []
    why = "they are not written as any known tool writes them"
    return [f"{len(unread)} times such as {unread[0]!r} are kept as text only: {why}"]

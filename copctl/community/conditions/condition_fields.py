"""The fields of a condition: how each is compared, as SQL about `member m`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from copctl import names
from copctl.community.conditions.condition_sql import Compiled, plain
from copctl.community.conditions.where import Value
from copctl.community.countries import country_code
from copctl.community.knowing.covering import COVERED
from copctl.community.languages import language_code, language_names
from copctl.community.periods import period

# As the store's own lists, which cannot be imported without SQLAlchemy; a test compares them.
STATUSES = ("prospect", "invited", "active", "dormant", "left")
PURPOSES = ("newsletter", "directory", "recording", "speaking")
DUTIES = ("moderator", "core", "champion")
_ORDER = {">=", "<=", ">", "<"}
_LARGEST = 2**63
_LONGEST_CODE = 3
_LEVELS = {"1", "2", "3", "4"}

Write = Callable[[Compiled, str, Value], str]


@dataclass(frozen=True)
class Field:
    """How a field is written as SQL, and which operators it takes beside `=`."""

    write: Write
    operators: frozenset[str]


def _keyed(column: str, around: str = "{}") -> Field:
    """A column that holds `names.key` of what was written; `around` leads to another table."""

    def write(sql: Compiled, operator: str, value: Value) -> str:
        wanted = names.key(value.text)
        if not wanted:
            return f"NOT {around.format(f'{column} IS NOT NULL')}"
        test = sql.like(wanted) if operator == "~" else f"= {sql.bind(wanted)}"
        return around.format(f"{column} IS NOT NULL AND {column} {test}")

    return Field(write, frozenset({"!=", "~"}))


def _email(sql: Compiled, operator: str, value: Value) -> str:
    main = _keyed("m.email_key", "({})").write(sql, operator, value)
    if not names.key(value.text):
        return main
    other = "EXISTS (SELECT 1 FROM member_address ma WHERE ma.member_id = m.id AND {})"
    return f"({main} OR {_keyed('ma.email_key', other).write(sql, operator, value)})"


def _worded(column: str) -> Field:
    """A column of free text. SQLite folds the case of ASCII letters only, so other cases go in as well."""

    def write(sql: Compiled, operator: str, value: Value) -> str:
        wanted = names.written(value.text)
        if not wanted:
            return f"({column} IS NULL OR {column} = '')"
        cases = dict.fromkeys([wanted.lower(), wanted, wanted.upper()])
        tests = [
            f"lower({column}) {sql.like(case)}"
            if operator == "~"
            else f"lower({column}) = lower({sql.bind(case)})"
            for case in cases
        ]
        return f"({column} IS NOT NULL AND ({' OR '.join(tests)}))"

    return Field(write, frozenset({"!=", "~"}))


def _country(sql: Compiled, _operator: str, value: Value) -> str:
    if not value.text.strip():
        return "m.country IS NULL"
    return f"(m.country IS NOT NULL AND m.country = {sql.bind(sql.read(value, country_code))})"


def _status(sql: Compiled, _operator: str, value: Value) -> str:
    return f"m.status = {sql.word(value, STATUSES, 'status')}"


def _held(table: str, rest: str, column: str, known: tuple[str, ...], noun: str) -> Field:
    """Something that a member has a row of in another table, as long as it stands."""

    def write(sql: Compiled, _operator: str, value: Value) -> str:
        rows = f"SELECT 1 FROM {table} h WHERE h.member_id = m.id AND h.{rest} IS NULL"
        if not value.text.strip():
            return f"NOT EXISTS ({rows})"
        return f"EXISTS ({rows} AND h.{column} = {sql.word(value, known, noun)})"

    return Field(write, frozenset({"!="}))


def _languages(sql: Compiled, _operator: str, value: Value) -> str:
    """A list in JSON, on every database as text: `["km", "en"]`; `zh` finds `zh-hant` as well."""
    column = "CAST(m.languages AS TEXT)"
    code = language_code(value.text) or plain(value.text)
    # A code begins with two or three letters (BCP 47).
    if len(code.partition("-")[0]) > _LONGEST_CODE:
        hint = names.did_you_mean(
            value.text, language_names(), "use its code, such as km, or its English name"
        )
        sql.refuse(value.at, f"There is no language {value.text!r}.", hint)
    if not code:
        return f"({column} IS NULL OR {column} IN ('[]', 'null', ''))"
    whole, begun = sql.like(f'"{code}"'), sql.like(f'"{code}-')
    return f"({column} IS NOT NULL AND ({column} {whole} OR {column} {begun}))"


def _dated(column: str) -> Field:
    """A day; compared as text, which is one thing on every database. `2026-10` is the whole month."""
    shown = f"CAST({column} AS TEXT)"

    def write(sql: Compiled, operator: str, value: Value) -> str:
        if not value.text.strip() and operator == "=":
            return f"{column} IS NULL"
        first, last = (day.isoformat() for day in sql.read(value, period))
        test = {
            "=": lambda: f"{shown} BETWEEN {sql.bind(first)} AND {sql.bind(last)}",
            ">=": lambda: f"{shown} >= {sql.bind(first)}",
            ">": lambda: f"{shown} > {sql.bind(last)}",
            "<=": lambda: f"{shown} <= {sql.bind(last)}",
            "<": lambda: f"{shown} < {sql.bind(first)}",
        }[operator]()
        return f"({column} IS NOT NULL AND {test})"

    return Field(write, frozenset({"!=", *_ORDER}))


def _counted(column: str, kind: type[int] | type[float]) -> Field:
    """A number."""

    def write(sql: Compiled, operator: str, value: Value) -> str:
        if not value.text.strip() and operator == "=":
            return f"{column} IS NULL"
        try:
            number = kind(value.text)
        except ValueError:
            number = kind(_LARGEST)
        if not abs(number) < _LARGEST:
            sql.refuse(value.at, f"{value.text!r} is not such a number.", "write it in digits, such as 6")
        return f"({column} IS NOT NULL AND {column} {operator} {sql.bind(number)})"

    return Field(write, frozenset({"!=", *_ORDER}))


_CLAIM = """EXISTS (SELECT 1 FROM expertise e JOIN topic t ON t.id = e.topic_id
      LEFT JOIN topic_alias a ON a.topic_id = t.id WHERE e.member_id = m.id AND {})"""
# Who knows a narrower topic knows the topic; somebody's level in it is the highest of them.
_KNOWN = "(SELECT {} FROM expertise e WHERE e.member_id = m.id AND e.topic_id IN ({}))"


def _topic(sql: Compiled, operator: str, value: Value) -> str:
    if not value.text.strip() and operator == "=":
        return "NOT EXISTS (SELECT 1 FROM expertise e WHERE e.member_id = m.id)"
    label, level = _levelled(value.text)
    slug = names.slug(label)
    if not slug:
        sql.refuse(value.at, f"{value.text!r} is no topic.", "name one, such as topic=storytelling")
    if operator == "~":
        return _CLAIM.format(f"(t.slug {sql.like(slug)} OR a.slug {sql.like(slug)})")
    if level is None and label.strip() in _LEVELS:
        hint = f"name the topic, such as topic{operator}storytelling:{label.strip()}"
        sql.refuse(value.at, f"{label.strip()} is a level, and the topic is missing.", hint)
    if level is None and operator != "=":
        sql.refuse(
            value.at, f"{value.text} has no level.", f"say which, such as topic{operator}{value.text}:3"
        )
    if level is not None and not 1 <= level <= 4:
        sql.refuse(
            value.at, f"There is no level {level}.", "levels go from 1 (interested) to 4 (can teach it)"
        )
    sql.topics.append(value)
    covered = COVERED.format(sql.bind(slug))
    if level is None:
        return f"EXISTS {_KNOWN.format(1, covered)}"
    return _KNOWN.format(f"COALESCE(MAX(e.level) {operator} {sql.bind(level)}, FALSE)", covered)


def _levelled(text: str) -> tuple[str, int | None]:
    """`storytelling:3` as topic and level; the level may be missing."""
    label, colon, level = text.rpartition(":")
    if colon and level.strip().isdecimal() and len(level.strip()) < 3:
        return label, int(level)
    return text, None


def topic_slug(value: Value) -> str:
    """The slug of the topic that a value names, without its level."""
    return names.slug(_levelled(value.text)[0])


def _referred(sql: Compiled, operator: str, value: Value) -> str:
    wanted = names.key(value.text)
    if not wanted:
        return "m.referred_by_id IS NULL"
    by = "EXISTS (SELECT 1 FROM member r WHERE r.id = m.referred_by_id AND {})"
    if operator == "~":
        return by.format(f"r.name_key {sql.like(wanted)}")
    sql.people.append(value)
    named = sql.bind(wanted)
    return by.format(f"(r.name_key = {named} OR r.email_key = {named} OR CAST(r.id AS TEXT) = {named})")


_IS = frozenset({"!="})
_HAS = frozenset({"!=", "~"})
_AT = "EXISTS (SELECT 1 FROM organisation o WHERE o.id = m.organisation_id AND {})"
FIELDS: Mapping[str, Field] = {
    "name": _keyed("m.name_key", "({})"),
    "email": Field(_email, _HAS),
    "organisation": _keyed("o.name_key", _AT),
    "country": Field(_country, _IS),
    "role": _worded("m.role"),
    "status": Field(_status, _IS),
    "language": Field(_languages, _IS),
    "timezone": _worded("m.timezone"),
    "source": _worded("m.source"),
    "joined": _dated("m.joined_on"),
    "since": _dated("m.status_since"),
    "hours": _counted("m.hours_per_quarter", float),
    "topic": Field(_topic, _HAS | _ORDER),
    "consent": _held("consent", "withdrawn_on", "purpose", PURPOSES, "consent"),
    "duty": _held("community_duty", "until", "kind", DUTIES, "duty"),
    "referred-by": Field(_referred, _HAS),
    "next-step": _worded("m.next_step"),
    "next-step-on": _dated("m.next_step_on"),
    "number": _counted("m.id", int),
}
ALSO = {
    "organization": "organisation",
    "languages": "language",
    "zone": "timezone",
    "joined-on": "joined",
    "status-since": "since",
    "hours-per-quarter": "hours",
    "expertise": "topic",
    "consents": "consent",
    "duties": "duty",
    "next": "next-step-on",
    "id": "number",
    "no": "number",
}

"""Mailchimp: an audience's export; who unsubscribed, or whose address is dead, is never mailed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from copctl import names
from copctl.community.contacts import generic, rows
from copctl.community.contacts.shape import GIVEN, WITHDRAWN, Column, Contacts, Opening, mapped
from copctl.community.values import day_or_month
from copctl.errors import CopctlError
from copctl.tables import Row

TOOL = "mailchimp"
NAME = "Mailchimp"
_MARKS = ("optin_time", "leid", "euid", "member_rating", "last_changed")
_FIELDS = {
    "fname": "first_name", "lname": "last_name", "cc": "country", "timezone": "timezone",
    "optin_time": GIVEN, "confirm_time": GIVEN, "unsub_time": WITHDRAWN, "clean_time": WITHDRAWN,
}  # fmt: skip
_TOOLS = {
    "member_rating", "optin_ip", "confirm_ip", "latitude", "longitude", "gmtoff", "dstoff", "region",
    "last_changed", "leid", "euid", "unsub_campaign_title", "unsub_campaign_id", "unsub_reason",
    "unsub_reason_other", "clean_campaign_title", "clean_campaign_id",
}  # fmt: skip


def rule_of(opening: Opening) -> str:
    """At least two of its own columns; those of the unsubscribed begin with UNSUB_."""
    keys = opening.keys
    marks = [mark for mark in _MARKS if mark in keys]
    if len(marks) < 2:
        return ""
    told = " and ".join(mark.upper() for mark in marks[:2])
    kind = _kind(opening)
    return f"the columns {told}: people {kind}"


def _kind(opening: Opening) -> str:
    if any(key.startswith("unsub_") for key in opening.keys):
        return "who unsubscribed"
    if any(key.startswith("clean_") for key in opening.keys):
        return "whose address is dead"
    # The columns do not tell these from subscribers; only the name that Mailchimp gives the file does.
    return "who never subscribed" if _never_subscribed(opening) else "who subscribed"


def _never_subscribed(opening: Opening) -> bool:
    return opening.path.name.lower().startswith("nonsubscribed")


def contacts_of(opening: Opening, rule: str) -> Contacts:
    """The address is the first column whatever it is called; when they opted in is a consent."""
    columns = mapped([_column(column) for column in generic.columns_of(opening.table.header)], opening.said)
    if "email" not in {column.field for column in columns}:
        columns = (replace(columns[0], field="email"), *columns[1:])
    gone = any(key.startswith(("unsub_", "clean_")) for key in opening.keys)
    never = _never_subscribed(opening)

    def finish(entry: dict[str, Any], _row: Row) -> dict[str, Any] | str:
        given, ended = entry.pop(GIVEN, ""), entry.pop(WITHDRAWN, "")
        if never and not ended:
            return entry
        try:
            consent = _consent(given, ended, opening, gone=gone)
        except CopctlError as error:
            return error.message.rstrip(".")
        return {**entry, "consents": [consent]} if consent else entry

    unknown = [c.heading for c in columns if not c.field and not c.is_tools]
    return Contacts(
        TOOL,
        rule,
        rows.entries(opening, columns, finish),
        columns,
        unknown,
        source=f"import: {NAME}",
        is_list=True,
        is_given_first=rows.is_given_first(opening, columns),
    )


def _column(column: Column) -> Column:
    key = names.key(column.heading)
    if key in _TOOLS:
        return replace(column, field="", is_tools=True)
    return replace(column, field=_FIELDS.get(key, column.field))


def _consent(given: str, ended: str, opening: Opening, *, gone: bool) -> Mapping[str, str] | None:
    """The newsletter's consent. Without a day nobody can say that they gave it; that it ended is enough."""
    since = day_or_month(given).isoformat() if given else ""
    until = day_or_month(ended).isoformat() if ended else since or opening.today.isoformat()
    if gone or ended:
        first = min(since or until, until)
        return {"purpose": "newsletter", "given_on": first, "withdrawn_on": until, "source": NAME}
    return {"purpose": "newsletter", "given_on": since, "source": NAME} if since else None

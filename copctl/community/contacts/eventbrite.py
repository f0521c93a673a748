"""Eventbrite: the list of an event's attendees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from copctl import names
from copctl.community.contacts import generic, rows
from copctl.community.contacts.shape import EVENT, STATE, Column, Contacts, LeftOut, Opening, mapped
from copctl.tables import Row

TOOL = "eventbrite"
NAME = "Eventbrite"
_FIELDS = {
    "first name": "first_name", "last name": "last_name", "attendee first name": "first_name",
    "attendee last name": "last_name", "email": "email", "attendee email": "email", "event name": EVENT,
    "attendee status": STATE, "work country": "country", "home country": "country",
}  # fmt: skip
_TOOLS = {
    "order #", "order date", "order id", "order type", "quantity", "ticket type", "ticket quantity",
    "ticket #",
    "attendee #", "attendee id", "group", "barcode #", "event id", "event start date", "event start time",
    "event timezone", "event location", "venue name", "currency", "gross sales", "ticket price", "total paid",
    "eventbrite fees", "eventbrite payment processing", "fees paid", "tax paid", "tracking link", "affiliate",
    "payment type", "price paid", "buyer email", "buyer first name", "buyer last name", "prefix", "suffix",
    "check in date", "checked in", "device name", "delivery method", "notes",
}  # fmt: skip
_GONE = {names.key(text) for text in ("Not Attending", "Deleted", "Cancelled", "Canceled", "Refunded")}


def rule_of(opening: Opening) -> str:
    """Its own numbers of orders and attendees."""
    if {"order #", "attendee #"} <= set(opening.keys) or {"order #", "attendee status"} <= set(opening.keys):
        return "the columns 'Order #' and 'Attendee #'"
    return ""


def contacts_of(opening: Opening, rule: str) -> Contacts:
    """One row an attendee; who cancelled or was taken off is left out, and so are the event's questions."""
    columns = mapped([_column(column) for column in generic.columns_of(opening.table.header)], opening.said)
    unknown = [c.heading for c in columns if not c.field and not c.is_tools]
    return Contacts(
        TOOL,
        rule,
        rows.entries(opening, columns, _finish),
        columns,
        unknown,
        source=NAME,
        is_list=True,
        is_given_first=rows.is_given_first(opening, columns),
    )


def values_of(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """What a row says of somebody by field; of several columns for one field the first counts."""
    held: dict[str, str] = {}
    for heading, text in zip(header, cells, strict=False):
        field = _FIELDS.get(names.key(heading), "")
        if field and text.strip():
            held.setdefault(field, text)
    return held


def is_gone(state: str) -> bool:
    """Whether an attendee of this status called off or was taken off."""
    return names.key(state) in _GONE


def _column(column: Column) -> Column:
    key = names.key(column.heading)
    if key in _TOOLS:
        return replace(column, field="", is_tools=True)
    return replace(column, field=_FIELDS.get(key, column.field))


def _finish(entry: dict[str, Any], _row: Row) -> dict[str, Any] | LeftOut:
    state, event = entry.pop(STATE, ""), entry.pop(EVENT, "")
    if is_gone(state):
        return LeftOut(f"{state.lower()} in Eventbrite")
    return {**entry, "source": f"{NAME}: {event}"} if event else entry

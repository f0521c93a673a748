"""Which tool wrote a list of people: the first rule that fits, most particular first."""

from __future__ import annotations

from types import ModuleType

from copctl import names
from copctl.community.contacts import eventbrite, generic, google_contacts, mailchimp, own, vcard
from copctl.community.contacts.shape import Contacts, Opening
from copctl.errors import WrongUsage

# The order matters: what is most particular comes first, and any table is a generic one.
READERS: tuple[ModuleType, ...] = (vcard, mailchimp, google_contacts, eventbrite, own, generic)
TOOLS = tuple(sorted(reader.TOOL for reader in READERS))


def recognise(opening: Opening, tool: str | None = None) -> Contacts:
    """The people in a file, with the tool, the rule that matched and what each column is.

    A `tool` that is named is believed; WrongUsage for an unknown one.
    """
    for reader in READERS if tool is None else [_named(tool)]:
        rule = reader.rule_of(opening)
        if rule or tool is not None:
            found: Contacts = reader.contacts_of(opening, rule or f"you said that it is {reader.TOOL}")
            return found
    raise AssertionError("any table is a generic one")


def _named(tool: str) -> ModuleType:
    key = names.slug(tool)
    for reader in READERS:
        if key == reader.TOOL:
            return reader
    hint = names.did_you_mean(tool, TOOLS, f"the tools are {', '.join(TOOLS)}")
    raise WrongUsage(f"There is no reader for {tool!r}.", hint=hint)

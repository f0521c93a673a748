"""A draft of the newsletter as its moderator hears of it: what is in it, who is not, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk

if TYPE_CHECKING:
    from copctl.newsletter.featured import Seen
    from copctl.newsletter.issue import Drafted
    from copctl.newsletter.looking_back import Lookback
    from copctl.newsletter.missing import Missing
    from copctl.newsletter.sections import Item

# How many of those not featured for longest are named.
_PARTNERS, _COUNTRIES = 3, 2
_NOUNS = {"story": "story of change"}
# What people call an item, where it is not the word in its key.
_NAMES = {"event": "session", "speaker": "the call for a speaker about"}


def shown_path(path: Path) -> str:
    """A path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else str(path)


def tell(desk: Desk, drafted: Drafted, *, would: bool) -> None:
    """Say what was drafted, added and updated, or what would be; and what a person's words kept back."""
    where = shown_path(drafted.path)
    desk.say(_summary(drafted, where, would=would))
    for item in drafted.items:
        desk.say(f"  {item.heading}: {item.title}")
    for item in drafted.updated:
        desk.say(f"  {item.heading}: {item.title} (updated)")
    for item in drafted.kept:
        desk.hint(f"{_name(item)} changed since; your words {'stay' if would else 'stayed'}.")


def _summary(drafted: Drafted, where: str, *, would: bool) -> str:
    new, updated = len(drafted.items), len(drafted.updated)
    count = f"{new} item{'s' * (new != 1)}"
    if drafted.is_new:
        return f"{'Would draft' if would else 'Drafted'} {where} with {count}."
    if new and updated:
        verbs = ("Would add", "update") if would else ("Added", "updated")
        return f"{verbs[0]} {count} to {where}, and {verbs[1]} {updated}."
    if new:
        return f"{'Would add' if would else 'Added'} {count} to {where}."
    if updated:
        some = f"{updated} item{'s' * (updated != 1)}"
        return f"{'Would update' if would else 'Updated'} {some} in {where}."
    return f"Nothing new: {where} stays as it is."


def _name(item: Item) -> str:
    kind, _, named = item.keys[0].partition(":")
    words = f"{_NAMES.get(kind, kind)} {named}"
    return words[0].upper() + words[1:]


def hint(desk: Desk, quarter: str, looked: Lookback) -> None:
    """Name who was not featured for longest, and whom to ask for what is missing."""
    from copctl.cli.showing import width_of
    from copctl.cli.wrapping import wrapped

    for sentence in [*_absent(looked), *(_lack(lack) for lack in looked.missing)]:
        desk.hint("\n  ".join(wrapped(sentence, width_of(desk.stderr) - len("  "))))
    if looked.missing:
        desk.hint(f"To ask members for it: copctl newsletter call {quarter}")


def tell_inbox(desk: Desk, number: int) -> None:
    """Say that things which members sent in wait: nothing of them is in the draft."""
    from copctl.health.due import sent_in

    if number:
        desk.hint(f"{sent_in(number).removesuffix('.')}: copctl inbox list")


def _absent(looked: Lookback) -> list[str]:
    from copctl.community.countries import country_name

    absent = looked.not_featured
    partners = ", ".join(_seen(seen, seen.name) for seen in absent.organisations[:_PARTNERS])
    countries = ", ".join(_seen(seen, country_name(seen.name)) for seen in absent.countries[:_COUNTRIES])
    parts = [partners, f"countries: {countries}" if countries else ""]
    return [f"Not featured for longest: {'; '.join(filter(None, parts))}."] if any(parts) else []


def _seen(seen: Seen, name: str) -> str:
    return f"{name} ({seen.last or 'never'})"


def _lack(lack: Missing) -> str:
    since = f"since {lack.last}" if lack.last else "in any issue so far"
    people = ", ".join(person.name for person in lack.ask)
    return f"No {_NOUNS.get(lack.kind, lack.kind)} {since}" + (f": ask {people}." if people else ".")


def as_json(quarter: str, drafted: Drafted, looked: Lookback) -> str:
    """All of it for a program."""
    from copctl.cli.showing import to_json

    return to_json(
        {
            "quarter": quarter,
            "path": str(drafted.path),
            "is_new": drafted.is_new,
            "added": _items(drafted.items),
            "updated": _items(drafted.updated),
            "kept": _items(drafted.kept),
            "not_featured": {
                "organisations": [_entry("organisation", s) for s in looked.not_featured.organisations],
                "countries": [_entry("country", s) for s in looked.not_featured.countries],
            },
            "missing": [_missing(lack) for lack in looked.missing],
        }
    )


def _items(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [{"keys": list(item.keys), "section": item.heading, "title": item.title} for item in items]


def _entry(noun: str, seen: Seen) -> dict[str, str | None]:
    return {noun: seen.name, "last": seen.last}


def _missing(lack: Missing) -> dict[str, Any]:
    people = [
        {
            "number": person.number,
            "member": person.name,
            "email": person.email,
            "organisation": person.organisation or None,
        }
        for person in lack.ask
    ]
    return {"kind": lack.kind, "last": lack.last, "ask": people}

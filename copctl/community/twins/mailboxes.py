"""What two addresses have in common, and what they have of a name. Pure; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copctl import names

if TYPE_CHECKING:
    from copctl.community.twins.alike import Name

# Mailboxes of an office or a role: two people may share them, and many organisations have them.
_SHARED = {
    "info", "contact", "office", "admin", "mail", "hello", "team", "secretariat", "hr", "me", "mel",
    "monitoring", "program", "programs", "programme", "project", "projects", "director", "support",
}  # fmt: skip
_GMAIL = {"gmail.com", "googlemail.com"}
# Providers that give everybody an address: the domain says nothing of where somebody works.
_PUBLIC = {"gmail", "googlemail", "yahoo", "hotmail", "outlook", "live", "msn", "icloud", "proton",
           "protonmail", "gmx", "aol", "qq", "163", "126", "mail", "yandex", "zoho"}  # fmt: skip
_TELLING = 8
_MOST_WORDS = 6


def mailbox(address: str) -> str:
    """What all spellings of one mailbox share: case, what stands after `+`, and Gmail's own freedoms.

    Subaddressing is RFC 5233; that Gmail leaves dots out and goes by two domains is its provider's word.
    """
    local, _, domain = names.key(address).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def local_part(address: str) -> str:
    """What stands before the `@` of a mailbox, without dots and the like; empty for that of an office."""
    local = mailbox(address).rpartition("@")[0]
    plain = "".join(c for c in local if c.isalnum())
    return "" if plain in _SHARED or len(plain) < 3 else plain


def is_telling(address: str) -> bool:
    """Whether a local part is so long, or of so many words, that few people can have it."""
    local = mailbox(address).rpartition("@")[0]
    return len(local_part(address)) >= _TELLING or any(c in local for c in "._-")


def repeats(local: str, name: Name) -> bool:
    """Whether a local part is made of the words of a name, whole or as initials, in any order."""

    def is_made(rest: str, words: tuple[str, ...]) -> bool:
        return not rest or any(
            rest.startswith(start) and is_made(rest[len(start) :], (*words[:place], *words[place + 1 :]))
            for place, word in enumerate(words)
            for start in (word, word[0])
        )

    return bool(local) and is_made(local, name.bare[:_MOST_WORDS])


def domain_of_work(address: str) -> str:
    """The domain of an address that an organisation gives; empty for that of a public provider."""
    domain = names.key(address).rpartition("@")[2]
    return "" if domain.partition(".")[0] in _PUBLIC else domain

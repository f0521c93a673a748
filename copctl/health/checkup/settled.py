"""Whether the settings say what mails and words need."""

from __future__ import annotations

from collections.abc import Iterator

from copctl.community.languages import is_listed, language_code
from copctl.health.checkup.finding import Finding, Premises, Status

_CHECK = "settings"


def findings(premises: Premises) -> Iterator[Finding]:
    """A language that is none, a moderator without an address; or that all is well."""
    settings = premises.settings
    if not is_listed(settings.language):
        meant = language_code(settings.language) or "en"
        yield Finding(
            _CHECK,
            Status.WARNING,
            f"The community's language, {settings.language!r}, is no code that copctl knows.",
            f'language = "{meant}" in community.toml',
        )
    if not settings.moderator.email:
        yield Finding(
            _CHECK,
            Status.WARNING,
            "The moderator has no address, so that nobody can answer a mail.",
            '[moderator] email = "..." in community.toml',
        )
    yield Finding(_CHECK, Status.OK, "community.toml can be read.")

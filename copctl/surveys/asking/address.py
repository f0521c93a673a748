"""Where a survey is answered: its own address, else a page of the community's site."""

from __future__ import annotations

from urllib.parse import urlsplit

from copctl.errors import Refused
from copctl.store.schema import Survey

CODE = "%CODE%"
_WRITTEN = ("{code}", "%7Bcode%7D", "%7bcode%7d")


def template_of(survey: Survey, site: str) -> str:
    """The address with `CODE` where the personal code goes; `site` is the community's own.

    Refused when there is none, or when it is no web address.
    """
    own = str(survey.settings.get("url", "")).strip()
    if own:
        refuse_no_address(own)
        for written in _WRITTEN:
            own = own.replace(written, CODE)
        return own
    if site.strip():
        refuse_no_address(site.strip())
        return f"{site.strip().rstrip('/')}/s/{CODE}"
    raise Refused(
        f"It is not known where {survey.slug} is answered.",
        hint=f'copctl survey invite {survey.slug} --url "https://...?entry.1={{code}}" with the address of '
        "your form, or say url in community.toml",
    )


def refuse_no_address(text: str) -> None:
    """Raise Refused for a text that is no web address."""
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_one = False
    if not is_one or not text.isprintable() or any(c.isspace() or c in '<>"' for c in text):
        raise Refused(f"{text!r} is no web address.", hint="it begins with https:// and has no blanks")


def is_personal(template: str) -> bool:
    """Whether everybody gets a link of their own."""
    return CODE in template

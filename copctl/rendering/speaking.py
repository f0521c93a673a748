"""`_()`, `gettext` and `ngettext` for templates: fixed words in the language they are `written_in`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copctl.rendering.catalogues import Words, words
from copctl.rendering.phrases import filled

if TYPE_CHECKING:
    from jinja2.runtime import Context


def functions(own: Path | None) -> dict[str, Any]:
    """What templates call: `_("Dear %(name)s,", name=...)`, `ngettext("%(count)s day", "%(count)s days", n)`.

    In HTML the words and the values are text: both are escaped, except for values that are HTML already.
    Words are looked up once a language, so an environment is made anew when a catalogue changes.
    """
    from jinja2 import pass_context

    spoken: dict[str, Words] = {}

    def to_reader(context: Context) -> Words:
        language = str(context.get("written_in") or "")
        if language not in spoken:
            spoken[language] = words(own, language)
        return spoken[language]

    @pass_context
    def gettext(context: Context, text: str, /, **values: Any) -> str:
        return _put(context, to_reader(context).said(text), values)

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int, /, **values: Any) -> str:
        said = to_reader(context).counted(one, many, number)
        return _put(context, said, {"count": number} | values)

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def _put(context: Context, said: str, values: Mapping[str, Any]) -> str:
    from jinja2 import UndefinedError
    from markupsafe import Markup, escape

    try:
        if context.eval_ctx.autoescape:
            return Markup(filled(escape(said), values, escape))  # every part is
        return filled(said, values)
    except KeyError as error:
        raise UndefinedError(f"the words {said!r} need a value for {error}") from error

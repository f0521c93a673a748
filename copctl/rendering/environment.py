"""The one Jinja environment: a community's own templates first, then the shipped ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from copctl.errors import NotFound, Refused
from copctl.rendering import dates
from copctl.rendering.colours import ink
from copctl.rendering.dates import clock, day
from copctl.rendering.languages import direction, language_of
from copctl.rendering.lines import wrapped
from copctl.rendering.speaking import functions
from copctl.resources import shipped

if TYPE_CHECKING:
    from jinja2 import Environment, TemplateSyntaxError
    from jinja2.runtime import Context

__all__ = ["clock", "day", "environment", "inlined", "render"]

# Classes of letters and marks that go, or make others go, from right to left.
_TURNING = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"})


def environment(overrides: Path | None) -> Environment:
    """Templates from `overrides` (a community's `templates/`), then as shipped.

    HTML templates escape what people wrote; an undefined name is an error, not an empty space. `_()` says
    fixed words in the language that the template is `written_in`.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    folders = [folder for folder in (overrides, shipped("templates")) if folder is not None]
    jinja = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(("html", "xml", "html.j2"), default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters.update(
        markdown=_markdown, inline=_inline, plain=_plain, wrapped=wrapped, ink=ink, direction=direction,
        lang=_lang, apart=_apart, **_dates(),
    )  # fmt: skip
    jinja.globals.update(functions(overrides))
    return jinja


def _dates() -> dict[str, Any]:
    """The filters `day`, `clock` and `month`: in the language that a template says it is `written_in`."""
    from jinja2 import pass_context

    def language(context: Context) -> str:
        return str(context.get("written_in") or "")

    @pass_context
    def day_of(context: Context, moment: date, zone: ZoneInfo | None = None) -> str:
        return dates.day(moment, zone, language(context))

    @pass_context
    def clock_of(context: Context, moment: datetime, zone: ZoneInfo | None = None) -> str:
        return dates.clock(moment, zone, language(context))

    @pass_context
    def month_of(context: Context, moment: date) -> str:
        return dates.month(moment, language(context))

    return {"day": day_of, "clock": clock_of, "month": month_of}


@lru_cache(maxsize=4)
def _kept(overrides: Path | None, _own: tuple[tuple[Path, int], ...]) -> Environment:
    """One environment for many renderings: a template that changes on the disk is read again."""
    return environment(overrides)


def _own(overrides: Path | None) -> tuple[tuple[Path, int], ...]:
    """The community's own templates: one that is added comes before the shipped one at once.

    Its catalogues with the time of their last change, since an environment holds on to the words in them.
    """
    if overrides is None:
        return ()
    return tuple((file, _changed(file)) for file in sorted(overrides.rglob("*")))


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns if file.suffix == ".po" and file.is_file() else 0


def render(overrides: Path | None, template: str, **values: Any) -> str:
    """Render one template; an error in it names its file and line.

    Raises NotFound for an unknown template, Refused for a template that does not work.
    """
    from jinja2 import UndefinedError
    from jinja2.exceptions import TemplateRuntimeError

    with _in_sentences(template):
        try:
            return _kept(overrides, _own(overrides)).get_template(template).render(**values)
        except (UndefinedError, TemplateRuntimeError, TypeError, ArithmeticError) as error:
            place = _last_place(error, template)
            if place is None:
                raise  # a mistake of ours, not of the template: it keeps its traceback
            known = ""
            if isinstance(error, UndefinedError) and str(error).endswith("is undefined"):
                known = f"the names there are: {', '.join(sorted(values))}; "
            raise Refused(f"{place}: {str(error).rstrip('.')}.", hint=f"{known}{_MEND}") from error


def named_in(overrides: Path | None, template: str) -> set[str]:
    """The templates that one names to include or extend; raises as `render` where it cannot be read."""
    from jinja2.meta import find_referenced_templates

    jinja = environment(overrides)
    with _in_sentences(template):
        assert jinja.loader is not None
        source, file, _ = jinja.loader.get_source(jinja, template)
        return set(filter(None, find_referenced_templates(jinja.parse(source, template, file))))


_MEND = "mend that line, or remove the file to get the shipped template back"


@contextmanager
def _in_sentences(template: str) -> Iterator[None]:
    """What Jinja says of a template that cannot be read, as a sentence."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    try:
        yield
    except UnicodeDecodeError as error:
        raise Refused(
            f"A template for {template} is not UTF-8 text.", hint="save it as UTF-8 in your editor"
        ) from error
    except TemplateNotFound as error:
        raise NotFound(
            f"There is no template {error.name}.", hint="take it out of templates/, or mend its name"
        ) from error
    except TemplateSyntaxError as error:
        said = f"{_where(error)}: {error.message or 'the template has a syntax error'}."
        raise Refused(said.replace("..", "."), hint=_MEND) from error


def _where(error: TemplateSyntaxError) -> str:
    return f"{error.filename or error.name}, line {error.lineno}"


def _last_place(error: BaseException, template: str) -> str | None:
    """The template file and line where rendering stopped (Jinja rewrites its traceback to them).

    None for a TypeError or the like that our own code raised below the template.
    """
    place, trace, is_below = template, error.__traceback__, False
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        is_below = name.endswith(".py") or name.startswith("<")
        if not is_below:
            place = f"{name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return None if is_below and isinstance(error, TypeError | ArithmeticError) else place


_CHARSET = re.compile(r"<meta charset=[^>]*>\n?")


def inlined(html: str) -> str:
    """HTML with its style sheet written into the elements, as mail programs need it.

    Media queries stay in the head; nothing is fetched from anywhere.
    """
    import css_inline

    page = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False).inline(html)
    # The kept styles come first in the head, and the encoding must stand in the first 1,024 bytes
    # (HTML Living Standard, 4.2.5.4).
    found = _CHARSET.search(page)
    if found is None:
        return page
    rest = page[: found.start()] + page[found.end() :]
    return rest.replace("<head>", f"<head>{found[0]}", 1)


def _markdown(text: str, top: int = 2) -> Any:
    from markupsafe import Markup

    from copctl.rendering.markdown import to_html

    return Markup(to_html(text, top))  # sanitised there


def _inline(text: str) -> Any:
    from markupsafe import Markup

    from copctl.rendering.markdown import to_inline_html

    return Markup(to_inline_html(text))  # sanitised there


def _lang(text: str) -> Any:
    """The attribute that says in which language a text is, where its script tells: ` lang="km"`."""
    from markupsafe import Markup

    language = language_of(text)
    return Markup(f' lang="{language}"') if language else ""


def _apart(text: str) -> str:
    """A text that turns nothing around beside it, for where no element can hold it, such as a title.

    It stands between U+2068 and U+2069 where it has letters or marks from right to left (Unicode UAX 9, 2.6).
    """
    turns = any(unicodedata.bidirectional(letter) in _TURNING for letter in text)
    # Not as one new text: what is escaped already has to stay known as that.
    return "\u2068" + text + "\u2069" if turns else text


def _plain(text: str) -> str:
    from copctl.rendering.markdown import to_plain

    return to_plain(text)

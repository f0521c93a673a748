"""A survey as a page to print."""

from __future__ import annotations

from copctl.rendering.colours import readable
from copctl.rendering.environment import render
from copctl.settings import Settings
from copctl.surveys.forms import paper, translating
from copctl.surveys.questionnaire import Definition


def draw(definition: Definition, settings: Settings, *, slug: str, language: str, anonymous: bool) -> str:
    """The page in a language of the survey ("" for its own); a community's own template goes first."""
    own = translating.own_language(definition)
    return render(
        settings.folder / "templates",
        "survey/paper.html",
        community=settings.name,
        title=definition.title or slug,
        slug=slug,
        language=translating.code_of(language or own) or settings.language,
        anonymous=anonymous,
        moderator=settings.moderator,
        accent=readable(settings.look.accent, "#ffffff"),
        blocks=list(paper.blocks(definition, language)),
    )

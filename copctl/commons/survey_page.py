"""Answering a survey: its form, with what is wrong in it, and what is said when it is done or cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from copctl.commons.page import Page
from copctl.store.schema import Survey
from copctl.surveys import definitions
from copctl.surveys.asking import web_form, web_languages
from copctl.surveys.asking.by_code import Standing
from copctl.surveys.asking.web_form import Field, Offered
from copctl.surveys.asking.web_replies import Read

# Beside the standings: what was sent is kept now.
SAVED, CHANGED = "saved", "changed"


def form(
    place: str, survey: Survey, questions: Sequence[Offered], read: Read, wishes: Iterable[str] = ()
) -> Page:
    """The form at a place (`/surveys/q4`, `/s/CODE`), with what stands in its fields.

    `questions` are those of `answering.asked`, `wishes` languages to show them in, the dearest first. The
    template needs `token_field`, too, which only a server knows.
    """
    definition = definitions.definition_of(survey)
    language = web_languages.wished(definition, wishes)
    blocks = web_form.blocks(questions, read.typed, read.errors, language)
    fields = [field for block in blocks for field in block.fields]
    languages = web_languages.to_choose(definition, language)
    return Page(
        place,
        "survey.html",
        {
            "place": place,
            "survey": _survey(survey),
            "blocks": blocks,
            "problems": _problems(fields, read.errors),
            "is_again": bool(read.typed) and not read.errors,
            "languages": languages,
            "wish": next((one.wish for one in languages if one.is_chosen), ""),
        },
    )


def done(place: str, survey: Survey, standing: Standing | str) -> Page:
    """What is said instead of the form: that answers are kept (`SAVED`, `CHANGED`), or why none are taken."""
    return Page(
        place,
        "survey_done.html",
        {"place": place, "survey": _survey(survey), "standing": str(standing)},
    )


def _survey(survey: Survey) -> dict[str, Any]:
    return {"title": survey.title, "slug": survey.slug, "anonymous": definitions.is_anonymous(survey)}


def _problems(fields: Sequence[Field], errors: Mapping[str, str]) -> list[dict[str, str]]:
    """What is wrong, in the order of the form, with the field to go to."""
    found = [
        {"to": web_form.anchor(field), "label": field.label, "error": field.error}
        for field in fields
        if field.error
    ]
    return [{"to": "", "label": "", "error": errors[""]}, *found] if "" in errors else found

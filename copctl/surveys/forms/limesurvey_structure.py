"""A survey out of LimeSurvey's structure: its codes are our names, so that its answers find their questions.

Pure.
"""

from __future__ import annotations

from copctl.surveys.forms import limesurvey_questions
from copctl.surveys.forms.limesurvey_rows import is_structure, parse
from copctl.surveys.forms.xlsform_rows import LANGUAGE, Form
from copctl.surveys.questionnaire import Definition

__all__ = ["is_structure", "read"]


def read(text: str, name: str = "The file") -> Form:
    """The survey that a LimeSurvey structure defines, in our own terms, and what it could not hold."""
    structure = parse(text, name)
    book = limesurvey_questions.translate(structure)
    settings = {LANGUAGE: limesurvey_questions.called(structure.language)}
    if structure.settings.get("anonymized", "").upper() == "Y":
        settings["anonymous"] = "yes"
    title = structure.titles.get(structure.language) or next(iter(structure.titles.values()), "")
    passed = (
        [f"left out, as copctl has no place for it: {', '.join(structure.passed)}"]
        if structure.passed
        else []
    )
    return Form(Definition(title, settings, tuple(book.items), book.lists), (*book.notes, *passed))

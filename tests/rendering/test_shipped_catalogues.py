"""The catalogues that ship: nothing that is said is missing, and no translation loses a value."""

from __future__ import annotations

import runpy
import unicodedata
from pathlib import Path

import pytest

from copctl.rendering.phrases import filled, places
from copctl.rendering.po_files import Catalogue, read
from copctl.resources import shipped

LOCALES = shipped("data") / "locales"
LANGUAGES = ("km", "lo", "th", "vi")
TOOL = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "make_catalogues.py"))


@pytest.fixture(scope="module")
def template() -> Catalogue:
    return read(LOCALES / "copctl.pot")


def test_every_word_that_templates_and_code_say_is_in_the_template(template: Catalogue) -> None:
    missing = {text: many for text, many in TOOL["used"]().items() if template.asked.get(text) != many}

    assert missing == {}, "python docs/make_catalogues.py"


def test_the_catalogues_are_those_that_are_promised() -> None:
    assert {file.stem for file in LOCALES.glob("*.po")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_has_the_words_of_the_template(language: str, template: Catalogue) -> None:
    assert dict(read(LOCALES / f"{language}.po").asked) == dict(template.asked), (
        "python docs/make_catalogues.py"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_values_of_what_it_translates(language: str) -> None:
    catalogue = read(LOCALES / f"{language}.po")

    assert catalogue.said
    for text, forms in catalogue.said.items():
        wanted = places(catalogue.asked[text] or text)
        assert [places(form) for form in forms] == [wanted] * len(forms), text
        assert all(filled(form, dict.fromkeys(wanted, "x")) for form in forms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_clean_text_of_one_form(language: str) -> None:
    source = (LOCALES / f"{language}.po").read_text(encoding="utf-8")

    assert unicodedata.is_normalized("NFC", source)
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in source
    assert "reviewed by native speakers" in source
    for text, forms in read(LOCALES / f"{language}.po").said.items():
        assert len(forms) == 1, text
        assert forms[0] == forms[0].strip()
        assert "<" not in forms[0]


def test_words_are_found_in_templates_and_code() -> None:
    in_template, in_typst, in_code = (TOOL[name] for name in ("in_template", "in_typst", "in_code"))

    assert list(in_template('{{ _("a %(n)s", n=1) }}{{ gettext("b") }}{{ ngettext("c", "d", n) }}{{ _(e) }}')) == [
        ("a %(n)s", ""), ("b", ""), ("c", "d"),
    ]  # fmt: skip
    assert list(in_typst('#text(_("a")) #let x = (_("b"), gettext( "c" ))')) == [
        ("a", ""),
        ("b", ""),
        ("c", ""),
    ]
    assert list(in_code('N_("a"); w.gettext("b", n=1); w.ngettext("c", "d", n); w.gettext(e); f("g")')) == [
        ("a", ""), ("b", ""), ("c", "d"),
    ]  # fmt: skip


def test_bringing_catalogues_up_to_date_changes_nothing_that_is(tmp_path: Path) -> None:
    for file in LOCALES.glob("*.po*"):
        TOOL["write"](tmp_path / file.name, TOOL["read"](file))

        assert (tmp_path / file.name).read_bytes() == file.read_bytes()

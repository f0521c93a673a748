"""Templates and values as PDF: with shipped letters, claims that hold, and errors that name the place."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from copctl.errors import Refused
from copctl.rendering.typeset import Typeset, tongue, typeset
from tests.pdf_readers import fonts_in

PAGE = '#set document(title: "T")\n#let said = json(bytes(sys.inputs.said))\n= T\n#said.text\n'


def made(folder: Path, text: str, template: str = PAGE) -> Typeset:
    pytest.importorskip("typst")
    own = folder / "templates" / "letter" / "page.typ"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(template, encoding="utf-8")
    return typeset(folder, "letter/page.typ", said={"text": text})


def test_a_document_claims_to_be_accessible_and_is_the_same_each_time(tmp_path: Path) -> None:
    first = made(tmp_path, "#set page() $x$ <b>", PAGE.replace('"T")', '"T", date: none)'))

    assert first.is_accessible
    assert b"<pdfuaid:part>1</pdfuaid:part>" in first.content
    assert first == made(tmp_path, "#set page() $x$ <b>", PAGE.replace('"T")', '"T", date: none)'))


def test_a_letter_that_no_font_has_is_told_and_the_claim_is_not_made(tmp_path: Path) -> None:
    odd = made(tmp_path, "a \U000f0000 b \U000f0000 \U000f0001")

    assert not odd.is_accessible
    assert odd.boxes == "\U000f0000\U000f0001"
    assert b"pdfuaid" not in odd.content


def test_fonts_of_the_computer_are_not_asked_where_shipped_ones_do(tmp_path: Path) -> None:
    template = '#set text(font: ("DejaVu Serif", "Noto Sans Khmer"), fallback: true)\n' + PAGE

    assert fonts_in(made(tmp_path, "សុខា", template).content, tmp_path) <= {
        "LibertinusSerif-Regular", "LibertinusSerif-Bold", "NotoSansKhmer-Regular",
    }  # fmt: skip


def test_a_template_with_a_mistake_names_its_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        made(tmp_path, "x", PAGE + "\n#nobody\n")

    assert str(refused.value).startswith(
        f"{tmp_path / 'templates/letter/page.typ'}, line 6: unknown variable"
    )
    assert "remove the file" in refused.value.hint


def test_a_damaged_picture_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")

    with pytest.raises(Refused, match="A picture cannot be read: ") as refused:
        made(tmp_path, "x", PAGE + '#image("/p.jpg", alt: "x")\n')

    assert "draft" in refused.value.hint


def test_without_the_extra_its_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(Refused, match="A PDF needs the extra pdf") as refused:
        typeset(tmp_path, "newsletter/issue.typ", issue={})

    assert refused.value.hint == "pip install 'copctl[pdf]'"


@pytest.mark.parametrize(
    ("language", "lang", "region"),
    [
        ("km", "km", None),
        ("pt-BR", "pt", "br"),
        ("zh-Hans-CN", "zh", "cn"),
        ("", "en", None),
        ("Khmer", "en", None),
    ],
)
def test_languages_are_told_as_the_compiler_takes_them(language: str, lang: str, region: str | None) -> None:
    assert tongue(language) == {"lang": lang, "region": region}

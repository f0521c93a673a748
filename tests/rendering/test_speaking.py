"""`_()` in templates: the language it is written in, and everything escaped once in HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup

from copctl.errors import Refused
from copctl.rendering.environment import environment, render


def said(own: Path, template: str, language: str = "km", name: str = "a.html", **values: object) -> str:
    (own / name).write_text(template, encoding="utf-8")
    return render(own, name, written_in=language, **values)


def own_words(own: Path, text: str) -> None:
    (own / "locales").mkdir(exist_ok=True)
    (own / "locales" / "km.po").write_text(text, encoding="utf-8")


def test_words_are_in_the_language_that_a_template_is_written_in(tmp_path: Path) -> None:
    template = '{{ _("Next session") }}|{{ gettext("Projects") }}|{{ ngettext("%(count)s person joined", "%(count)s people joined", 3) }}'

    assert said(tmp_path, template) == "វគ្គបន្ទាប់|គម្រោង|3 នាក់បានចូលរួម"
    assert said(tmp_path, template, "vi-VN") == "Buổi chia sẻ tiếp theo|Dự án|3 người đã tham gia"
    assert said(tmp_path, template, "") == "Next session|Projects|3 people joined"


def test_a_template_that_says_no_language_is_english() -> None:
    assert environment(None).from_string('{{ _("Next session") }}').render() == "Next session"


def test_an_included_template_speaks_the_same_language(tmp_path: Path) -> None:
    (tmp_path / "part.html").write_text('{{ _("Projects") }}', encoding="utf-8")

    assert said(
        tmp_path, '{% macro m() %}{{ _("Projects") }}{% endmacro %}{{ m() }} {% include "part.html" %}'
    ) == ("គម្រោង គម្រោង")


def test_values_are_escaped_in_html_and_what_is_html_already_is_not(tmp_path: Path) -> None:
    values = {"typed": "<b> & %(name)s", "made": Markup("<b>Ana</b>")}
    template = '{{ _("Dear %(name)s,", name=typed) }} {{ _("Dear %(name)s,", name=made) }}'

    assert said(tmp_path, template, "", **values) == ("Dear &lt;b&gt; &amp; %(name)s, Dear <b>Ana</b>,")
    assert said(tmp_path, template, "", "a.txt", **values) == "Dear <b> & %(name)s, Dear <b>Ana</b>,"


def test_a_catalogue_is_text_and_not_html(tmp_path: Path) -> None:
    own_words(
        tmp_path, 'msgid "Projects"\nmsgstr "<b>R&D</b>"\n\nmsgid "Dear %(name)s,"\nmsgstr "<i>%(name)s"\n'
    )
    template = '{{ _("Projects") }} {{ _("Dear %(name)s,", name="<b>") }}'

    assert said(tmp_path, template) == "&lt;b&gt;R&amp;D&lt;/b&gt; &lt;i&gt;&lt;b&gt;"
    assert said(tmp_path, template, name="a.txt") == "<b>R&D</b> <i><b>"


@pytest.mark.parametrize("heading", ["[red] <b> =1+1", "100%", "100%% of %(x)s", "กิจกรรม", "{{ x }}"])
def test_a_heading_that_a_person_wrote_passes_unharmed(tmp_path: Path, heading: str) -> None:
    assert said(tmp_path, "{{ _(heading) }}", name="a.txt", heading=heading) == heading
    assert said(tmp_path, "{{ _(heading) | striptags }}", heading=heading) != ""


def test_an_undefined_name_stays_an_error(tmp_path: Path) -> None:
    for template in ("{{ _(nobody) }}", '{{ _("Dear %(name)s,", name=nobody) }}'):
        with pytest.raises(Refused, match="line 1: 'nobody' is undefined"):
            said(tmp_path, template)


def test_a_value_that_a_template_forgot_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Refused) as error:
        said(tmp_path, '\n{{ _("%(count)s of %(total)s asked for it", count=1) }}', "")

    assert error.value.message == (
        f"{tmp_path / 'a.html'}, line 2: the words '%(count)s of %(total)s asked for it' need a value for 'total'."
    )


def test_a_catalogue_that_changes_changes_the_next_rendering(tmp_path: Path) -> None:
    own_words(tmp_path, 'msgid "Projects"\nmsgstr "មួយ"\n')
    before = said(tmp_path, '{{ _("Projects") }}')
    own_words(tmp_path, 'msgid "Projects"\nmsgstr "ពីរ"\n')

    assert (before, said(tmp_path, '{{ _("Projects") }}')) == ("មួយ", "ពីរ")


def test_a_catalogue_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    own_words(tmp_path, 'msgid "Projects"\nmsgstr "មួយ\n')

    with pytest.raises(Refused, match=r"km\.po, line 2: "):
        said(tmp_path, '{{ _("Projects") }}')

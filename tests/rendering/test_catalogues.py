"""Fixed words: the community's own first, then ours, then English; mistakes named by file and line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl.errors import Refused
from copctl.rendering import catalogues
from copctl.rendering.catalogues import untranslated, words

Write = Callable[..., Path]
NEXT_IN_KHMER = "វគ្គបន្ទាប់"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A community's `templates/`, with nothing in it."""
    (tmp_path / "locales").mkdir()
    return tmp_path


@pytest.fixture
def write(own: Path) -> Write:
    """Write a catalogue of the community's own."""

    def written(name: str, text: str) -> Path:
        file = own / "locales" / name
        file.write_text(text, encoding="utf-8")
        return file

    return written


def entry(said: str, translation: str) -> str:
    key = said.replace("\n", "\\n")
    return f'msgid "{key}"\nmsgstr "{translation}"\n\n'


@pytest.mark.parametrize("language", ["km", "km-KH", "KM", "km_KH", "km-Khmr-KH"])
def test_words_come_in_the_language_and_a_region_falls_to_its_language(language: str) -> None:
    assert words(None, language).gettext("Next session") == NEXT_IN_KHMER


@pytest.mark.parametrize("language", ["", "en", "en-AU", "es", "xx-yy", "../../etc", "ខ្មែរ"])
def test_english_and_languages_that_nobody_translated_are_english(language: str) -> None:
    found = words(None, language)

    assert found.gettext("Next session") == "Next session"
    assert found.gettext("Dear %(name)s,", name="Ana") == "Dear Ana,"
    assert [found.ngettext("%(count)s person joined", "%(count)s people joined", n) for n in (1, 2)] == [
        "1 person joined",
        "2 people joined",
    ]


def test_own_words_win_and_the_rest_is_ours(own: Path, write: Write) -> None:
    write("km.po", entry("Next session", "ជំនួបបន្ទាប់"))

    found = words(own, "km")

    assert found.gettext("Next session") == "ជំនួបបន្ទាប់"
    assert found.gettext("Projects") == "គម្រោង"
    assert words(None, "km").gettext("Next session") == NEXT_IN_KHMER


def test_a_community_adds_a_language_and_its_own_english(own: Path, write: Write) -> None:
    write("zh_Hant.po", entry("Projects", "專案"))
    write("en.po", entry("Projects", "Our projects") + entry("Unsubscribe", "Leave"))

    assert words(own, "zh-hant-TW").gettext("Projects") == "專案"
    assert words(own, "zh-hant").gettext("Unsubscribe") == "Leave"
    assert words(own, "").gettext("Projects") == "Our projects"
    assert words(own, "km").gettext("Projects") == "គម្រោង"


def test_words_of_the_communitys_own_templates_are_found_too(own: Path, write: Write) -> None:
    write("km.po", entry("Our garden", "សួនរបស់យើង"))

    assert words(own, "km").gettext("Our garden") == "សួនរបស់យើង"


def test_a_file_that_changes_is_read_again(own: Path, write: Write) -> None:
    file = write("km.po", entry("Projects", "មួយ"))
    before = words(own, "km").gettext("Projects")
    write("km.po", entry("Projects", "ពីរ"))
    os.utime(file, ns=(1, 1))

    assert (before, words(own, "km").gettext("Projects")) == ("មួយ", "ពីរ")


def test_what_is_empty_or_fuzzy_is_not_translated(own: Path, write: Write) -> None:
    write("id.po", entry("Projects", "") + "#, fuzzy\n" + entry("Unsubscribe", "Berhenti"))

    assert words(own, "id").gettext("Projects") == "Projects"
    assert words(own, "id").gettext("Unsubscribe") == "Unsubscribe"


def test_forms_of_a_number_follow_the_language(own: Path, write: Write) -> None:
    write(
        "pl.po",
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 &&'
        ' (n%100<12 || n%100>14) ? 1 : 2);\\n"\n\n'
        'msgid "%(count)s person joined"\nmsgid_plural "%(count)s people joined"\n'
        'msgstr[0] "%(count)s osoba"\nmsgstr[1] "%(count)s osoby"\nmsgstr[2] "%(count)s osób"\n',
    )

    said = [
        words(own, "pl").ngettext("%(count)s person joined", "%(count)s people joined", n) for n in (1, 3, 12)
    ]

    assert said == ["1 osoba", "3 osoby", "12 osób"]


def test_a_file_without_a_header_has_its_languages_forms(own: Path, write: Write) -> None:
    write(
        "th.po",
        'msgid "%(count)s person joined"\nmsgid_plural "%(count)s people joined"\nmsgstr[0] "%(count)s คน"\n',
    )

    assert words(own, "th").ngettext("%(count)s person joined", "%(count)s people joined", 5) == "5 คน"


def test_what_is_not_translated_is_listed_in_the_templates_order(own: Path, write: Write) -> None:
    write("id.po", "".join(entry(text, "ya") for text in catalogues.template()[2:]))

    assert untranslated(None, "en-GB") == untranslated(None, "") == ()
    assert untranslated(own, "id") == catalogues.template()[:2]
    assert untranslated(None, "es") == catalogues.template()


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('msgid "Projects\nmsgstr "x"\n', 1, "are its quotes closed?"),
        ('msgid "Projects"\nmsgstr "a "b" c"\n', 2, "are its quotes closed?"),
        ('msgid "Projects"\nmsgst "x"\n', 2, "no PO file has such a line"),
        ('msgid "a"\n\nmsgid "b"\nmsgstr "x"\n', 1, "missing msgstr"),
        ('\n"more"\n', 2, "not in msgid, msgstr or msgctxt"),
        ('#\nmsgid "%(count)s asked"\nmsgstr "%(number)s x"\n', 2, "%(number)s is not in the words"),
        ('msgid ""\nmsgstr ""\n"PO-Revision-Date: soon\\n"\n', 3, "cannot be read"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_line(
    own: Path, write: Write, text: str, line: int, what: str
) -> None:
    file = write("km.po", text)

    with pytest.raises(Refused) as error:
        words(own, "km")

    assert error.value.message.startswith(f"{file}, line {line}: ")
    assert what in error.value.message


@pytest.mark.parametrize(
    "rule",
    [
        "nplurals=1; plural=n;",
        "nplurals=2; plural=bad(n);",
        "nplurals=2; plural=n/0;",
        "nplurals=2; plural=n",
    ],
)
def test_a_rule_for_numbers_that_is_none_is_refused(own: Path, write: Write, rule: str) -> None:
    file = write("km.po", f'msgid ""\nmsgstr ""\n"Plural-Forms: {rule}\\n"\n')

    with pytest.raises(Refused, match="Plural-Forms") as error:
        words(own, "km")

    assert str(file) in error.value.message


def test_a_file_that_is_empty_says_nothing_and_one_that_is_no_text_is_refused(
    own: Path, write: Write
) -> None:
    write("km.po", "")
    (own / "locales" / "lo.po").write_bytes(b'msgid "a"\nmsgstr "caf\xe9"\n')
    (own / "locales" / "th.po").mkdir()

    assert words(own, "km").gettext("Next session") == NEXT_IN_KHMER
    assert words(own, "th").gettext("Next session") == "กิจกรรมครั้งต่อไป"
    with pytest.raises(Refused, match=r"lo\.po is not UTF-8"):
        words(own, "lo")


LINES = st.sampled_from(
    ['msgid "a"', 'msgid_plural "b"', 'msgstr "c"', 'msgstr[0] "d"', 'msgstr[1] "e"', 'msgstr[9] "e"', '"f"',
     "#, fuzzy", "#~ msgid", "#~ x", "#-", "#: \u2068", "", 'msgctxt "g"', 'msgid ""', 'msgstr ""', r'"Language: km\n"',
     r'"Plural-Forms: nplurals=x; plural=n\n"', r'"Plural-Forms: nplurals=2; plural=1/n\n"', r'"POT-Creation-Date: x\n"',
     r'"Content-Type: x; charset=none\n"', r'"Language: !!\n"', r'"Language: \n"', r'"x\n"', "msgid", '"', "\\", '"\\"'],
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(st.one_of(st.lists(LINES, max_size=12).map("\n".join), st.text(max_size=40)))
def test_any_file_is_read_or_refused(own: Path, text: str) -> None:
    file = own / "locales" / "km.po"
    file.write_text(text, encoding="utf-8", errors="replace")
    catalogues._kept.cache_clear()

    try:
        found = words(own, "km")
    except Refused:
        return

    assert found.gettext("Projects")
    assert found.ngettext("a", "b", 3)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", True), ("en-GB", True), ("km", True), ("km-KH", True), ("xx", False), ("", False), ("not a tag", False)],
)  # fmt: skip
def test_a_language_is_said_when_there_is_a_catalogue_or_it_is_english(language: str, said: bool) -> None:
    assert catalogues.is_said(None, language) is said

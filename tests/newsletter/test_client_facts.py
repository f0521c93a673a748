"""What mail clients drop of a page is told with its line and its remedy; what people write is never taken for it."""

from __future__ import annotations

from datetime import date
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.files import read_text
from copctl.newsletter.client_facts import LOSSES, Dropped, dropped, facts_from
from copctl.newsletter.page_uses import uses
from copctl.resources import shipped

FACTS = facts_from(read_text(shipped("data") / "mail_clients.json"))
CLASSIC = "classic Outlook on Windows"


def features(html: str) -> list[str]:
    return [one.feature for one in dropped(html, FACTS)]


def test_a_page_is_told_the_worst_first_with_lines_clients_and_remedies():
    page = """<html><head><style>
@font-face { font-family: x; src: url(x.woff2) }
</style></head><body>
<div style="display: flex;
  color: red">
<video src="a.mp4"></video>
<p style="display:flex">Two</p>
</div></body></html>"""

    found = dropped(page, FACTS)

    assert [(one.feature, one.line, one.times, one.loss) for one in found] == [
        ("<video> element", 6, 1, "content"),
        ("videos as pictures", 6, 1, "content"),
        ("display:flex", 4, 2, "layout"),
        ("@font-face", 2, 1, "looks"),
    ]
    assert found[2] == Dropped(
        "display:flex", 4, 2, (CLASSIC,), "layout", 'Use a table with role="presentation".'
    )
    assert found[3].clients == (
        "Gmail",
        "Outlook on Mac",
        "Outlook.com",
        "Outlook on iPhone",
        "Outlook on Android",
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p style="position:absolute; left: 4px">', ["left, right, top, bottom", "position"]),
        ('<p style="width: calc(100% - 2rem)">', ["calc()", "rem"]),
        ('<p style="--ink: red; color: var(--ink)">', ["CSS variables"]),
        ('<p style="padding-inline: 4px">', ["padding-inline & padding-block"]),
        ('<img src="https://example.org/a.SVG?b=c.png">', ["SVG pictures"]),
        ('<img src="data:image/png;base64,AA==">', ["pictures inside of the page (data:)"]),
        ('<td background="a.webp">', ["WebP pictures"]),
        ('<td style="background: url(a.webp)">', ["WebP pictures"]),
        ('<a href="#end">', ["links to another place of the mail (#)"]),
        ("<style>@import 'https://example.org/a.css';</style>", ["@import"]),
        ("<style>p::before { content: 'x' }</style>", ["::before"]),
        ("<style>td { & p { color: red } }</style>", ["CSS Nesting"]),
        ('<form action="/"><input></form>', ["<form> element", "<input>"]),
        ('<link rel="stylesheet" href="a.css">', ["style sheets that are linked"]),
    ],
)  # fmt: skip
def test_each_way_to_use_a_feature_is_seen(html: str, expected: list[str]):
    assert features(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<img src="a.png"><img src="cid:logo@example.org"><a href="#">nowhere</a>',
        "<table style=\"padding-left: 4px; color: #12ac0f; font-family: 'Position Grid', flex-sans, sans-serif\">",
        '<p class="flex" id="grid" title="display:flex">',
        "<!--[if mso]><style>p { float: left }</style><v:roundrect><![endif]-->",
        "<style>/* display: flex; */ p { color: red }</style>",
        "<style>@media (max-width: 520px) { p { float: left; gap: 2rem } p:hover { position: static } }</style>",
        "<style>@media print { @supports (display: grid) { div { display: grid } } }</style>",
    ],
)
def test_what_every_client_shows_is_not_told(html: str):
    assert features(html) == []


def test_under_media_only_what_no_client_knows_is_told():
    page = "<style>@media print { p { hyphenate-limit-chars: 5; float: left } }</style>"

    [found] = dropped(page, FACTS)

    assert found.feature == "hyphenate-limit-chars"
    assert found.clients == ("Gmail", "Outlook", "Apple Mail")


WORDS = st.text() | st.lists(
    st.sampled_from(
        ["display:flex", "<video>", "<style>", "</style>", "style=", "{", "}", ";", "@import", "#", "<svg",
         "data:image/png;base64,", "calc(", "2rem", "ទឹកស្អាត", "[red]", "=1+1", '"', "'", "<!--", "-->", "<![", "&"]
    )
).map(" ".join)  # fmt: skip


@given(WORDS)
def test_text_in_a_page_is_never_taken_for_a_feature(said: str):
    text = escape(said)
    page = (
        f'<html><head><title>{text}</title></head><body><p title="{text}" class="{text}">{text}</p>'
        f'<img src="a.png" alt="{text}"><pre><code>{text}</code></pre></body></html>'
    )

    assert dropped(page, FACTS) == []


@given(WORDS)
def test_no_page_breaks_the_reading(page: str):
    lines = page.count("\n") + 1

    assert all(1 <= use.line <= lines for use in uses(page))
    assert all(one.loss in LOSSES for one in dropped(f"<style>{page}", FACTS))


def test_the_facts_say_from_when_and_where_they_are():
    assert date(2026, 5, 1) <= FACTS.day
    assert "caniemail" in FACTS.source
    assert len(FACTS.clients) == 11
    assert all(fact.drops and fact.note.endswith(".") for fact in FACTS.features)


def test_no_trigger_stands_for_two_features():
    triggers = [trigger for fact in FACTS.features for trigger in fact.triggers]

    assert len(set(triggers)) == len(triggers)

"""The sealed site as members meet it: on any host, with a phrase, in a browser."""

from __future__ import annotations

import random
import re
import shutil
import sys
import threading
import unicodedata
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from copctl.commons import phrases
from copctl.commons.folding import fold
from copctl.resources import shipped
from tests.conftest import run
from tests.journeys.conftest import CHROMIUM

KHMER, VIETNAMESE, HOSTILE = "ចាន់ សុភា", "Phạm Thị Đào", "<img src=x onerror=alert(1)> O'Neil & [red]"
WRONG = "lusab-babad-gutih-tugad-mudof-bozos"
# PBKDF2 on a busy machine.
SLOW = 30_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


class Host(ThreadingHTTPServer):
    """Any host: it gives the files of a folder and knows nothing of them."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(("127.0.0.1", 0), partial(_Files, directory=str(folder)))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, *_said: Any) -> None:
        pass


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealed") / "community"
    _done(folder.parent, "init", str(folder), "--name", "MEL Mekong", "--purpose", "Learn",
          "--moderator", "Ana Lim <ana@example.org>", "--timezone", "Asia/Phnom_Penh",
          "--cadence", "every three months")  # fmt: skip
    for number, (name, *more) in enumerate(
        [
            ("Bopha Chan", "--expertise", "storytelling:4", "--brings", "Fishing with patience"),
            (KHMER, "--role", "អ្នកវាយតម្លៃកម្មវិធី", "--bio", "ខ្ញុំចូលចិត្តរៀនសូត្រពីអ្នកដទៃ"),
            (VIETNAMESE, "--bio", "Long.\n\n" * 80),
            (HOSTILE,),
        ],
        1,
    ):
        _done(folder, "member", "add", "--name", name, "--email", f"m{number}@example.org",
              "--consent", "directory", *more)  # fmt: skip
    return folder


def _done(folder: Path, *words: str) -> str:
    made = run(*(words if words[0] == "init" else ("--community", str(folder), *words)))
    assert made.exit_code == 0, made.stderr
    return made.stdout.strip()


@pytest.fixture(scope="module")
def built(community: Path) -> Path:
    site = community.parent / "built"
    _done(community, "portal", "build", str(site))
    return site


@pytest.fixture
def host(built: Path, tmp_path: Path) -> Iterator[Host]:
    """A host with a copy of the site, which a test may spoil."""
    serving = Host(shutil.copytree(built, tmp_path / "site"))
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield serving
    serving.shutdown()
    thread.join()
    serving.server_close()


@pytest.fixture
def page(browser: Any, host: Host) -> Iterator[Any]:
    """A browser at the gate; whatever it complains of fails the test."""
    context = browser.new_context()
    at = context.new_page()
    at.mistakes = []
    at.on("console", lambda said: at.mistakes.append(said.text) if said.type == "error" else None)
    at.on("pageerror", lambda error: at.mistakes.append(str(error)))
    at.goto(f"{host.address}#/members")
    yield at
    context.close()
    assert [said for said in at.mistakes if "404" not in said] == []


def phrase_of(community: Path, who: str) -> str:
    return _done(community, "portal", "phrase", who)


def enter(page: Any, phrase: str) -> None:
    page.get_by_label("Your pass phrase").fill(phrase)
    page.get_by_role("button", name="Open").click()


def entered(page: Any, community: Path, who: str = "1") -> None:
    enter(page, phrase_of(community, who))
    page.get_by_role("heading", level=1, name="Members", exact=True).wait_for(timeout=SLOW)


def heading(page: Any, name: str) -> None:
    page.get_by_role("heading", level=1, name=name, exact=True).wait_for(timeout=5000)
    assert page.title() == f"{name} · MEL Mekong"
    assert page.evaluate("document.activeElement === document.querySelector('h1')")


def test_a_member_opens_the_site_reads_a_page_and_goes_back(page: Any, community: Path) -> None:
    entered(page, community)
    heading(page, "Members")
    page.get_by_role("link", name=VIETNAMESE).click()
    heading(page, VIETNAMESE)
    page.evaluate("scrollTo(0, 700)")
    # Playwright would scroll to the link before it clicks.
    page.get_by_role("link", name="Members", exact=True).evaluate("link => link.click()")
    heading(page, "Members")
    assert page.evaluate("scrollY") == 0

    page.go_back()
    heading(page, VIETNAMESE)
    assert page.evaluate("scrollY") == 700
    page.go_forward()
    heading(page, "Members")
    assert page.locator("nav a[aria-current]").all_inner_texts() == ["Members"]
    assert page.locator("main").count() == page.locator("body > footer").count() == 1


def test_what_people_wrote_is_text(page: Any, community: Path) -> None:
    entered(page, community)
    page.get_by_role("link", name=HOSTILE).click()

    heading(page, HOSTILE)
    assert page.locator("main img").count() == 0


def test_typing_may_be_careless_and_every_member_has_a_phrase_of_their_own(
    page: Any, community: Path
) -> None:
    typed = phrase_of(community, "2").upper().replace("-", " ")

    page.get_by_label("Your pass phrase").fill(f"  {typed}.")
    page.keyboard.press("Enter")

    page.get_by_role("heading", level=1, name="Members", exact=True).wait_for(timeout=SLOW)
    assert page.locator("#phrase").count() == 0


@pytest.mark.parametrize("same_label", [True, False])
def test_a_wrong_phrase_says_so_and_opens_nothing(page: Any, community: Path, same_label: bool) -> None:
    right = phrase_of(community, "1")
    enter(page, f"{right[:5]}{WRONG[5:]}" if same_label else WRONG)

    alert = page.get_by_role("alert")
    alert.get_by_text("This phrase does not open the site.").wait_for(timeout=SLOW)
    field = page.get_by_label("Your pass phrase")
    assert field.get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "phrase"
    assert page.get_by_role("navigation").count() == 0
    enter(page, right)
    page.get_by_role("heading", level=1, name="Members", exact=True).wait_for(timeout=SLOW)


def test_half_a_phrase_is_told_at_once(page: Any) -> None:
    enter(page, "lusab babad")

    page.get_by_role("alert").get_by_text("six words of five letters").wait_for(timeout=1000)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("bopha", "Bopha Chan"),
        ("pham dao", VIETNAMESE),
        ("PHẠM", VIETNAMESE),
        ("Pha\u0323m", VIETNAMESE),
        ("វាយតម្លៃ", KHMER),
        ("STORYTELL", "Bopha Chan"),
        ("o'neil &", HOSTILE),
        ("រៀនសូត្រពី", KHMER),
        ("with patience", "Bopha Chan"),
    ],
)
def test_the_search_finds_in_every_script(page: Any, community: Path, asked: str, found: str) -> None:
    entered(page, community)
    page.get_by_label("Search").fill(asked)
    page.keyboard.press("Enter")

    asked = unicodedata.normalize("NFC", asked)
    heading(page, f"Search “{asked}”")
    names = page.locator("main h2 a").all_inner_texts()
    # Somebody's topics are places of their own; no other person is found.
    assert set(names) & {"Bopha Chan", KHMER, VIETNAMESE, HOSTILE} == {found}
    page.locator("main").get_by_role("link", name=found, exact=True).click()
    heading(page, found)
    page.go_back()
    heading(page, f"Search “{asked}”")


def test_a_search_for_nothing_that_is_there_says_so(page: Any, community: Path) -> None:
    entered(page, community)
    for asked in ("%00", "100%", "<b>", "zzz"):
        page.get_by_label("Search").fill(asked)
        page.keyboard.press("Enter")
        heading(page, f"Search “{asked}”")
        assert page.get_by_text("Nothing was found.").is_visible()


def _files_of(page: Any, host: Host, place: str) -> Path:
    """The file that a place is in, as the browser asks for it."""
    with page.expect_response("**/*.bin") as answer:
        page.evaluate("hash => { location.hash = hash }", place)
    return host.folder / answer.value.url.rpartition("/")[2]


def test_a_page_that_the_host_exchanged_is_not_shown(
    page: Any, browser: Any, community: Path, host: Host
) -> None:
    entered(page, community)
    one, other = _files_of(page, host, "/members/1"), _files_of(page, host, "/members/2")
    heading(page, KHMER)
    shutil.copy(other, one)
    context = browser.new_context()
    reader = context.new_page()
    reader.goto(f"{host.address}#/members/1")

    enter(reader, phrase_of(community, "3"))

    reader.get_by_role("heading", level=1, name="This page does not open").wait_for(timeout=SLOW)
    assert KHMER not in reader.locator("main").inner_text()
    reader.get_by_role("link", name="Members", exact=True).click()
    heading(reader, "Members")
    context.close()


def test_an_unknown_place_and_one_that_is_gone_say_so(page: Any, community: Path) -> None:
    entered(page, community)
    for place in ("/members/999", "/%E0%A4%A", "/../keys.json"):
        page.evaluate("hash => { location.hash = hash }", place)
        heading(page, "Nothing is here")
    page.get_by_role("link", name="Members", exact=True).click()
    heading(page, "Members")


def test_a_site_that_was_renewed_asks_for_the_phrase_again(page: Any, community: Path, host: Host) -> None:
    entered(page, community)
    shutil.rmtree(host.folder)
    _done(community, "portal", "build", str(host.folder))

    page.get_by_role("link", name=KHMER).click()

    page.get_by_role("alert").get_by_text("The site was renewed").wait_for(timeout=5000)
    enter(page, phrase_of(community, "1"))
    page.get_by_role("heading", level=1, name=KHMER).wait_for(timeout=SLOW)


def test_a_line_that_breaks_is_told_and_tried_again(page: Any, community: Path) -> None:
    entered(page, community)
    page.context.set_offline(True)
    page.get_by_role("link", name=KHMER).click()
    heading(page, "This page did not arrive")
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    heading(page, KHMER)
    page.mistakes[:] = [said for said in page.mistakes if "ERR_INTERNET_DISCONNECTED" not in said]


def test_nothing_is_kept_unless_it_is_asked_for(page: Any, community: Path) -> None:
    entered(page, community)
    kept = page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]")
    page.reload()

    assert kept == [0, 0, ""]
    assert page.get_by_label("Your pass phrase").is_visible()
    assert page.get_by_role("navigation").count() == 0


def test_what_is_kept_in_the_tab_goes_when_it_is_closed(page: Any, community: Path) -> None:
    page.get_by_label("Keep it open in this tab").check()
    entered(page, community)
    page.get_by_role("link", name=KHMER).click()
    heading(page, KHMER)
    page.reload()
    heading(page, KHMER)
    assert phrase_of(community, "1") not in page.evaluate("JSON.stringify(sessionStorage)")

    page.get_by_role("button", name="Close").click()

    assert page.get_by_label("Your pass phrase").is_visible()
    assert KHMER not in page.content()
    assert page.evaluate("sessionStorage.length") == 0
    page.go_back()
    page.reload()
    assert page.get_by_label("Your pass phrase").is_visible()


def test_without_javascript_it_is_said_why_nothing_opens(browser: Any, host: Host) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host.address)

    assert page.get_by_text("please allow JavaScript for this site").is_visible()
    assert not page.locator("form#open").is_visible()
    context.close()


def test_nothing_is_asked_of_anybody_else(browser: Any, host: Host, community: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{host.address}#/members")
    entered(page, community)
    page.close()

    assert all(address.startswith((host.address, "data:")) for address in asked)
    # The shell, its style and script; the keys; the first page.
    assert len([address for address in asked if address.startswith("http")]) == 5


def _from_script(name: str) -> str:
    script = (shipped("templates") / "portal/site/site.js").read_text(encoding="utf-8")
    found = re.search(rf"^  function {name}\(\w+\) {{\n.*?^  }}$", script, re.MULTILINE | re.DOTALL)
    assert found is not None
    return f"({found[0].strip()})"


def _texts() -> list[str]:
    """Texts of all scripts, with what is special about case, accents and blanks."""
    drawn = random.Random(7)
    letters = [chr(point) for point in range(sys.maxunicode + 1) if _is_settled(chr(point))]
    texts = [
        "Straße STRASSE",
        "ΣΑΣ σας",
        "İstanbul ISTANBUL ısı",
        "Đào đ",
        "ﬁ ǅ",
        "a\u200bb\u00adc",
        "ក\u17d2\u200dក",
        "",
    ]
    return texts + ["".join(drawn.choices(letters, k=12)) for _ in range(4000)]


def _is_settled(character: str) -> bool:
    # Characters that are newer than this Python are another thing to the browser.
    return unicodedata.category(character) not in {"Cn", "Cs", "Co"}


def test_words_are_folded_in_the_browser_as_they_are_here(page: Any) -> None:
    texts = _texts()

    theirs = page.evaluate(f"texts => texts.map({_from_script('fold')})", texts)

    assert [(t, a, b) for t, a, b in zip(texts, map(fold, texts), theirs, strict=True) if a != b] == []


def test_phrases_are_read_in_the_browser_as_they_are_here(page: Any) -> None:
    drawn = random.Random(7)
    right = [phrases.derived(b"k", number, 0) for number in range(50)]
    texts = [*_texts()[:500], *right, *(p.upper().replace("-", " \u2011") for p in right)]
    texts += ["".join(c if drawn.random() > 0.02 else "x" for c in p) for p in right]

    theirs = page.evaluate(f"texts => texts.map({_from_script('read')})", texts)

    assert theirs == [phrases.read(text) for text in texts]

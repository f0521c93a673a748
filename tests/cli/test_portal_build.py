"""`copctl portal build`: what lies on the host tells nobody anything."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.conftest import Copctl

KHMER, HOSTILE = "ចាន់ សុភា", "<script>alert(1)</script>"
SHELL = ("index.html", "keys.json", "robots.txt", "made-by-copctl.txt")


@pytest.fixture
def community(succeed: Copctl) -> Copctl:
    """Three people in the directory, one who is hidden, one who left, one who is asked to join."""
    for number, (name, *more) in enumerate(
        [
            ("Bopha Chan", "--consent", "directory", "--expertise", "storytelling:4"),
            (KHMER, "--consent", "directory", "--role", "[red]Evaluator"),
            (HOSTILE, "--consent", "directory", "--bio", "\u202eabc <img src=x onerror=alert(1)>"),
            ("Hidden Person",),
            ("Gone Person", "--consent", "directory", "--status", "left"),
            ("Asked Person", "--consent", "directory", "--status", "prospect"),
        ],
        1,
    ):
        succeed("member", "add", "--name", name, "--email", f"m{number}@example.org", *more)
    return succeed


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_site_holds_no_name_and_no_address_in_the_clear(community: Copctl, folder: Path) -> None:
    told = community("portal", "build", "site")

    assert told.stdout.startswith("Built site: ")
    assert told.stdout.endswith("; 4 pass phrases open it.\n")
    files = content(folder / "site")
    # The directory, three people in it, and the index at least.
    assert sum(name.endswith(".bin") for name in files) >= 5
    for name, held in files.items():
        for secret in (
            "Bopha",
            "Chan",
            KHMER,
            HOSTILE,
            "Hidden",
            "Gone",
            "Asked",
            "Ana Lim",
            "@example",
            "storytelling",
        ):
            assert secret.encode() not in held, name
        assert name in SHELL or name.endswith((".bin", ".js", ".css"))
        # Gzip would be an envelope, not a seal.
        assert not held.startswith(b"\x1f\x8b")


def test_every_build_has_a_key_and_names_of_its_own(community: Copctl, folder: Path) -> None:
    community("portal", "build", "one")
    community("portal", "build", "two")

    one, two = content(folder / "one"), content(folder / "two")
    assert {name for name in one if name.endswith(".bin")}.isdisjoint(two)
    assert one["keys.json"] != two["keys.json"]
    assert one["index.html"] == two["index.html"]


def test_who_left_and_who_has_a_newer_phrase_opens_it_no_more(community: Copctl, folder: Path) -> None:
    labels = {
        name: community("portal", "phrase", name).stdout[:5]
        for name in ("Bopha Chan", "Hidden Person", KHMER)
    }
    community("portal", "build", "site")
    before = set(json.loads((folder / "site/keys.json").read_bytes())["keys"])
    community("member", "edit", "Hidden Person", "--status", "left")
    newer = community("portal", "phrase", "Bopha Chan", "--new").stdout[:5]
    community("portal", "build", "site")
    after = set(json.loads((folder / "site/keys.json").read_bytes())["keys"])

    assert set(labels.values()) <= before
    assert labels["Hidden Person"] not in after
    assert labels["Bopha Chan"] not in after
    assert {newer, labels[KHMER]} <= after


def test_the_shell_runs_only_its_own_script(community: Copctl, folder: Path) -> None:
    community("portal", "build", "site")

    page = (folder / "site/index.html").read_text(encoding="utf-8")
    policy = page.partition('Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.split("; ") == [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
        "img-src data: blob:", "form-action 'none'", "base-uri 'none'",
    ]  # fmt: skip
    assert page.count("<script") == 1
    assert " style=" not in page
    assert " onclick" not in page
    assert "MEL Mekong" in page
    # A page is on the wire before anything is asked for: it has to be small.
    wire = sum(
        len(gzip.compress(held)) for name, held in content(folder / "site").items()
        if name.endswith((".html", ".js", ".css", ".json"))
    )  # fmt: skip
    assert wire < 15_000


def test_a_folder_with_other_things_in_it_is_refused(community: Copctl, copctl: Copctl, folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "notes.txt").write_text("x")
    for own in (".", "templates", "issues", "media"):
        refused = copctl("portal", "build", own)
        assert refused.stderr.startswith(f"Error: {own} is one of the community's own folders.\n")
    refused = copctl("portal", "build", "mine")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: mine holds what copctl portal build did not make: notes.txt.\n")
    assert (folder / "community.toml").exists()


def test_neither_a_site_nor_a_newcomers_folder_takes_the_others_place(
    community: Copctl, copctl: Copctl, folder: Path
) -> None:
    community("portal", "build", "site")
    community("member", "catchup", "1", "--out", "pack")

    pack, site = copctl("member", "catchup", "1", "--out", "site"), copctl("portal", "build", "pack")

    assert (pack.exit_code, site.exit_code) == (1, 1)
    assert pack.stderr == (
        "Error: site was made by another command.\nTry: name a folder that is not there yet\n"
    )
    assert (folder / "site" / "keys.json").exists()
    assert (folder / "pack" / "charter.html").exists()


def test_a_folder_within_a_site_is_not_taken_and_the_site_can_be_built_again(
    community: Copctl, copctl: Copctl
) -> None:
    community("portal", "build", "site")

    refused = copctl("portal", "build", "site/inner")

    assert refused.exit_code == 1
    assert "which copctl made and replaces.\nTry: name a folder beside it\n" in refused.stderr
    community("portal", "build", "site")


def test_over_a_sealed_site_the_clear_one_is_asked_for_once_more(
    community: Copctl, copctl: Copctl, folder: Path
) -> None:
    community("portal", "build", "site")

    refused = copctl("--no-input", "portal", "build", "site", "--i-have-my-own-login")

    assert refused.exit_code == 2
    assert (folder / "site" / "keys.json").exists()
    community("portal", "build", "site", "--i-have-my-own-login", "--yes")
    assert not (folder / "site" / "keys.json").exists()


def test_in_the_clear_the_pages_are_plain_and_it_is_said_loudly(community: Copctl, folder: Path) -> None:
    told = community("portal", "build", "site", "--i-have-my-own-login")

    assert "Careful: These pages are not sealed" in told.stderr
    files = content(folder / "site")
    assert {"index.html", "search.html", "members.html", "members~1.html"} <= set(files)
    assert not any(name.endswith((".bin", ".js")) for name in files)
    whole = b"".join(files.values()).decode()
    assert KHMER in whole
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in whole
    for absent in ("Hidden", "Gone", "Asked", "<script", "<img", "m1@example.org"):
        assert absent not in whole
    assert 'href="members~1.html"' in files["members.html"].decode()
    assert 'href="members~1.html"' in files["search.html"].decode()


def test_json_tells_what_was_built(community: Copctl) -> None:
    told = community("portal", "build", "site", "--json").json

    assert told["pages"] == len(told["places"])
    assert told["keys"] == 4
    members = [place for place in told["places"] if place.startswith("/members")]
    assert sorted(members) == ["/members", "/members/1", "/members/2", "/members/3"]


def test_a_community_without_members_is_told_that_nobody_opens_it(succeed: Copctl) -> None:
    told = succeed("portal", "build", "site")

    assert "Nobody can open it" in told.stderr

"""`copctl charter`: versions are kept, and the Markdown goes both ways."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from copctl.community.charter import HEADINGS, from_markdown, to_markdown
from copctl.names import prose
from copctl.store.schema import CharterVersion
from tests.conftest import Copctl

TEXTS = st.one_of(
    st.sampled_from(
        ["## Norms", "one\n\n## Purpose\n\\## two", "# title", "line\u2028end", "[red] <b>", "ការ\u200bសិក្សា"]
    ),
    st.text(alphabet=st.characters(codec="utf-8")),
).map(prose)


@given(st.fixed_dictionaries(dict.fromkeys(HEADINGS, TEXTS)))
def test_a_charter_is_read_as_it_is_written(texts: dict[str, str]) -> None:
    assert from_markdown(to_markdown(CharterVersion(version=1, **texts), "T")) == texts


def test_a_charter_shown_as_markdown_can_be_given_back(succeed: Copctl) -> None:
    shown = succeed("charter", "show", "--format", "markdown").stdout
    Path("charter.md").write_text(shown.replace("every three months", "every month"), encoding="utf-8")

    said = succeed("charter", "edit", "--from", "charter.md", "--norms", "Be kind. [red]")

    assert said.stdout == "Wrote version 2 of the charter.\n"
    now = succeed("charter", "show", "--json").json
    assert (now["version"], now["cadence"], now["norms"]) == (2, "every month", "Be kind. [red]")
    assert succeed("charter", "show", "--version", "1", "--json").json["cadence"] == "every three months"
    assert [row["version"] for row in succeed("charter", "show", "--all", "--json").json] == [1, 2]


def test_the_charter_can_be_read_after_its_first_version_is_undone(succeed: Copctl) -> None:
    succeed("charter", "edit", "--norms", "Be kind.")
    succeed("undo")

    assert succeed("charter", "show", "--json").json["version"] == 1
    succeed("charter", "edit", "--norms", "Be kinder.")
    assert succeed("charter", "show", "--json").json["version"] == 2

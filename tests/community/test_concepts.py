"""The terms of a taxonomy's file: the shipped one is whole, and faults are found with their lines."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl import names
from copctl.community.knowing import concept_file
from copctl.community.knowing.concepts import COLUMNS, Concept, ancestors, concept, faults, resolved
from copctl.errors import CopctlError
from copctl.resources import shipped

MEL = shipped("data") / "taxonomies" / "mel.csv"


def test_the_shipped_taxonomy_is_whole() -> None:
    concepts, unknown = concept_file.read(MEL)

    assert faults(concepts) == []
    assert unknown == []
    assert 60 <= len(concepts) <= 90
    # What somebody types as a label finds the term, and every term says what it means.
    assert [
        c.label for c in concepts if c.slug != names.slug(c.label) or not c.definition.endswith(".")
    ] == []


def test_the_shipped_taxonomy_is_one_tree_for_each_field() -> None:
    with MEL.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS

    tops = {row["slug"] for row in rows if not row["broader"]}
    above = ancestors(concept_file.read(MEL)[0])
    assert tops == {
        "monitoring-evaluation-and-learning", "gender-equality-disability-and-social-inclusion",
        "water", "energy", "climate",
    }  # fmt: skip
    assert all(above[row["slug"]] & tops or row["slug"] in tops for row in rows)


def terms(*rows: Mapping[str, str]) -> list[Concept]:
    return resolved([concept(line, row) for line, row in enumerate(rows, start=2)])


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([{"label": "A", "broader": "A"}], [(2, "A is broader than itself: a > a")]),
        (
            [{"label": "A", "broader": "C"}, {"label": "B", "broader": "a"}, {"label": "C", "broader": "B"}],
            [(2, "A is broader than itself: a > b > c > a")],
        ),
        (
            [{"label": "Water"}, {"label": "Wells", "broader": "Watr"}],
            [(3, "broader names 'Watr', which is no term of this file; did you mean water")],
        ),
        ([{"label": "A"}, {"label": "B", "related": "x"}], [(3, "related names 'x', which is no term of this file")]),
        ([{"label": "A"}, {"label": "a"}], [(3, "a stands in line 2 already")]),
        ([{"label": "A", "aliases": "B"}, {"label": "B"}], [(2, "'B' is another way to write B (line 3)")]),
        (
            [{"label": "A", "aliases": "X"}, {"label": "B", "aliases": "x"}],
            [(3, "'x' is another way to write A (line 2)")],
        ),
        ([{"label": " "}], [(2, "the label is missing")]),
        ([{"label": "A", "aliases": "!"}], [(2, "the alias '!' has no letter in it")]),
        (
            [{"label": "A"}, {"label": "B", "broader": "A", "related": "A"}],
            [(3, "a is broader or narrower than B, so it cannot be related too")],
        ),
        ([{"label": "A", "related": "A"}], [(2, "A is related to itself")]),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(rows: list[dict[str, str]], wrong: list[tuple[int, str]]) -> None:
    assert faults(terms(*rows)) == wrong


def test_broader_may_be_written_as_label_or_alias() -> None:
    found = terms(
        {"label": "Monitoring and evaluation", "aliases": "M&E"}, {"label": "Indicators", "broader": "m&e"}
    )

    assert found[1].broader == ("monitoring-and-evaluation",)
    assert faults(found) == []


_GRAPHS = st.lists(st.sets(st.integers(0, 5), max_size=3), min_size=1, max_size=6)


@given(_GRAPHS)
def test_no_fault_means_that_nothing_is_above_itself(graph: list[set[int]]) -> None:
    rows = [{"label": f"t{n}", "broader": ";".join(f"t{o}" for o in up)} for n, up in enumerate(graph)]

    found = terms(*rows)

    known = all(other < len(graph) for up in graph for other in up)
    ringed = known and any(slug in above for slug, above in ancestors(found).items())
    assert bool(faults(found)) == (not known or ringed)


_CELLS = st.sampled_from(
    ["label", "broader", "Water", "wells", "", ";", "a; b", '"', "=1+1", "ការ", "\x00", "\n", ",", "\ufeff"]
)


@given(
    st.one_of(
        st.binary(max_size=200), st.lists(_CELLS, max_size=30).map(lambda cells: ",".join(cells).encode())
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_a_file_it_is_terms_or_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)

    try:
        concepts, _ = concept_file.read(path)
    except CopctlError:
        return
    assert concepts
    assert faults(concepts) == []

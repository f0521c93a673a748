"""Ballots in a table: fast where a record is a line, and the same as any other way everywhere."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import NotFound, Refused
from copctl.topics import ballot_table, column_cells

CHOICES = st.sampled_from(["Stories", "Costs, in short", "ផែនទី", 'The "why"', "two\nlines", "=1+1", " maps "])
CELLS = st.lists(CHOICES, max_size=4).map(";".join)


def by_name(profile):
    return {frozenset(profile.names[c] for c in ballot): weight for ballot, weight in profile.weights.items()}


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@given(
    rows=st.lists(st.tuples(st.sampled_from(["1", "Ana, B.", "ដ", ""]), CELLS, CELLS), max_size=6),
    at=st.integers(0, 2),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    delimiter=st.sampled_from([",", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_cells_are_those_of_the_csv_module_however_they_are_quoted(rows, at, quoting, delimiter, end):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([["who", "topics", "more"], *rows])

    with TemporaryDirectory() as folder:
        path = written(Path(folder) / "b.csv", text.getvalue())
        counted = column_cells.counted(path, ["who", "topics", "more"], at)

    assert counted is not None
    assert +counted == Counter(row[at] for row in rows)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_cells_that_lie_across_a_chunk_are_whole(tmp_path, monkeypatch, end):
    monkeypatch.setattr(column_cells, "_CHUNK", 7)
    path = written(tmp_path / "b.csv", end.join(["when,topics", *["2026-06-01,Maps;Stories"] * 9, "x,Maps"]))

    ballots = ballot_table.read(path)

    assert by_name(ballots.profile) == {frozenset({"Maps", "Stories"}): 9, frozenset({"Maps"}): 1}


def test_a_google_forms_export_is_counted(tmp_path):
    path = written(
        tmp_path / "b.csv",
        '"Timestamp","Which topics?"\r\n"2026/06/01 11:34:01 AM GMT+7","Maps;Stories, told"\r\n'
        '"2026/06/01 11:35:01 AM GMT+7",""\r\n"2026/06/01 11:36:01 AM GMT+7","Stories, told;maps"\r\n',
    )

    ballots = ballot_table.read(path)

    assert ballots.title == "Which topics?"
    assert by_name(ballots.profile) == {frozenset({"Maps", "Stories, told"}): 2}
    assert (ballots.voters, ballots.notes) == (2, ("1 row chose nothing.",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_encoding_that_says_what_it_is_can_be_read(tmp_path, encoding):
    path = written(tmp_path / "b.csv", "topics\nផែនទី;រឿង\nរឿង\n\n", encoding)

    ballots = ballot_table.read(path)

    assert by_name(ballots.profile) == {frozenset({"ផែនទី", "រឿង"}): 1, frozenset({"រឿង"}): 1}


@pytest.mark.parametrize(
    "text", ["when,topics\r1,Maps;Stories\r2,Maps\r", 'when,topics\n1,"Maps;\nStories"\n\n2,Maps\n']
)
def test_records_that_are_no_lines_are_read_whole(tmp_path, text):
    path = written(tmp_path / "b.csv", text)

    ballots = ballot_table.read(path)

    assert by_name(ballots.profile) == {frozenset({"Maps", "Stories"}): 1, frozenset({"Maps"}): 1}


def test_what_is_no_csv_is_refused_with_its_line(tmp_path):
    path = written(tmp_path / "b.csv", 'when,topics\n1,"Maps"s;Stories\n')

    with pytest.raises(Refused, match="line 2"):
        ballot_table.read(path)


def test_the_column_is_the_one_with_several_choices_or_the_one_that_is_named(tmp_path):
    path = written(tmp_path / "b.csv", "name,topics,tools\nAna,Maps;Stories,Kobo\nBo,Maps,ODK\n")

    assert ballot_table.read(path).title == "topics"
    assert ballot_table.read(path, "Tools").title == "tools"
    assert ballot_table.read(path, "3").title == "tools"
    with pytest.raises(NotFound, match="no column 'topic'") as missing:
        ballot_table.read(path, "topic")
    assert missing.value.hint == "did you mean topics?"


def test_a_table_without_several_choices_asks_for_its_column(tmp_path):
    path = written(tmp_path / "b.csv", "name,topic\nAna,Maps\n")

    with pytest.raises(Refused, match="no column") as refused:
        ballot_table.read(path)

    assert "--question" in refused.value.hint


def test_ragged_rows_have_an_empty_cell(tmp_path):
    path = written(tmp_path / "b.csv", "who,topics\n1,Maps;Stories\n2\n3,Maps,over\n")

    ballots = ballot_table.read(path, "topics")

    assert by_name(ballots.profile) == {frozenset({"Maps", "Stories"}): 1, frozenset({"Maps"}): 1}
    assert ballots.notes == ("1 row chose nothing.",)

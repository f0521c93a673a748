"""Whatever bytes are named as a ballot file: they are read, or end in one sentence."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl.errors import CopctlError
from copctl.topics import ballot_files
from copctl.topics.rules import registry
from copctl.topics.rules.ties import TieBreak

LENIENT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
RULE = {"approval": "phragmen", "ranking": "stv", "points": "score"}
# Pieces that such files are made of, so that chance gets past the first line.
PIECES = st.sampled_from(
    ["META", "PROJECTS", "VOTES", "key;value", "budget;", "vote_type;approval", "vote_type;scoring",
     "vote_type;ordinal", "default_score;", "project_id;cost;name", "voter_id;vote;points;age;sex", "1;1;1",
     "# NUMBER ALTERNATIVES: 3", "# ALTERNATIVE NAME 1: a", "# ALTERNATIVE NAME 2:", "# NUMBER CATEGORIES: 2",
     "# DATA TYPE: cat", "1: 1,2", "2: {1,2},3", "3", "1,A", "3,3,1", "1,1,{2}", "{", "}", '"', ";", ",", ":",
     "\n", "\r\n", "1e9", "9" * 25, "²", "១", "-1", "0", " "]
)  # fmt: skip
WRITTEN = st.lists(st.one_of(PIECES, st.just("\n"), st.text(max_size=5)), max_size=40).map("".join)


@pytest.mark.parametrize("name", ["x.pb", "x.soc", "x.toi", "x.cat", "x"])
@LENIENT
@given(st.one_of(st.binary(max_size=200), WRITTEN.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_read_or_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with contextlib.suppress(CopctlError):
        file = ballot_files.read(path)
        assert sum(file.profile.weights.values()) == file.voters
        assert 0 <= file.seats <= len(file.profile.names)
        elected = registry.run(RULE[file.ballots], file.profile, file.seats, ties=TieBreak())
        assert len(elected.winners) <= file.seats

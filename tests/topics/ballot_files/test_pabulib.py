"""Pabulib's files: the four types of vote, costs, traits, and lines that do not fit."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from copctl.errors import Refused, WrongUsage
from copctl.topics import ballot_files
from copctl.topics.rules.profiles import Approvals, Rankings, Ratings

# The example of pabulib.org/format.
WIELICZKA = """\
META
key; value
description; Municipal PB in Wieliczka
country; Poland
num_projects; 5
num_votes; 10
budget; 2500
rule; greedy
vote_type; approval
PROJECTS
project_id; cost; category
1; 600; culture, education
2; 800; sport
4; 1400; culture
5; 1000; health, sport
7; 1200; education
VOTES
voter_id; age; sex; vote
1; 34; f; 1,2,4
2; 51; m; 1,2
3; 23; m; 2,4,5
4; 19; f; 5,7
5; 62; f; 1,4,7
6; 54; m; 1,7
7; 49; m; 5
8; 27; f; 4
9; 39; f; 2,4,5
10; 44; m; 4,5
"""
# Rows of a district's budget of 2020 (Gdańsk, Przeróbka; pabulib.org, example of its checker).
PRZEROBKA = """\
META
key;value
description;District PB in Gdańsk, Przeróbka
num_votes;4
budget;242800
vote_type;cumulative
max_sum_points;5
PROJECTS
project_id;cost;name;votes;score
3;8000,0;3 Miejsce do wypoczynku przy Martwej Wiśle;120;433
1;42000;1 Przeróbka-Dzielnica przyjazna kotom.;73;198
2;5900;"2 Rodzinna ""Gra""; orientację";22;61
VOTES
voter_id;age;sex;vote;points
290;35;F;1;1
1376;27;M;3,1;4,1
6653;35;F;1,3,2;3,1,1
17548;3;M;3;2
"""


def write(folder: Path, text: str, name: str = "x.pb") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def replaced(old: str, new: str) -> str:
    assert old in WIELICZKA
    return WIELICZKA.replace(old, new)


def test_approval_votes_have_costs_and_a_budget(tmp_path: Path) -> None:
    file = ballot_files.read(write(tmp_path, WIELICZKA))

    assert isinstance(file.profile, Approvals)
    assert list(file.profile.names) == ["1", "2", "4", "5", "7"]  # no names: the identifiers
    assert file.costs == (600, 800, 1400, 1000, 1200)
    assert (file.budget, file.voters, file.seats, file.notes) == (2500, 10, 1, ())
    assert file.profile.weights[frozenset({1, 2, 3})] == 2


def test_voters_are_grouped_by_sex_and_age_band(tmp_path: Path) -> None:
    file = ballot_files.read(write(tmp_path, WIELICZKA))

    sizes = {group: sum(profile.weights.values()) for group, profile in file.by("sex").items()}
    assert sizes == {"F": 5, "M": 5}
    assert list(file.by("age")) == ["18-24", "25-34", "35-44", "45-54", "55-64"]
    with pytest.raises(WrongUsage) as error:
        file.by("country")
    assert error.value.hint == "it tells: sex, age"


def test_a_band_of_the_files_own_and_a_missing_age_are_kept(tmp_path: Path) -> None:
    text = replaced("1; 34; f", "1; 40-59; f").replace("2; 51; m", "2; ; ").replace("3; 23;", "3; 71;")

    file = ballot_files.read(write(tmp_path, text))

    assert {"40-59", "not stated", "65 and over"} <= set(file.by("age"))
    assert "not stated" in file.by("sex")


def test_points_are_exact_and_names_are_unquoted(tmp_path: Path) -> None:
    file = ballot_files.read(write(tmp_path, PRZEROBKA))

    assert isinstance(file.profile, Ratings)
    assert file.profile.names[2] == '2 Rodzinna "Gra"; orientację'
    assert file.costs == (8000, 42000, 5900)
    assert file.profile.weights[((0, Fraction(1)), (1, Fraction(3)), (2, Fraction(1)))] == 1
    assert list(file.by("age")) == ["25-34", "35-44", "under 18"]


def test_projects_that_a_scoring_vote_leaves_out_get_the_default(tmp_path: Path) -> None:
    text = PRZEROBKA.replace("vote_type;cumulative", "vote_type;scoring\ndefault_score;-1")

    file = ballot_files.read(write(tmp_path, text))

    assert ((0, Fraction(-1)), (1, Fraction(1)), (2, Fraction(-1))) in file.profile.weights


def test_ordinal_votes_are_rankings(tmp_path: Path) -> None:
    file = ballot_files.read(write(tmp_path, replaced("vote_type; approval", "vote_type; ordinal")))

    assert isinstance(file.profile, Rankings)
    assert file.profile.weights[(0,), (2,), (4,)] == 1
    assert file.rated is not None
    assert file.rated.weights[((0, Fraction(5)), (2, Fraction(4)), (4, Fraction(3)))] == 1


def test_ordinal_votes_are_worth_points_by_their_length(tmp_path: Path) -> None:
    """Three, two and one for three places, as Kraków counted 2018."""
    text = replaced("vote_type; approval", "vote_type; ordinal\nmax_length; 3")

    file = ballot_files.read(write(tmp_path, text))

    assert file.rated is not None
    assert file.rated.weights[((0, Fraction(3)), (2, Fraction(2)), (4, Fraction(1)))] == 1


def test_at_unit_costs_the_budget_is_the_number_of_seats(tmp_path: Path) -> None:
    text = WIELICZKA.replace("budget; 2500", "budget; 3")
    for cost in ("600", "800", "1400", "1000", "1200"):
        text = text.replace(f"; {cost};", "; 1;")

    file = ballot_files.read(write(tmp_path, text))

    assert file.has_unit_costs
    assert file.seats == 3


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("5; 62; f; 1,4,7", "5; 62; f; 1,4,9", "x.pb, line 23: there is no project '9'."),
        ("2; 800; sport", "2; cheap; sport", "x.pb, line 13: 'cheap' is not a number."),
        (
            "2; 800; sport",
            "2; 1,800; sport",
            "x.pb, line 13: '1,800' can be read two ways; write it without the comma.",
        ),
        ("2; 800; sport", "2; -8; sport", "x.pb, line 13: a project cannot cost -8."),
        ("2; 800; sport", "1; 8; x", "x.pb, line 13: the project_id '1' is empty or stands there twice."),
        ("vote_type; approval", "vote_type; oral", "x.pb, line 9: votes of type 'oral' cannot be counted."),
        (
            "vote_type; approval",
            "vote_type; scoring",
            "x.pb, line 17: votes with points need a column points.",
        ),
        ("sex; vote", "sex; said", "x.pb, line 17: the VOTES section has no column vote."),
        ("project_id; cost", "id; cost", "x.pb, line 10: the PROJECTS section has no column project_id."),
        ("VOTES\n", "PROJECTS\n", "x.pb, line 17: a second PROJECTS section begins."),
        ("VOTES\n", "", "x.pb has no VOTES section before its end at line 28."),
    ],
)
def test_a_bad_line_is_one_sentence_with_its_number(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(Refused) as error:
        ballot_files.read(write(tmp_path, replaced(old, new)))

    assert error.value.message == sentence


def test_points_that_do_not_match_the_vote_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="line 16: 2 projects are given 1 points"):
        ballot_files.read(write(tmp_path, PRZEROBKA.replace("3,1;4,1", "3,1;4")))


def test_a_count_of_votes_that_is_not_so_is_said(tmp_path: Path) -> None:
    file = ballot_files.read(write(tmp_path, replaced("num_votes; 10", "num_votes; 12")))

    assert file.notes == ("The file says it has 12 votes; there are 10.",)

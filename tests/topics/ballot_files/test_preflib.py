"""PrefLib's files: what is read, what is said of lines that do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from copctl.errors import Refused
from copctl.topics import ballot_files
from copctl.topics.rules.profiles import Approvals, Rankings

# The Debian leader election of 2002, whole (PrefLib 00002-00000001.soi, preflib.org, Mattei and Walsh 2013).
DEBIAN_2002 = """\
# FILE NAME: 00002-00000001.soi
# TITLE: Debian 2002 Leader
# DESCRIPTION:
# DATA TYPE: soi
# MODIFICATION TYPE: original
# RELATES TO:
# RELATED FILES: 00002-00000001.toc
# PUBLICATION DATE: 2013-08-17
# MODIFICATION DATE: 2022-09-16
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: 475
# NUMBER UNIQUE ORDERS: 41
# ALTERNATIVE NAME 1: Branden Robinson
# ALTERNATIVE NAME 2: Raphael Hertzog
# ALTERNATIVE NAME 3: Bdale Garbee
# ALTERNATIVE NAME 4: None Of The Above
""" + "\n".join(
    [
        "60: 3,1,2,4",
        "50: 1,3,2,4",
        "40: 3,1,2",
        "34: 3,2,1,4",
        "31: 3,2,4,1",
        "29: 2,3,1,4",
        "29: 1,3,2",
        "24: 2,1,3,4",
        "22: 1,2,3,4",
        "20: 3,2,1",
        "15: 1,3,4,2",
        "14: 2,3,1",
        "11: 3,1,4,2",
        "9: 2,3,4,1",
        "9: 3",
        "8: 1,2,3",
        "7: 1",
        "5: 2,3,4",
        "5: 2,1,3",
        "5: 3,4",
        "5: 3,2",
        "4: 3,4,2,1",
        "4: 1,4,2,3",
        "4: 3,4,1,2",
        "4: 2,3",
        "3: 2,1,4,3",
        "3: 3,2,4",
        "2: 2,4,1,3",
        "2: 1,4,3,2",
        "2: 1,2,4,3",
        "2: 1,2",
        "2: 1,3",
        "2: 2,1",
        "2: 2",
        "1: 4,2,3,1",
        "1: 2,4,3,1",
        "1: 3,1,4",
        "1: 1,3,4",
        "1: 4,3",
        "1: 2,4",
        "1: 4",
    ]
)
# The first lines of an approval experiment of 2002 (PrefLib 00026-00000001.cat, Laslier and Van der Straeten).
GY_LES_NONAINS = """\
# DATA TYPE: cat
# NUMBER ALTERNATIVES: 16
# NUMBER CATEGORIES: 2
# CATEGORY NAME 1: Yes
# CATEGORY NAME 2: No
# ALTERNATIVE NAME 6: LePen
13: 6,{1,2,3,4,5,7,8,9,10,11,12,13,14,15,16}
13: {},{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}
10: {9,10},{1,2,3,4,5,6,7,8,11,12,13,14,15,16}
10: {1,6},{2,3,4,5,7,8,9,10,11,12,13,14,15,16}
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_order_file_is_read_whole(tmp_path: Path) -> None:
    file = ballot_files.read(write(tmp_path, "debian.soi", DEBIAN_2002))

    assert isinstance(file.profile, Rankings)
    assert (file.kind, file.ballots, file.voters, file.title) == ("soi", "ranking", 475, "Debian 2002 Leader")
    assert file.profile.names[3] == "None Of The Above"
    assert file.profile.weights[(2,), (0,), (1,), (3,)] == 60
    assert len(file.profile.weights) == 41
    assert file.notes == ()


def test_ties_braces_and_names_with_commas_colons_and_braces_are_kept(tmp_path: Path) -> None:
    text = (
        "# DATA TYPE: toc\n# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: Data, {quality}: how?\n"
        "# ALTERNATIVE NAME 2: ការតាមដាន\n13: 1, {3, 2}\n1: {1,2,3}\n"
    )

    file = ballot_files.read(write(tmp_path, "x.toc", text))

    assert list(file.profile.names) == ["Data, {quality}: how?", "ការតាមដាន", "3"]
    assert file.profile.weights == {((0,), (1, 2)): 13, ((0, 1, 2),): 1}


def test_the_first_category_counts_as_approved(tmp_path: Path) -> None:
    file = ballot_files.read(write(tmp_path, "gy.cat", GY_LES_NONAINS))

    assert isinstance(file.profile, Approvals)
    assert file.profile.weights == {
        frozenset({5}): 13,
        frozenset(): 13,
        frozenset({8, 9}): 10,
        frozenset({0, 5}): 10,
    }
    assert file.ranked is not None
    assert next(iter(file.ranked.weights))[0] == (5,)
    assert file.notes == ("What a voter put into the first category counts as approved.",)


def test_the_content_tells_the_kind_before_the_extension_does(tmp_path: Path) -> None:
    assert ballot_files.read(write(tmp_path, "wrong.pb", DEBIAN_2002)).kind == "soi"
    assert ballot_files.read(write(tmp_path, "noname", GY_LES_NONAINS)).kind == "cat"


def test_the_format_before_2022_is_read_too(tmp_path: Path) -> None:
    text = "3\n1,Aims, and means\n2,Boats\n3,Cost\n5,5,2\n3,1,2,3\n2,2,{1,3}\n"

    file = ballot_files.read(write(tmp_path, "old.toc", text))

    assert list(file.profile.names) == ["Aims, and means", "Boats", "Cost"]
    assert file.profile.weights == {((0,), (1,), (2,)): 3, ((1,), (0, 2)): 2}
    assert (file.kind, file.voters, file.notes) == ("toc", 5, ())


def test_what_does_not_add_up_is_said(tmp_path: Path) -> None:
    text = "# DATA TYPE: soc\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 9\n4: 1,2,3\n1: 2\n2: {1,2},3\n"

    assert ballot_files.read(write(tmp_path, "x.soc", text)).notes == (
        "The file says it has 9 voters; its ballots are 7.",
        "1 of 7 ballots leave some out; a .soc file should not.",
        "2 of 7 ballots have ties; a .soc file should not.",
    )


HEAD = "# NUMBER ALTERNATIVES: 3\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD + "4: 1,2,7\n", "x.soc, line 2: there is no alternative 7, only 1 to 3."),
        (HEAD + "4: 1,2,1\n", "x.soc, line 2: alternative 1 stands in one ballot twice."),
        (HEAD + "4: 1,{2,3\n", "x.soc, line 2: '1,{2,3' is not a list such as 1,2,{3,4}."),
        (HEAD + "four: 1\n", "x.soc, line 2: 'four: 1' is not 'how many voters: what they said'."),
        (HEAD + "1: 1\n\n-2: 1\n", "x.soc, line 4: '-2: 1' is not 'how many voters: what they said'."),
        (HEAD, "x.soc, line 2: no ballots follow."),
        ("# TITLE: x\n1: 1\n", "x.soc, line 1: nothing says what the alternatives are."),
        (
            "# NUMBER ALTERNATIVES: 999999999\n",
            "x.soc, line 1: '999999999' is not a number from 1 to 100,000.",
        ),
        (
            "# DATA TYPE: cat\n" + HEAD + "# NUMBER CATEGORIES: 1\n1: 1,2\n",
            "x.soc, line 4: it fills 2 categories of 1; braces hold one together, {1,2}.",
        ),
        ("3\n1,A\n2,B\n", "x.soc, line 3: it ends before it has named 3 alternatives."),
        ("2\n1,A\nB,2\n2,2,1\n1,1,2\n", "x.soc, line 3: 'B,2' is not 'number,name of an alternative'."),
    ],
)
def test_a_bad_line_is_one_sentence_with_its_number(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Refused) as error:
        ballot_files.read(write(tmp_path, "x.soc", text))

    assert error.value.message == sentence


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is of type 'wmd'"):
        ballot_files.read(write(tmp_path, "x.wmd", "# DATA TYPE: wmd\n1,2,1.0\n"))
    with pytest.raises(Refused, match="no ballot file that is known"):
        ballot_files.read(write(tmp_path, "x.csv", "name,votes\nA,3\n"))

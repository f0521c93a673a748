"""The community's folder and what `community.toml` may say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import CopctlError, NotFound, Refused
from copctl.settings import Moderator, SpeakerWeights, find_folder, load, make_folder_for

MINIMAL = 'name = "T"\ntimezone = "Asia/Phnom_Penh"\n'
TEXT = st.text(alphabet=st.characters(codec="utf-8"), min_size=1)


def community(folder: Path, toml: str = MINIMAL) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "community.toml").write_text(toml, encoding="utf-8")
    return folder


@given(name=TEXT, cadence=TEXT, who=TEXT)
def test_settings_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, name: str, cadence: str, who: str
) -> None:
    folder = tmp_path_factory.mktemp("c")

    make_folder_for(
        folder, name=name, timezone="UTC", cadence=cadence, moderator=Moderator(who, "a@example.org")
    )

    read = load(folder, {})
    assert (read.name, read.cadence, read.moderator.name) == (name, cadence, who)


def test_a_folder_is_found_upwards_then_by_environment_then_by_name(tmp_path: Path) -> None:
    here, there = community(tmp_path / "here"), community(tmp_path / "there")
    below = here / "a" / "b"
    below.mkdir(parents=True)

    assert find_folder(None, {}, below) == here
    assert find_folder(None, {"COPCTL_COMMUNITY": str(there)}, below) == there
    assert find_folder(Path("../here"), {"COPCTL_COMMUNITY": "nowhere"}, there) == here


def test_a_folder_that_is_no_community_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no community"):
        find_folder(tmp_path / "x", {}, tmp_path)
    with pytest.raises(NotFound, match="no community"):
        find_folder(None, {}, tmp_path)


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("name = ", "not valid TOML"),
        ("", "is empty"),
        ('timezone = "UTC"', "does not say the community's name"),
        ('name = "T"', "does not say the community's timezone"),
        ('name = "T"\ntimezone = "Mars/Base"', "time zone that does not exist"),
        ('name = "T"\ntimezone = "Asia"', "time zone that does not exist"),
        ('name = "T"\ntimezone = "../x"', "time zone that does not exist"),
        (MINIMAL + 'moderator = "Ana"', "must be a section"),
        (MINIMAL + '[look]\ncolour = "red"', "unknown entry 'colour'"),
        (MINIMAL + "[speakers]\ntext = -1", "number of 0 or more"),
        (MINIMAL + "[speakers]\ntext = true", "number of 0 or more"),
        (MINIMAL + "[speakers]\ntext = nan", "number of 0 or more"),
        (MINIMAL + "[speakers]\ntext = inf", "number of 0 or more"),
        (MINIMAL + "[speakers]\ntext = 1e300", "number of 0 or more"),
        (MINIMAL + "[speakers]\n" + "".join(f"{name} = 0\n" for name in vars(SpeakerWeights())), "weight 0"),
        (MINIMAL + "[speakers]\nspeed = 1", "unknown entry 'speed'"),
        (MINIMAL + "[tally]\nmin_group = 0", "whole number of 1 or more"),
        (MINIMAL + "[tally]\nmin_group = true", "whole number of 1 or more"),
        (MINIMAL + "[tally]\nmost = 3", "unknown entry 'most'"),
    ],
)
def test_a_wrong_entry_is_one_sentence(tmp_path: Path, toml: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        load(community(tmp_path, toml), {})


def test_a_new_community_shows_every_weight_of_a_suggestion_as_it_is(tmp_path: Path) -> None:
    make_folder_for(
        tmp_path / "c", name="T", timezone="UTC", cadence="q", moderator=Moderator("A", "a@example.org")
    )
    written = (tmp_path / "c" / "community.toml").read_text(encoding="utf-8")

    for name, weight in vars(SpeakerWeights()).items():
        assert f"# {name} = {weight:.2f} " in written


def test_every_commented_example_of_a_new_community_is_valid_once_its_sign_is_taken_away(
    tmp_path: Path,
) -> None:
    make_folder_for(
        tmp_path / "c", name="T", timezone="UTC", cadence="q", moderator=Moderator("A", "a@example.org")
    )
    written = (tmp_path / "c" / "community.toml").read_text(encoding="utf-8")
    _first, *lines = written.splitlines()

    read = tomllib.loads("\n".join(line.removeprefix("# ") for line in lines))

    assert {"url", "database_url", "speakers", "tally"} <= read.keys()
    assert read["speakers"] == vars(SpeakerWeights())


def test_a_wrong_weight_is_answered_with_the_default_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(community(tmp_path, MINIMAL + "[speakers]\nlanguage = -1"), {})

    assert refused.value.hint == "language = 0.05"


@given(st.text(max_size=60))
def test_any_text_is_settings_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, toml: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-settings"
    try:
        load(community(folder, MINIMAL + toml), {})
    except CopctlError as error:
        assert error.hint  # noqa: PT017


@pytest.mark.parametrize(
    ("line", "environ", "address"),
    [
        ("", {}, "sqlite:///{folder}/community.db"),
        ('database_url = "sqlite:///other.db"', {}, "sqlite:///{folder}/other.db"),
        ('database_url = "sqlite:////srv/it.db"', {}, "sqlite:////srv/it.db"),
        ('database_url = "postgresql://h/d"', {}, "postgresql://h/d"),
        ("", {"COPCTL_DATABASE_URL": "postgresql://h/e"}, "postgresql://h/e"),
    ],
)
def test_the_store_is_where_the_settings_say(
    tmp_path: Path, line: str, environ: dict[str, str], address: str
) -> None:
    read = load(community(tmp_path, MINIMAL + line), environ)

    assert read.database == address.format(folder=tmp_path)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[mail]\nport = -1\n", "[mail] port must be a whole number"),
        ("[mail]\nport = true\n", "[mail] port must be a whole number"),
        ("[mail]\nhost = 3\n", "[mail] host must be a text"),
        ('[mail]\nsecurity = "ssl3"\n', "[mail] security cannot be 'ssl3'"),
        ('[mail]\npassword = "x"\n', "unknown entry 'password'"),
        ("[mailbox]\nport = 1.5\n", "[mailbox] port must be a whole number"),
        ('[dkim]\nkeys = "x"\n', "unknown entry 'keys'"),
    ],
)
def test_a_wrong_entry_about_mail_is_named(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        load(community(tmp_path / "c", MINIMAL + toml), {})

    assert said in refused.value.message


def test_mail_is_sent_nowhere_until_a_server_is_named(tmp_path: Path) -> None:
    assert load(community(tmp_path / "c"), {}).mail.host == ""
    named = load(community(tmp_path / "d", MINIMAL + '[mail]\nhost = "mail.example"\nper_day = 500\n'), {})
    assert (named.mail.host, named.mail.port, named.mail.per_day) == ("mail.example", 587, 500)

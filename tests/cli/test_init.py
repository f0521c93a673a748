"""`copctl init`: a folder that holds a community."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Copctl

ANSWERS = (
    "--name", "សហគមន៍ [red]", "--purpose", "Learn", "--moderator", "Ana Lim <ana@example.org>",
    "--timezone", "asia/phnom_penh", "--cadence", "every three months",
)  # fmt: skip


def test_a_community_is_a_folder_with_its_store_and_settings(copctl_outside: Copctl) -> None:
    result = copctl_outside("init", "new/community", *ANSWERS)

    assert result.exit_code == 0
    assert result.stdout == f"Made the community សហគមន៍ [red] in {Path('new/community').resolve()}.\n"
    assert result.stderr == (
        "Next: cd new/community, then copctl member import FILE, or copctl member add\n"
        "A small taxonomy for what people know is there to load: copctl expertise taxonomy load mel\n"
    )
    names = {path.name for path in Path("new/community").iterdir()}
    assert names == {"community.db", "community.toml", "templates", "surveys", "issues", "out"}
    charter = copctl_outside("--community", "new/community", "charter", "show", "--json").json
    assert (charter["purpose"], charter["cadence"]) == ("Learn", "every three months")


def test_a_community_is_never_made_twice(copctl_outside: Copctl) -> None:
    copctl_outside("init", ".", *ANSWERS)
    before = Path("community.db").read_bytes()

    result = copctl_outside("init", ".", *ANSWERS)

    assert result.exit_code == 1
    assert "already holds a community" in result.stderr
    assert Path("community.db").read_bytes() == before

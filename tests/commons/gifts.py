"""A small community that gave things: who may be named, who may not, and what nobody agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from sqlalchemy.orm import Session

from copctl.settings import load
from copctl.store.engine import Database
from tests.conftest import NOW, Copctl

ANA, DARA, HIDDEN = "ana@example.org", "dara@example.org", "hidden@example.org"
HOSTILE = '<script>alert(1)</script> [red] "; DROP \u202eorc'
# Khmer, Lao, Thai, Vietnamese, Burmese.
SCRIPTS = ("លី សុភាព", "ສຸກສະຫວັນ", "จินตนา แก้วใส", "Nguyễn Thị Hồng Nhung", "မြန်မာ အဖွဲ့")


def people(succeed: Copctl) -> None:
    """Ana and Dara may be found; Hidden Person agreed to the newsletter alone."""
    both = ("--consent", "newsletter", "--consent", "directory")
    succeed("member", "add", "--name", "Ana Lim", "--email", ANA, "--organisation", "River Lab", *both)
    succeed("member", "add", "--name", "ដារ៉ា សុខ", "--email", DARA, "--organisation", "Sun House", *both)
    succeed(
        "member", "add", "--name", "Hidden Person", "--email", HIDDEN, "--organisation", "Secret Employer",
        "--consent", "newsletter",
    )  # fmt: skip


def story(succeed: Copctl, title: str, *more: str, body: str = "The words.", day: str = "2026-11-01") -> str:
    """A story without consent unless `more` brings one; its number."""
    return _number(succeed("story", "add", "--title", title, "--body", body, "--date", day, *more).stdout)


def told(succeed: Copctl, title: str, *more: str, body: str = "The words.", day: str = "2026-11-01") -> str:
    """A story to which somebody agreed; its number."""
    return story(succeed, title, "--consent", "Ana Lim, by mail", *more, body=body, day=day)


def given(succeed: Copctl, kind: str, title: str, *more: str, day: str = "2026-11-01") -> str:
    """A project or a resource; its number."""
    return _number(succeed(kind, "add", "--title", title, "--date", day, *more).stdout)


def _number(said: str) -> str:
    return said.strip().rstrip(".").rsplit(" ", 1)[1]


def photo(succeed: Copctl, *more: str, size: tuple[int, int] = (1200, 800), colour: str = "navy") -> str:
    """A picture of the community; its number."""
    Image.new("RGB", size, colour).save("photo.jpg")
    said = succeed("media", "add", "photo.jpg", "--alt", "A river", *more).stdout
    return said.partition("picture ")[2].partition(":")[0]


@contextmanager
def writing(folder: Path) -> Iterator[Session]:
    """The store, for what no command writes."""
    with Database.opened(load(folder, {}).database).transaction(who="Ana", command="test", at=NOW) as db:
        yield db

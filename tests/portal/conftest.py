"""A portal of a small community, and browsers that visit it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from copctl.access import tokens
from copctl.mail import link_key
from copctl.portal import app
from copctl.portal.porter import Porter
from copctl.portal.world import World
from copctl.settings import load
from copctl.store.engine import Database
from copctl.store.schema import Member, SignIn
from tests.conftest import NOW, Copctl, run
from tests.databases import DATABASES
from tests.store.test_postgresql import empty_database

SITE = "https://testserver"
_TOKEN = re.compile(r'name="form_token" value="([^"]*)"')
_URL = f'url = "{SITE}"\n'

# Ana and Bo are in the directory, Hidden is not, Gone has left.
PEOPLE = (
    ("Ana Lim", "ana@example.org", ("directory", "newsletter")),
    ("សុខ ចាន់ធូ", "bo@example.org", ("directory",)),
    ("Hidden Person", "hidden@example.org", ()),
)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the community is kept that was made once, for the tests that begin with it."""
    return tmp_path_factory.mktemp("kept") / "community"


@pytest.fixture
def community(succeed: Copctl, kept: Path, request: pytest.FixtureRequest) -> Path:
    """The folder of a community with a portal at `SITE`; its store is a file, unless a test says otherwise."""
    settings, head = Path("community.toml"), _URL
    is_file = getattr(request, "param", "sqlite") == "sqlite"
    if is_file and kept.exists():
        shutil.copytree(kept, Path.cwd(), dirs_exist_ok=True)
        return Path.cwd()
    if not is_file:
        head += f'database_url = "{request.getfixturevalue("empty_database")}"\n'
    text = settings.read_text(encoding="utf-8").replace("Ana Lim", "Mo Derator").replace("ana@", "mo@")
    settings.write_text(head + text, encoding="utf-8")
    for name, email, consents in PEOPLE:
        given = [word for purpose in consents for word in ("--consent", purpose)]
        succeed(
            "member", "add", "--name", name, "--email", email, "--organisation", "Secret Waters", "--country",
            "KH", "--expertise", "Storytelling:3", "--bio", f"Bio of {email}", *given,
        )  # fmt: skip
    succeed("member", "add", "--name", "Gone Person", "--email", "gone@example.org", "--consent", "directory")
    succeed("member", "edit", "gone@example.org", "--status", "left")
    if is_file:
        shutil.copytree(Path.cwd(), kept)
    return Path.cwd()


class Portal:
    """The portal, its store and its clock; `browser()` is somebody's."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, NOW
        self.settings = load(folder, {})
        self.database = Database.opened(self.settings.database)
        self.key = link_key.load_or_make(folder)
        self.complaints: list[object] = []
        self.porter = Porter(
            self.database, self.settings, self.key, os.environ, lambda: self.now, self.complaints.append
        )
        self.world = World(self.database, self.settings, self.key, lambda: self.now, SITE)
        self.app = app.make(self.world)

    def browser(self) -> Browser:
        return Browser(self)

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.now += timedelta(**passed)

    def number(self, email: str) -> int:
        with self.database.reading() as db:
            return db.execute(select(Member.id).where(Member.email_key == email)).scalar_one()

    def newest(self) -> tuple[str, str]:
        """The link and the code of the newest mail, as its reader has them."""
        with self.database.reading() as db:
            nonce = db.execute(select(SignIn.nonce).order_by(SignIn.id.desc()).limit(1)).scalar_one()
        return tokens.link_of(self.key, nonce), tokens.written(tokens.code_of(self.key, nonce))


class Browser(TestClient):
    """A browser that follows no redirection by itself."""

    def __init__(self, portal: Portal) -> None:
        super().__init__(portal.app, base_url=SITE, follow_redirects=False)
        self.house = portal

    def token(self, page: str) -> str:
        """The form token of a page."""
        found = _TOKEN.search(self.get(page).text)
        assert found, f"{page} has no form"
        return found[1]

    def fill(self, page: str, to: str = "", **fields: object):
        """Fill in the form of a page and send it."""
        return self.post(to or page, data={"form_token": self.token(page), **fields})

    def ask(self, email: str, **more: str):
        """Ask for a link, and let the porter look it up."""
        answer = self.fill("/sign-in", email=email, **more)
        with self.house.database.transaction(who="portal", command="x", at=self.house.now) as db:
            from copctl.access.letting_in import look_up

            look_up(db, self.house.settings, now=self.house.now)
        return answer

    def sign_in(self, email: str = "ana@example.org") -> Browser:
        """Come in, by the link of the mail."""
        self.ask(email)
        link, _ = self.house.newest()
        assert self.fill(f"/sign-in/link/{link}").status_code == 303
        return self


@pytest.fixture
def portal(community: Path) -> Iterator[Portal]:
    """The portal of the community, at 23 November 2026."""
    made = Portal(community)
    yield made
    made.database.close()


Run = Callable[..., object]
__all__ = ["DATABASES", "SITE", "Browser", "Portal", "empty_database", "run"]

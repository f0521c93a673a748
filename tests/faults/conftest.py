"""A community with mails that wait, and a mail server that fails as it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Copctl, run
from tests.faults.sink import Sink

Ready = Callable[..., None]


def name_server(sink: Sink, **more: object) -> None:
    """Note the server in the settings of this folder's community."""
    lines = {"host": "127.0.0.1", "port": sink.port, "security": "none", "timeout": 1, **more}
    said = "\n".join(f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
                     for key, value in lines.items())  # fmt: skip
    text = Path("community.toml").read_text(encoding="utf-8").partition("\n[mail]")[0]
    Path("community.toml").write_text(f"{text}\n[mail]\n{said}\n", encoding="utf-8")


@pytest.fixture
def waiting(copctl: Copctl) -> Callable[[int], None]:
    """Makes mails wait: so many prospects are invited to join."""

    def queue(count: int) -> None:
        rows = "".join(f"P {n},p{n}@example.org,prospect\n" for n in range(count))
        Path("people.csv").write_text(f"name,email,status\n{rows}", encoding="utf-8")
        for words in (("member", "import", "people.csv"), ("member", "invite", "--yes")):
            done = run(*words)
            assert done.exit_code == 0, done.stderr

    return queue

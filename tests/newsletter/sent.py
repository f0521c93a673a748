"""What tests of sending share: the draft's file, and mails as they go out."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.conftest import Copctl
from tests.newsletter.world import DRAFT

SUBJECT = "MEL Mekong: October to December 2026"


def set_look(line: str) -> None:
    """Add a line to [look] of the settings."""
    toml = Path("community.toml").read_text(encoding="utf-8")
    Path("community.toml").write_text(toml.replace("[look]\n", f"[look]\n{line}\n"), encoding="utf-8")


def change(old: str, new: str) -> None:
    text = DRAFT.read_text(encoding="utf-8")
    assert old in text
    DRAFT.write_text(text.replace(old, new), encoding="utf-8")


def agree(succeed: Copctl, name: str) -> None:
    email = f"{name.lower()}@new.example"
    succeed(
        "member", "add", "--name", name, "--email", email, "--consent", "newsletter", "--status", "active"
    )


def delivered(succeed: Copctl, where: str = "out/mail") -> dict[str, EmailMessage]:
    """Every mail that goes out now, by its reader's address."""
    succeed("mail", "deliver", "--to-folder", where)
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(Path(where).glob("*.eml"))
    ]
    return {mail["To"].addresses[0].addr_spec: mail for mail in mails}


def part(mail: EmailMessage, kind: str) -> str:
    return str(next(p for p in mail.walk() if p.get_content_type() == kind).get_content())


def waiting(succeed: Copctl) -> list[tuple[str, str]]:
    return [(row["to"], row["subject"]) for row in succeed("mail", "queue", "--json").json]

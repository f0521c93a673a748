"""The same personal invitations, each built from its parts by Python's EmailMessage: PEOPLE FOLDER OUT."""

from __future__ import annotations

import csv
import sys
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from html import escape
from pathlib import Path


def build(text: str, page: str, entry: str, name: str, email: str) -> bytes:
    """One mail: mixed[alternative[plain, html, calendar], ics]."""
    asked = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    line = f'ATTENDEE;{asked};CN="{name}":mailto:{email}'
    own = entry.replace("METHOD:PUBLISH", "METHOD:REQUEST").replace("END:VEVENT", f"{line}\r\nEND:VEVENT")
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"], mail["To"] = "Ana <ana@example.org>", f"{name} <{email}>"
    mail["Subject"], mail["Date"] = "Invitation: Outcome harvesting", formatdate()
    mail["Message-ID"] = make_msgid(domain="example.org")
    mail.set_content(f"Dear {name},\n{text}", charset="utf-8")
    mail.add_alternative(
        page.replace("<h1", f"<p>Dear {escape(name)},</p><h1", 1), subtype="html", charset="utf-8"
    )
    mail.add_alternative(own, subtype="calendar", charset="utf-8", params={"method": "REQUEST"})
    mail.make_mixed()
    mail.add_attachment(own.encode(), "application", "ics", filename="invite.ics")
    return mail.as_bytes()


def main() -> None:
    """Build them all, and keep them in one file."""
    people, folder, out = (Path(argument) for argument in sys.argv[1:])
    text, page = ((folder / f"invitation.{kind}").read_text("utf-8") for kind in ("txt", "html"))
    entry = (folder / "invitation.ics").read_bytes().decode()
    with people.open(encoding="utf-8", newline="") as rows, out.open("wb") as kept:
        for row in csv.DictReader(rows):
            kept.write(build(text, page, entry, row["name"], row["email"]))


if __name__ == "__main__":
    main()

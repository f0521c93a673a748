"""Mails as they come in, in the shapes in which calendars and mail servers write them. Everybody is invented."""

from __future__ import annotations

from base64 import b64encode

DATE = "Mon, 23 Nov 2026 10:00:00 +0700"


def calendar(
    uid: str,
    attendee: str = "bo@example.org",
    partstat: str = "ACCEPTED",
    *,
    sequence: int = 0,
    stamp: str = "20261123T030000Z",
    method: str = "REPLY",
    comment: str = "",
) -> str:
    """A reply as Google's calendar words it."""
    lines = [
        "BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0",
        "CALSCALE:GREGORIAN", f"METHOD:{method}", "BEGIN:VEVENT", "DTSTART:20261210T070000Z",
        "DTEND:20261210T083000Z", f"DTSTAMP:{stamp}",
        "ORGANIZER;CN=Ana Lim:mailto:ana@example.org", f"UID:{uid}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN=\"Bo: of",
        f"  the weir\";X-NUM-GUESTS=0:mailto:{attendee}",
        *([f"COMMENT:{comment}"] if comment else []),
        f"SEQUENCE:{sequence}", "STATUS:CONFIRMED", "SUMMARY:Evaluations", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


def mail(
    subject: str, body: str = "Hello.", *, sender: str = "Bo <bo@example.org>", key: str = "one",
    headers: str = "", kind: str = "text/plain; charset=utf-8", date: str = DATE,
) -> bytes:  # fmt: skip
    """A mail of one part. `headers` are further lines, each with its line end."""
    return (
        f"From: {sender}\r\nTo: Ana Lim <ana@example.org>\r\nSubject: {subject}\r\nDate: {date}\r\n"
        f"Message-ID: <{key}@mail.example>\r\nMIME-Version: 1.0\r\n{headers}Content-Type: {kind}\r\n\r\n{body}"
    ).encode()


def gmail(ics: str, *, key: str = "gmail", sender: str = "Bo <bo@example.org>") -> bytes:
    """Google's shape: plain, HTML and calendar as alternatives, and the file beside them."""
    body = (
        '--out\r\nContent-Type: multipart/alternative; boundary="in"\r\n\r\n'
        '--in\r\nContent-Type: text/plain; charset="UTF-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{b64encode(b'Bo has accepted this invitation.').decode()}\r\n"
        '--in\r\nContent-Type: text/html; charset="UTF-8"\r\n\r\n<p>Bo has accepted.</p>\r\n'
        '--in\r\nContent-Type: text/calendar; charset="UTF-8"; method=REPLY\r\n'
        f"Content-Transfer-Encoding: 7bit\r\n\r\n{ics}\r\n--in--\r\n"
        '--out\r\nContent-Type: application/ics; name="invite.ics"\r\n'
        'Content-Disposition: attachment; filename="invite.ics"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{b64encode(ics.encode()).decode()}\r\n--out--\r\n"
    )
    return mail("Accepted: Evaluations @ Thu Dec 10", body, kind='multipart/mixed; boundary="out"', key=key,
                sender=sender, headers="Sender: Google Calendar <calendar-notification@google.example>\r\n")  # fmt: skip


def outlook(uid: str, partstat: str = "DECLINED", *, sequence: int = 0, key: str = "outlook") -> bytes:
    """Exchange's shape: the calendar in base64 as an alternative, with a zone table and an odd comment."""
    ics = "\r\n".join([
        "BEGIN:VCALENDAR", "METHOD:REPLY", "PRODID:Microsoft Exchange Server 2010", "VERSION:2.0",
        "BEGIN:VTIMEZONE", "TZID:SE Asia Standard Time", "BEGIN:STANDARD", "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0700", "TZOFFSETTO:+0700", "END:STANDARD", "END:VTIMEZONE",
        "BEGIN:VEVENT", f"ATTENDEE;PARTSTAT={partstat};CN=Bo:MAILTO:Bo@Example.org",
        "COMMENT;LANGUAGE=en-US:\\n", f"UID:{uid}", "SUMMARY;LANGUAGE=en-US:Declined: Evaluations",
        "DTSTART;TZID=SE Asia Standard Time:20261210T140000", "DTEND;TZID=SE Asia Standard Time:20261210T153000",
        "CLASS:PUBLIC", "PRIORITY:5", "DTSTAMP:20261123T040000Z", "TRANSP:OPAQUE", "STATUS:CONFIRMED",
        f"SEQUENCE:{sequence}", "X-MICROSOFT-CDO-APPT-SEQUENCE:0", "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    body = (
        '--_000_\r\nContent-Type: text/plain; charset="us-ascii"\r\n\r\n\r\n'
        '--_000_\r\nContent-Type: text/calendar; charset="utf-8"; method=REPLY\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{b64encode(ics.encode()).decode()}\r\n--_000_--\r\n"
    )
    return mail("Declined: Evaluations", body, kind='multipart/alternative; boundary="_000_"', key=key,
                sender="Bo <bo@example.org>", headers="X-MS-Has-Attach:\r\nAuto-Submitted: auto-generated\r\n")  # fmt: skip


def apple(uid: str, *, key: str = "apple") -> bytes:
    """Apple's shape: quoted-printable, the address beside the attendee, a comment."""
    ics = calendar(uid, partstat="TENTATIVE", comment="If the road is dry\\, yes\\nBo").replace(
        "X-NUM-GUESTS=0:mailto:bo@example.org", "EMAIL=bo@example.org:/aMTIzNDU2/principal/"
    )
    body = (
        "--Apple-Mail\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        "Content-Type: text/calendar;\r\n\tmethod=REPLY;\r\n\tname=iCal-20261123.ics;\r\n\tcharset=utf-8\r\n\r\n"
        f"{ics.replace('=', '=3D')}\r\n--Apple-Mail--\r\n"
    )
    return mail("Re: Evaluations", body, kind='multipart/mixed; boundary="Apple-Mail"', key=key)


def bounce(
    recipient: str, message_id: str = "", *, status: str = "5.1.1", action: str = "failed",
    words: str = "550 5.1.1 The account does not exist", key: str = "bounce", original: str = "",
) -> bytes:  # fmt: skip
    """A delivery report (RFC 3464) as Postfix writes it."""
    returned = f"Message-ID: <{message_id}>\r\n" if message_id else ""
    first = f"Original-Recipient: rfc822;{original}\r\n" if original else ""
    body = (
        "This is a MIME-encapsulated message.\r\n\r\n"
        "--B\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        f"<{recipient}>: host mx.example said: {words}\r\n\r\n"
        "--B\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example\r\nArrival-Date: Mon, 23 Nov 2026 02:00:00 +0000\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\n{first}Action: {action}\r\nStatus: {status}\r\n"
        f"Remote-MTA: dns; mx.example\r\nDiagnostic-Code: smtp; {words}\r\n\r\n"
        "--B\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"From: Ana Lim <ana@example.org>\r\nTo: {recipient}\r\n{returned}Subject: Hello\r\n\r\n--B--\r\n"
    )
    return mail(
        "Undelivered Mail Returned to Sender", body, sender="MAILER-DAEMON@mail.example (Mail Delivery System)",
        kind='multipart/report; report-type=delivery-status; boundary="B"', key=key,
        headers="Auto-Submitted: auto-replied\r\n",
    )  # fmt: skip


def complaint(message_id: str, *, kind: str = "abuse", key: str = "arf") -> bytes:
    """A complaint (RFC 5965), with the reader's address left out as most providers do."""
    body = (
        "--A\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        "--A\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {kind}\r\nUser-Agent: SomeGenerator/1.0\r\nVersion: 1\r\n\r\n"
        "--A\r\nContent-Type: message/rfc822\r\n\r\n"
        f"From: Ana Lim <ana@example.org>\r\nMessage-ID: <{message_id}>\r\nSubject: Hello\r\n\r\nHi\r\n--A--\r\n"
    )
    return mail("FW: Hello", body, sender="feedback@provider.example", key=key,
                kind='multipart/report; report-type=feedback-report; boundary="A"')  # fmt: skip


def qmail_bounce(recipient: str, message_id: str, *, key: str = "qmail") -> bytes:
    """A bounce that follows no standard: qmail's prose."""
    body = (
        "Hi. This is the qmail-send program at mail.example.\r\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        f"<{recipient}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
        "--- Below this line is a copy of the message.\r\n\r\n"
        f"Message-ID: <{message_id}>\r\nSubject: Hello\r\n\r\nHi\r\n"
    )
    return mail("failure notice", body, sender="MAILER-DAEMON@mail.example", key=key)

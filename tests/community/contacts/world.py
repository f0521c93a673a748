"""Lists of invented people as each tool writes them."""

from __future__ import annotations

import csv
import io

from tests.fuzz.tables import as_xlsx

Table = list[list[str]]

_MAILCHIMP = ["Email Address", "First Name", "Last Name", "Company", "Position", "MEMBER_RATING", "OPTIN_TIME", "OPTIN_IP",
              "CONFIRM_TIME", "CC", "TIMEZONE"]  # fmt: skip
SUBSCRIBED: Table = [
    [*_MAILCHIMP, "LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS"],
    ["ana@example.org", " Ana ", " Lim ", "Nam Heung", "MEL officer", "2", "2018-02-12 10:54:27", "", "", "kh", "Asia/Phnom_Penh", "", "1", "a", "difficult", '"Board"'],
    ["sok@example.org", "សុខា", "", "", "", "2", "2023-04-21 11:16:57", "", "", "xx", "Mars", "", "2", "b", "", ""],
    ["nobody@example.org", "", "", "", "", "2", "", "", "", "", "", "", "3", "c", "", ""],
]  # fmt: skip
UNSUBSCRIBED: Table = [
    [*_MAILCHIMP, "UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_REASON", "LEID", "EUID", "NOTES", "TAGS"],
    ["bo@example.org", "Bo", "Chan", "", "", "2", "2018-02-12 10:54:27", "", "", "", "", "2023-06-06 12:56:15", "Issue 4", "NORMAL", "4", "d", "", ""],
    ["ana@example.org", "Ana", "", "", "", "2", "2018-02-12 10:54:27", "", "", "", "", "2020-05-13 10:18:25", "", "", "5", "e", "", ""],
    ["cy@example.org", "Cy", "", "", "", "2", "", "", "", "", "", "", "", "", "6", "f", "", ""],
]  # fmt: skip
CLEANED: Table = [
    [*_MAILCHIMP, "CLEAN_TIME", "CLEAN_CAMPAIGN_TITLE", "LEID", "EUID"],
    ["gone@example.org", "Dara", "", "", "", "2", "2018-02-12 10:54:27", "", "", "", "", "2021-01-02 03:04:05", "Issue 2", "7", "g"],
]  # fmt: skip
GOOGLE_2020: Table = [
    ["Name", "Given Name", "Family Name", "Given Name Yomi", "Occupation", "Notes", "Language", "Group Membership", "E-mail 1 - Type",
     "E-mail 1 - Value", "E-mail 2 - Type", "E-mail 2 - Value", "Phone 1 - Value", "Address 1 - Country", "Organization 1 - Name",
     "Organization 1 - Title"],
    ["Nguyễn Văn An", "An", "Nguyễn Văn", "", "", "met in Hanoi", "Vietnamese", "* myContacts", "Home", "an@home.example", "* Work",
     "an@work.example ::: an@old.example", "+84 1", "Vietnam", "Water Board ::: Uni", "Director ::: Lecturer"],
    ["", "", "", "", "", "", "", "", "* ", "forgotten@example.org", "", "", "", "", "", ""],
    ["No Address", "No", "Address", "", "", "", "", "", "", "", "", "", "", "Atlantis", "", ""],
    ["", "", "", "", "", "", "", "", "", "", "", "", "+855 1", "", "Only A Shop", ""],
]  # fmt: skip
GOOGLE_2024: Table = [
    ["First Name", "Middle Name", "Last Name", "Phonetic First Name", "Name Prefix", "Nickname", "File As", "Organization Name",
     "Organization Title", "Organization Department", "Birthday", "Notes", "Photo", "Labels", "E-mail 1 - Label", "E-mail 1 - Value",
     "Phone 1 - Label", "Phone 1 - Value", "Custom Field 1 - Label"],
    ["Ana", "Maria", "Lim", "アナ", "Dr", "Anny", "", "Nam Heung", "MEL lead", "", "", "shy", "http://x", "* myContacts", "* Work",
     "ana@example.org ::: ana@home.example", "", "", ""],
    ["", "", "", "", "", "", "Filed Person", "", "", "", "", "", "", "", "", "filed@example.org", "", "", ""],
]  # fmt: skip
EVENTBRITE: Table = [
    ["Order #", "Order Date", "First Name", "Last Name", "Email", "Quantity", "Ticket Type", "Attendee #", "Attendee Status", "Company",
     "Job Title", "Event Name", "Which topics interest you?"],
    ["1001", "2026-10-01 10:00:00", "Ana", "Lim", "ana@example.org", "1", "Free", "1", "Attending", "Nam Heung", "Analyst", "Evidence Day", "Stories"],
    ["1002", "2026-10-01 10:00:00", "Bo", "Chan", "bo@example.org", "1", "Free", "2", "Checked In", "", "", "Evidence Day", ""],
    ["1003", "2026-10-01 10:00:00", "Cy", "", "cy@example.org", "1", "Free", "3", "Not Attending", "", "", "Evidence Day", ""],
    ["1004", "2026-10-01 10:00:00", "Dee", "", "dee@example.org", "1", "Free", "4", "Deleted", "", "", "Evidence Day", ""],
    ["1005", "2026-10-02 10:00:00", "Bo", "C", "BO@example.org", "1", "Free", "5", "Attending", "Weir Trust", "", "Evidence Day", ""],
]  # fmt: skip
GENERIC: Table = [
    ["Full Name", "E-mail", "Organization", "Country", "Job title", "Languages spoken", "Shoe size"],
    ["Ana Lim", "ana@example.org", "Nam Heung", "Cambodia", "Analyst", "Khmer; English", "41"],
    ["ສົມສັກ", "som@example.org; som@home.example", "", "Lao PDR", "", "Lao", ""],
    ["Ana Lim", "ANA@example.org", "", "", "", "Klingon tongue", ""],
]  # fmt: skip
TABLES: dict[str, tuple[str, Table]] = {
    "subscribed": ("mailchimp", SUBSCRIBED),
    "unsubscribed": ("mailchimp", UNSUBSCRIBED),
    "cleaned": ("mailchimp", CLEANED),
    "google-2020": ("google-contacts", GOOGLE_2020),
    "google-2024": ("google-contacts", GOOGLE_2024),
    "eventbrite": ("eventbrite", EVENTBRITE),
    "generic": ("generic", GENERIC),
    "own": (
        "copctl",
        [["name", "email", "country", "languages"], ["Ana Lim", "ana@example.org", "KH", "km; en"]],
    ),
}

VCARD_21 = """BEGIN:VCARD\r
VERSION:2.1\r
N;LANGUAGE=en-us;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:Nguy=E1=BB=85n;V=C4=83n An;;;=\r
\r
FN;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:Nguy=E1=BB=85n V=C4=83n =\r
An\r
ORG;CHARSET=windows-1252;ENCODING=QUOTED-PRINTABLE:Soci=E9t=E9;Eau\r
TITLE:Chef; adjoint\r
NOTE;ENCODING=QUOTED-PRINTABLE:met once=0D=0Anice\r
EMAIL;INTERNET:an@home.example\r
EMAIL;PREF;INTERNET:an@work.example\r
ADR;WORK:;;1 Road;Hanoi;;;Viet\r
 nam\r
X-MS-OL-DEFAULT-POSTAL-ADDRESS:2\r
PHOTO;ENCODING=BASE64;TYPE=JPEG:\r
 /9j/4AAQSkZJRgABAQ\r
 EMAIL/notanemail==\r
\r
REV:20260101T000000Z\r
END:VCARD\r
"""
VCARD_30 = """BEGIN:VCARD
VERSION:3.0
FN:Sok\\, Dara
N:Sok;Dara;;Dr;
item1.EMAIL;type=INTERNET;type=pref:dara@example.org
item1.X-ABLabel:Work
item2.EMAIL;TYPE="internet,home":dara@home.example
ORG:Nam Heung\\; Trust;Evaluation
ROLE:Analyst\\nand friend
item3.ADR;TYPE=WORK:;;1 Road;Vientiane;;;Lao PDR
TZ;VALUE=text:Asia/Vientiane
LANG:lo
NOTE:a very long note that is folded over the end of a line so that it goes o
 n in the next one
CATEGORIES:Friends,storytelling
TEL;TYPE=CELL:+856 1
AGENT:
BEGIN:VCARD
VERSION:3.0
FN:The Agent
EMAIL:agent@example.org
END:VCARD
END:VCARD
begin:vcard
version:3.0
n:Lim;Ana;Maria;;
email:ana@example.org
tz:-05:00
end:vcard
"""
VCARD_40 = """BEGIN:VCARD
VERSION:4.0
FN;PREF=2:Second name
FN;PREF=1:សុខា
EMAIL;PREF=2:second@example.org
EMAIL;TYPE=work;PREF=1:first@example.org
ADR;LABEL="1: Road; Town":;;;;;;Thailand
LANG;PREF=2:en
LANG;PREF=1:km
TZ:Asia/Phnom_Penh
X-ODD;A="b:c;d":e:f
GENDER:F
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:group
FN:My friends
MEMBER:urn:uuid:1
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:
EMAIL:
TEL:+1
END:VCARD
"""
CARDS = {"outlook": VCARD_21, "vcard-3": VCARD_30, "vcard-4": VCARD_40}


def as_csv(table: Table, delimiter: str = ",") -> bytes:
    """The table as a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue().encode()


def files() -> dict[str, tuple[str, bytes]]:
    """Every list by name: the tool that it is of, and its bytes."""
    made = {name: (tool, as_csv(table)) for name, (tool, table) in TABLES.items()}
    made |= {name: ("vcard", text.encode()) for name, text in CARDS.items()}
    made["workbook"] = ("generic", as_xlsx(GENERIC))
    made["semicolons"] = ("generic", as_csv(GENERIC[:2], ";"))
    made["lines"] = ("copctl", b'{"name": "Ana", "email": "ana@example.org", "languages": ["Khmer"]}\n')
    return made

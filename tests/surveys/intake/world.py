"""The same two respondents as eleven tools export them, and one who broke off where a tool keeps such.

Invented answers in the shapes that the tools' real exports have.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl

SURVEY = """\
| survey | | | | |
| | type | name | label | grid |
| | select_multiple topics or_other | Q2 | Which topics? | |
| | rank topics | Q3 | Put these in order | |
| | range | Q4_SQ001 | The session | How useful is it? |
| | range | Q4_SQ002 | The newsletter | How useful is it? |
| | text | Q6 | Why? | |
| choices | | |
| | list_name | name | label |
| | topics | SQ001 | Stories, told well |
| | topics | SQ002 | Harvesting |
| | topics | SQ003 | GEDSI |
"""
STORIES, HARVESTING, GEDSI = "Stories, told well", "Harvesting", "GEDSI"
FIRST = {
    "Q2": [STORIES, GEDSI],
    "Q3": [(HARVESTING, 1), (STORIES, 2), (GEDSI, 3)],
    "Q4_SQ001": 4,
    "Q4_SQ002": 5,
    "Q6": "=1+1 ជំរាបសួរ",
}
SECOND = {"Q2": [HARVESTING, "River law"], "Q3": [(STORIES, 1), (HARVESTING, 2), (GEDSI, 3)], "Q4_SQ001": 2}

Rows = list[list[str]]


def write(
    path: Path, rows: Rows, delimiter: str = ",", *, quote_all: bool = False, encoding: str = "utf-8"
) -> Path:
    """A CSV file of these rows."""
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def google_own(folder: Path) -> Path:
    order = [f"Put these in order [{option}]" for option in (STORIES, HARVESTING, GEDSI)]
    header = ["Horodateur", "Which topics?", *order, "How useful is it? [The session]",
              "How useful is it? [The newsletter]", "Why?"]  # fmt: skip
    return write(folder / "own.csv", [
        header,
        ["2026/11/01 9:34:01 AM GMT+7", f"{STORIES};{GEDSI}", "2nd choice", "1st choice", "3", "4", "5", "'=1+1 ជំរាបសួរ"],
        ["2026/11/02 9:34:01 PM GMT+7", f"{HARVESTING};River law", "1st choice", "2nd choice", "3", "2", "", ""],
    ])  # fmt: skip


def google_sheet(folder: Path) -> Path:
    order = [f"Put these in order [{place} choice]" for place in ("1st", "2nd", "3rd")]
    header = ["Timestamp", "Which topics?", *order, "How useful is it? [The session]",
              "How useful is it? [The newsletter]", "Why?"]  # fmt: skip
    return write(folder / "sheet.csv", [
        header,
        ["11/13/2026 9:34:01", f"{STORIES}, {GEDSI}", HARVESTING, STORIES, GEDSI, "4", "5", "'=1+1 ជំរាបសួរ"],
        ["11/14/2026 9:34:01", f"{HARVESTING}, River law", STORIES, HARVESTING, GEDSI, "2", "", ""],
    ], encoding="utf-16")  # fmt: skip


def microsoft(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["ID", "開始時刻", "完了時刻", "メール", "名前", "Which\u00a0topics?", "Put these in order",
                  "The session", "The newsletter", "Why?", "Points - Why?"])  # fmt: skip
    start, end = datetime(2026, 11, 1, 9, 0), datetime(2026, 11, 1, 9, 5)
    sheet.append([1, start, end, "anonymous", None, f"{STORIES};{GEDSI};",
                  f"{HARVESTING};{STORIES};{GEDSI};", 4, 5, "'=1+1 ជំរាបសួរ", 0])  # fmt: skip
    sheet.append([2, start, end, "anonymous", None, f"{HARVESTING};River law;",
                  f"{STORIES};{HARVESTING};{GEDSI};", 2, None, None, 0])  # fmt: skip
    book.save(folder / "ms.xlsx")
    return folder / "ms.xlsx"


_LIME = ["id", "submitdate", "lastpage", "startlanguage", "seed", "Q2[SQ001]", "Q2[SQ002]", "Q2[SQ003]",
         "Q2[other]", "Q3[1]", "Q3[2]", "Q3[3]", "Q4[SQ001]", "Q4[SQ002]", "Q6"]  # fmt: skip
_LIME_TEXTS = ["Response ID", "Date submitted", "Last page", "Start language", "Seed",
               f"Which topics? [{STORIES}]", f"Which topics? [{HARVESTING}]", f"Which topics? [{GEDSI}]",
               "Which topics? [Other]", "Put these in order [Rank 1]", "Put these in order [Rank 2]",
               "Put these in order [Rank 3]", "How useful is it? [The session]",
               "How useful is it? [The newsletter]", "Why?"]  # fmt: skip


def _lime_rows(yes: str, no: str, stories: str, harvesting: str, gedsi: str) -> Rows:
    return [
        ["1", "2026-11-01 10:00:00", "3", "en", "12", yes, no, yes, "", harvesting, stories, gedsi, "4", "5", "=1+1 ជំរាបសួរ"],
        ["2", "2026-11-02 10:00:00", "3", "km", "13", no, yes, no, "River law", stories, harvesting, gedsi, "2", "", ""],
        ["3", "", "1", "en", "14", yes, "", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip


def lime_codes(folder: Path) -> Path:
    rows = _lime_rows("Y", "", "SQ001", "SQ002", "SQ003")
    return write(folder / "lime.csv", [_LIME, *rows], quote_all=True)


def lime_texts(folder: Path) -> Path:
    rows = _lime_rows("Yes", "No", STORIES, HARVESTING, GEDSI)
    return write(folder / "lime.csv", [_LIME_TEXTS, *rows], quote_all=True)


def lime_both(folder: Path) -> Path:
    header = [f"{code}. {text}" for code, text in zip(_LIME, _LIME_TEXTS, strict=True)]
    rows = _lime_rows("Y", "N/A", "SQ001", "SQ002", "SQ003")
    return write(folder / "lime.csv", [header, *rows], ";", quote_all=True)


_KOBO_TAIL = ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by",
              "__version__", "_tags", "_index"]  # fmt: skip


def _kobo_tail(number: int) -> list[str]:
    return [
        str(number),
        f"u-{number}",
        f"2026-11-0{number}T03:05:05",
        "",
        "",
        "submitted_via_web",
        "",
        "v1",
        "",
        str(number),
    ]


def kobo_names(folder: Path) -> Path:
    header = ["start", "end", "wish/Q2", "wish/Q2/SQ001", "wish/Q2/SQ002", "wish/Q2/SQ003", "wish/Q2/other",
              "wish/Q2_other", "wish/Q3", "ease/Q4_SQ001", "ease/Q4_SQ002", "Q6", *_KOBO_TAIL]  # fmt: skip
    times = ["2026-11-01T10:00:00.000+07:00"] * 2
    return write(folder / "kobo.csv", [
        header,
        [*times, "SQ001 SQ003", "1", "0", "1", "0", "", "SQ002 SQ001 SQ003", "4", "5", "=1+1 ជំរាបសួរ", *_kobo_tail(1)],
        [*times, "SQ002 other", "0", "1", "0", "1", "River law", "SQ001 SQ002 SQ003", "2", "", "n/a", *_kobo_tail(2)],
    ], ";", quote_all=True)  # fmt: skip


def kobo_labels(folder: Path) -> Path:
    header = ["Which topics?", f"Which topics?/{STORIES}", f"Which topics?/{HARVESTING}", f"Which topics?/{GEDSI}",
              "Which topics?/River law", "Put these in order", "The session", "The newsletter", "Why?", *_KOBO_TAIL]  # fmt: skip
    return write(folder / "kobo.csv", [
        header,
        [f"{STORIES} {GEDSI}", "True", "False", "True", "False", f"{HARVESTING} {STORIES} {GEDSI}", "4", "5", "=1+1 ជំរាបសួរ", *_kobo_tail(1)],
        [f"{HARVESTING} River law", "False", "True", "False", "True", f"{STORIES} {HARVESTING} {GEDSI}", "2", "", "", *_kobo_tail(2)],
    ], ";", quote_all=True)  # fmt: skip


def odk(folder: Path) -> Path:
    header = ["SubmissionDate", "start", "end", "wish-Q2", "wish-Q2_other", "wish-Q3", "ease-Q4_SQ001",
              "ease-Q4_SQ002", "Q6", "meta-instanceID", "KEY", "SubmitterID", "ReviewState", "FormVersion"]  # fmt: skip
    rows = [
        header,
        ["2026-11-01T03:05:05.123Z", "", "", "SQ001 SQ003", "", "SQ002 SQ001 SQ003", "4", "5", "=1+1 ជំរាបសួរ", "uuid:1", "uuid:1", "2", "", "1"],
        ["2026-11-02T03:05:05.123Z", "", "", "SQ002 other", "River law", "SQ001 SQ002 SQ003", "2", "", "", "uuid:2", "uuid:2", "2", "", "1"],
    ]  # fmt: skip
    plain = write(folder / "odk.csv", rows)
    with zipfile.ZipFile(folder / "odk.zip", "w") as archive:
        archive.write(plain, "wishes.csv")
        archive.writestr("media/photo.jpg", b"\xff\xd8")
    return folder / "odk.zip"


def survey_monkey(folder: Path) -> Path:
    own = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
           "Last Name", "Custom Data 1"]  # fmt: skip
    return write(folder / "sm.csv", [
        [*own, "Which topics?", "", "", "", "Put these in order", "", "", "How useful is it?", "", "Why?"],
        [""] * 9 + [STORIES, HARVESTING, GEDSI, "Other (please specify)", STORIES, HARVESTING, GEDSI, "The session",
                    "The newsletter", "Open-Ended Response"],
        ["111", "9", "11/13/2026 10:00:00", "11/13/2026 10:05:00", "1.1.1.1", "", "", "", "", STORIES, "", GEDSI, "", "2", "1", "3", "4", "5", "=1+1 ជំរាបសួរ"],
        ["112", "9", "11/14/2026 10:00:00", "11/14/2026 10:05:00", "1.1.1.1", "", "", "", "", "", HARVESTING, "", "River law", "1", "2", "3", "2", "", ""],
        ["113", "9", "11/15/2026 10:00:00", "11/15/2026 10:05:00", "1.1.1.1", "", "", "", "", STORIES, *[""] * 9],
    ])  # fmt: skip


def alchemer(folder: Path) -> Path:
    own = ["Response ID", "Time Started", "Date Submitted", "Status", "Contact ID", "Language", "Referer", "SessionID",
           "User Agent", "Longitude", "Latitude", "Country", "City", "State/Region", "Postal"]  # fmt: skip
    rest = ["", "English", "", "s", "ua", "", "", "Cambodia", "PP", "", ""]
    return write(folder / "alchemer.csv", [
        [*own, f"{STORIES}:Which topics?", f"{HARVESTING}:Which topics?", f"{GEDSI}:Which topics?",
         "Other - Write In:Which topics?", f"{STORIES}:Put these in order", f"{HARVESTING}:Put these in order",
         f"{GEDSI}:Put these in order", "The session:How useful is it?", "The newsletter:How useful is it?", "Why?"],
        ["1", "Apr 24, 2026 3:02:11 PM", "Apr 24, 2026 3:05:11 PM", "Complete", *rest, STORIES, "", GEDSI, "", "2", "1", "3", "4", "5", "=1+1 ជំរាបសួរ"],
        ["2", "Apr 25, 2026 3:02:11 PM", "Apr 25, 2026 3:05:11 PM", "Complete", *rest, "", HARVESTING, "", "River law", "1", "2", "3", "2", "", ""],
        ["3", "Apr 26, 2026 3:02:11 PM", "", "Partial", *rest, STORIES, *[""] * 9],
    ])  # fmt: skip


def typeform(folder: Path) -> Path:
    return write(folder / "typeform.csv", [
        ["#", STORIES, HARVESTING, GEDSI, "Other", "Put these in order", "The session", "The newsletter", "Why?",
         "Response Type", "Start Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending"],
        ["t1", STORIES, "", GEDSI, "", f"{HARVESTING}, {STORIES}, {GEDSI}", "4", "5", "=1+1 ជំរាបសួរ", "completed", "2026-11-01 03:00:00", "2026-11-01 03:05:00", "n1", "", ""],
        ["t2", "", HARVESTING, "", "River law", f"{STORIES}, {HARVESTING}, {GEDSI}", "2", "", "", "completed", "2026-11-02 03:00:00", "2026-11-02 03:05:00", "n1", "", ""],
        ["t3", STORIES, "", "", "", "", "", "", "", "started", "2026-11-03 03:00:00", "", "n2", "", ""],
    ])  # fmt: skip


def qualtrics(folder: Path) -> Path:
    own = [("StartDate", "Start Date"), ("EndDate", "End Date"), ("Status", "Response Type"), ("IPAddress", "IP Address"),
           ("Progress", "Progress"), ("Finished", "Finished"), ("RecordedDate", "Recorded Date"),
           ("ResponseId", "Response ID"), ("RecipientLastName", "Nom"), ("RecipientFirstName", "Prénom"),
           ("RecipientEmail", "Courriel"), ("UserLanguage", "Langue")]  # fmt: skip
    asked = [("Q2", "Which topics? - Selected Choice"), ("Q2_4_TEXT", "Which topics? - Other - Text"),
             *[(f"Q3_{n}", f"Put these in order - {o}") for n, o in enumerate((STORIES, HARVESTING, GEDSI), 1)],
             ("Q4_1", "How useful\nis it? - The session"), ("Q4_2", "How useful\nis it? - The newsletter"), ("Q6", "Why?")]  # fmt: skip
    columns = own + asked
    ids = [
        json.dumps({"ImportId": code, **({"timeZone": "America/Denver"} if "Date" in code else {})})
        for code, _ in columns
    ]
    person = ["", "", "", "EN"]

    def times(day: int) -> list[str]:
        return [f"2026-11-0{day} 09:00:00", f"2026-11-0{day} 09:05:00"]

    return write(folder / "qualtrics.csv", [
        [code for code, _ in columns],
        [text for _, text in columns],
        ids,
        [*times(1), "IP Address", "1.1.1.1", "100", "True", "2026-11-01 09:05:01", "R_1", *person, f"{STORIES},{GEDSI}", "", "2", "1", "3", "4", "5", "=1+1 ជំរាបសួរ"],
        [*times(2), "IP Address", "1.1.1.1", "100", "True", "2026-11-02 09:05:01", "R_2", *person, f"{HARVESTING},Other", "River law", "1", "2", "3", "2", "", ""],
        [*times(3), "IP Address", "1.1.1.1", "20", "False", "2026-11-03 09:05:01", "R_3", *person, STORIES, *[""] * 7],
    ])  # fmt: skip


def formbricks(folder: Path) -> Path:
    return write(folder / "formbricks.csv", [
        ["No.", "Response ID", "Timestamp", "Finished", "Survey ID", "User ID", "Notes", "Tags", "1. Which topics?",
         "1. Which topics? - Option ID", "2. Put these in order", "2. Put these in order - Option ID",
         "3. How useful is it? - The session", "3. How useful is it? - The newsletter", "4. Why?", "plan"],
        ["1", "r1", "2026-11-01 03:05:00", "Yes", "s1", "", "", "", f"{STORIES}; {GEDSI}", "o1, o3", f"{HARVESTING}; {STORIES}; {GEDSI}", "o2, o1, o3", "4", "5", "'=1+1 ជំរាបសួរ", ""],
        ["2", "r2", "2026-11-02 03:05:00", "Yes", "s1", "", "", "", f"{HARVESTING}; River law", "o2, other", f"{STORIES}; {HARVESTING}; {GEDSI}", "", "2", "", "", ""],
        ["3", "r3", "2026-11-03 03:05:00", "No", "s1", "", "", "", STORIES, "o1", "", "", "", "", "", ""],
    ])  # fmt: skip


def generic(folder: Path) -> Path:
    return write(folder / "generic.csv", [
        ["Which topics?", "Put these in order [1]", "Put these in order [2]", "Put these in order [3]", "Q4_SQ001", "The newsletter", "Why?"],
        [f"{STORIES}; {GEDSI}", HARVESTING, STORIES, GEDSI, "4", "5", "=1+1 ជំរាបសួរ"],
        [f"{HARVESTING}; River law", STORIES, HARVESTING, GEDSI, "2.0", "", ""],
    ], "\t")  # fmt: skip


def two_headers(folder: Path) -> Path:
    return write(folder / "two.csv", [
        ["Date", "Which topics?", "", "", "", "Put these in order", "", "", "How useful is it?", "", "Why?"],
        ["", STORIES, HARVESTING, GEDSI, "Other:", STORIES, HARVESTING, GEDSI, "The session", "The newsletter", ""],
        ["2026-11-01", "x", "", "x", "", "2", "1", "3", "4", "5", "=1+1 ជំរាបសួរ"],
        ["2026-11-02", "", "x", "", "River law", "1", "2", "3", "2", "", ""],
    ])  # fmt: skip


# Tool, file, and how many who broke off are in it.
FILES: dict[str, tuple[str, Callable[[Path], Path], int]] = {
    "Google Forms' own CSV": ("google-forms", google_own, 0),
    "a Google Sheet": ("google-forms", google_sheet, 0),
    "Microsoft Forms": ("microsoft-forms", microsoft, 0),
    "LimeSurvey, codes": ("limesurvey", lime_codes, 1),
    "LimeSurvey, texts": ("limesurvey", lime_texts, 1),
    "LimeSurvey, both": ("limesurvey", lime_both, 1),
    "KoboToolbox, names": ("kobo", kobo_names, 0),
    "KoboToolbox, labels": ("kobo", kobo_labels, 0),
    "ODK Central": ("odk", odk, 0),
    "SurveyMonkey": ("surveymonkey", survey_monkey, 1),
    "Alchemer": ("alchemer", alchemer, 1),
    "Typeform": ("typeform", typeform, 1),
    "Qualtrics": ("qualtrics", qualtrics, 1),
    "Formbricks": ("formbricks", formbricks, 1),
    "a plain table": ("generic", generic, 0),
    "two header rows": ("generic", two_headers, 0),
}

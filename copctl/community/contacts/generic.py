"""Any table of people: columns are told by what lists call them, in the languages of the region too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.community.contacts import rows
from copctl.community.contacts.shape import Column, Contacts, Opening, heading_of, mapped
from copctl.community.profile import COLUMNS
from copctl.errors import Refused

TOOL = "generic"
_MARKS = re.compile(r"[\s_\-./:*?()]+")


def _plain(heading: str) -> str:
    """A heading as it is compared: signs do not count."""
    return _MARKS.sub(" ", names.key(heading)).strip()


_HEADINGS = {
    "name": "full name, member name, participant name, contact name, display name, your name, complete name, "
            "nom complet, nom et prénom, nombre completo, nama, nama lengkap, họ và tên, họ tên, tên, "
            "họ tên đầy đủ, tên đầy đủ, ชื่อ, ชื่อเต็ม, ชื่อ สกุล, "
            "ชื่อ นามสกุล, ชื่อและนามสกุล, ឈ្មោះ, ឈ្មោះពេញ, គោត្តនាម និងនាម, "
            "នាមត្រកូល និងនាមខ្លួន, ຊື່, ຊື່ເຕັມ, ຊື່ ນາມສະກຸນ, ຊື່ ແລະ ນາມສະກຸນ, ຊື່ແລະນາມສະກຸນ, အမည်, နာမည်, အမည်အပြည့်အစုံ",
    "first_name": "first, given name, forename, fname, firstname, prénom, nombre, nombres, "
                  "nama depan, vorname, ชื่อจริง, tên gọi",
    "middle_name": "middle, additional name, middlename",
    "last_name": "last, family name, surname, lname, lastname, nom de famille, nom, apellido, apellidos, "
                 "nama belakang, nachname, họ, นามสกุล, ນາມສະກຸນ, នាមត្រកូល, គោត្តនាម",
    "email": "e mail, email address, e mail address, mail, email id, work email, your email, contact email, "
             "primary email, e mail 1, email 1, email adress, courriel, adresse email, adresse e mail, "
             "correo electrónico, correo, alamat email, địa chỉ email, thư điện tử, địa chỉ thư điện tử, "
             "hộp thư, hộp thư điện tử, อีเมล, อีเมล์, ที่อยู่อีเมล, ไปรษณีย์อิเล็กทรอนิกส์, អ៊ីមែល, អ៊ីម៉ែល, អុីមែល, "
             "អាសយដ្ឋានអ៊ីមែល, ອີເມວ, ອີເມວລ໌, ອີເມລ, ທີ່ຢູ່ອີເມວ, အီးမေးလ်, အီးမေးလ်လိပ်စာ, အီးမေး",
    "other_emails": "other email, other emails, secondary email, alternative email, personal email, "
                    "e mail 2, email 2, e mail 2 address, e mail 3, email 3, e mail 3 address, "
                    "other addresses",
    "organisation": "organization, company, employer, institution, affiliation, agency, organisation name, "
                    "organization name, company name, institution name, ngo, organisme, organización, "
                    "organisasi, tổ chức, cơ quan, đơn vị, đơn vị công tác, nơi làm việc, công ty, "
                    "องค์กร, หน่วยงาน, บริษัท, สังกัด, អង្គភាព, អង្គការ, ស្ថាប័ន, ក្រុមហ៊ុន, ອົງກອນ, ອົງການ, ໜ່ວຍງານ, ບໍລິສັດ, "
                    "အဖွဲ့အစည်း, ကုမ္ပဏီ",
    "country": "country region, country of residence, country code, business country region, pays, país, "
               "negara, quốc gia, nước, đất nước, ประเทศ, ប្រទេស, ປະເທດ, နိုင်ငံ",
    "role": "job title, position, job, title, designation, occupation, function, role at work, poste, "
            "fonction, cargo, jabatan, chức vụ, chức danh, ตำแหน่ง, តួនាទី, មុខតំណែង, ຕໍາແໜ່ງ, ရာထူး",
    "timezone": "time zone, tz",
    "languages": "language, languages spoken, working languages, preferred language, langue, langues, "
                 "idioma, idiomas, bahasa, ngôn ngữ, ภาษา, ភាសា, ພາສາ, ဘာသာစကား",
    "status": "member status, membership status",
    "joined_on": "joined, date joined, join date, member since, joining date",
    "hours_per_quarter": "hours a quarter, hours per quarter",
    "bio": "biography, about, about me, about you, short bio",
}  # fmt: skip
_FIELD_OF = {
    text: field
    for field, listed in _HEADINGS.items()
    for text in (*listed.split(", "), field.replace("_", " "))
} | {column.replace("_", " "): column for column in COLUMNS}
_KEYS = {_plain(text): field for text, field in _FIELD_OF.items()}


def rule_of(opening: Opening) -> str:
    """Whatever has a header is a table."""
    return (
        "" if opening.is_json or opening.is_cards else "no tool's marks in the header: read as a plain table"
    )


def contacts_of(opening: Opening, rule: str) -> Contacts:
    """One row a person; Refused for a table in which no column is a name or an address."""
    columns = mapped(columns_of(opening.table.header), opening.said)
    refuse_nameless(opening, columns)
    unknown = [column.heading for column in columns if not column.field]
    return Contacts(
        TOOL,
        rule,
        rows.entries(opening, columns, rows.as_it_is),
        columns,
        unknown,
        is_given_first=rows.is_given_first(opening, columns),
    )


def refuse_nameless(opening: Opening, columns: Sequence[Column]) -> None:
    """Raise Refused for a table that says of nobody who they are."""
    if not {"name", "email", "first_name", "last_name"} & {column.field for column in columns}:
        raise Refused(
            f"{opening.path} has no column that copctl knows as a name or an email.",
            hint=f"its first row must name columns such as {', '.join(COLUMNS[:4])}; "
            "--map 'COLUMN=name' says which one it is",
        )


def field_of(heading: str) -> str:
    """The field that a heading means, or nothing."""
    return _KEYS.get(_plain(heading), "")


def columns_of(header: Sequence[str]) -> list[Column]:
    """The columns by their headings; a field is taken from the first column that is called so."""
    columns = [Column(n, heading_of(text), field_of(text)) for n, text in enumerate(header)]
    return _once(_with_surname(columns))


def _with_surname(columns: list[Column]) -> list[Column]:
    """Beside a first name alone, `Name` or `Nom` is the family's; beside a surname alone it is the first."""
    missing = {"first_name", "last_name"} - {column.field for column in columns}
    if len(missing) != 1:
        return columns
    (part,) = missing
    return [replace(c, field=part) if c.field == "name" else c for c in columns]


def _once(columns: list[Column]) -> list[Column]:
    """Of two columns for one field the first counts, a job title before a title (which may be Ms)."""
    best: dict[str, Column] = {}
    for column in columns:
        held = best.get(column.field)
        if held is None or (column.field == "role" and names.key(held.heading) == "title"):
            best[column.field] = column
    main = best.get("email")
    return [
        replace(c, field="other_emails")
        if c.field == "email" and c is not main
        else c
        if not c.field or c is best[c.field] or c.field == "other_emails"
        else replace(c, field="")
        for c in columns
    ]

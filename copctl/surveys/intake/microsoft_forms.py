"""Microsoft Forms: one workbook, five columns of its own first, choices joined by `;`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copctl import names
from copctl.surveys.intake.identity import looks_like_email
from copctl.surveys.intake.multiselect import SEMICOLON
from copctl.surveys.intake.shape import Export, Role, cells, headings, keys_of, plain_columns
from copctl.surveys.intake.timestamps import is_moment
from copctl.tables import Row

TOOL = "microsoft-forms"
# The first five headers in the languages met so far; the first is ID in nearly all.
_STARTS = keys_of((
    "Start time", "開始時刻", "Heure de début", "Hora de inicio", "Hora de início", "Startzeit",
    "Ora di inizio",
    "Thời gian bắt đầu", "เวลาเริ่มต้น", "Waktu mulai", "开始时间", "開始時間", "시작 시간", "Время начала",
    "Begintijd", "Godzina rozpoczęcia",
))  # fmt: skip
_MAILS = keys_of((
    "Email", "メール", "E-mail", "Adresse de messagerie", "Correo electrónico", "E-Mail", "Posta elettronica",
    "อีเมล", "电子邮件", "電子郵件", "전자 메일", "Электронная почта", "Email address",
))  # fmt: skip
_AFTER = keys_of((
    "Last modified time", "Language", "Total points", "Quiz feedback", "Grade posted time", "最終変更時刻",
    "Heure de la dernière modification", "Hora de la última modificación",
))  # fmt: skip
_ANONYMOUS = keys_of(("anonymous", "anonyme", "anónimo", "匿名", "anonym", "ไม่ระบุตัวตน", "ẩn danh"))
_ENOUGH, _OWN = 200, 5
_POINTS = re.compile(r"(?:points|feedback)\s*[-–]\s*(.+)", re.IGNORECASE)


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """The first five columns are a number, two times, an address and a name, in this order."""
    keys = [names.key(header) for header in headers[:_OWN]]
    if len(keys) < _OWN or keys[0] not in ("id", "编号", "識別碼"):
        return ""
    if keys[1] in _STARTS and keys[3] in _MAILS:
        return "the first five columns are ID, start, completion, address and name"
    head = rows[:_ENOUGH]
    times = cells(head, 1) + cells(head, 2)
    people = cells(head, 3)
    known = all(is_person(text) for text in people)
    if head and times and people and known and all(map(is_moment, times)):
        return "the first five columns hold a number, two times, addresses and names, as Microsoft Forms does"
    return ""


def is_person(text: str) -> bool:
    """Whether a cell is an address or says in some language that there is none."""
    return looks_like_email(text) or names.key(text) in _ANONYMOUS


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """Completion counts as the time; what a quiz adds is the tool's own."""
    roles = {0: Role.KEY, 1: Role.BEGUN, 2: Role.TIMESTAMP, 3: Role.EMAIL, 4: Role.NAME}
    asked = keys_of(headers[_OWN:])
    for position, header in enumerate(headings(headers)):
        points = _POINTS.fullmatch(header)
        own = names.key(header) in _AFTER or (points and names.key(points[1]) in asked)
        if position >= _OWN and own:
            roles[position] = Role.IGNORED
    return Export(TOOL, rule, tuple(plain_columns(headers, roles)), (SEMICOLON,))

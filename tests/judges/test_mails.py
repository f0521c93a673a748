"""Mails before a spam filter and a strict parser; the PDF before qpdf."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest

from tests.judges.conftest import Judged
from tests.judges.judged import with_ending
from tests.judges.tools import program, said

pytestmark = pytest.mark.judges

MAILS = with_ending(".eml")
MOST_POINTS = 0.5
STRICT = policy.default.clone(raise_on_defect=True)
POINTS = re.compile(r"Content analysis details:\s+\((-?[\d.]+) points")


@pytest.mark.parametrize("name", MAILS)
def test_spamassassin_finds_next_to_nothing(judged: Judged, name: str) -> None:
    spamassassin = program("spamassassin", "spamassassin")

    _, report = said(spamassassin, "-t", "-L", stdin=judged(name).read_bytes())

    points = POINTS.search(report)
    assert points is not None, report[-2000:]
    assert float(points[1]) <= MOST_POINTS, report[points.start() :]


@pytest.mark.parametrize("name", MAILS)
def test_the_strict_mail_policy_finds_no_defect(judged: Judged, name: str) -> None:
    content = judged(name).read_bytes()

    mail = message_from_bytes(content, policy=STRICT)

    defects = [defect for part in mail.walk() for defect in part.defects]
    # Headers are read when they are asked for, and so are their defects.
    defects += [defect for part in mail.walk() for _, value in part.items() for defect in value.defects]
    assert defects == []
    assert mail.get_body(("plain",)) is not None
    assert mail.get_body(("html",)) is not None
    for part in mail.walk():
        if not part.is_multipart():
            part.get_content()
    assert max(map(len, content.split(b"\r\n"))) <= 998  # RFC 5322, section 2.1.1


@pytest.mark.parametrize("name", with_ending(".pdf"))
def test_qpdf_finds_no_error(judged: Judged, name: str) -> None:
    qpdf = program("qpdf", "qpdf")

    exit_code, report = said(qpdf, "--check", judged(name))

    assert exit_code == 0, report

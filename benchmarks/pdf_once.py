"""An issue as a PDF in a cold process: `ours FOLDER` from its draft, `alone FOLDER` the compiler only.

`make FOLDER` writes a community's settings and an invented draft in five scripts, and what the compiler is
given: the shipped template, and the same values in a file beside it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

SECTIONS = ("Next session", "Recent events", "Topics members asked for", "Projects", "Resources and research",
            "Stories of change", "New members")  # fmt: skip
WORDS = (
    "She kept a notebook of **every visit** and read it aloud at the end of the month, [as here](https://a.example/b).",
    "ប្រជាពលរដ្ឋបានចាប់ផ្តើមកត់ត្រាគុណភាពទឹកជារៀងរាល់សប្តាហ៍ ហើយបានប្រើប្រាស់កំណត់ត្រានោះ *ដើម្បីពិភាក្សា*។",
    "ປະຊາຊົນໄດ້ເລີ່ມບັນທຶກຄຸນນະພາບນ້ຳທຸກໆອາທິດ ແລະໄດ້ນຳໃຊ້ບັນທຶກນັ້ນເພື່ອປຶກສາຫາລືກັບເຈົ້າໜ້າທີ່ທ້ອງຖິ່ນ",
    "ชาวบ้านเริ่มบันทึกคุณภาพน้ำทุกสัปดาห์และใช้บันทึกนั้นในการหารือกับเจ้าหน้าที่ท้องถิ่น",
    "Người dân bắt đầu ghi chép chất lượng nước hằng tuần và dùng những ghi chép đó để thảo luận.",
)
FRONT = "---\ntitle: October to December 2026\nquarter: 2026Q4\ngreeting: Dear members, welcome.\n---\n"


def make(folder: str) -> None:
    """Settings, a draft of 35 stories, and the same issue as the compiler's own input."""
    from copctl.resources import shipped

    place = Path(folder)
    place.mkdir()
    (place / "community.toml").write_text('name = "Benchmark"\ntimezone = "Asia/Bangkok"\n', encoding="utf-8")
    blocks = [FRONT]
    for section in SECTIONS:
        blocks.append(f"## {section}")
        for n in range(5):
            story = [
                f"### Story {n}: {WORDS[n][:40].replace('*', '')}",
                "*By Ana Lim, Partner*",
                3 * f"{WORDS[n]} ",
            ]
            blocks += [
                *story,
                f"- {WORDS[(n + 1) % 5]}\n- {WORDS[(n + 2) % 5]}",
                "[Read it](https://a.example/c)",
            ]
    (place / "issue.md").write_text("\n\n".join(blocks), encoding="utf-8")
    (place / "issue.json").write_text(json.dumps(_given(place), ensure_ascii=False), encoding="utf-8")
    template = (shipped("templates") / "newsletter/issue.typ").read_text(encoding="utf-8")
    prepared = template.replace("json(bytes(sys.inputs.issue))", 'json("issue.json")')
    assert prepared != template
    (place / "issue.typ").write_text(prepared, encoding="utf-8")


def _issue(place: Path) -> Any:
    from copctl.newsletter import draft_file
    from copctl.newsletter.page import Issue
    from copctl.settings import load
    from copctl.when import parse_quarter

    draft = draft_file.read((place / "issue.md").read_text(encoding="utf-8"))
    return Issue(load(place, {}), parse_quarter(draft.front.quarter), draft)


def _given(place: Path) -> dict[str, Any]:
    from copctl.newsletter import page, pdf

    return pdf.given(place, page.values(_issue(place), page.Reader()))


def ours(folder: str) -> None:
    """Read settings and draft, typeset, write."""
    from copctl.newsletter.on_paper import on_paper
    from copctl.newsletter.page import Reader

    place = Path(folder)
    made, left = on_paper(_issue(place), Reader())
    assert not left, left
    (place / "ours.pdf").write_bytes(made)


def alone(folder: str, fonts: str) -> None:
    """The compiler on the prepared file, and nothing else."""
    import typst

    typst.compile(
        f"{folder}/issue.typ",
        output=f"{folder}/alone.pdf",
        font_paths=[fonts],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


if __name__ == "__main__":
    {"make": make, "ours": ours, "alone": alone}[sys.argv[1]](*sys.argv[2:])

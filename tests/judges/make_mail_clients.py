"""Make `data/mail_clients.json` from the facts of caniemail that `.ci/judges` installed.

    python tests/judges/make_mail_clients.py

Who knows a feature is caniemail's finding; which features matter, what they cost a reader and what to do
instead is ours, in `features.toml`.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
TARGET = REPOSITORY / "data" / "mail_clients.json"
# Families stand together, as the program wants them. Mail for Windows 10 is left out: it ended on 31 December 2024.
CLIENTS = {
    "gmail.desktop-webmail": "Gmail in a browser",
    "gmail.ios": "Gmail on iPhone",
    "gmail.android": "Gmail on Android",
    "gmail.mobile-webmail": "Gmail in a phone's browser",
    "outlook.windows": "classic Outlook on Windows",
    "outlook.macos": "Outlook on Mac",
    "outlook.outlook-com": "Outlook.com",
    "outlook.ios": "Outlook on iPhone",
    "outlook.android": "Outlook on Android",
    "apple-mail.macos": "Apple Mail on Mac",
    "apple-mail.ios": "Apple Mail on iPhone",
}
FAMILIES = ("gmail", "outlook", "apple-mail")


def latest(stats: dict[str, dict[str, dict[str, str]]]) -> dict[str, str]:
    """What each client of the three families makes of a feature: `y`, `n`, `a` (partly) or `u` (unknown).

    The version that is listed last is the newest; their names do not sort (`16.80` is newer than `2019-10`).
    """
    return {
        f"{family}.{client}": list(versions.values())[-1][0]
        for family in FAMILIES
        for client, versions in stats.get(family, {}).items()
        if versions
    }


def facts(raw: dict[str, Any], version: str) -> dict[str, Any]:
    """The content of the data file."""
    known = {feature["slug"]: feature for feature in raw["data"]}
    chosen = tomllib.loads((HERE / "features.toml").read_text(encoding="utf-8"))
    return {
        "about": "Which features of HTML and CSS mail clients drop; made by tests/judges/make_mail_clients.py.",
        "date": raw["last_update_date"][:10],
        "source": f"https://www.caniemail.com (npm caniemail {version})",
        "licence": "MIT, copyright 2019 HTeuMeuLeu",
        "clients": CLIENTS,
        "features": [_feature(known[slug], ours) for slug, ours in chosen.items()],
    }


def _feature(found: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    support = latest(found["stats"])
    drops = [client for client in CLIENTS if support.get(client) == "n"]
    assert drops, f"{found['slug']}: no client drops it any more, take it out of features.toml"
    return {
        "feature": ours.get("called") or found["title"].strip(),
        "loss": ours["loss"],
        "triggers": ours["triggers"],
        "drops": drops,
        "partly": [client for client in CLIENTS if support.get(client) == "a"],
        "note": ours["note"],
    }


def written(content: dict[str, Any]) -> str:
    """The file's text: one feature a line, so that a change can be read."""
    head = json.dumps({k: v for k, v in content.items() if k != "features"}, indent=1, ensure_ascii=False)
    lines = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in content["features"])
    return head.removesuffix("\n}") + f',\n "features": [\n{lines}\n ]\n}}\n'


def from_package(package: Path) -> str:
    """The file's text as the installed package has it."""
    raw = json.loads((package / "data" / "caniemail.json").read_text(encoding="utf-8"))
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    return written(facts(raw, version))


if __name__ == "__main__":
    TARGET.write_text(
        from_package(REPOSITORY / ".venv" / "judges" / "node_modules" / "caniemail"), encoding="utf-8"
    )
    print(f"{TARGET.relative_to(REPOSITORY)}: {TARGET.stat().st_size / 1000:.0f} KB")

"""Making a community's folder, with a `community.toml` that says what could stand in it."""

from __future__ import annotations

import json
from pathlib import Path

from copctl.errors import Refused, StoreError
from copctl.files import make_folder, write_text
from copctl.settings.kinds import FILE, FOLDERS, Moderator


def _quoted(text: str) -> str:
    # TOML's basic strings take JSON's escapes, but want DEL escaped too (TOML 1.0, Strings).
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def make_folder_for(folder: Path, *, name: str, timezone: str, cadence: str, moderator: Moderator) -> None:
    """Make a community's folder with its settings; Refused when there is one already."""
    if (folder / FILE).exists():
        raise Refused(
            f"{folder} already is a community.", hint=f"cd {folder} and type copctl, or name another folder"
        )
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file, not a folder.", hint="name another folder")
    make_folder(folder)
    for sub in FOLDERS:
        make_folder(folder / sub)
    write_text(
        folder / FILE,
        f"""# Settings of this community. No secrets belong here: passwords live in the system keyring.
name = {_quoted(name)}
timezone = {_quoted(timezone)}
language = "en"
cadence = {_quoted(cadence)}
# url = "https://..."            # the community's own site, when it has one
# database_url = "postgresql+psycopg://..."   # where the store is, when not in community.db here

[moderator]
name = {_quoted(moderator.name)}
email = {_quoted(moderator.email)}

[look]
accent = "#0b6e6e"
footer = ""
# newsletter = "magazine"         # or letter, or light: no pictures, for thin lines
# logo = "logo.png"               # a picture in this folder
# pictures_url = "https://..."    # where pictures of an issue are, when they should not travel in the mail

# [speakers]                     # how much each part counts in `copctl speakers suggest`
# text = 0.35                    # how well their words fit: talks, resources, projects, profile
# level = 0.35                   # their level in the topic, and who vouches for it
# recency = 0.10                 # how new the evidence is
# willingness = 0.10             # whether they agreed to speak
# availability = 0.25            # whether they are free, and awake, at that time
# load = 0.10                    # whether they were left in peace for a year
# fairness = 0.10                # whether it would be their first time
# language = 0.05                # whether they speak the session's language

# [tally]
# min_group = 5                  # the smallest group that `copctl survey tally --by` may show

# [portal]
# idle_days = 14                 # so long does a browser stay signed in that nobody uses
# longest_days = 90              # and so long at most
# proxies = ["127.0.0.1"]        # servers in front of the portal whose word on who asks is believed
""",
    )

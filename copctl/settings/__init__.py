"""The community's folder and its settings (`community.toml`), found as git finds a repository."""

from copctl.settings.kinds import (
    FILE,
    FOLDERS,
    SECURITIES,
    Dkim,
    Look,
    MailboxServer,
    MailServer,
    Moderator,
    Portal,
    Settings,
    SpeakerWeights,
    TallyRules,
)
from copctl.settings.reading import find_folder, load
from copctl.settings.writing import make_folder_for

__all__ = [
    "FILE",
    "FOLDERS",
    "SECURITIES",
    "Dkim",
    "Look",
    "MailServer",
    "MailboxServer",
    "Moderator",
    "Portal",
    "Settings",
    "SpeakerWeights",
    "TallyRules",
    "find_folder",
    "load",
    "make_folder_for",
]

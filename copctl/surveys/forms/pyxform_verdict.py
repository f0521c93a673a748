"""What pyxform, the converter behind KoboToolbox and ODK, says of a survey; only where it is installed."""

from __future__ import annotations

from importlib.util import find_spec

from copctl.surveys.forms import xlsform_xlsx
from copctl.surveys.questionnaire import Definition

# What pyxform raises where it did not foresee a form: that it cannot read one is a verdict too.
_STUMBLES = (AttributeError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


def of(definition: Definition, name: str) -> list[str] | None:
    """Its sentences, none where it is content; None where it is not installed."""
    if find_spec("pyxform") is None:
        return None
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    try:
        convert(xlsform_xlsx.write(definition, name), warnings=warnings, file_type=".xlsx")
    except PyXFormError as refusal:
        return [f"pyxform refuses it: {' '.join(str(refusal).split())}"]
    except _STUMBLES as stumble:
        return [f"pyxform stumbles over it: {type(stumble).__name__}: {' '.join(str(stumble).split())}"]
    return [f"pyxform: {' '.join(warning.split())}" for warning in warnings]

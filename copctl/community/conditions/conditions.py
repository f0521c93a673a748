"""A condition as SQL about `member m`. Pure.

The SQL is the same on every database, with `:w0`, `:w1` as parameters. Each part is true or false and
never unknown, so that `!=` and `not` are the plain opposite: `country!=KH` finds those whose country
nobody knows, too.
"""

from __future__ import annotations

from copctl import names
from copctl.community.conditions.condition_fields import ALSO, FIELDS
from copctl.community.conditions.condition_sql import Compiled, plain
from copctl.community.conditions.where import Among, And, Comparison, Condition, Not, Or


def compiled(condition: Condition, text: str) -> Compiled:
    """A condition as SQL; WrongUsage points into `text` at a field or value that will not do."""
    made = Compiled(text)
    made.sql = _said(made, condition)
    return made


def _said(made: Compiled, node: Condition) -> str:
    if isinstance(node, Not):
        return f"NOT ({_said(made, node.part)})"
    if isinstance(node, And | Or):
        word = " AND " if isinstance(node, And) else " OR "
        return f"({word.join(_said(made, part) for part in node.parts)})"
    if isinstance(node, Among):
        each = (Comparison(node.field, "=", value, node.at) for value in node.values)
        return f"({' OR '.join(_compared(made, one) for one in each)})"
    return _compared(made, node)


def _compared(made: Compiled, one: Comparison) -> str:
    name = plain(one.field)
    field = FIELDS.get(ALSO.get(name, name))
    if field is None:
        hint = names.did_you_mean(name, FIELDS, f"the fields are {', '.join(FIELDS)}")
        made.refuse(one.at, f"There is no field {one.field!r}.", hint)
    if one.operator != "=" and one.operator not in field.operators:
        allowed = " ".join(["=", *sorted(field.operators)])
        message = f"{one.field} cannot be asked with {one.operator}."
        made.refuse(one.operator_at, message, f"it takes {allowed} and in")
    if one.operator == "!=":
        return f"NOT ({field.write(made, '=', one.value)})"
    return field.write(made, one.operator, one.value)

"""Words with places for values, `Dear %(name)s,`: which places there are, and filling them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_PLACE = re.compile(r"%(?:\((\w+)\)s|%)")


def places(text: str) -> set[str]:
    """The names that stand in a text as `%(name)s`."""
    return {name for name in _PLACE.findall(text) if name}


def filled(text: str, values: Mapping[str, Any], put: Callable[[Any], str] = str) -> str:
    """The text with its values, each made into text by `put`; without values it stays as it is.

    `%%` is a `%` beside values, as translators' tools write it; any other `%` is itself. KeyError names a
    place that has no value.
    """
    if not values:
        return text
    return _PLACE.sub(lambda place: put(values[place[1]]) if place[1] else "%", text)

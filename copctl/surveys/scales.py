"""The steps of a `range` question, out of its parameters (`start=1 end=5 step=1`).

Pure. XLSForm takes 1, 10 and 1 for what is not said (https://xlsform.org, Range).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

_PART = re.compile(r"([A-Za-z_]+)\s*=\s*([^\s;,]+)")
_MOST_STEPS = 101


@dataclass(frozen=True)
class Scale:
    """Where a scale begins and ends, by which step it goes; what is wrong with its parameters."""

    start: Fraction = Fraction(1)
    end: Fraction = Fraction(10)
    step: Fraction = Fraction(1)
    bounded: bool = False
    faults: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, parameters: str) -> Scale:
        """The scale that a question's parameters describe."""
        said = {key.lower(): value for key, value in _PART.findall(parameters)}
        numbers: dict[str, Fraction] = {}
        faults = []
        for key in ("start", "end", "step"):
            if key in said:
                try:
                    numbers[key] = Fraction(said[key])
                except (ValueError, ZeroDivisionError):
                    faults.append(f"the parameter {key}={said[key]} is no number")
        start, end, step = (
            numbers.get(k, d) for k, d in (("start", cls.start), ("end", cls.end), ("step", cls.step))
        )
        scale = cls(start, end, step)
        if not faults and (scale.step <= 0 or scale.end <= scale.start):
            faults.append("the range has no steps: end must be above start, and step above 0")
        elif not faults and (scale.end - scale.start) % scale.step:
            faults.append("its steps do not meet its end")
        elif not faults and len(scale.steps) > _MOST_STEPS:
            faults.append(f"the range has more than {_MOST_STEPS} steps")
        return cls(start, end, step, bounded="start" in said and "end" in said, faults=tuple(faults))

    @property
    def steps(self) -> list[str]:
        """Every step as it is written: `1`, `1.5`; the first so many of an endless one."""
        if self.step <= 0 or self.end < self.start:
            return []
        count = min(int((self.end - self.start) / self.step), _MOST_STEPS) + 1
        return [f"{float(self.start + place * self.step):g}" for place in range(count)]

    def holds(self, number: float) -> bool:
        """Whether a number is one of the steps."""
        return f"{number:g}" in self.steps

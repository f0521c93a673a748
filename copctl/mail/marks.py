"""Marks in a letter for many, which stand for the words of each reader."""

from __future__ import annotations


def free_mark(said: str, begins: str) -> str:
    """A mark that nobody wrote into what is said: `%NAME%` for the beginning `%NAME`, else `%NAME1%`."""
    marks = (f"{begins}%", *(f"{begins}{number}%" for number in range(1, len(said))))
    return next(mark for mark in marks if mark not in said)

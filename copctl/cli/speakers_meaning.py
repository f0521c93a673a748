"""Making passages ready to be compared by meaning: once, with progress, before suggestions are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from copctl.cli.desk import Desk

# People whose vectors are kept together: Ctrl-C loses no more than these.
_TOGETHER = 25


def prepare(desk: Desk, semantic: bool | None, texts: Callable[[], Sequence[str]]) -> None:
    """Make the vectors that queries need and that are not there yet; `texts` gives their words.

    `semantic` as in `relevance.Matcher`; Refused when it is wanted and the language model is missing.
    """
    if semantic is False:
        return
    from copctl.speakers.relevance import Matcher

    with Matcher(desk.settings.database, semantic=semantic) as matcher:
        if not matcher.semantic:
            return
        lacking = matcher.lacking(texts())
    from copctl.cli.progress import counting
    from copctl.speakers import vectors

    if semantic or lacking:
        vectors.encoder()
    if not lacking:
        return
    desk.hint(vectors.NOTE)
    with counting(desk, f"of {len(lacking):,} people compared by meaning") as done:
        for start in range(0, len(lacking), _TOGETHER):
            chunk = lacking[start : start + _TOGETHER]
            with desk.transaction() as db:
                vectors.make(db, chunk)
            done(start + len(chunk))

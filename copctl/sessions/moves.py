"""What a speaker can be asked and say next: the legal moves from each status."""

from __future__ import annotations

from enum import StrEnum

from copctl.errors import Refused
from copctl.store.schema.session import SpeakerStatus

_P, _K, _A, _D, _C, _W = (
    SpeakerStatus.PROPOSED,
    SpeakerStatus.ASKED,
    SpeakerStatus.ACCEPTED,
    SpeakerStatus.DECLINED,
    SpeakerStatus.CONFIRMED,
    SpeakerStatus.WITHDREW,
)


class Move(StrEnum):
    """What happens to somebody on a programme."""

    ASK = "ask"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    DECLINE = "decline"
    RELEASE = "release"


# From which status each move leads to which; None takes them off the programme.
_MOVES: dict[Move, dict[SpeakerStatus, SpeakerStatus | None]] = {
    Move.ASK: {_P: _K},
    # Who said no may think again; the moderator may have heard of a yes without having asked here.
    Move.ACCEPT: {_P: _A, _K: _A, _D: _A, _W: _A},
    Move.CONFIRM: {_A: _C},
    Move.DECLINE: {_P: _D, _K: _D, _A: _W, _C: _W},
    Move.RELEASE: {_P: None, _K: None, _A: None, _C: None},
}
_IS = {
    _P: "is proposed and was not asked yet",
    _K: "was asked and has not answered",
    _A: "has accepted",
    _D: "has declined",
    _C: "is confirmed",
    _W: "has withdrawn",
}


def following(move: Move, status: str, *, name: str, code: str, member: int) -> SpeakerStatus | None:
    """The status after a move, None for off the programme; Refused, with the way there, for no legal move."""
    now = SpeakerStatus(status)
    if now in _MOVES[move]:
        return _MOVES[move][now]
    raise Refused(f"{name} {_IS[now]} (session {code}).", hint=_way(move, now, f"{code} {member}"))


def _way(move: Move, now: SpeakerStatus, whom: str) -> str:
    """What to type instead."""
    if move is Move.CONFIRM and now in (_K, _D, _W):
        return f"copctl speakers accept {whom}"
    if move is Move.CONFIRM and now is _P:
        return f"copctl speakers ask {whom}"
    if move is Move.ACCEPT and now is _A:
        return f"copctl speakers confirm {whom}"
    if move is Move.ASK and now is _K:
        return f"copctl speakers accept {whom}, or decline"
    if move is Move.ASK and now in (_D, _W):
        return (
            f"nobody is asked twice for a session; if they changed their mind: copctl speakers accept {whom}"
        )
    return f"copctl session show {whom.split()[0]}"

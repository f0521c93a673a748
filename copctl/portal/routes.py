"""Every address of the portal, on one page: what answers there, and who is let in.

Whatever does not say `is_open` is for members alone, and so is a route that somebody adds.
"""

from __future__ import annotations

from dataclasses import dataclass

from copctl.portal import entrance, reading
from copctl.portal.guard import Answer


@dataclass(frozen=True)
class Door:
    """An address, what answers there, and who may: strangers too where it `is_open`.

    A form that changes something needs the token of a page of ours, unless its address holds a secret.
    """

    path: str
    answer: Answer
    method: str = "GET"
    is_open: bool = False
    needs_token: bool = True


DOORS = (
    Door("/sign-in", entrance.form, is_open=True),
    Door("/sign-in", entrance.ask, "POST", is_open=True),
    Door("/sign-in/code", entrance.waiting, is_open=True),
    Door("/sign-in/code", entrance.by_code, "POST", is_open=True),
    Door("/sign-in/link/{token}", entrance.link, is_open=True),
    Door("/sign-in/link/{token}", entrance.by_link, "POST", is_open=True, needs_token=False),
    Door("/sign-out", entrance.sign_out, "POST"),
    Door("/sign-out-everywhere", entrance.sign_out_everywhere, "POST"),
    Door("/members", reading.directory),
    Door("/members/{number:int}", reading.member),
)
NOWHERE = Door("/{rest:path}", reading.nothing)

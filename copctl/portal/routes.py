"""Every address of the portal, on one page: what answers there, and who is let in.

Whatever does not say `is_open` is for members alone, and so is a route that somebody adds.
"""

from __future__ import annotations

from dataclasses import dataclass

from copctl.portal import answering, doing, entrance, reading, stopping
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
    Door("/s/{code}", answering.form_by_code, is_open=True),
    Door("/s/{code}", answering.record_by_code, "POST", is_open=True, needs_token=False),
    Door("/u/{token}", stopping.form, is_open=True),
    Door("/u/{token}", stopping.stop, "POST", is_open=True, needs_token=False),
    Door("/", reading.home_page),
    Door("/about", reading.about_page),
    Door("/members", reading.directory),
    Door("/members/{number:int}", reading.member),
    Door("/sessions", reading.session_list),
    Door("/sessions/{code}", reading.session),
    Door("/sessions/{code}/invitation.ics", reading.calendar),
    Door("/sessions/{code}/rsvp", doing.rsvp, "POST"),
    Door("/topics", reading.topic_list),
    Door("/topics/{slug}", reading.topic),
    Door("/resources", reading.resource_list),
    Door("/resources/{number:int}", reading.resource),
    Door("/stories", reading.story_list),
    Door("/stories/{number:int}", reading.story),
    Door("/pictures/{number:int}", reading.picture),
    Door("/newsletter", reading.issue_list),
    Door("/newsletter/{quarter}", reading.issue),
    Door("/newsletter/{quarter}/mail", reading.issue_mail),
    Door("/catch-up", reading.path),
    Door("/search", reading.search),
    Door("/surveys/{slug}", answering.form),
    Door("/surveys/{slug}", answering.record, "POST"),
    Door("/offer", doing.offer_form),
    Door("/offer", doing.offer, "POST"),
    Door("/me", reading.me),
    Door("/me/profile", doing.profile, "POST"),
    Door("/me/expertise", doing.expertise, "POST"),
    Door("/me/shown", doing.shown, "POST"),
    Door("/me/consents", doing.consents, "POST"),
    Door("/me/everything.json", doing.everything),
    Door("/me/leave", reading.leave_form),
    Door("/me/leave", doing.leave, "POST"),
    Door("/sign-out", entrance.sign_out, "POST"),
    Door("/sign-out-everywhere", entrance.sign_out_everywhere, "POST"),
)
NOWHERE = Door("/{rest:path}", reading.nothing)

"""What members do: each form reads what was posted, calls one function, and shows what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.responses import Response

from copctl.commons import about_me, my_page, send_in
from copctl.commons.my_forms import read_expertise_form, read_profile_form, read_ticks
from copctl.commons.my_page import PURPOSES, Tried
from copctl.community import leaving, offers, own_profile, people, visible
from copctl.errors import Refused
from copctl.portal import answers, entrance
from copctl.portal.guard import Visit
from copctl.portal.reading import session_number
from copctl.sessions import planning, rsvps
from copctl.store.schema import Member

Change = Callable[[Session, Member], object]


def profile(visit: Visit) -> Response:
    """Change what the reader says of themselves."""
    said = read_profile_form(visit.texts)
    errors = my_page.profile_errors(said)

    def change(db: Session, me: Member) -> None:
        my_page.refuse_other_state(me, visit.field("seen"))
        own_profile.change(db, me, said, today=visit.today)

    return _save(visit, "profile", change, errors)


def expertise(visit: Visit) -> Response:
    """Change what the reader knows."""
    levels = read_expertise_form(visit.texts, my_page.offered(visit.view))
    return _save(
        visit, "expertise", lambda db, me: own_profile.set_expertise(db, me, levels, today=visit.today)
    )


def shown(visit: Visit) -> Response:
    """Change what others see of the reader."""
    fields = read_ticks(visit.texts, visible.FIELDS)
    return _save(visit, "shown", lambda db, me: own_profile.set_shown(db, me, fields))


def consents(visit: Visit) -> Response:
    """Change what the reader agrees to."""
    wanted = read_ticks(visit.texts, [purpose.value for purpose in PURPOSES])
    return _save(
        visit, "consents", lambda db, me: own_profile.set_consents(db, me, wanted, today=visit.today)
    )


def _save(visit: Visit, form: str, change: Change, errors: Mapping[str, str] | None = None) -> Response:
    """Make a change to the reader's own row, or show the form again with what is wrong with it."""
    if not errors:
        try:
            with visit.changing(form) as db:
                change(db, people.find(db, str(visit.reader.id)))
        except Refused as refusal:
            errors = {"": my_page.sentence(refusal)}
    if not errors:
        return answers.redirect(f"/me?saved={form}")
    tried = Tried(form, visit.texts, errors)
    page = my_page.me(visit.view, session=session_number(visit), tried=tried)
    return answers.page(visit, page, status=400)


def everything(visit: Visit) -> Response:
    """All that is stored about the reader, as a file."""
    said = about_me.gather(visit.db, visit.reader)
    content = json.dumps(said, ensure_ascii=False, indent=2).encode()
    return answers.download(content, "everything-about-me.json", "application/json")


def leave(visit: Visit) -> Response:
    """Leave the community, once the reader said that they are sure."""
    if not visit.field("sure"):
        wrong = my_page.leave(visit.view, errors={"": "Tick the box if you want to leave."})
        return answers.page(visit, wrong, status=400)
    with visit.changing("leave") as db:
        leaving.leave(db, people.find(db, str(visit.reader.id)), today=visit.today)
    return entrance.gone("left")


def rsvp(visit: Visit) -> Response:
    """Say whether the reader comes to a session."""
    code = visit.request.path_params["code"]
    with visit.changing("rsvp") as db:
        session, me = planning.find(db, code), people.find(db, str(visit.reader.id))
        rsvps.answer_here(db, session, me, visit.field("answer"), now=visit.now)
        found = session.code
    return answers.redirect(f"/sessions/{quote(found, safe='')}?rsvp")


def offer_form(visit: Visit) -> Response:
    """The form to send something in; `sent` in the address says that something was."""
    said = "Thank you. The moderator looks at it first." if "sent" in visit.request.query_params else ""
    return answers.page(visit, send_in.page(visit.view), said=said)


def offer(visit: Visit) -> Response:
    """Send in a story, a project or a resource."""
    said, errors = send_in.read_offer(visit.texts)
    if not errors:
        try:
            with visit.changing("offer") as db:
                me = people.find(db, str(visit.reader.id))
                offers.send_in(db, me, said["kind"], said, agreed=bool(said["agreed"]), now=visit.now)
        except Refused as refusal:
            errors = {"": my_page.sentence(refusal)}
    if errors:
        return answers.page(visit, send_in.page(visit.view, said, errors), status=400)
    return answers.redirect("/offer?sent")

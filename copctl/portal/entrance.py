"""Coming in and going: the only pages that strangers see.

GET never signs in: scanners of mail open links, run scripts and press buttons. POST in the browser that
asked does; in any other the reader types the code into the page where they asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import quote

from starlette.responses import Response

from copctl.access import asking, entering, tokens, web_sessions
from copctl.access.entering import Guess, Link
from copctl.access.networks import network_of
from copctl.commons.page import Page
from copctl.community.addresses import email_key
from copctl.errors import Refused
from copctl.portal import answers, form_tokens
from copctl.portal.guard import BROWSER, SESSION, Visit, browser_hash
from copctl.portal.origins import is_local_place
from copctl.portal.shield import asker_of

_DAY = 24 * 60 * 60
_TEN_MINUTES = 10 * 60
NEXT = "__Host-copctl-next"
_OVER = "No code counts here any more. Please ask for a new link."
_LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, less its angle brackets


def form(visit: Visit) -> Response:
    """Where somebody types their address; the browser gets the cookie that its link is tied to."""
    is_new = not visit.request.cookies.get(BROWSER)
    if is_new:
        visit.secret = secrets.token_urlsafe(32)
    response = answers.page(visit, _form(visit, "", ""), said=_said(visit))
    if is_new:
        _keep(response, BROWSER, visit.secret, _DAY)
    return response


def _said(visit: Visit) -> str:
    """Why somebody is at the door, where they know it from inside."""
    settings = visit.world.settings
    why = {
        "out": "You are signed out.",
        "everywhere": "You are signed out on every phone and computer.",
        "left": f"You have left {settings.name}: nobody finds you here any more, and no mails come. "
        f"To come back, write to {settings.moderator.name}.",
        "lost": "You are signed out, so what you sent was not kept. Sign in, and send it again.",
    }
    return next((said for word, said in why.items() if word in visit.request.query_params), "")


def _form(visit: Visit, email: str, wrong: str) -> Page:
    return Page(
        "/sign-in", "sign_in.html", {"next": _next(visit), "email": email, "wrong": wrong, "reader": None}
    )


def ask(visit: Visit) -> Response:
    """Note the wish. The answer and its time are the same, whether the address is known or not."""
    email = visit.field("email").strip()
    if "@" not in email or not 3 <= len(email) <= _LONGEST_ADDRESS:
        wrong = "Please write your whole email address, such as name@example.org."
        return answers.page(visit, _form(visit, email[:_LONGEST_ADDRESS], wrong), status=400)
    world = visit.world
    network = tokens.keyed(world.key, "network", network_of(asker_of(visit.request)))
    asker = asking.Asker(email_key(email), network, browser_hash(visit.request.cookies.get(BROWSER, "")))
    try:
        # Looked at before as well: making a wish is work, of which there would be no end.
        asking.refuse_too_many(visit.db.connection(), network, now=visit.now)
        wished = asking.wish(asker, world.key, now=visit.now)
        with visit.at_the_door() as connection:
            asking.ask(connection, asker, wished, now=visit.now)
    except Refused as error:
        return answers.trouble(visit, 429, error.message, error.hint)
    world.mind_the_door()
    response = answers.redirect(f"/sign-in/code{_query(visit)}")
    # The link in the mail does not say where its reader wanted to go; the browser does.
    _keep(response, NEXT, _next(visit), _TEN_MINUTES)
    return response


def waiting(visit: Visit) -> Response:
    """The page where the reader waits for the mail, and types its code when it opens elsewhere."""
    return _ask_for_code(visit, "")


def _ask_for_code(visit: Visit, wrong: str, status: int = 200) -> Response:
    values = {"next": _next(visit), "wrong": wrong, "action": "/sign-in/code", "reader": None,
              "is_over": wrong == _OVER}  # fmt: skip
    return answers.page(visit, Page("/sign-in/code", "sign_in_code.html", values), status=status)


def by_code(visit: Visit) -> Response:
    """Try a code in the browser that asked."""
    browser = browser_hash(visit.request.cookies.get(BROWSER, ""))
    with visit.at_the_door() as connection:
        guesses = entering.try_code(connection, browser, now=visit.now)
    member = _whose(visit, guesses)
    if member is not None:
        return _let_in(visit, member)
    return _ask_for_code(visit, _wrong(guesses), 400)


def _whose(visit: Visit, guesses: Sequence[Guess]) -> int | None:
    """The member whom the typed code lets in."""
    found = entering.whose(guesses, visit.field("code"))
    if found is None:
        return None
    with visit.at_the_door() as connection:
        return entering.use(connection, found, now=visit.now)


def _wrong(guesses: Sequence[Guess], where: str = "Look at the newest mail") -> str:
    if any(guess.may_try_again for guess in guesses):
        return f"That is not the code. {where}, and type it as it stands there."
    return _OVER


def link(visit: Visit) -> Response:
    """A link was opened: say what it can do here. Nothing is changed and no cookie set."""
    token = visit.request.path_params["token"]
    browser = browser_hash(visit.request.cookies.get(BROWSER, ""))
    can = entering.look(visit.db.connection(), token, browser, now=visit.now)
    visit.secret = _link_secret(visit, token, can)
    return _show_link(visit, token, can, "")


def _link_secret(visit: Visit, token: str, can: Link) -> str:
    """What the form on a link's page is tied to: the asking browser, or a moderator's link itself."""
    return token if can is Link.NEEDS_CODE else visit.request.cookies.get(BROWSER, "")


def _show_link(visit: Visit, token: str, can: Link, wrong: str, status: int = 200) -> Response:
    values = {"can": can.name.lower(), "action": f"/sign-in/link/{quote(token, safe='')}", "wrong": wrong,
              "next": _next(visit), "reader": None, "is_over": False}  # fmt: skip
    template = "sign_in_code.html" if can is Link.NEEDS_CODE else "sign_in_link.html"
    return answers.page(visit, Page("/sign-in/link", template, values), status=status)


def by_link(visit: Visit) -> Response:
    """Come in by a link: in the browser that asked for it, or with the code where the moderator made it."""
    token = visit.request.path_params["token"]
    browser = browser_hash(visit.request.cookies.get(BROWSER, ""))
    can = entering.look(visit.db.connection(), token, browser, now=visit.now)
    visit.secret = _link_secret(visit, token, can)
    if not form_tokens.is_of(visit.field(form_tokens.FIELD), visit.secret):
        return _show_link(visit, token, can if can is Link.ELSEWHERE else Link.OVER, "", 403)
    if can is Link.NEEDS_CODE:
        return _by_link_and_code(visit, token)
    with visit.at_the_door() as connection:
        member = entering.by_link(connection, token, browser, now=visit.now)
    return _let_in(visit, member) if member is not None else _show_link(visit, token, Link.OVER, "", 403)


def _by_link_and_code(visit: Visit, token: str) -> Response:
    with visit.at_the_door() as connection:
        guesses = entering.try_code_of(connection, token, now=visit.now)
    member = _whose(visit, guesses)
    if member is not None:
        return _let_in(visit, member)
    is_over = not any(guess.may_try_again for guess in guesses)
    return _show_link(
        visit,
        token,
        Link.OVER if is_over else Link.NEEDS_CODE,
        _wrong(guesses, f"Ask {visit.world.settings.moderator.name} again"),
        400,
    )


def _let_in(visit: Visit, member_id: int) -> Response:
    """A new session, whatever the browser had before; an old one of it ends."""
    limits = visit.world.settings.portal
    with visit.at_the_door() as connection:
        web_sessions.close(connection, visit.request.cookies.get(SESSION, ""))
        token = web_sessions.open_for(connection, member_id, limits, now=visit.now)
    response = answers.redirect(_next(visit))
    _keep(response, SESSION, token, limits.longest_days * _DAY)
    _drop(response, BROWSER)
    _drop(response, NEXT)
    return response


def sign_out(visit: Visit) -> Response:
    """End this browser's session; the browser forgets what it holds of the portal."""
    with visit.at_the_door() as connection:
        web_sessions.close(connection, visit.request.cookies.get(SESSION, ""))
    return gone()


def sign_out_everywhere(visit: Visit) -> Response:
    """End all sessions of this member."""
    with visit.at_the_door() as connection:
        web_sessions.close_all(connection, visit.reader.id)
    return gone("everywhere")


def gone(how: str = "out") -> Response:
    """Back at the door, with nothing left in the browser (W3C Clear Site Data)."""
    response = answers.redirect(f"/sign-in?{how}")
    _drop(response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _next(visit: Visit) -> str:
    cookies = visit.request.cookies
    wanted = visit.field("next") or visit.request.query_params.get("next", "") or cookies.get(NEXT, "")
    return wanted if is_local_place(wanted) else "/"


def _query(visit: Visit) -> str:
    wanted = _next(visit)
    return f"?next={quote(wanted, safe='')}" if wanted != "/" else ""


def _keep(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def _drop(response: Response, name: str) -> None:
    response.set_cookie(name, "", max_age=0, path="/", secure=True, httponly=True, samesite="lax")

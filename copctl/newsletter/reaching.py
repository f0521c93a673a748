"""Asking whether pages are there: few at once, briefly, and never within somebody's own network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import copctl
from copctl.newsletter.rules.links import Answer, State, is_reserved

AT_ONCE, SECONDS, REDIRECTS = 8, 5, 5
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_ACCEPTED = "text/html,application/xhtml+xml,*/*;q=0.8"

Permitted = Callable[[str], bool]


def is_public(address: str) -> bool:
    """Whether an IP address is one that everybody can reach: not loopback, private, link-local or kept."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not (mapped or found).is_multicast


def asked(
    addresses: Collection[str], *, own: str = "", permitted: Permitted = is_public
) -> Mapping[str, Answer]:
    """What comes of asking for each page: HEAD, then GET where that is not answered well.

    `own` is the community's site, which may be within its own network; `permitted` says which IP addresses
    may be asked. No cookies, no proxies, at most 5 redirects, each held to the same rules.
    """
    opener = _opener(urlsplit(own).hostname or "", permitted)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        answers = pool.map(partial(_asked, opener), addresses)
        return dict(zip(addresses, answers, strict=True))


class _NotPermitted(Exception):  # noqa: N818 - never leaves this module
    """A connection would lead into somebody's own network."""


def _asked(opener: urllib.request.OpenerDirector, address: str) -> Answer:
    answer = _answer(opener, address, "HEAD")
    # Servers that do not know HEAD say so in many ways, a few of them with 404.
    return answer if answer.state in _SETTLED else _answer(opener, address, "GET")


_SETTLED = {State.THERE, State.UNKNOWN, State.PRIVATE}


def _answer(opener: urllib.request.OpenerDirector, address: str, method: str) -> Answer:
    # Some sites send whoever does not say what they want to a page for programs.
    request = urllib.request.Request(address, method=method, headers={"Accept": _ACCEPTED})
    try:
        with opener.open(request, timeout=SECONDS):
            return Answer(State.THERE)
    except urllib.error.HTTPError as error:
        error.close()
        return _refused(error)
    except urllib.error.URLError as error:
        return _failed(error.reason)
    except (OSError, http.client.HTTPException, ValueError, _NotPermitted) as error:
        return _failed(error)


def _refused(error: urllib.error.HTTPError) -> Answer:
    known = error.code in HTTPStatus.__members__.values()
    words = f"{error.code} ({HTTPStatus(error.code).phrase})" if known else str(error.code)
    if error.code in _GONE:
        return Answer(State.GONE, f"it answered {words}")
    if 300 <= error.code < 400:
        return Answer(State.UNSURE, f"it answered {words} and led nowhere")
    return Answer(State.UNSURE, f"it answered {words}")


def _failed(reason: object) -> Answer:
    if isinstance(reason, _NotPermitted):
        return Answer(State.PRIVATE)
    if isinstance(reason, socket.gaierror):
        return Answer(State.UNKNOWN)
    if isinstance(reason, TimeoutError):
        return Answer(State.UNSURE, f"nothing came within {SECONDS} seconds")
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Answer(State.UNSURE, f"its certificate does not hold ({reason.verify_message})")
    if isinstance(reason, OSError) and reason.strerror:
        return Answer(State.UNSURE, reason.strerror.lower())
    return Answer(State.UNSURE, "its answer makes no sense")


# Connections --------------------------------------------------------------------------------------


def _opener(home: str, permitted: Permitted) -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    connect = partial(_connected, home=home, permitted=permitted)
    for handler in (
        _Plain(connect), _Secure(connect), _Redirects(),
        urllib.request.HTTPErrorProcessor(), urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", f"copctl/{copctl.__version__} (checks the links of a newsletter)")]
    return opener


def _connected(host: str, port: int, home: str, permitted: Permitted) -> socket.socket:
    """A connection to the first address of a host that may be asked; looked up once, so that it stays so."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [one for one in found if host == home or permitted(str(one[4][0]))]
    if not allowed:
        raise _NotPermitted
    failed: OSError | None = None
    for family, kind, protocol, _, place in allowed:
        reached = socket.socket(family, kind, protocol)
        reached.settimeout(SECONDS)
        try:
            reached.connect(place)
        except OSError as error:
            reached.close()
            failed = error
        else:
            return reached
    assert failed is not None
    raise failed


Connect = Callable[[str, int], socket.socket]


class _PlainConnection(http.client.HTTPConnection):
    def __init__(self, host: str, *, reach: Connect, **more: Any) -> None:
        super().__init__(host, **more)
        self.reach = reach

    def connect(self) -> None:
        self.sock = self.reach(self.host, self.port)


class _SecureConnection(http.client.HTTPSConnection):
    def __init__(self, host: str, *, reach: Connect, context: ssl.SSLContext, **more: Any) -> None:
        super().__init__(host, context=context, **more)
        self.reach, self.ours = reach, context

    def connect(self) -> None:
        self.sock = self.ours.wrap_socket(self.reach(self.host, self.port), server_hostname=self.host)


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, reach: Connect) -> None:
        super().__init__()
        self.reach = reach

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PlainConnection, request, reach=self.reach)  # type: ignore[arg-type]


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, reach: Connect) -> None:
        super().__init__()
        self.reach, self.ours = reach, ssl.create_default_context()

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, request, reach=self.reach, context=self.ours)  # type: ignore[arg-type]


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        parts = urlsplit(newurl)
        if parts.scheme not in {"http", "https"} or is_reserved(parts.hostname or ""):
            return None
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None:
            # Python asks for the next page with GET, whatever was asked for first.
            following.method = req.get_method()
        return following

"""Serving the portal: a socket, and uvicorn on it, in this process or in several."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from copctl.errors import Refused
from copctl.portal.origins import origin_of

_BACKLOG = 128


def listening(host: str, port: int) -> socket.socket:
    """A socket on this address, 0 for a free port; Refused where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except (OSError, OverflowError) as error:
        sock.close()
        raise Refused(
            f"{host}:{port} cannot be used: {getattr(error, 'strerror', None) or error}.".replace("..", "."),
            hint="name another --port, 0 for a free one",
        ) from error
    sock.listen(_BACKLOG)
    sock.set_inheritable(True)
    return sock


def address_of(sock: socket.socket) -> str:
    """Where it listens, as a browser takes it."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def site_of(url: str) -> str:
    """The origin that members reach the portal by, out of the community's `url`.

    Refused where there is none, where it is deeper than the top of a site (cookies that only one site can
    read hold for all of it), and where it is not encrypted (http is for this machine alone).
    """
    site = origin_of(url)
    if not site:
        raise Refused(
            "The portal needs the address that members know it by.",
            hint='add url = "https://..." to community.toml, or look at the demo: copctl portal serve --demo',
        )
    parts = urlsplit(url)
    if parts.path not in ("", "/") or parts.query:
        raise Refused(
            f"The portal needs a site of its own, and {url} is a part of one.",
            hint='url = "https://members.your-community.org" in community.toml',
        )
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise Refused(
            f"{url} is not encrypted: whoever is on the way could read along, and sign in.",
            hint="begin it with https:// and put Caddy in front, as docs/portal.md shows",
        )
    return site


def options(proxies: Sequence[str]) -> dict[str, Any]:
    """How uvicorn serves: no log of addresses (links are in them), and no word on what runs here."""
    return {
        "access_log": False,
        "server_header": False,
        "log_level": "warning",
        "lifespan": "off",
        "proxy_headers": bool(proxies),
        "forwarded_allow_ips": list(proxies),
        "timeout_graceful_shutdown": 5,
    }


def serve(app: ASGIApp, sock: socket.socket, proxies: Sequence[str]) -> None:
    """Serve until Ctrl-C or a kind end."""
    import uvicorn

    uvicorn.Server(uvicorn.Config(app, **options(proxies))).run(sockets=[sock])


def serve_by(factory: str, workers: int, sock: socket.socket, proxies: Sequence[str]) -> None:
    """Serve in several processes; each makes its own application by `module:function`."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config = uvicorn.Config(factory, factory=True, workers=workers, **options(proxies))
    Multiprocess(config, sockets=[sock]).run()

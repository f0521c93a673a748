"""Serving the portal: a socket, and uvicorn on it, in this process or in several."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

from starlette.types import ASGIApp

from copctl.errors import Refused

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

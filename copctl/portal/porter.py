"""Minds the door while the portal runs: looks up who asked to come in, and sends only their mails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from copctl.access.letting_in import KIND, SignInMail, is_asked, look_up
from copctl.errors import CopctlError, StoreError
from copctl.mail import secrets, smtp
from copctl.mail.composing import Composer
from copctl.mail.headers import addr_spec
from copctl.mail.origins import Origins
from copctl.mail.sender import sender_of
from copctl.mail.sending import Run
from copctl.mail.sending import World as MailWorld
from copctl.mail.signing import signer_of
from copctl.mail.window import Window
from copctl.settings import Settings
from copctl.store.engine import Database

# Seconds after which the porter looks by itself: a server may have put a mail off, a worker may have died.
_ROUND = 20.0


class Porter:
    """A thread of its own, so that nobody who asks waits for a mail server.

    `complain` is told what goes wrong; the next round tries again.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        key: bytes,
        environ: Mapping[str, str],
        clock: Callable[[], datetime],
        complain: Callable[[CopctlError], None],
    ) -> None:
        self.database, self.settings, self.key = database, settings, key
        self.environ, self.clock, self.complain = environ, clock, complain
        self._said = ""  # what was complained of last: a server that is down is told of once
        self._bell, self._over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Somebody asked: look now. A porter who fell is replaced."""
        self._bell.set()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._mind, name="porter", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End it, after the mail in hand."""
        self._over.set()
        self._bell.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _mind(self) -> None:
        while not self._over.is_set():
            self._bell.wait(_ROUND)
            self._bell.clear()
            if not self._over.is_set():
                try:
                    self.turn()
                except CopctlError as error:
                    self.complain(error)

    def turn(self) -> int:
        """One round: look up who asked, and send what waits for them; how many mails went."""
        now = self.clock()
        with self.database.reading() as db:
            if not is_asked(db, now=now):
                return 0
        who, command = "portal", "portal sign-in"
        with self.database.transaction(who=who, command=command, at=now) as db:
            look_up(db, self.settings, now=now)
        return self._deliver() if self.settings.mail.host else 0

    def _deliver(self) -> int:
        server = self.settings.mail
        password = secrets.password(self.settings, self.environ)
        smtp.refuse_readable_password(server, password)
        sender = sender_of(self.settings)
        composer = Composer(sender, key=self.key, sign=signer_of(self.settings))
        window = Window(
            self.database,
            lambda db: Origins([SignInMail(db, self.key, self.clock())]),
            composer,
            kind=KIND,
        )
        world = MailWorld(self.clock, self._over.wait, self._over.is_set)
        run = Run(
            self.database,
            server,
            addr_spec(sender.email),
            window,
            lambda: smtp.connect(server, password),
            world,
        )
        done = run.deliver()
        if done.stopped and done.stopped != self._said:
            self.complain(StoreError(f"{done.stopped} Links to sign in wait.", hint=done.hint))
        self._said = done.stopped
        return done.sent

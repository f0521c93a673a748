"""DKIM: a mail that was signed verifies with another's library, and not after it was changed."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copctl.errors import Refused
from copctl.mail.blanks import Blank, Reader
from copctl.mail.sender import Sender
from copctl.mail.signing import signer_of
from copctl.settings import Dkim, Moderator, Settings

dkim = pytest.importorskip("dkim", reason="the [dkim] extra is not installed")

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SENDER = Sender("Ana Lim", "ana@example.org", "MEL Mekong", "https://cop.example.org", "", True)


def settings(folder: Path, signed: Dkim) -> Settings:
    moderator = Moderator("Ana Lim", "ana@example.org")
    return Settings(folder=folder, name="MEL Mekong", timezone="UTC", moderator=moderator, dkim=signed)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A folder with a private key, and the public one as the DNS would have it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the key, is not installed")
    folder = tmp_path_factory.mktemp("keys")
    subprocess.run(
        [openssl, "genrsa", "-out", str(folder / "dkim.pem"), "2048"], check=True, capture_output=True
    )
    public = subprocess.run(
        [openssl, "rsa", "-in", str(folder / "dkim.pem"), "-pubout", "-outform", "DER"],
        check=True,
        capture_output=True,
    ).stdout
    return folder, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


@pytest.fixture(scope="module")
def signed(keys: tuple[Path, bytes]) -> bytes:
    sign = signer_of(settings(keys[0], Dkim("Example.org", "copctl", "dkim.pem")))
    assert sign is not None
    blank = Blank(
        SENDER, subject="សួស្តី", text="Dear %NAME%,\n.\n", html="<p>%NAME%", marks=("%NAME%",), to_list=True
    )
    reader = Reader("a@example.org", "bo@example.org", "Bo", "7-abc")
    return sign(blank.filled(reader, {"%NAME%": "Bo"}, now=NOW))


def is_good(content: bytes, published: bytes) -> bool:
    asked = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return published

    good = bool(dkim.verify(content, dnsfunc=dns))
    assert set(asked) == {b"copctl._domainkey.example.org."}
    return good


def test_a_signature_verifies_and_covers_what_unsubscribes(signed: bytes, keys: tuple[Path, bytes]) -> None:
    assert is_good(signed, keys[1])
    said = b"".join(signed.partition(b"\r\nFrom:")[0].split())
    assert b":list-unsubscribe:list-unsubscribe-post:" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\nBo=", b"\r\nMo="),
        (b"One-Click", b"Two-Click"),
        (b"/u/7-abc", b"/u/8-abc"),
        (b"From: Ana", b"From: Eve"),
        (b"\r\nFrom: Ana", b"\r\nFrom: eve@example.com\r\nFrom: Ana"),
    ],
)
def test_what_was_changed_on_the_way_does_not_verify(
    signed: bytes, keys: tuple[Path, bytes], old: bytes, new: bytes
) -> None:
    changed = signed.replace(old, new)
    assert changed != signed

    assert not is_good(changed, keys[1])


def test_without_a_section_nothing_is_signed(tmp_path: Path) -> None:
    assert signer_of(settings(tmp_path, Dkim())) is None


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (Dkim("example.org", "", "dkim.pem"), "does not say the selector"),
        (Dkim("exa mple", "copctl", "dkim.pem"), "cannot be one of the DNS"),
        (Dkim("example.org", "copctl", "empty.pem"), "is empty"),
        (Dkim("example.org", "copctl", "wrong.pem"), "holds no key that can sign"),
    ],
)
def test_what_cannot_sign_is_one_sentence_before_anything_is_sent(
    tmp_path: Path, section: Dkim, sentence: str
) -> None:
    (tmp_path / "empty.pem").write_text("")
    (tmp_path / "wrong.pem").write_text(
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"
    )

    with pytest.raises(Refused, match=sentence):
        signer_of(settings(tmp_path, section))


def test_without_the_extra_its_name_is_said(
    keys: tuple[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dkim", None)

    with pytest.raises(Refused) as refused:
        signer_of(settings(keys[0], Dkim("example.org", "copctl", "dkim.pem")))

    assert refused.value.hint == "pip install 'copctl[dkim]'"

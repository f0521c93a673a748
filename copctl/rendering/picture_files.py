"""What a picture file is by its first bytes, and whether it carries anything beside its picture."""

from __future__ import annotations

import re

_MAGIC = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"%PDF", "pdf"),
)
# Brands of files in boxes (ISO/IEC 14496-12, section 4.3).
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?|<!DOCTYPE\s+svg.*?|<!--.*?)?<svg\b", re.DOTALL)

# JPEG (ITU-T T.81, annex B): tables, frames and scans, without which there is no picture.
_DRAWING = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD})
_JFIF, _SCAN, _END = 0xE0, 0xDA, b"\xff\xd9"
_BARE_JFIF = 16  # bytes of a JFIF segment that holds no thumbnail
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def kind_of(content: bytes) -> str:
    """jpeg, png, gif, bmp, tiff, webp, avif, heic, svg, pdf or film; empty for what it is not known."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        return _boxed(content)
    if _SVG.match(content[:4_096]):
        return "svg"
    return next((kind for magic, kind in _MAGIC if content.startswith(magic)), "")


def _boxed(content: bytes) -> str:
    size = min(int.from_bytes(content[:4], "big"), 256)
    # The major brand, its version, then the brands that it is compatible with.
    brands = {content[8:12], *(content[at : at + 4] for at in range(16, size, 4))}
    return "avif" if brands & _AVIF else "heic" if brands & _HEIC else "film"


def is_bare(content: bytes) -> bool:
    """Whether a JPEG or PNG file holds a picture and nothing else: no notes, profile, thumbnail or tail."""
    kind = kind_of(content)
    return (kind == "jpeg" and _is_bare_jpeg(content)) or (kind == "png" and _is_bare_png(content))


def _is_bare_jpeg(content: bytes) -> bool:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _JFIF and (size != _BARE_JFIF or content[at + 4 : at + 9] != b"JFIF\0"):
            return False
        if marker not in {*_DRAWING, _JFIF, _SCAN}:
            return False
        at += 2 + size
        if marker == _SCAN:
            found = _AFTER_SCAN.search(content, at)
            if found is None:
                return False
            at = found.end() - 2
            if content[at:] == _END:
                return True
    return False


def _is_bare_png(content: bytes) -> bool:
    """By its chunks (PNG, third edition, section 5.3): size, type, contents, check sum."""
    at, kind = 8, b""
    while at + 12 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if kind not in _CHUNKS:
            return False
        at += size + 12
        if kind == b"IEND":
            break
    return kind == b"IEND" and at == len(content)

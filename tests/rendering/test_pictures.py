"""Pictures made fit for a mail."""

from __future__ import annotations

import struct
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from copctl.errors import CopctlError, Refused
from copctl.rendering.picture_files import is_bare, kind_of
from copctl.rendering.pictures import reduced
from tests.rendering.drawn import (
    chart,
    corners,
    from_a_phone,
    opened,
    photo,
    seen_at,
    stored,
    swapped_profile,
)


def test_a_photo_from_a_phone_becomes_a_small_jpeg_that_says_nothing_of_its_taker() -> None:
    taken = from_a_phone(photo(4000, 3000))
    assert b"SecretPhone" in taken

    made = reduced(taken)

    assert len(made.content) <= 100_000 < len(taken)
    assert (made.kind, made.had_location, made.had_more) == ("image/jpeg", True, False)
    assert 600 < made.width <= 1200
    assert made.height == round(made.width * 3 / 4)
    assert b"Secret" not in made.content
    assert opened(made.content).size == (made.width, made.height)
    assert set(opened(made.content).info) <= {
        "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression",
    }  # fmt: skip
    assert is_bare(made.content)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_whichever_way_the_phone_was_held(orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    held = corners(80, 60)
    if orientation in turns:
        held = held.transpose(turns[orientation])

    made = reduced(from_a_phone(held, orientation), most_width=40)

    assert (made.width, made.height) == (40, 30)
    assert seen_at(opened(made.content)) == ("red", "green", "blue", "grey")


def test_colours_stay_when_their_profile_goes() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        made = reduced(stored(corners(), kind, icc_profile=swapped_profile()))

        assert seen_at(opened(made.content))[:2] == ("green", "red")
        assert "icc_profile" not in opened(made.content).info


def test_a_profile_that_cannot_be_read_is_left_out() -> None:
    made = reduced(stored(corners(), icc_profile=b"no profile at all" * 20))

    assert seen_at(opened(made.content)) == ("red", "green", "blue", "grey")


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_chart_stays_sharp(kind: str) -> None:
    drawn = chart(900, 500)
    made = reduced(stored(drawn, kind, **({"lossless": True} if kind == "WEBP" else {})))

    assert made.kind == "image/png"
    assert opened(made.content).convert("RGB").tobytes() == drawn.tobytes()


def test_what_is_see_through_stays_so_where_it_fits() -> None:
    made = reduced(stored(chart(1600, 900, "RGBA"), "PNG"))

    assert (made.kind, made.width) == ("image/png", 1200)
    assert opened(made.content).convert("RGBA").getpixel((600, 20))[3] == 0  # type: ignore[index]


def test_what_is_see_through_and_does_not_fit_stands_on_white() -> None:
    cut_out = photo(1400, 1000)
    cut_out.putalpha(Image.radial_gradient("L").resize(cut_out.size).point(lambda v: 255 - v))

    made = reduced(stored(cut_out, "PNG"), most_bytes=60_000)

    assert made.kind == "image/jpeg"
    assert min(opened(made.content).getpixel((2, 2))) > 230  # type: ignore[type-var, arg-type]


def test_a_long_strip_is_no_higher_than_four_times_the_width() -> None:
    made = reduced(stored(Image.new("L", (3, 70_000), 200), "PNG"))

    assert (made.width, made.height) == (1, 4800)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "F", "YCbCr"])
def test_every_way_to_store_colours_is_understood(mode: str) -> None:
    kind = {"CMYK": "TIFF", "F": "TIFF", "YCbCr": "JPEG"}.get(mode, "PNG")
    drawn = chart(1500, 300).convert("L")
    image = (
        drawn.convert("I").point(lambda v: v * 257).convert(mode) if mode == "I;16" else drawn.convert(mode)
    )

    made = opened(reduced(stored(image, kind)).content).convert("L")

    assert made.size == (1200, 240)
    assert made.getpixel((700, 20)) > 240  # type: ignore[operator]
    assert made.getpixel((1130, 200)) < 130  # type: ignore[operator]


@pytest.mark.parametrize(("kind", "had_more"), [("GIF", True), ("PNG", True), ("WEBP", True), ("TIFF", True)])
def test_of_what_moves_the_first_frame_is_kept(kind: str, had_more: bool) -> None:
    frames = [corners(), Image.new("RGB", (80, 60), "white")]
    made = reduced(stored(frames[0], kind, save_all=True, append_images=frames[1:]))

    assert made.had_more is had_more
    assert sum(1 for _ in ImageSequence.Iterator(opened(made.content))) == 1
    assert seen_at(opened(made.content)) == ("red", "green", "blue", "grey")


def test_a_file_that_fits_and_holds_nothing_else_stays_as_it_is() -> None:
    ready = stored(corners(), quality=70)

    assert reduced(ready).content == ready
    assert reduced(ready, most_width=40).content != ready
    assert reduced(ready + b"tail").content != ready + b"tail"


def test_a_heic_photo_is_read_where_its_reader_is_installed() -> None:
    pytest.importorskip("pi_heif", reason="pi-heif is not installed")
    content = Path(__file__).with_name("phone.heic").read_bytes()

    made = reduced(content)

    assert (made.kind, made.width, made.height, made.had_location) == ("image/jpeg", 64, 48, True)


@pytest.mark.parametrize("damage", [slice(0, 400), slice(0, 30)])
def test_a_damaged_heic_photo_is_one_sentence(damage: slice) -> None:
    pytest.importorskip("pi_heif", reason="pi-heif is not installed")

    with pytest.raises(Refused, match=r"^X is damaged or cut off before its end\.$"):
        reduced(Path(__file__).with_name("phone.heic").read_bytes()[damage], name="X")


def test_a_heic_photo_over_which_its_reader_falls_is_one_sentence() -> None:
    pytest.importorskip("pi_heif", reason="pi-heif is not installed")
    content = Path(__file__).with_name("falls.heic").read_bytes()

    with pytest.raises(Refused, match=r"^X is damaged or cut off before its end\.$"):
        reduced(content, name="X")


def test_without_its_reader_a_heic_photo_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])  # where nothing is installed
    monkeypatch.delitem(sys.modules, "pi_heif", raising=False)

    with pytest.raises(Refused) as refused:
        reduced(Path(__file__).with_name("phone.heic").read_bytes(), name="IMG_1.HEIC")

    assert refused.value.message == "IMG_1.HEIC is a HEIC photo, and nothing that reads those is installed."
    assert refused.value.hint.startswith("pip install 'copctl[heic]'")


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    packed = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + packed + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "X is an SVG drawing, which mail programs do not show.",
        ),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg>', "X is an SVG drawing,"),
        (b"<svg/>", "X is an SVG drawing,"),
        (b"%PDF-1.7\n", "X is a PDF."),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "X is a film."),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "X is no picture that can be read."),
        (b"", "X is no picture that can be read."),
        ("សួស្តី".encode(), "X is no picture that can be read."),
        (stored(photo(300, 200))[:-400], "X is damaged or cut off before its end."),
        (stored(photo(300, 200), "PNG")[:-400], "X is damaged or cut off before its end."),
        (stored(chart(300, 200), "GIF")[:200], "X is damaged or cut off before its end."),
        (b"\xff\xd8\xff\xe0", "X is damaged or cut off before its end."),
        (bomb(), "X has more pixels than are safe to open."),
    ],
)
def test_what_cannot_be_taken_is_one_sentence_and_a_hint(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        reduced(content, name="X")

    assert refused.value.message.startswith(sentence)
    assert refused.value.hint


def test_a_limit_that_no_picture_can_keep_is_refused() -> None:
    with pytest.raises(Refused, match=r"^X cannot be made as small as 0\.2 KB\.$"):
        reduced(stored(photo(900, 600)), most_bytes=200, name="X")


@pytest.mark.parametrize(
    ("content", "bare"),
    [
        (stored(corners()), True),
        (stored(corners(), progressive=True), True),
        (stored(corners(), subsampling=0, restart_marker_blocks=2), True),
        (stored(corners(), comment=b"x"), False),
        (stored(corners(), exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"), False),
        (stored(corners()) + b"\0", False),
        (stored(corners())[:-1], False),
        (stored(corners().convert("CMYK")), False),
        (stored(chart(90, 60, "RGBA"), "PNG"), True),
        (stored(chart(90, 60), "PNG", dpi=(72, 72)), False),
        (stored(chart(90, 60), "PNG") + b"x", False),
        (stored(chart(90, 60), "PNG")[:-1], False),
        (stored(chart(90, 60), "GIF"), False),
    ],
)
def test_what_a_file_carries_beside_its_picture_is_seen(content: bytes, bare: bool) -> None:
    assert is_bare(content) is bare


@given(
    width=st.integers(1, 700), height=st.integers(1, 700), see_through=st.booleans(), is_photo=st.booleans(),
    most_bytes=st.integers(8_000, 60_000), most_width=st.integers(20, 400),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_what_was_made_small_keeps_its_limits_and_is_not_made_smaller_again(
    width: int, height: int, see_through: bool, is_photo: bool, most_bytes: int, most_width: int
) -> None:
    drawn = (
        photo(width, height) if is_photo else chart(width + 40, height + 40, "RGBA" if see_through else "RGB")
    )

    made = reduced(stored(drawn, "PNG"), most_bytes=most_bytes, most_width=most_width)

    assert len(made.content) <= most_bytes
    assert made.width <= most_width
    assert is_bare(made.content)
    assert opened(made.content).size == (made.width, made.height)
    assert reduced(made.content, most_bytes=most_bytes, most_width=most_width) == made


SAMPLES = [
    from_a_phone(corners()), stored(chart(60, 40), "PNG"), stored(chart(60, 40), "GIF"), stored(corners(), "TIFF"),
    stored(corners(), "BMP"), stored(corners(), "WEBP"), stored(corners(), "PNG", icc_profile=swapped_profile()),
]  # fmt: skip


@given(
    sample=st.sampled_from(SAMPLES),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6
    ),
    kept=st.floats(0.02, 1),
)
@example(sample=b"BM", changes=[(0, 66)], kept=1)
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused(
    sample: bytes, changes: list[tuple[float, int]], kept: float
) -> None:
    damaged = bytearray(sample[: max(1, round(len(sample) * kept))])
    for where, byte in changes:
        damaged[int(where * len(damaged))] = byte

    with suppress(CopctlError):
        made = reduced(bytes(damaged))
        assert kind_of(made.content) in made.kind

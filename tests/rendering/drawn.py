"""Pictures for tests: drawn here, and stored as a camera, a phone or a chart program would."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageCms, ImageDraw

CORNERS = {"red": (200, 30, 30), "green": (30, 160, 40), "blue": (30, 40, 200), "grey": (120, 120, 120)}


def stored(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **how)
    return stream.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def photo(width: int, height: int) -> Image.Image:
    """Clouds with a little grain, as photos have."""
    clouds = Image.effect_noise((max(2, width // 40), max(2, height // 40)), 90).resize((width, height))
    slope = Image.linear_gradient("L").resize((width, height))
    colours = Image.merge("RGB", (clouds, Image.blend(clouds, slope, 0.5), slope))
    return Image.blend(colours, Image.effect_noise((width, height), 30).convert("RGB"), 0.06)


def chart(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Bars on white, or on nothing in RGBA."""
    image = Image.new(mode, (width, height), (255, 255, 255, 0)[: len(mode)])
    draw = ImageDraw.Draw(image)
    for bar in range(8):
        left = (bar * width) // 8 + 4
        top = height - (bar + 1) * height // 10
        draw.rectangle((left, top, left + width // 12, height - 2), fill=(11, 110, 110, 255)[: len(mode)])
    draw.ellipse((4, 4, width // 4, height // 4), outline=(200, 30, 30, 255)[: len(mode)], width=3)
    return image


def corners(width: int = 80, height: int = 60) -> Image.Image:
    """A colour in each quarter: red and green above, blue and grey below."""
    image = Image.new("RGB", (width, height))
    for number, colour in enumerate(CORNERS.values()):
        left, top = (number % 2) * width // 2, (number // 2) * height // 2
        image.paste(colour, (left, top, left + width // 2, top + height // 2))
    return image


def seen_at(image: Image.Image) -> tuple[str, ...]:
    """The names of the colours in the four corners, from top left to bottom right."""
    width, height = image.size
    places = [(4, 4), (width - 5, 4), (4, height - 5), (width - 5, height - 5)]
    return tuple(_nearest(image.convert("RGB").getpixel(place)) for place in places)


def _nearest(pixel: Any) -> str:
    return min(CORNERS, key=lambda name: sum(abs(a - b) for a, b in zip(CORNERS[name], pixel, strict=True)))


def from_a_phone(image: Image.Image, orientation: int = 1) -> bytes:
    """A JPEG with everything that a phone notes: place, device, thumbnail, profile, words."""
    notes = Image.Exif()
    notes[0x010F], notes[0x0112] = "SecretPhone", orientation
    place = notes.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (11.0, 33.0, 21.0), "E", (104.0, 55.0, 5.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return stored(
        image, quality=95, exif=notes, icc_profile=profile, comment=b"SecretComment",
        xmp=b"<x:xmpmeta>SecretXmp</x:xmpmeta>", dpi=(300, 300),
    ) + b"SecretTail"  # fmt: skip


def swapped_profile() -> bytes:
    """A profile of a screen whose red and green lamps are exchanged."""
    whole = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return whole.replace(b"rXYZ", b"****").replace(b"gXYZ", b"rXYZ").replace(b"****", b"gXYZ")

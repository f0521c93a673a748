"""The pixels of a picture as a person looks at them: upright, no wider than wanted, in sRGB."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

_PAPER = (255, 255, 255)
_HIGHEST = 4
_ORIENTATION = 0x0112
# Turns after which what was wide is high, by their numbers in Pillow.
_ONTO_ITS_SIDE = {2, 4, 5, 6}


def looked_at(image: Image, most_width: int) -> Image:
    """A picture that was read, made upright, no wider than this, in sRGB; its mode is L, RGB or RGBA.

    Nor is it higher than four times that: a page that was photographed in one long strip.
    """
    from PIL import Image as Images

    profile, turn = image.info.get("icc_profile"), _turn(image)
    plain = _plain(image)
    width, height = plain.size if turn not in _ONTO_ITS_SIDE else plain.size[::-1]
    share = min(most_width / width, _HIGHEST * most_width / height)
    if share < 1:
        size = (max(1, round(plain.width * share)), max(1, round(plain.height * share)))
        plain = plain.resize(size, Images.Resampling.LANCZOS, reducing_gap=3.0)
    # Turned when it is small already, which takes less memory.
    turned = plain.transpose(turn) if turn is not None else plain
    return _opaque(_in_srgb(turned, profile))


def is_within(image: Image, most_width: int) -> bool:
    """Whether a picture needs not be made smaller."""
    return image.width <= most_width and image.height <= _HIGHEST * most_width


def on_paper(image: Image) -> Image:
    """On white where it was see-through."""
    if image.mode != "RGBA":
        return image
    from PIL import Image as Images

    paper = Images.new("RGB", image.size, _PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def scaled(image: Image, share: float) -> Image:
    """So much (0 to 1) of its width and height."""
    width, height = (max(1, round(side * share)) for side in image.size)
    return image.resize((width, height), reducing_gap=3.0)


def in_few_colours(image: Image) -> Image:
    """In a palette: of its own colours where there are at most 256, else of the nearest 256."""
    from PIL.Image import Dither

    exact = image.getcolors(256) if image.mode == "RGB" else None
    return image.quantize(len(exact) if exact else 256, dither=Dither.NONE)


def has_few_colours(image: Image) -> bool:
    """Whether a palette can hold all of its colours."""
    return image.mode == "RGB" and image.getcolors(256) is not None


def _turn(image: Image) -> Transpose | None:
    """How to turn it, by its orientation (EXIF 3.0, section 4.6.5); notes that cannot be read say nothing."""
    try:
        orientation = image.getexif().get(_ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, OverflowError, struct.error):
        return None
    from PIL.Image import Transpose

    return {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }.get(orientation)  # fmt: skip


def _plain(image: Image) -> Image:
    """Pixels that can be made smaller: no palette, no more than 8 bits."""
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image)
    if image.has_transparency_data and image.mode != "RGBA":
        return image.convert("RGBA")
    if image.mode in {"L", "RGB", "RGBA", "CMYK"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _eight_bits(image: Image) -> Image:
    """Grey of more than 8 bits in 8: the scale of 16 bits is known, of others only what is there."""
    wide = image.convert("F")
    low, high = 0.0, 65_535.0
    if not image.mode.startswith("I;16"):
        low, high = (float(end) for end in wide.getextrema())  # type: ignore[arg-type]
    scale = 255 / max(high - low, 1e-9)
    return wide.point(lambda value: value * scale - low * scale).convert("L")


def _in_srgb(image: Image, profile: Any) -> Image:
    """The same colours without a profile of their own; one that cannot be read is left out."""
    if not profile:
        return image.convert("RGB") if image.mode == "CMYK" else image
    from PIL import ImageCms

    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha is not None else image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        shown = ImageCms.profileToProfile(colours, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        shown = colours.convert("RGB")
    assert shown is not None  # only where it is changed in place
    if alpha is not None:
        shown.putalpha(alpha)
    return shown


def _opaque(image: Image) -> Image:
    """Without a channel of transparency that says nothing."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        return image.convert("RGB")
    return image

"""Captions, in the built-in typeface."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from providers.local.edits.ask import Ask, Undone
from providers.local.edits.raster import blurred, to_array, unit
from providers.local.pictures.canvas import Array, f32, mix
from providers.local.pictures.colour import brightness
from providers.local.pictures.press import printable

_LINES_MAX, _LETTERS_MAX = 5, 240


def caption(picture: Array, ask: Ask) -> Array:
    """White or black, whichever can be read there, over a soft shade of the other."""
    words = printable(ask.text)[:_LETTERS_MAX]
    if not words:
        raise Undone("its typeface has Latin letters only" if ask.text else "put its words in quotation marks")
    mask = _set(picture, words, ask)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    under = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    ink = ask.colours[0] if ask.colours else f32([1, 1, 1]) * (float(brightness(under).mean()) < 0.62)
    shade = f32([0, 0, 0]) if float(brightness(f32(ink))) > 0.45 else f32([1, 1, 1])
    soft = blurred(mask, max(1.0, unit(picture) * 0.01))
    shaded = mix(picture, shade, (soft * np.float32(0.9)).clip(0, 0.55)[..., None])
    return mix(shaded, f32(ink), mask[..., None])


def _set(picture: Array, words: str, ask: Ask) -> Array:
    height, width = picture.shape[:2]
    size, lines = _fitted(words, width, height, min(2.0, ask.amount))
    font = ImageFont.load_default(size)
    block = "\n".join(lines)
    tall = size * 1.18 * len(lines)
    margin = 0.055 * min(height, width)
    y = margin if "top" in ask.place or "sky" in ask.place else height - margin - tall
    y = (height - tall) / 2 if ask.place in {"centre", "left", "right"} else y
    side = next((name for name in ("left", "right") if name in ask.place), "center")
    x, anchor = {"left": (margin, "la"), "right": (width - margin, "ra")}.get(side, (width / 2, "ma"))
    layer = Image.new("L", (width, height))
    stroke = size * 0.012
    ImageDraw.Draw(layer).multiline_text((x, y), block, 255, font, anchor, size * 0.18, align=side, stroke_width=stroke)
    return to_array(layer)


def _fitted(words: str, width: int, height: int, amount: float) -> tuple[float, list[str]]:
    """As large as a title may be, then smaller until few enough lines fit."""
    size = max(6.0, min(width, height) * 0.085 * amount)
    while True:
        lines = _wrapped(words, size, width * 0.88)
        fits = all(_wide(line, size) <= width * 0.92 for line in lines)
        if (fits and len(lines) <= _LINES_MAX and len(lines) * size * 1.2 < height * 0.8) or size <= 4:
            return size, lines
        size *= 0.88


def _wide(line: str, size: float) -> float:
    return float(ImageFont.load_default(100).getlength(line)) * size / 100


def _wrapped(words: str, size: float, room: float) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _wide(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines

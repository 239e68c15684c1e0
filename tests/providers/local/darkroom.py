"""Pictures to edit and what can be measured in them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image, ImageDraw

from providers.local.edits.render import Edit, edit
from providers.local.pictures.canvas import Array
from providers.local.pictures.render import Painted, render

AREA = 1024 * 1024
SIZE = (384, 256)
_FOLDER = TemporaryDirectory()


def edited(instruction: str, source: Path | None = None, style: str = "darkroom", **more: object) -> Painted:
    order = {"seed": 1, "ratio": "", "area": AREA, **more}
    return edit(Edit(style, instruction, source=source or lake(), **order), lambda done, message: None)  # type: ignore[arg-type]


def pixels(picture: Painted | Path) -> Array:
    image = Image.open(picture) if isinstance(picture, Path) else picture.picture
    return np.asarray(image.convert("RGB"), np.float32)


def light(picture: Array) -> Array:
    return np.asarray(picture @ np.array([0.299, 0.587, 0.114], np.float32))


def contrast(picture: Array) -> float:
    return float(light(picture).std())


def chroma(picture: Array) -> float:
    return float(np.ptp(picture, axis=-1).mean())


def edges(picture: Array) -> float:
    return float(np.hypot(*np.gradient(light(picture))).mean())


def warmth(picture: Array) -> float:
    return float(picture[..., 0].mean() - picture[..., 2].mean())


def mean(picture: Array) -> float:
    return float(picture.mean())


def part(picture: Array, rows: Sequence[float], columns: Sequence[float] = (0, 1)) -> Array:
    height, width = picture.shape[:2]
    across = slice(int(columns[0] * width), int(columns[1] * width))
    return picture[int(rows[0] * height) : int(rows[1] * height), across]


def colours(picture: Array) -> float:
    """How many clearly different ones fill more than a few pixels."""
    _, counts = np.unique((picture // 24).astype(np.uint8).reshape(-1, 3), axis=0, return_counts=True)
    return float((counts > 12).sum())


@cache
def lake() -> Path:
    """A landscape with a plain sky, from the studio's own model."""
    picture = render("landscape", "a clear lake below green mountains by day", 5, SIZE, (), lambda done, message: None)
    return _kept(picture.picture, "lake.png")


@cache
def still_life() -> Path:
    """A red ball before an even grey wall."""
    rows = np.linspace(200, 160, 256)[:, None, None]
    noise = np.random.default_rng(1).normal(0, 2, (256, 384, 1))
    picture = Image.fromarray((rows + noise + np.zeros(3)).clip(0, 255).astype(np.uint8))
    ImageDraw.Draw(picture).ellipse((140, 80, 260, 200), fill="#c02018")
    return _kept(picture, "still.png")


def _kept(picture: Image.Image, name: str) -> Path:
    path = Path(_FOLDER.name) / name
    picture.save(path)
    return path

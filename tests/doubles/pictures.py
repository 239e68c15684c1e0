"""Cheap, pleasant pictures that say on their face that they are simulated."""

import colorsys
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, ImageOps

Array = NDArray[np.floating[Any]]
SCENE_SIDE = 384  # scenes are smooth, so they are drawn small and enlarged
SAVE = {"PNG": {"compress_level": 1}, "JPEG": {"quality": 88}, "WEBP": {"quality": 80, "method": 0}}


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything a file depends on: the same picture always gives the same bytes."""

    label: str
    prompt: str
    seed: int
    width: int
    height: int
    format: str = "png"
    inputs: tuple[bytes, ...] = ()
    mask: bytes = b""
    black: bool = False

    @property
    def content_type(self) -> str:
        return f"image/{'jpeg' if self.format == 'jpg' else self.format}"


def _random(*parts: object) -> np.random.Generator:
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def _palette(random: np.random.Generator) -> list[Array]:
    """Dark, middle, light and one complementary colour."""
    hue, turn = random.random(), random.uniform(0.06, 0.14)
    shades = ((0, 0.72, 0.22), (1, 0.62, 0.62), (2, 0.38, 0.96), (6, 0.55, 0.98))
    colours = [colorsys.hsv_to_rgb((hue + step * turn) % 1, s, v) for step, s, v in shades]
    return [np.array(colour, np.float32) * 255 for colour in colours]


def _mix(a: Array, b: Array, amount: Array) -> Array:
    return np.asarray(a + (b - a) * amount[..., None])


def _disc(x: Array, y: Array, cx: float, cy: float, radius: float, soft: float) -> Array:
    edge: Array = np.clip((radius - np.hypot(x - cx, y - cy)) / soft + 0.5, 0, 1)
    return edge


def _dunes(x: Array, y: Array, colours: list[Array], random: np.random.Generator) -> Array:
    dark, middle, light, accent = colours
    scene = _mix(light, middle, np.clip(y * 0.9, 0, 1))
    scene = _mix(scene, accent, _disc(x, y, random.uniform(0.2, 0.8) * x.max(), random.uniform(0.18, 0.42), 0.11, 0.01))
    for layer in range(5):
        waves = random.uniform(2, 7), random.uniform(0, 6.3), random.uniform(0.03, 0.07)
        ridge = 0.48 + layer * 0.11 + waves[2] * np.sin(x * waves[0] + waves[1])
        scene = _mix(scene, middle + (dark - middle) * (layer + 1) / 5, np.clip((y - ridge) * 160, 0, 1))
    return scene


def _orbs(x: Array, y: Array, colours: list[Array], random: np.random.Generator) -> Array:
    scene = _mix(colours[0], colours[1], np.clip((x + y) / 2, 0, 1))
    for orb in range(7):
        cx, cy, radius = random.random() * x.max(), random.random(), random.uniform(0.06, 0.26)
        soft = 0.015 if orb % 2 else radius
        scene = _mix(scene, colours[1 + orb % 3], 0.75 * _disc(x, y, cx, cy, radius, soft))
    return scene


def _ribbons(x: Array, y: Array, colours: list[Array], random: np.random.Generator) -> Array:
    bend, pace = random.uniform(0.5, 1.6), random.uniform(2, 5)
    flow = y * pace + bend * np.sin(x * random.uniform(2, 6) + y * 2 + random.uniform(0, 6.3))
    scene = _mix(colours[0], colours[1], 0.5 + 0.5 * np.sin(flow * 2))
    scene = _mix(scene, colours[2], np.clip(np.sin(flow * 3 + 1), 0, 1) ** 3)
    return _mix(scene, colours[3], np.clip(np.sin(flow * 1.3 + 2), 0, 1) ** 9)


SCENES = (_dunes, _orbs, _ribbons)


def scene(picture: Picture) -> Image.Image:
    """Another model draws another kind of scene; another seed or prompt other shapes and colours."""
    small = min(1.0, SCENE_SIDE / max(picture.width, picture.height))
    width, height = max(2, round(picture.width * small)), max(2, round(picture.height * small))
    across, down = np.linspace(0, width / height, width), np.linspace(0, 1, height)
    x, y = np.meshgrid(across.astype(np.float32), down.astype(np.float32))
    random = _random(picture.label, picture.prompt, picture.seed)
    draw = SCENES[int(_random(picture.label).integers(len(SCENES)))]
    pixels = draw(x, y, _palette(random), random).clip(0, 255).astype(np.uint8)
    return Image.fromarray(pixels).resize((picture.width, picture.height), Image.Resampling.BILINEAR)


def _edit(scene: Image.Image, inputs: list[Image.Image], mask: bytes) -> Image.Image:
    """The first input tinted by the scene, and every input small at the bottom: one sees that all arrived."""
    source = ImageOps.fit(inputs[0], scene.size, Image.Resampling.BILINEAR)
    canvas = Image.blend(source, scene, 0.35)
    if mask:
        kept = Image.open(BytesIO(mask)).convert("RGBA").getchannel("A")
        canvas.paste(source, mask=ImageOps.fit(kept, scene.size, Image.Resampling.NEAREST))
    width, height = canvas.size
    gap = max(2, min(width, height) // 64)
    side = max(4, min(height // 5, (width - gap) // len(inputs) - gap))
    for place, picture in enumerate(inputs):
        thumb = ImageOps.expand(ImageOps.fit(picture, (side, side)), max(1, gap // 4), "white")
        canvas.paste(thumb, (gap + place * (side + gap), height - side - gap))
    return canvas


def sign(image: Image.Image, label: str) -> None:
    size = max(9, min(image.size) // 40)
    draw = ImageDraw.Draw(image, "RGBA")
    font, text = ImageFont.load_default(size), f"SIMULATED  {label}"
    left, top, right, bottom = draw.textbbox((size, size), text, font=font)
    draw.rectangle((left - size // 2, top - size // 3, right + size // 2, bottom + size // 3), fill=(0, 0, 0, 120))
    draw.text((size, size), text, font=font, fill=(255, 255, 255, 230))


@lru_cache(maxsize=8)
def render(picture: Picture) -> bytes:
    if picture.black:
        image = Image.new("RGB", (picture.width, picture.height))
    else:
        image = scene(picture)
        if picture.inputs:
            image = _edit(image, [Image.open(BytesIO(data)).convert("RGB") for data in picture.inputs], picture.mask)
        sign(image, picture.label)
    kind = "JPEG" if picture.format in ("jpeg", "jpg") else picture.format.upper()
    target = BytesIO()
    image.save(target, kind, **SAVE[kind])
    return target.getvalue()

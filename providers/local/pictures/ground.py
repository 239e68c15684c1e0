"""Kinds of land: their relief, their colours, and how light and air change them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from providers.local.pictures import terrain
from providers.local.pictures.canvas import Array, Rng, f32, mix, over, resize, resize_rgb, sample, smoothstep
from providers.local.pictures.colour import rgb, tinted
from providers.local.pictures.light import Light
from providers.local.pictures.noise import tile
from providers.local.pictures.terrain import SIZE, View


@dataclass(frozen=True, slots=True)
class Ground:
    """`low`, `rock`, `top`: colours of the valleys, the steep faces and what lies above the `line`."""

    relief: Callable[[Rng], Array]
    low: str
    rock: str
    top: str
    line: float  # the height of the snow, beyond 1 where none lies
    view: View
    patches: float = 0.3
    strata: float = 0.0
    full_at_water: float = 1.15


GROUNDS = {
    "mountains": Ground(
        terrain.mountains, "#4f6338", "#766c62", "#f3f6fb", 0.50, View(0.6, 0.26, 1.0, 1.4, 0.075, 0.24, 0.5), 1.0
    ),
    "hills": Ground(terrain.hills, "#6f8f45", "#7d7f52", "#86a057", 2, View(0.5, 0.24, 0.5, 1.9, 0.2, 0.17)),
    "plain": Ground(terrain.plain, "#7f9a4a", "#8a8a50", "#95a858", 2, View(0.5, 0.1, 0.4, 2.4, 0.11, 0.1), 0.6),
    "dunes": Ground(terrain.dunes, "#dca767", "#cf9556", "#e6b878", 2, View(0.46, 0.16, 0.3, 1.3, 0.13, 0.13), 0.0),
    "canyon": Ground(
        terrain.canyon, "#b9764a", "#a9532f", "#c8875a", 0.9, View(0.56, 0.2, 0.6, 1.6, 0.07, 0.2), 0.3, 0.1
    ),
    "volcano": Ground(
        terrain.volcano, "#56663c", "#5a4f4a", "#eef1f5", 0.6, View(0.62, 0.3, 0.8, 1.2, 0.07, 0.25), 0.2, 0.0, 0.66
    ),
}
LOWS = {"autumn": "#a88a45", "spring": "#7aa648", "alien": "#6a4a78"}  # what a season makes of the valleys


def earth(kind: str, season: str) -> str:
    """The colour of the soil near the eye."""
    return "#e3e9ef" if season == "winter" else LOWS.get(season, GROUNDS[kind].low)


@dataclass(frozen=True, slots=True)
class Season:
    snow: float = 0.0  # 0 none beyond the peaks, 1 everything
    low: str = ""  # replaces the colour of the valleys
    fog: float = 0.0
    woods: str = ""  # the floor of a forest
    lush: float = 0.0  # how far grass climbs the rocks


def paint_land(
    canvas: Array, rng: Rng, light: Light, kind: str, view: View, season: Season, tint: Array | None
) -> terrain.Seen:
    """Draws the land over the sky."""
    height, width = canvas.shape[:2]
    ground = GROUNDS[kind]
    heights = ground.relief(rng)
    seen = terrain.trace(heights, view, height, width, _opening(width, light.x, 0.15 if kind == "volcano" else 0.5))
    part = canvas[seen.top :]
    maps = np.stack([heights, *_relief_light(rng, heights, view.rise, light, ground.patches)], axis=-1)
    there = sample(maps, seen.y, seen.x)
    altitude = there[..., 0] * smoothstep(view.near, view.full, seen.distance)
    colour = _colours(ground, season, altitude, there[..., 1], tint)
    colour *= light.shade * there[..., 2:3] + light.lamp * (there[..., 3:4] * np.float32(light.direct * 1.2))
    haze = _air(canvas[int(view.horizon * height) - 1])
    air = (seen.distance - view.near) / (view.far - view.near)
    fog = 1 - np.exp(-((air * (1.25 + 1.3 * season.fog)) ** 1.4) * (1.5 - altitude * (0.9 - 0.5 * season.fog)))
    over(part, mix(np.clip(colour, 0, 1), haze, f32(fog)[..., None]), seen.cover)
    return seen


def _opening(width: int, lamp_x: float, depth: float) -> Array:
    """The land lies lower under the sun: the eye gets a way out, and the sun its place."""
    x = np.linspace(0, 1, width, dtype=np.float32)
    return f32(1.06 - depth * np.exp(-(((x - lamp_x) / 0.17) ** 2)))


def _air(row: Array) -> Array:
    """The colour of far air in each column: the sky's at the horizon, without its clouds and its sun."""
    coarse = np.repeat(resize_rgb(row[None], 1, 7), 2, axis=0)
    return resize_rgb(coarse, 2, row.shape[0])[:1]


def _relief_light(rng: Rng, heights: Array, rise: float, light: Light, rough: float) -> tuple[Array, Array, Array]:
    """How steep each texel is, how much sky it sees, and how much lamp."""
    dy, dx = ((np.roll(heights, -1, axis) - np.roll(heights, 1, axis)) * np.float32(SIZE * rise / 2) for axis in (0, 1))
    length = np.sqrt(dx * dx + dy * dy + 1)
    lamp = f32([-0.75 if light.x < 0.5 else 0.75, 0.3 + max(0.0, light.height), 0.28])
    lamp /= np.linalg.norm(lamp)
    facing = np.clip((-dx * lamp[0] + lamp[1] + dy * lamp[2]) / length, 0, 1)
    grain = tile(rng, SIZE, 0.9, 6)
    open_sky = np.clip(0.75 + (heights - _spread(heights)) * 5, 0.3, 1.1) * (1 + grain * np.float32(0.12 * rough))
    return f32(1 - 1 / length + grain * np.float32(0.05 * rough)), f32(open_sky), f32(facing)


def _spread(heights: Array) -> Array:
    """The height around each texel; the map repeats, so its edges look over to the other side."""
    margin = SIZE // 16
    wide = np.pad(heights, margin, mode="wrap")
    return resize(resize(wide, 36, 36), *wide.shape)[margin:-margin, margin:-margin]


def _colours(ground: Ground, season: Season, altitude: Array, steep: Array, tint: Array | None) -> Array:
    low, rock, top = rgb(season.low or ground.low), rgb(ground.rock), rgb(ground.top)
    if season.woods:
        low, rock = rgb(season.woods), mix(rgb(season.woods), rock, 0.35)
    if tint is not None:
        low, rock = tinted(low, tint, 0.8), tinted(rock, tint, 0.8)
    colour = mix(
        low, rock, smoothstep(0.2, 0.5, steep + altitude * np.float32(0.32) - np.float32(0.16 * season.lush))[..., None]
    )
    if ground.strata:
        colour *= 1 + (np.sin(altitude * 70 + np.sin(altitude * 23) * 3) * np.float32(ground.strata))[..., None]
    line = ground.line - season.snow * (ground.line + 0.15)
    if line < 1:
        white = smoothstep(line, line + 0.07, altitude - steep * np.float32(0.3))
        colour = mix(colour, rgb("#f3f6fb") if season.snow else top, white[..., None])
    return colour

"""What a time of day does to colours: the sky, the light of the sun or the moon, and the shade."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32
from providers.local.pictures.colour import brightness, lighter, ramp, rgb, rgbs, tinted


@dataclass(frozen=True, slots=True)
class Light:
    """`sky` runs from the zenith to the horizon; `height` is the lamp's way up from there (below 0: it has set)."""

    sky: Array
    lamp: Array  # the sun's or moon's own colour
    direct: float  # strength of its light on the land
    shade: Array  # light that reaches what lies in the shade
    dark: float  # 0 by day, 1 at night: stars, lit windows
    height: float
    x: float = 0.5

    @property
    def haze(self) -> Array:
        return f32(self.sky[-1])

    def on(self, colour: Array, facing: float) -> Array:
        """A flat surface's colour; `facing` 1 looks into the light, 0 away from it."""
        return f32(np.clip(colour * (self.shade + self.lamp * np.float32(self.direct * facing)), 0, 1))


# time: skies to choose from, lamp, direct, shade, dark, lowest and highest place of the lamp
_TIMES: dict[str, tuple[Sequence[str], str, float, str, float, tuple[float, float]]] = {
    "dawn": (
        (
            "#35508c #7d86b8 #d9a3b4 #f6b59b #ffdcae",
            "#2f5d8f #6f9cc0 #c5c7cf #f7c7a6 #ffe9c0",
            "#40407f #8a67a0 #d98aa0 #f9a88c #ffd6a0",
        ),
        "#ffe2b8", 0.72, "#68698e", 0.05, (0.02, 0.10),
    ),
    "day": (
        (
            "#1f5fa8 #4489cc #86bbe4 #bcdcee #e4f0f0",
            "#2a6bb0 #5b9bd0 #9cc8e6 #cfe5ee #f1f3e6",
            "#14549c #2f86c8 #6db9e0 #ace0ea #e2f5ee",
        ),
        "#fff6e0", 0.74, "#6e80a0", 0.0, (0.36, 0.5),
    ),
    "golden": (
        (
            "#4d79ab #8ca4b9 #d2bda3 #f5c987 #ffe3a1",
            "#6f86a6 #b5aca6 #e8bd8c #fbc876 #ffe6ae",
        ),
        "#ffd590", 0.8, "#77707f", 0.0, (0.10, 0.2),
    ),
    "sunset": (
        (
            "#2a2458 #6a3577 #c04f6d #f5805a #ffc46e",
            "#1f2f66 #5b4a86 #b85f80 #f08a66 #ffcf86",
            "#3a1c4c #86305e #d4505a #fb8c4c #ffd070",
        ),
        "#ffc27a", 0.68, "#5d4d70", 0.12, (0.015, 0.08),
    ),
    "dusk": (
        (
            "#10173a #26305f #4d4a82 #8c6590 #d98d8a",
            "#0e1d3d #1f3c66 #436a8c #8a8a9c #e0a893",
        ),
        "#c99ab0", 0.32, "#3c4068", 0.55, (-0.12, -0.05),
    ),
    "night": (
        (
            "#040816 #081430 #10224a #1b3762 #345a80",
            "#060618 #0d1038 #1a1c55 #2d3374 #50568f",
            "#03100f #07242c #0e3a47 #1a5560 #3c7c80",
        ),
        "#c4d3f2", 0.44, "#232f52", 1.0, (0.3, 0.44),
    ),
    "grey": (
        (
            "#77868f #8f9ca4 #a9b4b9 #c0c9cc #d6dcdd",
            "#6f7d84 #8a989c #a8b3b3 #c3cbc8 #dadfdb",
        ),
        "#eef2f2", 0.34, "#7f8a94", 0.0, (0.3, 0.45),
    ),
    "storm": (
        (
            "#1c222b #2d3640 #46525d #65737c #93a0a3",
            "#1d2027 #32353d #4f525a #77736f #aa9f8d",
        ),
        "#c8d2d8", 0.3, "#4a535e", 0.25, (0.3, 0.4),
    ),
}  # fmt: skip
_SUN_IS_LOW = ("dawn", "sunset", "dusk", "golden")
TIMES = tuple(_TIMES)


def light_of(time: str, rng: Rng, colours: Sequence[Array]) -> Light:
    """The light of a time; colours a person asked for replace the sky's hues and keep its brightness."""
    skies, lamp, direct, shade, dark, heights = _TIMES[time]
    sky = rgbs(skies[int(rng.integers(len(skies)))])
    light = Light(sky, rgb(lamp), direct, rgb(shade), dark, float(rng.uniform(*heights)), _lamp_x(rng))
    return coloured(light, colours) if colours else light


def _lamp_x(rng: Rng) -> float:
    """Beside the middle, where a composition wants it."""
    return float(rng.choice([rng.uniform(0.24, 0.4), rng.uniform(0.6, 0.76)]))


def coloured(light: Light, colours: Sequence[Array]) -> Light:
    if len(colours) == 1:
        stops = np.repeat(colours[0][None, :], len(light.sky), axis=0)
    else:
        stops = ramp(np.stack(colours), f32(np.linspace(0, 1, len(light.sky))))
    sky = np.stack([tinted(own, wanted, 0.78) for own, wanted in zip(light.sky, stops, strict=True)])
    mean = lighter(f32(sky.mean(axis=0)), 0)
    return replace(light, sky=f32(sky), shade=tinted(light.shade, mean, 0.5), lamp=tinted(light.lamp, stops[-1], 0.3))


def dimmed(light: Light, by: float) -> Light:
    """The same light under a cover of clouds: less direct, greyer."""
    grey = f32(np.repeat(brightness(light.sky)[:, None], 3, axis=1))
    sky = f32(light.sky + (grey - light.sky) * np.float32(by * 0.7)) * np.float32(1 - by * 0.25)
    return replace(light, sky=f32(sky), direct=light.direct * (1 - by * 0.75))

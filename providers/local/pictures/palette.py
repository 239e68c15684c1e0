"""Colours for the styles that are not tied to nature: from the prompt, from reference pictures, or well-tried sets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from providers.local.pictures.canvas import Array, Rng, f32, mix
from providers.local.pictures.colour import brightness, lighter, rgb, rgbs, to_lab
from providers.local.pictures.light import light_of
from providers.local.pictures.reading import Reading

KINDS = ("time", "season", "mood")
# Background first.
_SETS = (
    "#f4efe4 #1f3a5f #e0533d #f2a541 #2a8c82 #8a9a5b", "#12141c #f2e9de #e4572e #f3a712 #669bbc #a8c686",
    "#f7f0e3 #264653 #2a9d8f #e9c46a #f4a261 #e76f51", "#1a1423 #b75d69 #eacdc2 #774c60 #f2b880 #5d6da8",
    "#f5f1ea #22223b #4a4e69 #9a8c98 #c9ada7 #d1495b", "#0d1b2a #e0e1dd #778da9 #f4a259 #bc4b51 #5b8e7d",
    "#fbf5e9 #d62839 #f48498 #003d5b #30638e #edae49", "#101820 #f2aa4c #f6e6c9 #d95d39 #4b7f8c #8fb8a8",
    "#eef2ec #16423c #6a9c89 #c4dad2 #e07a5f #f2cc8f", "#241a2e #ff6b6b #ffd93d #6bcb77 #4d96ff #f5ebe0",
    "#f3ede2 #3d405b #e07a5f #81b29a #f2cc8f #6d597a", "#0b132b #3a506b #5bc0be #f2f4f3 #ffb997 #f67e7d",
)  # fmt: skip
_SEASONS = {
    "winter": "#eef3f6 #23395b #406e8e #8ea8c3 #cbf7ed #ffffff",
    "autumn": "#f6ead7 #6a2e1f #b5541f #e08e2b #f2c14e #5c6b3c",
    "spring": "#fbf4f0 #e58fb1 #f6c6d5 #7fae6e #b9d8a0 #f2d16b",
}


@dataclass(frozen=True, slots=True)
class Palette:
    background: Array
    colours: Array  # one row each

    def pick(self, rng: Rng) -> Array:
        """The first colours more often than the last: a picture needs a dominant one."""
        weights = 0.72 ** np.arange(len(self.colours))
        return f32(self.colours[rng.choice(len(self.colours), p=weights / weights.sum())])

    @property
    def ink(self) -> Array:
        """The colour that stands out most from the background."""
        far = np.abs(brightness(self.colours) - brightness(self.background))
        return f32(self.colours[int(np.argmax(far))])

    @property
    def dark(self) -> bool:
        return float(brightness(self.background)) < 0.45


def choose(reading: Reading, rng: Rng, references: Sequence[Array]) -> Palette:
    """References rule, then colour words, then the time and the season; else a set by chance."""
    times, seasons = reading.all("time"), [name for name in reading.all("season") if name in _SEASONS]
    if references:
        palette = _balanced(np.concatenate(list(references)), rng)
    elif reading.colours or reading.tints:
        palette = _around([*reading.colours, *reading.tints.values()], reading, rng)
    elif times:
        light = light_of(times[-1], rng, ())
        skies = [*light.sky[1:], light.lamp]
        palette = Palette(lighter(f32(light.sky[0]), -0.06), np.stack(skies)[::-1])
    elif seasons:
        palette = _of(_SEASONS[seasons[0]])
    else:
        palette = _of(_SETS[rng.integers(len(_SETS))])
    return palette


def _of(codes: str) -> Palette:
    colours = rgbs(codes)
    return Palette(f32(colours[0]), colours[1:])


def _around(wanted: list[Array], reading: Reading, rng: Rng) -> Palette:
    """The named colours and their lighter and darker relatives, on paper or on near black."""
    relatives = [lighter(colour, by) for colour in wanted for by in (0.14, -0.14, 0.26)]
    dark = reading.has("mood", "dark") or reading.has("time", "night") or bool(rng.random() < 0.4)
    if max(float(brightness(colour)) for colour in wanted) < 0.25:
        dark = False  # black on black shows nothing
    ground = mix(rgb("#11121a"), wanted[0], 0.08) if dark else mix(rgb("#f6f1e7"), wanted[0], 0.05)
    return Palette(ground, np.stack([*wanted, *relatives]))


def _balanced(colours: Array, rng: Rng) -> Palette:
    """The lightest or the darkest colour carries the others, whichever lies farther from the rest."""
    light = to_lab(colours)[:, 0]
    middle = float(np.median(light))
    ground = int(np.argmax(np.abs(light - middle)))
    others = np.delete(colours, ground, axis=0)
    return Palette(f32(colours[ground]), others[rng.permutation(len(others))] if len(others) else colours)

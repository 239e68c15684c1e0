"""What lies behind: another colour, or nothing at all."""

import numpy as np

from providers.local.edits.ask import Ask, Undone
from providers.local.edits.backdrop import backdrop
from providers.local.pictures.canvas import Array, f32, mix
from providers.local.pictures.colour import brightness

_NOT_PLAIN = "only a plain background can be told from what stands before it"


def background(picture: Array, ask: Ask) -> Array:
    if not ask.colours:
        raise Undone("name the colour of the background")
    wanted = f32(ask.colours[0])
    if picture.shape[-1] == 4:
        return mix(wanted, picture[..., :3], picture[..., 3:])
    mask = _mask(picture)
    light = brightness(picture)
    level = float(np.quantile(light[mask > 0.9], 0.8)) + 1e-3
    # Shadows fall on the new background as well.
    shade = np.clip(light / np.float32(level) * 1.25, 0.25, 1.0)[..., None]
    return mix(_without_spill(picture, mask), wanted * (0.25 + 0.75 * shade), mask[..., None])


def cut_out(picture: Array, ask: Ask) -> Array:
    """The first operation whose result has an alpha channel."""
    colours, shown = picture[..., :3], picture[..., 3] if picture.shape[-1] == 4 else np.float32(1)
    mask = _mask(colours)
    return np.concatenate([_without_spill(colours, mask), f32((1 - mask) * shown)[..., None]], axis=-1)


def _mask(picture: Array) -> Array:
    if (mask := backdrop(picture)) is None:
        raise Undone(_NOT_PLAIN)
    return mask


def _without_spill(picture: Array, mask: Array) -> Array:
    """At soft edges the old background is subtracted from what is mixed with it."""
    behind = f32((picture * mask[..., None]).sum(axis=(0, 1)) / (mask.sum() + 1e-3))
    share = mask[..., None].clip(0, 0.9)
    return f32(((picture - behind * share) / (1 - share)).clip(0, 1))

"""What there is to film: a person's still, flat or with depth, or a drawn abstract on a current."""

import hashlib
from dataclasses import dataclass

import numpy as np
from PIL import Image

from providers.catalog.local_video import CAMERA
from providers.catalog.sizes import frame
from providers.local.edits.source import open_source
from providers.local.motion.cutting import Warp
from providers.local.motion.depth import guess
from providers.local.motion.drift import drift
from providers.local.motion.film import RATE
from providers.local.motion.order import Clip
from providers.local.pictures import cosmos
from providers.local.pictures.order import Report
from providers.local.pictures.reading import read
from providers.local.pictures.render import render

_PAINTED = 0.75  # of the sides of the clip: an abstract has no detail to lose, and is ready in half the time
_PAINTING = 0.4  # of the whole work


@dataclass(frozen=True, slots=True)
class Scene:
    """`understood` and `ignored` are words that changed the picture itself, or did not; `done` is how far it is."""

    picture: Image.Image
    size: tuple[int, int]
    warp: Warp | None = None
    understood: tuple[str, ...] = ()
    ignored: tuple[str, ...] | None = None
    done: float = 0.0


def scene_of(clip: Clip, report: Report) -> Scene:
    if clip.source is None:
        return _abstract(clip, report)
    picture = _opaque(open_source(clip.source))
    size = clip.size if clip.ratio else frame(CAMERA.nearest_ratio(*picture.size), min(clip.size))
    return Scene(picture, size, guess(picture).warp if clip.style == "depth" else None)


def _abstract(clip: Clip, report: Report) -> Scene:
    """Gas or ink where the words speak of it, else ribbons."""
    style = "cosmos" if read(clip.prompt, cosmos.KINDS).found.get("space") else "flow"
    width, height = (round(side * _PAINTED) for side in clip.size)
    painted = render(
        style, clip.prompt, clip.seed, (width, height), (), lambda done, text: report(done * _PAINTING, text)
    )
    digest = hashlib.sha256(f"drift\n{clip.seed}\n{clip.prompt}".encode()).digest()
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest)))
    current = drift(rng, width / height, clip.seconds * RATE, RATE, clip.strength / 100)
    return Scene(painted.picture, clip.size, current.warp, tuple(painted.understood), tuple(painted.ignored), _PAINTING)


def _opaque(picture: Image.Image) -> Image.Image:
    """On white, as viewers show it."""
    if picture.mode == "RGB":
        return picture
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture.convert("RGBA")).convert("RGB")

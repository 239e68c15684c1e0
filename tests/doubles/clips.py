"""Small real clips: from the first picture (or a drawn scene) to the last one, so that one sees what arrived."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import av
import numpy as np
from PIL import Image, ImageOps

from tests.doubles.pictures import Picture, scene, sign

LONGEST_EDGE = 256
FRAMES_A_SECOND = 8


@dataclass(frozen=True, slots=True)
class Clip:
    """`picture` holds what a still would, its inputs being the first frame and, if there is one, the last."""

    picture: Picture
    seconds: int

    content_type = "video/mp4"


@lru_cache(maxsize=8)
def encoded(clip: Clip) -> bytes:
    first, last = _ends(clip.picture)
    target, count = BytesIO(), clip.seconds * FRAMES_A_SECOND
    with av.open(target, "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=FRAMES_A_SECOND, options={"preset": "ultrafast", "crf": "28"})
        stream.width, stream.height, stream.pix_fmt = *first.size, "yuv420p"
        for index in range(count):
            image = Image.blend(first, last, index / max(1, count - 1))
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")))
        file.mux(stream.encode())
    return target.getvalue()


def _ends(picture: Picture) -> tuple[Image.Image, Image.Image]:
    scale = min(1.0, LONGEST_EDGE / max(picture.width, picture.height))
    size = (max(2, round(picture.width * scale / 2) * 2), max(2, round(picture.height * scale / 2) * 2))
    drawn = scene(picture).resize(size)
    inputs = [ImageOps.fit(Image.open(BytesIO(data)).convert("RGB"), size) for data in picture.inputs]
    first = Image.new("RGB", size) if picture.black else [*inputs, drawn][0]
    # Without a last picture a still is tinted more and more, and a drawn scene turns over.
    last = inputs[1] if inputs[1:] else Image.blend(first, drawn, 0.5) if inputs else ImageOps.mirror(first)
    sign(first, picture.label)
    sign(last, picture.label)
    return first, last

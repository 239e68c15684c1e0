"""Small real clips."""

from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream

CODECS = {".mp4": "libx264", ".mov": "libx264", ".webm": "libvpx-vp9"}


def a_clip(path: Path, *, seconds: int = 2, size: tuple[int, int] = (160, 90)) -> Path:
    """It turns from black to red; the container is that of the file's name."""
    with av.open(str(path), "w") as clip:
        stream = cast(VideoStream, clip.add_stream(CODECS[path.suffix], rate=12))
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for index in range(seconds * 12):
            red = np.zeros((size[1], size[0], 3), np.uint8)
            red[..., 0] = 255 * index // (seconds * 12)
            clip.mux(stream.encode(av.VideoFrame.from_ndarray(red, "rgb24")))
        clip.mux(stream.encode())
    return path

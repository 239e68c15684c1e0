"""Frames become an H.264 file that starts to play before it is loaded."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from providers.local.motion.planes import Planes

RATE = 24
_AHEAD = 4
_TELL = 8  # frames between two reports
_THREADS = 2
_BT709 = 1
# With its macroblock tree the encoder lets a few bytes of unset memory decide, and no two films were quite the same.
_CODEC = {"preset": "veryfast", "crf": "20", "mbtree": "0"}

Cut = Callable[[int], Planes]


def shoot(path: Path, size: tuple[int, int], count: int, cut: Cut, report: Callable[[float], None]) -> None:
    """`cut` makes a frame by its number, in a thread of its own: the encoder works on one while the next is cut."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream = film.add_stream("libx264", rate=RATE, options=_CODEC)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        codec = stream.codec_context
        codec.thread_count = _THREADS
        codec.color_range, codec.colorspace = ColorRange.MPEG, Colorspace.ITU709
        codec.color_primaries = codec.color_trc = _BT709
        for number, planes in enumerate(_ahead(cut, count)):
            film.mux(stream.encode(_frame(planes, number)))
            if number % _TELL == 0:
                report(number / count)
        film.mux(stream.encode(None))


def _ahead(cut: Cut, count: int) -> Iterator[Planes]:
    with ThreadPoolExecutor(1) as pool:
        waiting: deque[Future[Planes]] = deque()
        for number in range(count):
            waiting.append(pool.submit(cut, number))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _frame(planes: Planes, number: int) -> VideoFrame:
    frame = VideoFrame(*planes.light.size, "yuv420p")
    for target, plane in zip(frame.planes, planes, strict=True):
        target.update(_rows(plane, target.line_size))
    frame.pts = number
    return frame


def _rows(plane: Image.Image, line: int) -> bytes:
    """The codec's lines may be longer than the picture's."""
    if line == plane.width:
        return plane.tobytes()
    pixels = np.asarray(plane)
    return np.pad(pixels, ((0, 0), (0, line - plane.width))).tobytes()

"""Writes the last picture of one clip, in a process of its own as probe.py.

`python -m generations.media.last_frame FILE FOLDER MAX_PIXELS`
"""

import json
import sys
from collections import deque
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame

from generations.media.probe import opened, run

FRAME = "frame.png"


def main(source: str, folder: str, max_pixels: int) -> None:
    with opened(source, max_pixels) as clip:
        last = _last_after(clip, clip.duration or 0) or _last_after(clip, 0)
        if last is None:
            raise ValueError("nothing could be decoded")
        last.to_image().save(Path(folder) / FRAME, compress_level=1)  # type: ignore[no-untyped-call]
    sys.stdout.write(json.dumps({"frame": FRAME}))


def _last_after(clip: InputContainer, moment: int) -> VideoFrame | None:
    """Decoded from the picture before `moment` that needs no other; all of it where that one leads nowhere."""
    try:
        clip.seek(moment)
    except av.FFmpegError:
        return None
    frames = deque(clip.decode(clip.streams.video[0]), maxlen=1)
    return frames[0] if frames else None


if __name__ == "__main__":
    run(main)

"""Decodes one foreign clip in a process of its own, as decode.py does with pictures.

`python -m generations.media.probe FILE FOLDER MAX_PIXELS CLEAN`

The demuxer is chosen by the first bytes and named: left to itself the library would also follow play lists, which name
other files. Exit status as decode.py.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer
from PIL import Image

from generations.media.decode import blur, refuse, save_preview, scaled
from generations.media.forks import TROUBLE

# Clips come from providers, and were paid for: one of 8K needs many pictures at once.
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 60
DURATION_MAX = 3600  # seconds
ISO, MATROSKA = b"ftyp", b"\x1aE\xdf\xa3"
QUICKTIME = b"qt  "


def main(source: str, folder: str, max_pixels: int) -> None:
    _, content_type, extension = container_of(Path(source))
    with opened(source, max_pixels) as clip:
        first = next(clip.decode(clip.streams.video[0])).to_image()  # type: ignore[no-untyped-call]
        duration = _duration(clip)
    if not 0 < duration <= DURATION_MAX:
        refuse("This clip has no length, or it is longer than an hour.")
    first.save(Path(folder) / "poster.webp", quality=88, method=2)
    found = {
        "content_type": content_type,
        "extension": extension,
        "width": first.width,
        "height": first.height,
        "preview": save_preview(small := scaled(first), Path(folder)),
        "poster": "poster.webp",
        "blur": blur(small),
        "cleaned": "",
        "duration": round(duration, 3),
    }
    sys.stdout.write(json.dumps(found))


@contextmanager
def opened(source: str, max_pixels: int) -> Iterator[InputContainer]:
    """A clip with a moving picture, under hard limits on memory and time."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    with av.open(source, format=container_of(Path(source))[0], options={"protocol_whitelist": "file"}) as clip:
        if not clip.streams.video:
            refuse("This file holds no moving picture.")
        stream = clip.streams.video[0]
        if stream.width * stream.height > max_pixels:
            refuse(f"The clip has {stream.width} x {stream.height} pixels a frame, which is too large.")
        yield clip


def container_of(path: Path) -> tuple[str, str, str]:
    with path.open("rb") as file:
        head = file.read(12)
    if head[:4] == MATROSKA:
        return "matroska,webm", "video/webm", "webm"
    if head[4:8] != ISO:
        refuse("This is not an MP4, MOV or WebM clip.")
    names = ("video/quicktime", "mov") if head[8:12] == QUICKTIME else ("video/mp4", "mp4")
    return "mov,mp4,m4a,3gp,3g2,mj2", *names


def _duration(clip: InputContainer) -> float:
    """Of the whole file, read to its end: a clip that was cut short on the way would only show when it is played."""
    stream = clip.streams.video[0]
    clip.seek(0)
    end = 0.0
    for packet in clip.demux(stream):
        if packet.pts is not None:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    said = clip.duration / av.time_base if clip.duration else end
    if end < said / 2:
        refuse("This clip is damaged: its end is missing.")
    return end


def run(program: Callable[[str, str, int], None]) -> None:
    """Of the command line, with the exit status that the caller knows."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        program(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    except MemoryError:
        refuse("This clip needs too much memory to be opened.")
    except (av.FFmpegError, StopIteration, ValueError, EOFError) as error:
        refuse(f"This clip is damaged and cannot be read ({type(error).__name__}).")
    except OSError:
        sys.exit(TROUBLE)


if __name__ == "__main__":
    run(main)

"""Clips whose boxes lie: about their length, about each other, and about where the rest of them is."""

import random
import struct
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream

from tests.proof.hostile.sample import MARK, Sample

BOXES = (
    *(b"ftyp", b"moov", b"mvhd", b"trak", b"tkhd", b"mdia", b"mdhd", b"minf", b"dinf", b"dref", b"stbl", b"stsd"),
    *(b"stts", b"stsc", b"stsz", b"stco", b"mdat", b"avc1", b"avcC"),
)
SIZES = (0, 1, 7, 8, 0x7FFFFFFF, 0xFFFFFFFF)
ELSEWHERE = (b"file:///etc/passwd\0", b"http://127.0.0.1:1/\0", b"concat:/etc/passwd\0", b"/etc/passwd\0")


@cache
def whole() -> dict[str, bytes]:
    return {
        kind: _encoded(kind, codec) for kind, codec in {"mp4": "libx264", "mov": "libx264", "webm": "libvpx"}.items()
    }


def _encoded(kind: str, codec: str) -> bytes:
    data = BytesIO()
    with av.open(data, "w", format=kind) as clip:
        clip.metadata["title"] = clip.metadata["location"] = MARK.decode()
        stream = cast(VideoStream, clip.add_stream(codec, rate=8, width=64, height=48, pix_fmt="yuv420p"))
        for red in range(0, 240, 30):
            clip.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((48, 64, 3), red, np.uint8), "rgb24")))
        clip.mux(stream.encode())
    return data.getvalue()


def sound() -> Iterator[Sample]:
    for kind, data in whole().items():
        yield Sample(kind, data, "video", sound=True)


def broken() -> Iterator[Sample]:
    """Each box of each size that it cannot have."""
    for kind in ("mp4", "mov"):
        data = whole()[kind]
        for box in BOXES:
            if (place := data.find(box)) >= 4:
                for size in SIZES:
                    yield Sample(f"{kind} {box.decode()} of {size}", _put(data, place - 4, size), "video")


def pointing_elsewhere() -> Iterator[Sample]:
    """The media data of a clip may lie in another file: the address stands where "in this one" stood."""
    data = whole()["mp4"]
    place = data.index(b"url \0\0\0\x01")
    for address in ELSEWHERE:
        entry = b"url \0\0\0\0" + address
        yield Sample(f"mp4 at {address!r}", _grown(data, place, entry), "video")
        alias = b"alis\0\0\0\0" + b"\0" * 150 + address
        yield Sample(f"mp4 by alias at {address!r}", _grown(data, place, alias), "video")


def _grown(data: bytes, place: int, entry: bytes) -> bytes:
    """With this entry of the table of places; every box around it grows by as much."""
    more = len(entry) - 8
    changed = data
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        at = data.index(box) - 4
        changed = _put(changed, at, struct.unpack_from(">I", data, at)[0] + more)
    return changed[: place - 4] + struct.pack(">I", len(entry) + 4) + entry + data[place + 8 :]


def long() -> Iterator[Sample]:
    """A time that never ends, and counts of pictures that nothing could hold."""
    data = whole()["mp4"]
    for box, at in (
        (b"mvhd", 16),
        (b"mdhd", 16),
        (b"stts", 8),
        (b"stsz", 12),
        (b"stco", 8),
        (b"stsc", 8),
        (b"tkhd", 80),
    ):
        place = data.index(box) + 4 + at - 4
        for value in (0, 0x7FFFFFFF, 0xFFFFFFFF):
            yield Sample(f"mp4 {box.decode()} says {value}", _put(data, place, value), "video")
    wide = _put(data, data.index(b"avc1") + 28, 0xFFFFFFFF)
    yield Sample("mp4 of 65535 pixels a side", wide, "video")
    yield Sample("webm of unknown size", whole()["webm"][:4] + b"\x01\xff\xff\xff\xff\xff\xff\xff" * 50, "video")
    yield Sample("mp4 of nests", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + _nest(2000), "video")


def _nest(depth: int) -> bytes:
    return b"".join(struct.pack(">I", 8 * (depth - level)) + b"moov" for level in range(depth))


def random_boxes(random: random.Random) -> Sample:
    kind = random.choice(("mp4", "mov"))
    data = whole()[kind]
    for box in random.sample(BOXES, 3):
        if (place := data.find(box)) >= 4:
            data = _put(
                data, place + random.choice((-4, 4, 8, 12, 16)), random.choice((*SIZES, random.getrandbits(32)))
            )
    return Sample(f"{kind} with three broken boxes", data, "video")


def _put(data: bytes, place: int, value: int) -> bytes:
    return data[:place] + struct.pack(">I", value) + data[place + 4 :]

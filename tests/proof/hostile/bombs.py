"""Small files that unfold to more than a machine has."""

import struct
import zlib
from collections.abc import Callable, Iterator

from PIL import Image

from tests.proof.hostile.pictures import chunk, drawn, encoded, exif, packed, whole
from tests.proof.hostile.sample import Sample

GREY, RGB, RGBA = 0, 2, 6
BYTES = {GREY: 1, RGB: 3, RGBA: 4}
# Just below the limit for pixels, and far above it.
LARGE, HUGE = (9400, 9400), (30000, 30000)
MEGABYTE = 1024 * 1024


def zeros(count: int) -> bytes:
    """A zlib stream of so many zero bytes, made of one compressed block that is repeated: nothing is unfolded here."""
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = block.compress(b"\0" * MEGABYTE) + block.flush(zlib.Z_FULL_FLUSH)
    rest = zlib.compressobj(9, zlib.DEFLATED, -15)
    last = rest.compress(b"\0" * (count % MEGABYTE)) + rest.flush()
    return b"\x78\xda" + once * (count // MEGABYTE) + last + struct.pack(">I", (count % 65521) << 16 | 1)


def flat(size: tuple[int, int], colours: int, *, bits: int = 8, more: bytes = b"") -> bytes:
    row = (size[0] * BYTES[colours] * bits + 7) // 8 + 1
    return packed(zeros(row * size[1]), size, bits=bits, colours=colours, more=more)


def turned() -> bytes:
    """What has to be turned needs a second copy."""
    return chunk(b"eXIf", exif().tobytes().removeprefix(b"Exif\0\0"))


def _spread(kind: str, name: str, at: int, form: str) -> Sample:
    """A sound picture whose header says that it is huge."""
    data = bytearray(whole()[name])
    struct.pack_into(form, data, at, 65000, 65000)
    return Sample(f"{kind} that says it is huge", bytes(data), barred=True)


def quick() -> Iterator[Sample]:
    """Those that are made and refused, or decoded, in a moment."""
    yield Sample("PNG of 88 megapixels in colour", flat(LARGE, RGBA))
    yield Sample("PNG of 88 megapixels in colour to be turned", flat(LARGE, RGBA, more=turned()))
    yield Sample("PNG of 900 megapixels", flat(HUGE, GREY, bits=1), barred=True)
    # There would be room for it: what is too large is told by its size and not by what happens then.
    yield Sample("PNG of 100 megapixels in grey", flat((10_000, 10_000), GREY), barred=True)
    yield Sample(
        "PNG of a text that unfolds", flat((9, 9), GREY, more=chunk(b"zTXt", b"a\0\0" + zeros(300 * MEGABYTE)))
    )
    yield Sample(
        "PNG of an unfolding profile", flat((9, 9), GREY, more=chunk(b"iCCP", b"a\0\0" + zeros(300 * MEGABYTE)))
    )
    yield Sample("PNG of no pixels", flat((0, 0), GREY))
    yield Sample("PNG that is wide", packed(zeros(9), (2**31 - 1, 1)))
    yield Sample("PNG with many frames", _many_frames(2**31 - 1))
    yield _spread("GIF", "GIF P", 6, "<HH")
    yield _spread("JPEG", "JPEG L", whole()["JPEG L"].index(b"\xff\xc0") + 5, ">HH")


def slow() -> Iterator[Sample]:
    """Only for a run that has time: the library itself makes them, which takes as long as to decode them."""
    yield Sample("PNG of 88 megapixels with 16 bits", flat(LARGE, RGBA, bits=16))
    yield Sample("PNG of 88 megapixels in grey to be turned", flat(LARGE, GREY, more=turned()))
    makers: dict[str, Callable[[], bytes]] = {
        "JPEG": lambda: encoded(Image.new("RGB", LARGE), "JPEG", exif=exif()),
        "JPEG CMYK": lambda: encoded(Image.new("CMYK", LARGE), "JPEG", exif=exif(1)),
        "JPEG of many scans": _scans,
        "WEBP": lambda: encoded(Image.new("RGB", LARGE), "WEBP", lossless=True, quality=0, method=0, exif=exif()),
        "GIF": lambda: encoded(Image.new("P", LARGE), "GIF", comment=b"turn"),
        "GIF of 500 frames": lambda: _frames("GIF", 500),
        "PNG of 300 frames": lambda: _frames("PNG", 300),
        "AVIF": lambda: encoded(Image.new("RGB", (8000, 8000)), "AVIF", speed=10, exif=exif()),
    }
    for name, make in makers.items():
        yield Sample(f"bomb {name}", make())


def _many_frames(count: int) -> bytes:
    return flat((9, 9), GREY, more=chunk(b"acTL", struct.pack(">II", count, 0)))


def _frames(kind: str, count: int) -> bytes:
    first, *others = [Image.new("P", (3000, 3000), colour % 256) for colour in range(count)]
    return encoded(first, kind, save_all=True, append_images=others, duration=20, exif=exif(1))


def _scans() -> bytes:
    """Each scan goes over all of the picture."""
    data = encoded(drawn("RGB", (4000, 4000)), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * 40 + b"\xff\xd9"

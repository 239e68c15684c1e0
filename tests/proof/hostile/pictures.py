"""Small pictures of every format and mode, and the same with somebody's data in them."""

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

from tests.proof.hostile.sample import MARK, Sample

SIZE = (48, 36)
MODES = {
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "JPEG": ("L", "RGB", "CMYK"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("L", "P"),
    "AVIF": ("RGB", "RGBA"),
}
# What the library could open as well, and the studio must not.
FOREIGN = (
    "BMP",
    "TIFF",
    "ICO",
    "PPM",
    "TGA",
    "JPEG2000",
    "PCX",
    "SGI",
    "DDS",
    "ICNS",
    "PDF",
    "EPS",
    "IM",
    "MSP",
    "XBM",
)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>%s</place></x:xmpmeta>' % MARK
ORIENTATION, GPS, GPS_AREA = 0x0112, 0x8825, 28


def drawn(mode: str, size: tuple[int, int] = SIZE) -> Image.Image:
    """With edges and colours: one colour alone would compress to nothing that could be broken."""
    image = Image.radial_gradient("L").resize(size)
    if mode == "I;16":
        return image.convert("I").point(lambda value: value * 256).convert("I;16")
    if mode in ("1", "L", "P", "LA"):
        return image.convert(mode)
    return Image.merge("RGB", (image, image.rotate(90), image.rotate(180))).convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    data = BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


@cache
def whole() -> dict[str, bytes]:
    """By format and mode; those with frames as well."""
    found = {f"{kind} {mode}": encoded(drawn(mode), kind) for kind, modes in MODES.items() for mode in modes}
    frames = [drawn("RGB").rotate(angle) for angle in (0, 30, 60)]
    for kind in ("PNG", "WEBP", "GIF", "AVIF"):
        more = {"save_all": True, "append_images": frames[1:], "duration": 80}
        found[f"{kind} with frames"] = encoded(frames[0], kind, **more)
    found["JPEG progressive"] = encoded(drawn("RGB"), "JPEG", progressive=True)
    found["PNG interlaced"] = chunked(b"\0" * 64, size=(7, 7), interlaced=True)
    return found


def sound() -> Iterator[Sample]:
    for name, data in whole().items():
        yield Sample(name, data, sound=True)


def foreign() -> Iterator[Sample]:
    for kind in FOREIGN:
        mode = {"MSP": "1", "XBM": "1"}.get(kind, "RGB")
        size = (16, 16) if kind == "ICNS" else SIZE
        yield Sample(f"foreign {kind}", encoded(drawn(mode, size), kind), barred=True)


def exif(orientation: int = 6) -> Image.Exif:
    found = Image.Exif()
    found[0x010E] = found[0x013B] = found[0x8298] = MARK.decode()  # description, artist, copyright
    found[ORIENTATION] = orientation
    found.get_ifd(GPS)[GPS_AREA] = MARK
    return found


def secrets() -> Iterator[Sample]:
    """Everything that a camera or a program may tell of somebody, in each format that can hold it."""
    for kind, mode in (("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("AVIF", "RGB"), ("JPEG", "CMYK")):
        xmp: dict[str, Any] = {"pnginfo": _xmp()} if kind == "PNG" else {"xmp": XMP}
        told: dict[str, dict[str, Any]] = {"exif": {"exif": exif()}, "xmp": xmp, "plain exif": {"exif": exif(1)}}
        for name, more in told.items():
            yield Sample(f"{kind} {mode} {name}", encoded(drawn(mode), kind, **more), secret=True, sound=True)
    for kind in ("PNG", "WEBP", "AVIF"):
        frames: dict[str, Any] = {"save_all": True, "append_images": [drawn("RGB").rotate(45)], "exif": exif(1)}
        yield Sample(f"{kind} frames exif", encoded(drawn("RGB"), kind, **frames), secret=True, sound=True)
    yield Sample("GIF comment", encoded(drawn("P"), "GIF", comment=MARK), secret=True, sound=True)
    yield Sample("JPEG comment", encoded(drawn("RGB"), "JPEG", comment=MARK), secret=True, sound=True)
    yield Sample(
        "JPEG IPTC", _behind_the_start(b"\xff\xed", b"Photoshop 3.0\x008BIM\x04\x04\0\0" + _iptc()), secret=True
    )
    yield Sample(
        "JPEG of two pictures", encoded(drawn("RGB"), "MPO", save_all=True, append_images=[_other()]), secret=True
    )
    yield Sample("PNG texts", encoded(drawn("RGB"), "PNG", pnginfo=_texts()), secret=True, sound=True)
    yield Sample(
        "PNG exif as text", _with_chunk(b"zTXt", b"Raw profile type exif\0\0" + _raw_profile()), secret=True, sound=True
    )
    yield Sample("PNG time", _with_chunk(b"tIME", struct.pack(">HBBBBB", 2020, 2, 2, 2, 2, 2)))


def _iptc() -> bytes:
    record = b"\x1c\x02\x5a" + struct.pack(">H", len(MARK)) + MARK
    return struct.pack(">I", len(record)) + record + b"\0" * (len(record) % 2)


def _other() -> Image.Image:
    image = drawn("RGB")
    image.info["exif"] = exif().tobytes()
    image.encoderinfo = {"exif": exif().tobytes()}
    return image


def _texts() -> PngImagePlugin.PngInfo:
    texts = PngImagePlugin.PngInfo()
    for number, zipped in enumerate((False, True)):
        texts.add_text(f"parameters{number}", MARK.decode(), zip=zipped)
    texts.add_itxt("Author", MARK.decode())
    return texts


def _xmp() -> PngImagePlugin.PngInfo:
    found = PngImagePlugin.PngInfo()
    found.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return found


def _raw_profile() -> bytes:
    data = exif().tobytes()
    return zlib.compress(b"\nexif\n%8d\n%s\n" % (len(data), data.hex().encode()))


def _behind_the_start(marker: bytes, body: bytes) -> bytes:
    data = encoded(drawn("RGB"), "JPEG")
    return data[:2] + marker + struct.pack(">H", len(body) + 2) + body + data[2:]


def _with_chunk(kind: bytes, body: bytes) -> bytes:
    data = encoded(drawn("RGB"), "PNG")
    return data[:33] + chunk(kind, body) + data[33:]


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def chunked(
    pixels: bytes,
    size: tuple[int, int],
    *,
    bits: int = 8,
    colours: int = 0,
    interlaced: bool = False,
    more: bytes = b"",
) -> bytes:
    """A PNG by hand; `more` are chunks before its pixels, which are compressed here."""
    return packed(zlib.compress(pixels), size, bits=bits, colours=colours, interlaced=interlaced, more=more)


def packed(
    stream: bytes,
    size: tuple[int, int],
    *,
    bits: int = 8,
    colours: int = 0,
    interlaced: bool = False,
    more: bytes = b"",
) -> bytes:
    head = struct.pack(">IIBBBBB", *size, bits, colours, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", stream) + chunk(b"IEND", b"")

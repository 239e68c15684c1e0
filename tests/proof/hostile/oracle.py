"""What may become of a hostile file: a picture and nothing else, and no browser may take it for anything else."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from PIL import Image

from tests.proof.hostile.sample import MARK, Sample

# First bytes of what the studio sends, and what it must call them.
HEADS = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (8, b"WEBP", "image/webp"),
    (0, b"GIF8", "image/gif"),
    (4, b"ftypavi", "image/avif"),
    (4, b"ftypqt  ", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
}
PREVIEW_SIDE = 640


def type_of(data: bytes) -> str:
    return next((kind for place, head, kind in HEADS if data[place : place + len(head)] == head), "")


def faults_of_answer(headers: Mapping[str, str], data: bytes) -> Iterator[str]:
    for name, value in HEADERS.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)!r}"
    if not headers.get("cache-control", "").startswith("private"):
        yield "a cache may keep it"
    if headers.get("content-type") != type_of(data):
        yield f"it is sent as {headers.get('content-type')} and begins with {data[:16]!r}"


def faults_of_preview(data: bytes) -> Iterator[str]:
    """The copy for display is decoded and written anew, so nothing of the original is in it but its picture."""
    with Image.open(BytesIO(data), formats=("WEBP",)) as image:
        image.load()
        if max(image.size) > PREVIEW_SIDE or getattr(image, "n_frames", 1) != 1:
            yield f"the preview has {image.size} pixels, {getattr(image, 'n_frames', 1)} frames"
    yield from faults_of_picture(data)


def faults_of_original(sample: Sample, data: bytes) -> Iterator[str]:
    if sample.secret:
        yield from faults_of_picture(data)


def faults_of_picture(data: bytes) -> Iterator[str]:
    if MARK in data:
        yield f"{MARK!r} is still in it"
    with Image.open(BytesIO(data)) as image:
        if image.getexif():
            yield f"Exif is still in it: {dict(image.getexif())}"
        if told := {"xmp", "exif", "photoshop", "comment", "XML:com.adobe.xmp"} & set(image.info):
            yield f"it still has {told}"

"""Decodes one foreign picture in a process of its own.

`python -m generations.media.decode FILE FOLDER MAX_PIXELS CLEAN`

Prints what it measured as JSON. Without Django; with hard limits on memory and time, because a file of 10 kB can
unfold to hundreds of megabytes.
Exit status 3 = not a picture that the studio takes, 4 = the machine's own trouble, such as a full disk.
"""

import base64
import io
import json
import resource
import sys
from pathlib import Path
from typing import Any, NoReturn

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from generations.media.forks import REFUSED, TROUBLE

FORMATS = {
    "PNG": ("image/png", "png"),
    "JPEG": ("image/jpeg", "jpg"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
    "AVIF": ("image/avif", "avif"),
}
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95, "subsampling": 0},
    "WEBP": {"quality": 95, "method": 2},
    "AVIF": {"quality": 90},
}
# What a picture may say of itself. All else could tell who made it, and where, so it is not kept.
HARMLESS = {
    *("adobe", "adobe_transform", "jfif", "jfif_density", "jfif_unit", "jfif_version", "progression", "progressive"),
    *(
        "background",
        "bbox",
        "blend",
        "default_image",
        "disposal",
        "duration",
        "extension",
        "loop",
        "timestamp",
        "version",
    ),
    *("aspect", "chromaticity", "dpi", "gamma", "icc_profile", "interlace", "srgb", "transparency"),
}
# The segments of a JPEG that it needs to be shown, by how they begin.
NEEDED = (("APP0", b"JFIF"), ("APP2", b"ICC_PROFILE"), ("APP14", b"Adobe"))
# Together with the process that asks, half a gigabyte. A second copy of a large picture finds no room in it.
MEMORY = 336 * 1024 * 1024
CPU_SECONDS = 30
PREVIEW_SIDE = 640
# Once, in the process from which all others are forked: later it would be done for each picture.
Image.init()


def main(source: str, folder: str, max_pixels: int, clean: bool) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    # The soft limit first: then it is told from a kill by somebody else.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    Image.MAX_IMAGE_PIXELS = None  # our own limit below is exact; Pillow's only warns
    with Image.open(source, formats=tuple(FORMATS)) as image:
        if image.width * image.height > max_pixels:
            most = max_pixels // 1_000_000
            refuse(f"The picture has {image.width} x {image.height} pixels; at most {most} megapixels are taken.")
        content_type, extension = FORMATS[kind_of(image)]
        cleaned = save_cleaned(image, Path(folder)) if clean and has_personal_data(image) else ""
        turn(image)
        found = {
            "content_type": content_type,
            "extension": extension,
            "width": image.width,
            "height": image.height,
            "preview": save_preview(image, Path(folder)),
            "blur": blur(image),
            "cleaned": cleaned,
        }
    sys.stdout.write(json.dumps(found))


def refuse(reason: str) -> NoReturn:
    sys.stdout.write(json.dumps({"refused": reason}))
    sys.exit(REFUSED)


def kind_of(image: Image.Image) -> str:
    """A JPEG of several pictures, as phones make them, is called MPO; only its first one is shown."""
    return "JPEG" if image.format == "MPO" else image.format or ""


def has_personal_data(image: Image.Image) -> bool:
    """Exif and XMP can hold the place, the camera's number and the orientation; comments can hold anything."""
    segments: list[tuple[str, bytes]] = getattr(image, "applist", [])
    needless = any(not body.startswith(dict(NEEDED).get(name, b"?")) for name, body in segments)
    # Asked first: of a PNG it also reads what stands behind the picture.
    told = bool(image.getexif()) or not HARMLESS.issuperset(image.info)
    return told or needless or bool(getattr(image, "private_chunks", []))


def save_cleaned(image: Image.Image, folder: Path) -> str:
    """The same picture without what it says of somebody, in the same format; upright, unless it moves."""
    kind = kind_of(image)
    name = f"cleaned.{FORMATS[kind][1]}"
    if kind != "JPEG" and getattr(image, "is_animated", False):
        image.save(folder / name, format=kind, save_all=True, exif=b"", xmp=b"", comment=b"")
        image.seek(0)
        return name
    turn(image)
    image.info = {key: value for key, value in image.info.items() if key in ("icc_profile", "transparency")}
    image.save(folder / name, format=kind, exif=b"", **OPTIONS.get(kind, {}))
    return name


def turn(image: Image.Image) -> None:
    """In its place: what is upright already stays unread, so that a large JPEG can be read small."""
    if image.getexif().get(ExifTags.Base.Orientation, 1) != 1:
        ImageOps.exif_transpose(image, in_place=True)


def save_preview(image: Image.Image, folder: Path) -> str:
    """Leaves the image as small as its preview: a copy of it would take as much memory again."""
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    preview = image.convert("RGBA" if image.has_transparency_data else "RGB")
    preview.info = {}
    preview.save(folder / "preview.webp", quality=82, method=2)
    return "preview.webp"


def blur(image: Image.Image) -> str:
    """Some 130 bytes that look like the picture from far away."""
    tiny = image.copy()
    tiny.thumbnail((64, 64), reducing_gap=1.0)
    tiny = tiny.convert("RGB").resize((8, 8), Image.Resampling.BOX)
    tiny.info = {}
    data = io.BytesIO()
    tiny.save(data, "WEBP", quality=40)
    return "data:image/webp;base64," + base64.b64encode(data.getvalue()).decode()


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "1")
    except UnidentifiedImageError:
        refuse("This is not a PNG, JPEG, WebP, GIF or AVIF picture.")
    except MemoryError:
        refuse("This picture needs too much memory to be opened. Make it smaller and add it again.")
    except OSError as error:
        if error.errno:
            sys.exit(TROUBLE)
        refuse(f"This picture is damaged and cannot be read ({error}).")
    except (SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        refuse(f"This picture is damaged and cannot be read ({type(error).__name__}).")

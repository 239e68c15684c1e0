"""Decodes one foreign picture in a process of its own.

`python -m generations.media.decode FILE FOLDER MAX_PIXELS CLEAN`

Prints what it measured as JSON. Without Django; with hard limits on memory and time, because a file of 10 kB can
unfold to hundreds of megabytes.
Exit status 3 = not a picture that the studio takes, 4 = the machine's own trouble, such as a full disk.
"""

import base64
import io
import json
import mmap
import resource
import sys
from pathlib import Path
from typing import Any, NoReturn

from PIL import ExifTags, Image, UnidentifiedImageError

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
# A second copy of a large picture finds no room in either. Results were paid for, and may be larger; an upload is
# decoded beside the process that serves pages, within half a gigabyte for both.
MEMORY_FOR_RESULTS = 448 * 1024 * 1024
MEMORY_FOR_UPLOADS = 336 * 1024 * 1024
CPU_SECONDS = 30
PREVIEW_SIDE = 640
ROWS = 64  # that are worked on together where there is no room for a copy of all
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Of these: those that make rows of columns, and those that begin with the last.
LYING, FROM_LAST = (5, 6, 7, 8), (3, 4, 7, 8)
# Once, in the process from which all others are forked: later it would be done for each picture.
Image.init()


def main(source: str, folder: str, max_pixels: int, clean: bool) -> None:
    memory = MEMORY_FOR_UPLOADS if clean else MEMORY_FOR_RESULTS
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    # The soft limit first: then it is told from a kill by somebody else.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    Image.MAX_IMAGE_PIXELS = None  # our own limit below is exact; Pillow's only warns
    with Image.open(source, formats=tuple(FORMATS)) as image:
        if image.width * image.height > max_pixels:
            most = max_pixels // 1_000_000
            refuse(f"The picture has {image.width} x {image.height} pixels; at most {most} megapixels are taken.")
        content_type, extension = FORMATS[kind_of(image)]
        width, height = image.size[::-1] if orientation_of(image) in LYING else image.size
        seen, cleaned = save_cleaned(image, Path(folder)) if clean and has_personal_data(image) else (image, "")
        found = {
            "content_type": content_type,
            "extension": extension,
            "width": width,
            "height": height,
            "preview": save_preview(small := scaled(seen), Path(folder)),
            "blur": blur(small),
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


def orientation_of(image: Image.Image) -> int:
    told = image.getexif().get(ExifTags.Base.Orientation, 1)
    return told if told in TURNS else 1


def save_cleaned(image: Image.Image, folder: Path) -> tuple[Image.Image, str]:
    """The same picture without what it says of somebody, in the same format; upright, unless it moves. And its name."""
    kind = kind_of(image)
    name = f"cleaned.{FORMATS[kind][1]}"
    if kind != "JPEG" and getattr(image, "is_animated", False):
        image.save(folder / name, format=kind, save_all=True, exif=b"", xmp=b"", comment=b"")
        image.seek(0)
        return image, name
    image = upright(image, folder)
    image.info = {key: value for key, value in image.info.items() if key in ("icc_profile", "transparency")}
    image.save(folder / name, format=kind, exif=b"", **OPTIONS.get(kind, {}))
    return image, name


def upright(image: Image.Image, folder: Path) -> Image.Image:
    """Those of phones are large and lie on their side. They are turned by way of a file, and given up for it."""
    orientation, info = orientation_of(image), image.info
    if orientation == 1:
        return image
    if kind_of(image) != "JPEG":
        return image.transpose(TURNS[orientation])
    size = image.size[::-1] if orientation in LYING else image.size
    mode = "RGBX" if image.mode == "RGB" else image.mode  # as it lies in memory
    with (folder / "upright").open("w+b") as file:
        for top in range(0, size[1], ROWS):
            file.write(turned_rows(image, orientation, top, min(top + ROWS, size[1])).tobytes("raw", mode))
        file.flush()
        rows = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    image.close()
    turned = Image.frombuffer(mode, size, rows, "raw", mode, 0, 1)  # type: ignore[arg-type] # any buffer will do
    turned.info = info
    return turned


def turned_rows(image: Image.Image, orientation: int, top: int, bottom: int) -> Image.Image:
    """These rows of the turned picture."""
    lying = orientation in LYING
    if orientation in FROM_LAST:
        end = image.width if lying else image.height
        top, bottom = end - bottom, end - top
    box = (top, 0, bottom, image.height) if lying else (0, top, image.width, bottom)
    return image.crop(box).transpose(TURNS[orientation])


def scaled(image: Image.Image) -> Image.Image:
    """Upright, and as small as its preview: it is turned then, and a JPEG that nobody has read yet is read small."""
    orientation = orientation_of(image)
    small = reduced(image) if image.mode in ("LA", "RGBA") else image
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return small.transpose(TURNS[orientation]) if orientation in TURNS else small


def reduced(image: Image.Image) -> Image.Image:
    """Pillow copies what is transparent before it makes it smaller: here a part at a time."""
    factor = max(image.size) // (2 * PREVIEW_SIDE)
    if factor < 2:
        return image
    small = Image.new(image.mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, ROWS * factor):
        part = image.crop((0, top, image.width, min(top + ROWS * factor, image.height)))
        small.paste(part.reduce(factor), (0, top // factor))
    return small


def save_preview(image: Image.Image, folder: Path) -> str:
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

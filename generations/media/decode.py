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
from typing import NoReturn

from PIL import Image, ImageOps, UnidentifiedImageError

from generations.media.forks import REFUSED, TROUBLE

FORMATS = {
    "PNG": ("image/png", "png"),
    "JPEG": ("image/jpeg", "jpg"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
    "AVIF": ("image/avif", "avif"),
}
MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 30
PREVIEW_SIDE = 640
# Once, in the process from which all others are forked: later it would be done for each picture.
Image.init()


def main(source: str, folder: str, max_pixels: int, clean: bool) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # The soft limit first: then it is told from a kill by somebody else.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    Image.MAX_IMAGE_PIXELS = None  # our own limit below is exact; Pillow's only warns
    with Image.open(source, formats=tuple(FORMATS)) as image:
        if image.width * image.height > max_pixels:
            most = max_pixels // 1_000_000
            refuse(f"The picture has {image.width} x {image.height} pixels; at most {most} megapixels are taken.")
        cleaned = save_cleaned(image, Path(folder)) if clean and has_personal_data(image) else ""
        upright = ImageOps.exif_transpose(image)
        upright.load()
        content_type, extension = FORMATS[image.format or ""]
        found = {
            "content_type": content_type,
            "extension": extension,
            "width": upright.width,
            "height": upright.height,
            "preview": save_preview(upright, Path(folder)),
            "blur": blur(upright),
            "cleaned": cleaned,
        }
    sys.stdout.write(json.dumps(found))


def refuse(reason: str) -> NoReturn:
    sys.stdout.write(json.dumps({"refused": reason}))
    sys.exit(REFUSED)


def has_personal_data(image: Image.Image) -> bool:
    """Exif and XMP can hold the place, the camera's number and the orientation."""
    return bool(image.getexif()) or any(key in image.info for key in ("xmp", "XML:com.adobe.xmp", "exif", "photoshop"))


def save_cleaned(image: Image.Image, folder: Path) -> str:
    """The same picture upright and without Exif or XMP, in the same format."""
    name = f"cleaned.{FORMATS[image.format or ''][1]}"
    options = {"JPEG": {"quality": 95, "subsampling": 0}, "WEBP": {"quality": 95, "method": 2}, "AVIF": {"quality": 90}}
    if getattr(image, "is_animated", False):
        image.save(folder / name, format=image.format, save_all=True, exif=b"", xmp=b"")
        return name
    upright = ImageOps.exif_transpose(image)
    upright.info = {key: value for key, value in upright.info.items() if key in ("icc_profile", "transparency")}
    upright.save(folder / name, format=image.format, exif=b"", **options.get(image.format or "", {}))
    return name


def save_preview(image: Image.Image, folder: Path) -> str:
    preview = image.copy()
    preview.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    preview = preview.convert("RGBA" if preview.has_transparency_data else "RGB")
    preview.save(folder / "preview.webp", quality=82, method=2)
    return "preview.webp"


def blur(image: Image.Image) -> str:
    """Some 130 bytes that look like the picture from far away."""
    tiny = image.copy()
    tiny.thumbnail((64, 64), reducing_gap=1.0)
    tiny = tiny.convert("RGB").resize((8, 8), Image.Resampling.BOX)
    data = io.BytesIO()
    tiny.save(data, "WEBP", quality=40)
    return "data:image/webp;base64," + base64.b64encode(data.getvalue()).decode()


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "1")
    except UnidentifiedImageError:
        refuse("This is not a PNG, JPEG, WebP, GIF or AVIF picture.")
    except MemoryError:
        refuse("This picture needs too much memory to be opened.")
    except OSError as error:
        if error.errno:
            sys.exit(TROUBLE)
        refuse(f"This picture is damaged and cannot be read ({error}).")
    except (SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        refuse(f"This picture is damaged and cannot be read ({type(error).__name__}).")

"""One sprite with every icon of the studio: a page names an icon in a few bytes instead of carrying its drawing."""

import hashlib
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree
from zipfile import ZipFile

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

NAMES = (
    "archive",
    "archive-restore",
    "arrow-down",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "ban",
    "blend",
    "check",
    "chevron-left",
    "chevron-right",
    "circle-alert",
    "circle-question-mark",
    "clapperboard",
    "copy",
    "copy-plus",
    "corner-down-right",
    "cpu",
    "dices",
    "download",
    "ellipsis",
    "film",
    "flag",
    "focus",
    "folder-input",
    "folder-open",
    "git-branch",
    "heart",
    "image",
    "image-down",
    "image-plus",
    "images",
    "info",
    "key-round",
    "keyboard",
    "layers",
    "library",
    "list-plus",
    "lock",
    "log-out",
    "minus",
    "music",
    "pencil",
    "plus",
    "proportions",
    "refresh-cw",
    "rotate-ccw",
    "search",
    "settings",
    "sliders-horizontal",
    "sparkles",
    "star",
    "tag",
    "thumbs-down",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "upload",
    "user-plus",
    "vibrate",
    "video",
    "wand-sparkles",
    "x",
    "zoom-in",
    "zoom-out",
)
SVG = "{http://www.w3.org/2000/svg}"


@cache
def sprite() -> bytes:
    """The lucide drawings as symbols. A name that lucide does not have raises KeyError."""
    ElementTree.register_namespace("", SVG[1:-1])
    root = ElementTree.Element(f"{SVG}svg")
    with files("lucide").joinpath("lucide.zip").open("rb") as packed, ZipFile(packed) as archive:
        for name in NAMES:
            drawing = ElementTree.fromstring(archive.read(f"{name}.svg"))  # noqa: S314  # of our own package
            symbol = ElementTree.SubElement(root, f"{SVG}symbol", {"id": name, "viewBox": "0 0 24 24"})
            symbol.extend(drawing)
    return ElementTree.tostring(root)


@cache
def sprite_url() -> str:
    """Changes with the drawings, so browsers may keep the file for ever."""
    return f"/icons.svg?v={hashlib.sha256(sprite()).hexdigest()[:12]}"


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def icons(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sprite(), content_type="image/svg+xml")

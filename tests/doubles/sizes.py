"""From the many ways in which endpoints are told a size to pixels."""

from math import sqrt

from tests.doubles.catalogue import Endpoint, Payload

Size = tuple[int, int]
PRESETS: dict[str, Size] = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
SIDES = {"0.5K": 512, "1K": 1024, "2K": 2048, "3K": 3072, "4K": 4096}
LARGEST = 4096 * 4096


def _area(ratio: float, pixels: float) -> Size:
    return max(8, round(sqrt(pixels * ratio) / 8) * 8), max(8, round(sqrt(pixels / ratio) / 8) * 8)


def _named(name: str, first: Size | None) -> Size:
    """A preset, "1536x1024", "auto" or "auto_2K"."""
    if name in PRESETS:
        return PRESETS[name]
    if "x" in name:
        width, height = name.split("x")
        return int(width), int(height)
    ratio = first[0] / first[1] if first else 1.0
    side = SIDES.get(name.removeprefix("auto_").upper())
    if side is None:
        return first or (1024, 1024)
    return _area(ratio, side * side)


def _by_ratio(ratio: str | None, resolution: str, first: Size | None) -> Size:
    if ratio and ":" in ratio:
        across, down = map(float, ratio.split(":"))
    else:
        across, down = first or (1, 1)
    return _area(across / down, SIDES.get(resolution.upper(), 1024) ** 2)


def _clip(endpoint: Endpoint, payload: Payload, first: Size | None) -> Size:
    """By the shorter side: 720p, 768P or 4k, or what the endpoint makes without being told."""
    named = str(endpoint.value(payload, "resolution") or endpoint.row.get("lines", 720)).lower()
    shorter = 2160 if named == "4k" else int(named.removesuffix("p"))
    asked = str(endpoint.value(payload, "aspect_ratio") or "auto")
    across, down = map(float, asked.split(":")) if ":" in asked else first or (16, 9)
    longer = round(shorter * max(across, down) / min(across, down) / 2) * 2
    return (longer, shorter) if across >= down else (shorter, longer)


def dimensions(endpoint: Endpoint, payload: Payload, first: Size | None) -> Size:
    """Width and height of the outputs; `first` is the size of the first input picture, if there is one."""
    if endpoint.kind == "video":
        return _clip(endpoint, payload, first)
    fields = endpoint.row["input"]["properties"]
    if "image_size" in fields:
        asked = endpoint.value(payload, "image_size") or "auto"
        size = _named(asked, first) if isinstance(asked, str) else (asked.get("width", 512), asked.get("height", 512))
    elif "aspect_ratio" in fields:
        resolution = endpoint.value(payload, "resolution") or "1K"
        size = _by_ratio(endpoint.value(payload, "aspect_ratio"), resolution, first)
    else:
        size = first or (1024, 1024)
    pixels = size[0] * size[1]
    allowed = min(max(pixels, endpoint.row.get("min_pixels", 0)), LARGEST)
    return size if allowed == pixels else _area(size[0] / size[1], allowed)

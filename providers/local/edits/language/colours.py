"""Names of colours and what stands before them: "dark blue", "#ff8800"."""

from providers.local.pictures.colour import lighter, rgb
from providers.local.pictures.words import COLOURS as NAMED

_MORE = {
    "tan": "#c8a27a", "salmon": "#f08a78", "lavender": "#b9a6e0", "burgundy": "#6d1a34", "khaki": "#b5a76c",
    "ochre": "#c98a2b", "sienna": "#a0522d", "terracotta": "#c4613f", "ultramarine": "#2a2fb0", "sand": "#dcc8a0",
    "apricot": "#f7b27a", "vermilion": "#e34a2c", "cerulean": "#3a9bd0", "chocolate": "#5a3a24", "slate": "#5b6875",
}  # fmt: skip
CODES = {**NAMED, **_MORE}
_SHADES = {"dark": -0.2, "deep": -0.14, "light": 0.16, "pale": 0.2, "bright": 0.08, "soft": 0.1}
NAMES = "|".join(sorted(CODES))


def colour_at(words: list[str], at: int) -> tuple[str, int]:
    """The colour that begins here, as a code, and how many words name it; ("", 0) when there is none."""
    word, shade = words[at], 0.0
    length = 1
    if word in _SHADES and at + 1 < len(words) and words[at + 1] in CODES:
        word, shade, length = words[at + 1], _SHADES[word], 2
    if word.startswith("#"):
        return word, 1
    if word not in CODES:
        return "", 0
    return (_code(CODES[word], shade) if shade else CODES[word]), length


def _code(code: str, shade: float) -> str:
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in lighter(rgb(code), shade).clip(0, 1))

"""Contrast, computed from the tokens. Glass is judged over the worst background there is: a white picture."""

import colorsys
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
Colour = tuple[float, float, float]
WHITE: Colour = (1, 1, 1)
TEXT = 4.5
SHAPES = 3.0


def _tokens() -> dict[str, Colour]:
    found = re.findall(r"--([a-z0-9-]+): (\d+) (\d+)% (\d+)%;", TOKENS.read_text())
    return {
        name: colorsys.hls_to_rgb(int(hue) / 360, int(light) / 100, int(saturation) / 100)
        for name, hue, saturation, light in reversed(found)
    }


TOKEN = _tokens()


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _over(colour: Colour, alpha: float, below: Colour) -> Colour:
    red, green, blue = (alpha * top + (1 - alpha) * under for top, under in zip(colour, below, strict=True))
    return red, green, blue


@pytest.mark.parametrize("ground", ["background", "surface-1", "surface-2", "surface-3"])
@pytest.mark.parametrize("text", ["foreground", "muted", "faint", "primary", "video", "danger", "warn", "ok"])
def test_text_can_be_read_on_every_surface(text: str, ground: str) -> None:
    assert _contrast(TOKEN[text], TOKEN[ground]) >= TEXT


def test_text_on_the_accent_can_be_read() -> None:
    assert _contrast(TOKEN["primary-ink"], TOKEN["primary"]) >= TEXT


@pytest.mark.parametrize("ground", ["background", "surface-1", "surface-2"])
def test_edges_of_fields_can_be_seen(ground: str) -> None:
    assert _contrast(TOKEN["border-strong"], TOKEN[ground]) >= SHAPES


def test_the_composer_can_be_read_over_a_white_picture() -> None:
    alpha = float(re.findall(r"--glass: hsl\(var\(--surface-1\) / ([\d.]+)\)", TOKENS.read_text())[0])
    glass = _over(TOKEN["surface-1"], alpha, WHITE)
    assert _contrast(TOKEN["muted"], glass) >= TEXT


def test_badges_can_be_read_over_a_white_picture() -> None:
    styles = (TOKENS.parent / "gallery.css").read_text()
    alpha = float(re.findall(r"\.badge {[^}]*background: hsl\(var\(--background\) / ([\d.]+)\)", styles)[0])
    tint = _over(TOKEN["background"], alpha, WHITE)
    assert _contrast(TOKEN["foreground"], tint) >= TEXT
    assert _contrast(TOKEN["video"], tint) >= TEXT


def test_style_sheets_use_the_tokens() -> None:
    own = re.compile(r"#[0-9a-f]{3,8}\b(?![-\w])|rgb\(", re.IGNORECASE)
    for path in TOKENS.parent.glob("*.css"):
        colours = [line for line in path.read_text().splitlines() if own.search(line) and "{" not in line]
        assert not colours, f"{path.name}: {colours}"

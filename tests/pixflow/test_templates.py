"""House rules of the templates that keep the strict content policy and the screens usable."""

import re
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import get_template

from pixflow.icons import NAMES
from pixflow.templatetags.studio import SHAPES, icon, shape
from providers.catalog import MODELS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = ROOT / "static" / "css"
BANNED = {
    "an inline style": r"\sstyle\s*=|<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline handler": r"\son[a-z]+\s*=",
    "hx-on, which the content policy kills": r"\bhx-on\b",
    "js: in an attribute": r"=\s*[\"']js:",
    "a filter in hx-trigger, which fails open": r"hx-trigger=\"[^\"]*\[",
    "something from another site": r"(?:src|href)=\"https?://",
}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


SOURCES = {_name(path): path.read_text() for path in TEMPLATES}


def test_templates_compile() -> None:
    for name in SOURCES:
        get_template(name)


@pytest.mark.parametrize("banned", BANNED)
def test_nothing_banned(banned: str) -> None:
    assert not [name for name, source in SOURCES.items() if re.search(BANNED[banned], source)]


@pytest.mark.parametrize("attribute", ["width", "height", "alt"])
def test_pictures_have_their_size_and_a_text(attribute: str) -> None:
    tags = [
        (name, tag) for name, source in SOURCES.items() for tag in re.findall(r"<img\b.*?>(?=[<\s])", source, re.DOTALL)
    ]
    assert tags
    assert not [(name, tag) for name, tag in tags if f" {attribute}=" not in tag]


def test_templates_are_short() -> None:
    lengths = sorted(len(source.splitlines()) for source in SOURCES.values())
    assert lengths[-1] <= 120
    assert lengths[len(lengths) // 2] <= 30


def test_icons_in_templates_are_in_the_sprite() -> None:
    used = {name for source in SOURCES.values() for name in re.findall(r"{% icon \"([^\"]+)\"", source)}
    assert used == set(NAMES)


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError):
        icon("no-such-icon")


def test_the_style_sheet_knows_every_shape_that_a_model_makes() -> None:
    known = set(re.findall(r"\[data-ar=\"([\d:]+)\"\]", (STYLES / "gallery.css").read_text())) | {"1:1"}
    assert set(SHAPES) == known
    assert {ratio for model in MODELS.values() for ratio in model.aspect_ratios} <= known


@pytest.mark.parametrize(
    ("width", "height", "name"), [(1248, 832, "3:2"), (1280, 720, "16:9"), (700, 1000, ""), (None, 1, "")]
)
def test_pixels_have_the_name_of_their_shape(width: int | None, height: int | None, name: str) -> None:
    assert shape(width, height) == name

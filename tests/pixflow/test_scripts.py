"""The studio's own modules: small, without a build step, and complete in the page's preload list."""

import gzip
import re
from pathlib import Path

from django.template.loader import render_to_string
from django.test import Client

from pixflow.icons import NAMES, sprite, sprite_url

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
BYTES_MAX = 25_000


def test_all_modules_together_are_small() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in SCRIPTS.glob("*.js")) <= BYTES_MAX


def test_every_module_is_loaded_early() -> None:
    page = render_to_string("components/_scripts.html")
    assert set(re.findall(r"js/([a-z]+)\.js", page)) == {path.stem for path in SCRIPTS.glob("*.js")}


def test_imports_can_be_rewritten_to_hashed_names() -> None:
    for path in SCRIPTS.glob("*.js"):
        lines = [line for line in path.read_text().splitlines() if line.startswith("import")]
        assert all(re.search(r"\"\./[a-z]+\.js\";$", line) for line in lines), path.name


def test_modules_evaluate_no_text() -> None:
    for path in SCRIPTS.glob("*.js"):
        assert not re.search(r"\beval\(|new Function|insertAdjacentHTML|outerHTML", path.read_text()), path.name


def test_the_sprite_is_served_for_ever(client: Client) -> None:
    response = client.get(sprite_url())
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert "immutable" in response["Cache-Control"]
    assert len(re.findall(rb"<symbol ", sprite())) == len(NAMES)

"""The same studio in a hand: 390 pixels wide, touched."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ask

pytestmark = pytest.mark.browser


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def _fits(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


def test_a_picture_is_made_and_looked_at(gallery: Page, ask: Ask) -> None:
    ask(gallery, "a lake", "FLUX.2 Pro")
    picture = gallery.locator(".card .open")
    picture.tap()
    expect(gallery.get_by_role("dialog", name="Picture")).to_be_visible()
    gallery.get_by_role("button", name="Use as reference").tap()
    expect(gallery.get_by_role("dialog", name="Picture")).to_be_hidden()
    expect(gallery.locator(".reference")).to_have_count(1)
    assert _fits(gallery)


def test_everything_can_be_reached_at_the_bottom(gallery: Page) -> None:
    bar = gallery.get_by_role("navigation", name="Rooms").bounding_box()
    composer = gallery.get_by_role("form", name="Generate").bounding_box()
    assert bar is not None
    assert composer is not None
    assert bar["y"] + bar["height"] == pytest.approx(844, abs=1)
    assert composer["y"] + composer["height"] <= bar["y"]
    expect(gallery.get_by_role("button", name=re.compile("Generate"))).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/", "/projects/1/", "/settings/"])
def test_no_page_is_wider_than_the_screen(page: Page, path: str) -> None:
    page.goto(path)
    assert _fits(page)


def test_targets_are_large_enough(gallery: Page) -> None:
    sizes = gallery.locator("a:visible, button:visible, input:visible, summary:visible").evaluate_all(
        "all => all.map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])"
        ".filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([html]) => html)"
    )
    assert sizes == []

"""Every page and state against axe, and for the modes in which people look at it. Leaves screenshots in tests/shots."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SHOTS, Ask, Studio

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def _judge(page: Page, name: str, **rules: Any) -> None:
    page.wait_for_timeout(400)  # Axe measures contrast, and what fades in has none yet.
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
    found = Axe().run(page, options={**RULES, "rules": rules})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", ["/", "/projects/1/", "/settings/", "/accounts/password/change/", "/accounts/logout/"])
def test_pages(page: Page, path: str) -> None:
    page.goto(path)
    _judge(page, f"page{path.replace('/', '-')}")


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/nowhere/"])
def test_doors(browser: Browser, studio: Studio, path: str) -> None:
    page = browser.new_context(base_url=studio.address).new_page()
    page.goto(path)
    _judge(page, f"door{path.replace('/', '-')}")


def test_an_empty_session(gallery: Page) -> None:
    _judge(gallery, "session-empty")


def test_a_session_in_every_state(gallery: Page, ask: Ask) -> None:
    ask(gallery, "a lake, a cat", "Local · Poster")
    expect(gallery.locator(".card .open")).to_have_count(1, timeout=30_000)
    ask(gallery, "a lake [[sim:content_policy]]", "FLUX.2 Pro")
    expect(gallery.locator(".ended.failed")).to_have_count(1)
    ask(gallery, "a lake [[sim:run=20]]", "FLUX.2 Pro", "FLUX.2 Max")
    expect(gallery.locator(".skeleton").first).to_contain_text("Working")
    gallery.locator(".card .open").hover()
    _judge(gallery, "session")


OVERLAYS: dict[str, Callable[[Page], None]] = {
    "picker": lambda page: page.locator("#models-chip").click(),
    "shapes": lambda page: page.get_by_role("button", name="3:2").click(),
    "seed": lambda page: page.get_by_role("button", name="Seed").click(),
    "palette": lambda page: page.keyboard.press("Control+k"),
    "shortcuts": lambda page: page.keyboard.press("?"),
    "menu": lambda page: page.get_by_role("button", name="More", exact=True).first.click(),
}


@pytest.mark.parametrize("name", OVERLAYS)
def test_overlays(gallery: Page, name: str) -> None:
    OVERLAYS[name](gallery)
    _judge(gallery, f"overlay-{name}")


def test_the_lightbox_and_the_library(gallery: Page, ask: Ask) -> None:
    ask(gallery, "a lake, a cat", "Local · Poster")
    gallery.locator(".card .open").click(timeout=30_000)
    expect(gallery.locator("#lightbox .prompt")).to_be_visible()
    _judge(gallery, "lightbox")
    gallery.keyboard.press("Escape")
    gallery.get_by_role("button", name="References", exact=True).click()
    gallery.get_by_role("button", name="From the library…").click()
    expect(gallery.locator(".pick").first).to_be_visible()
    _judge(gallery, "library")


def test_a_token_is_shown_once_and_copied(page: Page) -> None:
    page.goto("/settings/")
    page.get_by_text("New token").click()
    page.get_by_label("Name", exact=True).fill("laptop")
    page.get_by_role("button", name="Make the token").click()
    expect(page.locator("#raw-token")).to_contain_text("pf_")
    _judge(page, "token")
    page.reload()
    expect(page.locator("#raw-token")).to_have_count(0)
    page.get_by_role("button", name="Revoke laptop").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.locator("#tokens").get_by_text("laptop")).to_have_count(0)


@pytest.mark.parametrize("mode", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"contrast": "more"}])
def test_modes(gallery: Page, ask: Ask, mode: dict[str, str]) -> None:
    gallery.emulate_media(**mode)  # type: ignore[arg-type]
    ask(gallery, "a lake [[sim:run=20]]", "FLUX.2 Pro")
    expect(gallery.locator(".skeleton")).to_be_visible()
    # Under forced colours the browser chooses them, and axe goes on reading ours.
    _judge(gallery, f"mode-{next(iter(mode))}", **{"color-contrast": {"enabled": "forced_colors" not in mode}})
    moving = gallery.locator(".skeleton").evaluate("card => getComputedStyle(card, '::before').animationName")
    assert (moving == "none") == ("reduced_motion" in mode)


def test_endings_are_told_to_screen_readers(gallery: Page, ask: Ask) -> None:
    ask(gallery, "a lake", "FLUX.2 Pro")
    expect(gallery.locator("#news")).to_have_text("FLUX.2 Pro finished")

"""From a still to its videos: the overlay, its takes, and the stack that they leave on the card."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import SHOTS, Studio
from tests.browser.test_accessibility import RULES
from tests.generations.rows import png

pytestmark = pytest.mark.browser
FILMED = 60_000


@pytest.fixture
def still(page: Page, studio: Studio) -> Locator:
    """A still in a project that has no video session yet."""
    project = studio.api("POST", "projects/", json={"name": "Films"})["id"]
    body = {"project": project, "kind": "image", "name": "Stills"}
    session = studio.api("POST", "sessions/", json=body)["id"]
    file = ("teal.png", png(480, 320), "image/png")
    studio.api("POST", "uploads/", data={"session": session}, files={"file": file})
    page.goto(f"/sessions/{session}/")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    return page.locator(".card .open")


@pytest.fixture
def overlay(still: Locator) -> Locator:
    """Opened by the keyboard, with the shortest clip chosen."""
    still.focus()
    still.page.keyboard.press("a")
    overlay = still.page.get_by_role("dialog", name="Animate still")
    shortest(overlay)
    return overlay


def shortest(overlay: Locator) -> None:
    overlay.get_by_role("button", name="720P").click()
    overlay.get_by_role("radio", name="480P").check()
    overlay.get_by_role("radio", name="3 s", exact=True).check()
    overlay.page.keyboard.press("Escape")
    expect(overlay.get_by_role("button", name="480P · 3 s")).to_be_visible()
    expect(overlay.locator(".cost")).to_contain_text("free")


def _say(overlay: Locator, words: str) -> None:
    overlay.get_by_label("What happens").fill(words)
    overlay.page.keyboard.press("Control+Enter")


def _moves(video: Locator) -> None:
    """Where this browser has the decoder at all."""
    if video.evaluate("video => video.canPlayType('video/mp4; codecs=\"avc1.42E01E\"')"):
        expect(video).to_have_js_property("paused", False)
        started = video.evaluate("video => video.currentTime")
        video.page.wait_for_timeout(700)
        assert video.evaluate("video => video.currentTime") != started


def test_from_a_still_to_a_stack_of_takes(
    page: Page, overlay: Locator, still: Locator, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    other = browser.new_context(**browser_context_args).new_page()
    other.goto(page.url)
    expect(other.get_by_role("status").filter(has_text="live")).to_be_visible()
    expect(overlay.get_by_label("Name of the new video session")).to_have_value(re.compile("^Video – "))
    overlay.get_by_label("Name of the new video session").fill("Rushes")
    _say(overlay, "slowly")
    expect(overlay.get_by_role("radio", name="Existing")).to_be_checked()
    expect(overlay.get_by_label("Existing video session").locator(":checked")).to_have_text("Rushes")
    page.wait_for_timeout(500)  # Sooner it would be a double click.
    _say(overlay, "faster")
    expect(overlay.get_by_role("listitem")).to_have_count(2)
    expect(other.get_by_role("link", name="2 videos")).to_be_visible()
    expect(overlay.get_by_text("done")).to_have_count(2, timeout=FILMED)
    _moves(overlay.locator(".layers video"))
    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    expect(still).to_be_focused()
    for window in (page, other):
        expect(window.get_by_role("link", name="2 videos", exact=True)).to_be_visible()
    other.context.close()
    page.get_by_role("link", name="2 videos").click()
    overlay.get_by_role("button", name=re.compile("Camera")).last.click()
    video = overlay.locator(".layers video")
    _moves(video)
    video.evaluate("video => { video.pause(); video.currentTime = 2 }")
    expect(video).to_have_js_property("currentTime", 2)
    expect(page.locator("#lightbox")).to_be_hidden()
    page.screenshot(path=SHOTS / "animate.png")
    assert Axe().run(page, options=RULES).violations_count == 0
    overlay.get_by_role("button", name="Last frame as a still").first.click()
    expect(page.get_by_role("status").filter(has_text="last frame")).to_be_visible()
    page.keyboard.press("Escape")
    expect(still).to_have_count(2)


def test_a_take_is_cancelled_and_made_again(overlay: Locator) -> None:
    overlay.get_by_role("button", name="480P").click()
    overlay.get_by_role("radio", name="10 s").check()
    overlay.page.keyboard.press("Escape")
    _say(overlay, "slowly")
    overlay.get_by_role("button", name="Cancel Local · Camera").click()
    expect(overlay.get_by_text("cancelled", exact=True)).to_be_visible()
    overlay.get_by_role("button", name="Retry Local · Camera").click()
    expect(overlay.get_by_role("listitem")).to_have_count(1)
    overlay.get_by_role("button", name="Cancel Local · Camera").click()
    expect(overlay.get_by_text("cancelled", exact=True)).to_be_visible()


def test_a_take_that_somebody_deletes_leaves_the_preview(overlay: Locator, studio: Studio) -> None:
    _say(overlay, "slowly")
    expect(overlay.get_by_text("done")).to_be_visible(timeout=FILMED)
    video = overlay.locator(".layers video")
    expect(video).to_be_visible()
    output = re.findall(r"\d+", video.get_attribute("src") or "")[-1]
    studio.api("DELETE", f"outputs/{output}/")
    expect(overlay.get_by_role("listitem")).to_have_count(0)
    expect(video).to_be_hidden()


def test_what_a_model_cannot_do_is_said(overlay: Locator) -> None:
    overlay.get_by_role("button", name="Local · Camera").click()
    overlay.get_by_role("checkbox", name="Local · Camera").uncheck()
    overlay.get_by_role("checkbox", name="Local · Drift").check()
    expect(overlay.get_by_text("takes no still").first).to_be_visible()
    overlay.page.keyboard.press("Escape")
    expect(overlay.locator(".estimate")).to_contain_text("cannot edit or animate a picture")
    expect(overlay.get_by_role("button", name="End frame")).to_be_hidden()
    overlay.get_by_label("Make it from the words alone").check()
    expect(overlay.locator(".cost")).to_contain_text("free")
    _say(overlay, "")
    expect(overlay.locator(".errors")).to_contain_text("Write what you want to see.")


def test_end_frame_and_camera_move(page: Page, overlay: Locator) -> None:
    overlay.get_by_role("button", name="Local · Camera").click()
    overlay.get_by_role("checkbox", name="Local · Camera").uncheck()
    overlay.get_by_role("checkbox", name="Kling 3 Pro").check()
    page.keyboard.press("Escape")
    overlay.get_by_role("button", name="End frame").click()
    overlay.get_by_role("button", name="From the library…").click()
    page.locator("#library .pick").first.click()
    page.get_by_role("button", name="Done").click()
    expect(overlay.locator("[name=end_frame]")).to_have_count(1)
    overlay.get_by_role("button", name="Free camera").click()
    overlay.get_by_role("radio", name="Push in").check()
    expect(overlay.locator(".moves video")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(overlay.get_by_role("button", name="Push in")).to_be_visible()
    _say(overlay, "she turns her head")
    expect(overlay.get_by_text("done")).to_have_count(1, timeout=FILMED)


def test_a_phone_shows_preview_takes_and_prompt(
    still: Locator, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    phone = browser.new_context(
        **{**browser_context_args, "viewport": {"width": 390, "height": 844}, "has_touch": True}
    )
    page = phone.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(still.page.url)
    page.locator(".card .open").tap()
    page.get_by_role("link", name="Animate").tap()
    overlay = page.get_by_role("dialog", name="Animate still")
    shortest(overlay)
    _say(overlay, "slowly")
    expect(overlay.get_by_text("done")).to_be_visible(timeout=FILMED)
    expect(overlay.locator(".layers video")).to_have_js_property("paused", True)
    preview, takes, form = (overlay.locator(part).bounding_box() for part in (".layers", ".takes", ".composer"))
    assert preview
    assert takes
    assert form
    assert preview["y"] < takes["y"] < form["y"] < 844 - form["height"] + 2
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert Axe().run(page, options=RULES).violations_count == 0
    page.screenshot(path=SHOTS / "animate-phone.png")
    phone.close()

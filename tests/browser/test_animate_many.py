"""From a selection of stills to their clips, in one go."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SHOTS, Studio
from tests.browser.test_accessibility import RULES
from tests.browser.test_animate import FILMED, shortest
from tests.generations.rows import png

pytestmark = pytest.mark.browser


def test_from_a_selection_to_a_clip_of_each(page: Page, studio: Studio) -> None:
    project = studio.api("POST", "projects/", json={"name": "Reels"})["id"]
    session = studio.api("POST", "sessions/", json={"project": project, "kind": "image", "name": "Stills"})["id"]
    for name, data in (("teal", png(480, 320)), ("wide", png(640, 360)), ("tall", png(320, 480))):
        studio.api("POST", "uploads/", data={"session": session}, files={"file": (f"{name}.png", data, "image/png")})
    page.goto(f"/library/?project={project}")
    expect(page.locator(".card .open")).to_have_count(3)
    page.keyboard.press("Control+a")
    page.get_by_role("toolbar", name="What to do with those selected").get_by_role("button", name="Animate").click()
    overlay = page.get_by_role("dialog", name="Animate still")
    expect(overlay.get_by_role("heading", name="Animate 3 stills")).to_be_visible()
    shortest(overlay)
    assert Axe().run(page, options=RULES).violations_count == 0
    page.screenshot(path=SHOTS / "animate-many.png")
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=SHOTS / "animate-many-phone.png")
    page.set_viewport_size({"width": 1440, "height": 900})
    overlay.get_by_label("What happens in all of them").fill("slowly")
    overlay.get_by_label("Name of the new video session").fill("Rushes")
    page.keyboard.press("Control+Enter")
    expect(overlay.get_by_role("heading", name="3 clips on the way")).to_be_visible()
    page.screenshot(path=SHOTS / "animate-many-done.png")
    # Those behind the dialog tell of their clips as they come.
    expect(page.locator(".card .stack")).to_have_count(3)
    overlay.get_by_role("link", name="Open the video session").click()
    expect(page).to_have_title(re.compile("Rushes"))
    expect(page.locator(".card .open[data-kind=video]")).to_have_count(3, timeout=FILMED)

"""One picture, large: turning, zooming, details, and what can be done with it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Studio

pytestmark = pytest.mark.browser


@pytest.fixture
def three(gallery: Page, studio: Studio) -> Page:
    """A session with three pictures; the newest is first."""
    session = int(gallery.url.rstrip("/").rsplit("/", 1)[-1])
    prompts = [f"the {number} lake" for number in ("first", "second", "third")]
    order = {"session": session, "models": ["fal-flux-2-pro"], "prompts": prompts, "aspect_ratio": "3:2"}
    studio.api("POST", "generations/", json=order)
    expect(gallery.locator(".card .open")).to_have_count(3)
    return gallery


@pytest.fixture
def lightbox(three: Page) -> Page:
    three.locator(".card .open").first.click()
    expect(three.locator("#lightbox .prompt")).to_have_text("the third lake")
    return three


def test_arrows_turn_and_escape_gives_the_place_back(lightbox: Page) -> None:
    prompt = lightbox.locator("#lightbox .prompt")
    lightbox.keyboard.press("ArrowRight")
    expect(prompt).to_have_text("the second lake")
    lightbox.keyboard.press("ArrowRight")
    expect(prompt).to_have_text("the first lake")
    expect(lightbox.get_by_role("button", name="Next")).to_be_disabled()
    lightbox.keyboard.press("ArrowLeft")
    expect(prompt).to_have_text("the second lake")
    lightbox.keyboard.press("Escape")
    expect(lightbox.get_by_role("link", name="the second lake")).to_be_focused()


def test_zoom_by_key_and_by_click(lightbox: Page) -> None:
    picture = lightbox.locator("#lightbox .view img")
    width = picture.evaluate("picture => picture.clientWidth")
    lightbox.keyboard.press("+")
    expect(lightbox.locator("#lightbox .view")).to_have_class(re.compile("zoomed"))
    assert picture.evaluate("picture => picture.clientWidth") > width
    picture.click()
    expect(lightbox.locator("#lightbox .view")).not_to_have_class(re.compile("zoomed"))


def test_the_details_tell_all_and_the_prompt_is_copied(lightbox: Page) -> None:
    lightbox.context.grant_permissions(["clipboard-read", "clipboard-write"])
    facts = lightbox.get_by_role("region", name="Facts")
    for told in ("FLUX.2 Pro", "Seed", "Took", "$0.0", "3:2 · 1K"):
        expect(facts).to_contain_text(told)
    lightbox.get_by_role("button", name="Copy prompt").click()
    expect(lightbox.locator(".toast")).to_contain_text("Copied.")
    assert lightbox.evaluate("() => navigator.clipboard.readText()") == "the third lake"


def test_download_saves_the_file(lightbox: Page) -> None:
    with lightbox.expect_download() as saved:
        lightbox.locator("#lightbox").get_by_role("link", name="Download").click()
    assert re.fullmatch(r"the-third-lake-\d+\.(png|jpg|webp)", saved.value.suggested_filename)


def test_a_deleted_picture_makes_room_for_the_next(lightbox: Page) -> None:
    lightbox.locator("#lightbox").get_by_role("button", name="Delete").click()
    lightbox.get_by_role("dialog", name="Are you sure?").get_by_role("button", name="Delete").click()
    expect(lightbox.locator("#lightbox .prompt")).to_have_text("the second lake")
    expect(lightbox.locator(".card .open")).to_have_count(2)


def test_settings_are_used_again(lightbox: Page) -> None:
    seed = lightbox.locator("#lightbox [data-copy]").get_attribute("data-copy")
    lightbox.get_by_role("button", name="Reuse settings").click()
    expect(lightbox.locator("#lightbox")).to_be_hidden()
    expect(lightbox.get_by_label("Prompt", exact=True)).to_have_value("the third lake")
    expect(lightbox.get_by_role("button", name=f"{seed}")).to_be_visible()


def test_run_again_adds_a_picture(lightbox: Page) -> None:
    lightbox.get_by_role("button", name="Run again").click()
    lightbox.keyboard.press("Escape")
    expect(lightbox.locator(".card .open")).to_have_count(4)


def test_the_page_of_an_output_can_be_linked_to(lightbox: Page) -> None:
    lightbox.get_by_role("link", name=re.compile(r"^Output \d+$")).click()
    expect(lightbox.get_by_role("heading", name=re.compile(r"^Output \d+$"))).to_be_visible()
    expect(lightbox.locator("figure img")).to_be_visible()
    lightbox.get_by_role("button", name="Delete").click()
    lightbox.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(lightbox).to_have_url(re.compile(r"/sessions/\d+/$"))


def test_letters_open_the_overlay_over_the_lightbox(lightbox: Page) -> None:
    lightbox.keyboard.press("a")
    overlay = lightbox.get_by_role("dialog", name="Animate still")
    expect(overlay.get_by_label("What happens")).to_be_focused()
    lightbox.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    expect(lightbox.locator("#lightbox")).to_be_visible()
    expect(lightbox.locator(".view")).to_be_focused()
    lightbox.locator("#letter-keys").evaluate("box => (box.checked = false)")
    lightbox.keyboard.press("a")
    expect(overlay).to_be_hidden()

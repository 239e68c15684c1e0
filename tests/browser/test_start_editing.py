"""From a still to a conversation: the dialog, with a composer of its own over that of the page."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SHOTS, Ask
from tests.browser.test_accessibility import RULES
from tests.browser.test_references import _give
from tests.generations.rows import png

pytestmark = pytest.mark.browser
CONVERSATION = re.compile(r"/edit/\d+/$")


@pytest.fixture
def picture(gallery: Page, ask: Ask) -> Locator:
    """A still of FLUX.2 Pro in the grid."""
    ask(gallery, "a lake", "FLUX.2 Pro")
    picture = gallery.locator(".card .open")
    expect(picture).to_have_count(1)
    return picture


@pytest.fixture
def dialog(gallery: Page, picture: Locator) -> Locator:
    picture.focus()
    gallery.keyboard.press("e")
    dialog = gallery.get_by_role("dialog", name="Edit this picture")
    expect(dialog.locator(".cost")).to_contain_text("$")
    return dialog


def _words(dialog: Locator) -> Locator:
    return dialog.get_by_role("textbox", name="Instruction")


def _upload(dialog: Locator, *colours: str) -> None:
    files = [{"name": f"{name}.png", "mimeType": "image/png", "buffer": png(colour=name).read()} for name in colours]
    dialog.locator("[type=file]").set_input_files(files)  # type: ignore[arg-type]
    expect(dialog.locator(".tray [name=references]:not([disabled])")).to_have_count(len(colours))


def test_from_the_card_to_the_conversation(gallery: Page, picture: Locator) -> None:
    picture.hover()
    gallery.get_by_role("toolbar").get_by_role("link", name="Edit", exact=True).click()
    dialog = gallery.get_by_role("dialog", name="Edit this picture")
    expect(_words(dialog)).to_be_focused()
    expect(dialog.locator("figcaption")).to_have_text(re.compile(r"FLUX\.2 Pro\s*\d+ × \d+"))
    expect(dialog.get_by_role("button", name="FLUX.2 Pro")).to_be_visible()
    expect(dialog.get_by_role("button", name="3:2")).to_be_visible()
    gallery.keyboard.type("make it night")
    gallery.keyboard.press("Control+Enter")
    expect(gallery).to_have_url(CONVERSATION)
    gallery.go_back()
    picture.last.focus()
    gallery.keyboard.press("e")
    expect(_words(dialog)).to_have_value("")


def test_escape_gives_the_focus_back_to_the_card(gallery: Page, dialog: Locator, picture: Locator) -> None:
    gallery.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(picture).to_be_focused()


def test_a_click_beside_it_closes_and_what_was_typed_is_there_again(gallery: Page, dialog: Locator) -> None:
    _words(dialog).fill("a long thought about light")
    gallery.mouse.click(20, 20)
    expect(dialog).to_be_hidden()
    gallery.keyboard.press("e")
    expect(_words(dialog)).to_have_value("a long thought about light")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_pictures_go_to_the_composer_on_top(gallery: Page, dialog: Locator, kind: str) -> None:
    _give(gallery, kind)
    expect(dialog.locator(".tray [name=references]:not([disabled])")).to_have_count(1)
    expect(gallery.locator(".room .composer .reference")).to_have_count(0)
    gallery.keyboard.press("Escape")
    _give(gallery, kind, name="other.png", data=png(colour="red").read())
    expect(gallery.locator(".room .composer .tray [name=references]:not([disabled])")).to_have_count(1)


def test_the_library_opens_over_it_and_gives_back_what_was_picked(gallery: Page, dialog: Locator) -> None:
    _upload(dialog, "red", "green")
    dialog.get_by_role("button", name="References 2").click()
    dialog.get_by_role("button", name="From the library…").click()
    library = gallery.get_by_role("dialog", name="Library")
    expect(library.get_by_role("button", name="green.png").first).to_have_attribute("aria-pressed", "true")
    library.get_by_role("button", name="green.png").first.click()
    library.get_by_role("button", name="Done").click()
    expect(dialog.locator(".reference")).to_have_count(1)
    expect(dialog.get_by_role("button", name="References 1")).to_be_focused()


def test_models_stay_choosable_however_many_pictures_there_are(gallery: Page, dialog: Locator) -> None:
    _upload(dialog, "red", "green", "blue")
    dialog.get_by_role("button", name="FLUX.2 Pro").click()
    expect(dialog.locator(".model .reason", has_text="reference")).to_have_count(0)
    dialog.get_by_role("checkbox", name="Seedream 4.5").check()
    expect(dialog.locator("[data-says=models]")).to_have_text("Seedream 4.5, FLUX.2 Pro")
    dialog.get_by_role("checkbox", name="FLUX.2 Max").check()
    expect(dialog.locator("[data-says=models]")).to_have_text("3 models")


def test_a_refusal_stands_in_place_and_nothing_is_lost(gallery: Page, dialog: Locator) -> None:
    _upload(dialog, "red")
    dialog.get_by_role("button", name="Start editing").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Say what should change.")
    expect(dialog.locator(".reference")).to_have_count(1)
    _words(dialog).fill("make it night")
    expect(dialog.get_by_role("alert")).to_be_empty()
    gallery.wait_for_timeout(600)
    dialog.get_by_role("button", name="Start editing").click()
    expect(gallery).to_have_url(CONVERSATION)


def test_from_the_lightbox_and_from_the_page_of_the_picture(gallery: Page, picture: Locator) -> None:
    picture.click()
    lightbox = gallery.get_by_role("dialog", name="Picture", exact=True)
    lightbox.get_by_role("link", name="Edit", exact=True).click()
    dialog = gallery.get_by_role("dialog", name="Edit this picture")
    expect(_words(dialog)).to_be_focused()
    gallery.keyboard.press("Escape")
    expect(lightbox).to_be_visible()
    gallery.goto(picture.get_attribute("href") or "")
    gallery.get_by_role("link", name="Edit", exact=True).click()
    expect(_words(dialog)).to_be_focused()
    _upload(dialog, "red")


@pytest.mark.parametrize("width", [1440, 390])
def test_it_fits_and_can_be_read_by_everybody(gallery: Page, dialog: Locator, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 844})
    _upload(dialog, "red")
    gallery.wait_for_timeout(400)
    gallery.screenshot(path=SHOTS / f"edit-{width}.png")
    assert gallery.evaluate("() => document.querySelector('#edit .body').scrollWidth <= innerWidth")
    start = dialog.get_by_role("button", name="Start editing")
    start.scroll_into_view_if_needed()
    expect(start).to_be_in_viewport(ratio=1)
    found = Axe().run(gallery, options=RULES)
    assert found.violations_count == 0, found.generate_report()

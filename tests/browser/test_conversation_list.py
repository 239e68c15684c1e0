"""The list of edits: found, renamed, deleted, and the same for everybody who looks at it."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import SHOTS, Studio
from tests.browser.test_accessibility import RULES
from tests.generations.rows import png

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


class Edits:
    """A project of its own, with a still that is edited by the API."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.project = studio.api("POST", "projects/", json={"name": "Harbour"})["id"]
        self.address = f"/edit/?project={self.project}"
        session = studio.api("POST", "sessions/", json={"project": self.project, "kind": "image", "name": "Views"})[
            "id"
        ]
        file = ("view.png", png().read(), "image/png")
        self.still = studio.api("POST", "uploads/", data={"session": session}, files={"file": file})["id"]

    def start(self, instruction: str) -> dict[str, Any]:
        body = {"source": self.still, "instruction": instruction, "models": ["fal-seedream-5"]}
        return dict(self.studio.api("POST", "conversations/", json=body))


@pytest.fixture
def edits(studio: Studio) -> Edits:
    return Edits(studio)


def _open(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    return page


def _card(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title, exact=True))


def _pictures(card: Locator) -> Locator:
    return card.locator(".mosaic img")


def _judge(page: Page, name: str) -> None:
    page.wait_for_timeout(400)  # Axe measures contrast, and what fades in has none yet.
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_search_while_typing(page: Page, edits: Edits) -> None:
    edits.start("make it night")
    edits.start("a red boat")
    _open(page, edits.address)
    field = page.get_by_role("searchbox", name="Search titles")
    field.press_sequentially("nig", delay=40)
    expect(page.locator(".conversation h2")).to_have_text(["make it night"])
    expect(page).to_have_url(re.compile(r"project=\d+&q=nig$"))
    expect(field).to_be_focused()
    field.fill("nothing like this")
    expect(page.get_by_role("heading", name="No title with “nothing like this”")).to_be_visible()
    page.reload()
    expect(field).to_have_value("nothing like this")


def test_rename(page: Page, edits: Edits) -> None:
    edits.start("make it night")
    _open(page, edits.address)
    _card(page, "make it night").get_by_role("button", name="Rename").click()
    dialog = page.get_by_role("dialog", name="Rename")
    field = dialog.get_by_label("Title")
    expect(field).to_be_focused()
    field.fill("   ")
    field.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    field.fill("Night view")
    field.press("Enter")
    expect(dialog).to_be_hidden()
    expect(_card(page, "Night view")).to_be_visible()


def test_delete_from_the_list(page: Page, edits: Edits) -> None:
    edits.start("make it night")
    _open(page, edits.address)
    _card(page, "make it night").get_by_role("button", name="Delete").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("with its 1 turn")
    question.get_by_role("button", name="Delete").click()
    expect(page.locator(".conversation")).to_have_count(0)
    expect(page.get_by_role("heading", name="No edits yet")).to_be_visible()


def test_rename_set_and_delete_from_its_page(page: Page, edits: Edits) -> None:
    _open(page, f"/edit/{edits.start('make it night')['id']}/")
    menu = page.get_by_role("button", name="More", exact=True).first
    menu.click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Title").fill("Night view")
    page.get_by_label("Title").press("Enter")
    expect(page.get_by_role("heading", name="Night view", level=1)).to_be_visible()
    menu.click()
    page.get_by_role("button", name="Models, shape and size").click()
    page.get_by_role("dialog").get_by_label("Grok Imagine").check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator("#models-chip")).to_contain_text("Grok Imagine")
    menu.click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile(re.escape(edits.address)))


def test_everybody_sees_what_changes(page: Page, context: BrowserContext, edits: Edits, studio: Studio) -> None:
    first = _open(page, edits.address)
    second = _open(context.new_page(), "/edit/")
    made = edits.start("a boat [[sim:run=4]]")
    title = str(made["title"])
    for screen in (first, second):
        expect(_card(screen, title).get_by_text("Generating")).to_be_visible()
        expect(screen.locator(".conversation h2").first).to_have_text(title)
    for screen in (first, second):
        expect(_pictures(_card(screen, title))).to_have_count(2)
        expect(_card(screen, title).get_by_text("Generating")).to_have_count(0)
    studio.api("POST", f"conversations/{made['id']}/turns/", json={"instruction": "more of it"})
    expect(_card(second, title)).to_contain_text("2 turns")
    expect(_pictures(_card(second, title))).to_have_count(3)
    studio.api("DELETE", f"conversations/{made['id']}/")
    for screen in (first, second):
        expect(_card(screen, title)).to_have_count(0)


def test_an_older_page_follows(page: Page, edits: Edits) -> None:
    titles = [f"edit number {number}" for number in range(26)]
    for title in titles:
        edits.start(title)
    _open(page, edits.address)
    expect(page.locator(".conversation")).to_have_count(24)
    page.get_by_role("link", name="Older").click()
    expect(page.locator(".conversation")).to_have_count(26)
    expect(page.get_by_role("link", name="Older")).to_have_count(0)
    shown = page.locator(".conversation h2").all_inner_texts()
    assert sorted(shown) == sorted(titles)


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_it_fits_and_can_be_used_by_everybody(page: Page, edits: Edits, screen: str) -> None:
    if screen == "phone":
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    _open(page, edits.address)
    _judge(page, f"edits-none-{screen}")
    edits.start("replace the sky with a storm rolling in from the sea and add rain on the window")
    edits.start("a boat [[sim:run=30]]")
    _open(page, edits.address)
    _judge(page, f"edits-{screen}")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.locator(".conversation").last.hover()
    page.get_by_role("button", name="Rename").last.click()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_be_focused()
    _judge(page, f"edits-rename-{screen}")


def test_from_the_rail_and_the_palette(page: Page, edits: Edits) -> None:
    conversation = edits.start("make it night")
    page.goto(f"/projects/{edits.project}/")
    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Edits").click()
    expect(page).to_have_url(re.compile(re.escape(edits.address)))
    page.keyboard.press("Control+k")
    page.keyboard.type("night")
    expect(page.get_by_role("option", name="make it night").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/edit/{conversation['id']}/$"))

"""Tags by hand: given in the details, changed on their page, and seen at once wherever they stand."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import REFUSED, SHOTS, Studio
from tests.browser.test_accessibility import RULES
from tests.generations.rows import png

pytestmark = pytest.mark.browser


@pytest.fixture
def accepted() -> list[str]:
    """Also that one leaves while suggestions are on their way."""
    return [REFUSED, "[object HTMLDataListElement]"]


@pytest.fixture
def output(studio: Studio, room: str) -> int:
    session = {"session": room.strip("/").split("/")[1]}
    return int(studio.api("POST", "uploads/", data=session, files={"file": ("a.png", png(), "image/png")})["id"])


@pytest.fixture
def tags(page: Page, output: int) -> Page:
    page.goto(f"/outputs/{output}/")
    return page


def _names(page: Page, *names: str) -> None:
    expect(page.locator(".tag-chip a")).to_have_text(list(names))


def _add(page: Page, words: str) -> None:
    field = page.get_by_label("Add a tag", exact=True)
    field.fill(words)
    field.press("Enter")
    expect(field).to_have_value("")
    expect(field).to_be_focused()


def test_given_and_taken_by_keyboard(tags: Page, studio: Studio, output: int) -> None:
    _add(tags, "Night, deep  fog")
    _names(tags, "deep fog", "Night")
    tags.get_by_label("Add a tag", exact=True).press_sequentially("ni")
    expect(tags.locator("datalist option")).to_have_attribute("value", "Night")
    remove = tags.get_by_role("button", name="Remove the tag deep fog")
    remove.focus()
    remove.press("Enter")
    _names(tags, "Night")
    expect(tags.locator(".tags :focus")).to_have_count(1)
    assert studio.api("GET", f"outputs/{output}/")["tags"] == ["Night"]


def test_a_name_too_long_is_refused_and_stays_to_be_changed(tags: Page) -> None:
    field = tags.get_by_label("Add a tag", exact=True)
    field.fill("x" * 60)
    field.press("Enter")
    expect(tags.locator(".toasts")).to_contain_text("1 to 40 characters")
    expect(field).to_have_value("x" * 60)


def test_the_page_of_tags_follows_and_changes_them(tags: Page, studio: Studio, output: int) -> None:
    page = tags.context.new_page()
    page.goto("/library/tags/")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    _add(tags, "sketch, draft")
    rows = page.locator(".tag-row")
    expect(rows.filter(has_text="sketch")).to_contain_text("1 output")
    assert not Axe().run(page, options=RULES).response["violations"]
    page.screenshot(path=SHOTS / "tags.png")
    page.get_by_role("button", name="Change sketch").click()
    page.get_by_label("Name").fill("DRAFT")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Merge")
    page.get_by_label("Merge into another tag").select_option(label="draft")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator("#change-tag")).not_to_be_visible()
    expect(rows.filter(has_text="sketch")).to_have_count(0)
    assert studio.api("GET", f"outputs/{output}/")["tags"] == ["draft"]


def test_on_a_phone(tags: Page) -> None:
    tags.set_viewport_size({"width": 390, "height": 844})
    _add(tags, "a rather long tag that fills its forty")
    tags.goto("/library/tags/")
    row = tags.locator(".tag-row").filter(has_text="a rather long")
    button = row.get_by_role("button")
    expect(button).to_be_in_viewport(ratio=1)
    button.click()
    tags.get_by_role("button", name="Delete this tag").click()
    tags.locator("#confirm").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)

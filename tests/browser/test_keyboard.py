"""The whole studio without a mouse."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_from_the_projects_to_a_picture_and_back(page: Page, room: str) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").press_sequentially("Spring")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Name of the session")).to_have_value("Spring")
    page.goto(room)
    page.keyboard.press("/")
    expect(page.get_by_label("Prompt", exact=True)).to_be_focused()
    page.keyboard.type("a lake at night")
    page.keyboard.press("Control+Enter")
    pictures = page.locator(".card .open")
    expect(pictures).to_have_count(3, timeout=60_000)
    pictures.first.focus()
    page.keyboard.press("ArrowRight")
    expect(pictures.nth(1)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    page.keyboard.press("Escape")
    expect(pictures.first).to_be_focused()


def test_letters_work_on_the_card_that_holds_the_focus(gallery: Page) -> None:
    _one_picture(gallery)
    gallery.locator(".card .open").focus()
    gallery.keyboard.press("r")
    expect(gallery.locator(".reference")).to_have_count(1)
    gallery.keyboard.press("Delete")
    gallery.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    expect(gallery.locator(".card .open")).to_have_count(0)


def test_letters_can_be_switched_off(gallery: Page) -> None:
    _one_picture(gallery)
    gallery.locator(".card .open").focus()
    gallery.keyboard.press("?")
    gallery.get_by_role("checkbox", name="Shortcuts of a single key").uncheck()
    gallery.keyboard.press("Escape")
    gallery.locator(".card .open").focus()
    gallery.keyboard.press("r")
    expect(gallery.locator(".reference")).to_have_count(0)
    gallery.keyboard.press("Control+k")
    expect(gallery.get_by_role("combobox")).to_be_focused()


def test_tab_enters_the_grid_at_one_place(gallery: Page) -> None:
    _one_picture(gallery)
    _one_picture(gallery)
    expect(gallery.locator(".open[tabindex='0']")).to_have_count(1)
    gallery.locator(".card .open").nth(1).focus()
    expect(gallery.locator(".open[tabindex='0']")).to_have_count(1)
    gallery.keyboard.press("Tab")
    expect(gallery.get_by_role("toolbar").get_by_role("button", name="Select", exact=True)).to_be_focused()


def _one_picture(page: Page) -> None:
    before = page.locator(".card .open").count()
    page.get_by_label("Prompt", exact=True).fill("a poster")
    page.locator("#models-chip").click()
    for box in page.locator("[name=models]").all():
        if box.is_checked():
            box.uncheck()
    page.get_by_role("checkbox", name="FLUX.2 Pro").check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator(".card .open")).to_have_count(before + 1)

"""The library by hand: found, looked at, selected, changed together, thrown away and brought back."""

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import PASSWORD, SHOTS, Studio, sign_in
from tests.browser.test_accessibility import RULES
from tests.generations.rows import png

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
NAMES = ["red fox", "blue lake", "old tram", "grey cat", "tall ship"]


class Shelf:
    """A project of its own with pictures in it, uploaded one after the other."""

    def __init__(self, studio: Studio, name: str = "Harbour") -> None:
        self.studio = studio
        self.project = studio.api("POST", "projects/", json={"name": name})["id"]
        self.session = self.new_session("Views")
        self.address = f"/library/?project={self.project}"

    def new_session(self, name: str, kind: str = "image") -> int:
        body = {"project": self.project, "kind": kind, "name": name}
        return int(self.studio.api("POST", "sessions/", json=body)["id"])

    def put(self, *names: str) -> list[int]:
        return [self._upload(name) for name in names]

    def _upload(self, name: str) -> int:
        file = (f"{name}.png", png(96, 64).read(), "image/png")
        body = {"session": self.session}
        return int(self.studio.api("POST", "uploads/", data=body, files={"file": file})["id"])


@pytest.fixture
def shelf(studio: Studio) -> Shelf:
    made = Shelf(studio)
    made.put(*NAMES)
    return made


def _open(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    return page


def _cards(page: Page) -> Locator:
    return page.locator(".card .open")


def _card(page: Page, name: str) -> Locator:
    return page.locator(".card").filter(has=page.get_by_role("img", name=name))


def _bar(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="What to do with those selected")


def _select(page: Page, *names: str) -> None:
    for name in names:
        _card(page, name).hover()
        page.get_by_role("button", name="Select", exact=True).last.click()
    expect(_bar(page).get_by_role("status")).to_have_text(f"{len(names)} selected")


def _judge(page: Page, name: str, **rules: Any) -> None:
    page.wait_for_timeout(400)  # Axe measures contrast, and what fades in has none yet.
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
    found = Axe().run(page, options={**RULES, "rules": rules})
    assert found.violations_count == 0, found.generate_report()


def test_search_and_filter_and_keep_the_address(page: Page, shelf: Shelf) -> None:
    _open(page, shelf.address)
    expect(_cards(page)).to_have_count(len(NAMES))
    field = page.get_by_role("searchbox", name="Search prompts")
    field.press_sequentially("tra", delay=40)
    expect(_cards(page)).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"project={shelf.project}&q=tra$|q=tra&project={shelf.project}$"))
    expect(field).to_be_focused()
    page.get_by_label("Kind").select_option("Videos")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="Without Videos").click()
    page.get_by_role("link", name="Without “tra”").click()
    expect(_cards(page)).to_have_count(len(NAMES))


def test_what_is_rated_is_under_its_tab(page: Page, shelf: Shelf) -> None:
    _open(page, shelf.address)
    _card(page, "red fox").locator(".open").focus()
    page.keyboard.press("l")
    expect(_card(page, "red fox")).to_have_attribute("data-rating", "1")
    page.get_by_role("navigation", name="Parts").get_by_role("link", name="Liked", exact=True).click()
    expect(_cards(page)).to_have_count(1)
    expect(_card(page, "red fox")).to_be_visible()


def test_the_preview_follows_the_focus_and_a_reload_keeps_it(page: Page, shelf: Shelf) -> None:
    _open(page, shelf.address)
    preview = page.get_by_role("complementary", name="Preview")
    _card(page, "old tram").locator(".open").click()
    expect(preview.locator(".prompt").first).to_contain_text("old tram")
    page.keyboard.press("ArrowRight")
    expect(preview.locator(".prompt").first).to_contain_text("blue lake")
    page.reload()
    expect(preview.locator(".prompt").first).to_contain_text("blue lake")
    preview.get_by_role("button", name="Full size").click()
    expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    page.keyboard.press("Escape")
    _card(page, "old tram").locator(".open").press("Enter")
    expect(page.get_by_role("dialog", name="Picture")).to_be_visible()


def test_select_by_mouse_and_by_keys(page: Page, shelf: Shelf) -> None:
    _open(page, shelf.address)
    count = _bar(page).get_by_role("status")
    _select(page, "tall ship")
    _card(page, "old tram").locator(".open").click(modifiers=["Shift"])
    expect(count).to_have_text("3 selected")
    _card(page, "grey cat").locator(".open").click()
    expect(count).to_have_text("2 selected")
    page.keyboard.press("Escape")
    expect(_bar(page)).to_be_hidden()
    _card(page, "tall ship").locator(".open").focus()
    page.keyboard.press("x")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+X")
    expect(count).to_have_text("2 selected")
    page.keyboard.press("Control+a")
    expect(count).to_have_text(f"{len(NAMES)} selected")


def test_a_stretch_grows_with_the_arrows(page: Page, shelf: Shelf) -> None:
    _open(page, shelf.address)
    _card(page, "tall ship").locator(".open").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(_bar(page).get_by_role("status")).to_have_text("3 selected")
    expect(_card(page, "old tram").locator(".open")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+X")
    expect(_bar(page).get_by_role("status")).to_have_text("1 selected")


def test_what_a_viewer_may_not_do_no_key_does(
    page: Page, shelf: Shelf, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    shelf.studio.processes.run("manage.py", "create_user", "eve@example.com", "--password", PASSWORD)
    shelf.studio.api("POST", f"projects/{shelf.project}/members/", json={"email": "eve@example.com", "role": "viewer"})
    page = browser.new_context(**browser_context_args | {"storage_state": None}).new_page()
    sign_in(page, email="eve@example.com")
    _open(page, shelf.address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    for place in (_card(page, "red fox").locator(".open"), page.locator("#lightbox")):
        place.focus()
        for key in ("l", "d", "g", "Delete", "Enter"):
            page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert not asked


def test_delete_several_and_take_it_back(page: Page, shelf: Shelf) -> None:
    _open(page, shelf.address)
    _card(page, "red fox").locator(".open").focus()
    preview = page.locator("#preview").get_by_role("region", name="Facts")
    expect(preview).to_be_visible()
    _select(page, "red fox", "grey cat")
    _bar(page).get_by_role("button", name="Delete").click()
    expect(_cards(page)).to_have_count(len(NAMES) - 2)
    expect(_bar(page)).to_be_hidden()
    expect(preview).to_be_hidden()
    notice = page.locator(".toast").filter(has_text="2 in the trash for 30 days.")
    undo = notice.get_by_role("button", name="Undo")
    undo.focus()
    page.wait_for_timeout(6500)
    undo.press("Enter")
    expect(page.locator(".toast").filter(has_text="2 restored.")).to_be_visible()
    expect(_cards(page)).to_have_count(len(NAMES))


def test_tag_several_and_find_them_by_it(page: Page, shelf: Shelf) -> None:
    _open(page, shelf.address)
    _select(page, "red fox", "grey cat")
    _bar(page).get_by_role("button", name="Tag…").click()
    field = page.get_by_label("Tags, parted by commas")
    field.fill("animals" * 6)
    page.keyboard.press("Enter")
    expect(page.get_by_text("A tag has at most 40 characters.")).to_be_visible()
    expect(field).to_have_value("animals" * 6)
    field.fill("animals")
    page.keyboard.press("Enter")
    expect(field).to_be_hidden()
    expect(page.locator(".toast").filter(has_text="2 tagged.")).to_be_visible()
    page.reload()
    page.get_by_label("Tag", exact=True).select_option("animals")
    expect(_cards(page)).to_have_count(2)


def test_move_several_and_take_it_back(page: Page, shelf: Shelf) -> None:
    best = shelf.new_session("Best")
    _open(page, shelf.address)
    _select(page, "red fox", "grey cat")
    _bar(page).get_by_role("button", name="Move…").click()
    page.get_by_role("radio", name="Best").check()
    page.get_by_role("button", name="Move", exact=True).click()
    notice = page.locator(".toast").filter(has_text="2 moved.")
    expect(notice).to_be_visible()
    assert {row["session"] for row in shelf.studio.api("GET", f"generations/?session={best}")["results"]} == {best}
    notice.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast").filter(has_text="2 moved.").get_by_role("button", name="Undo")).to_have_count(0)
    assert not shelf.studio.api("GET", f"generations/?session={best}")["results"]


def test_download_several_as_one_archive(page: Page, shelf: Shelf) -> None:
    _open(page, shelf.address)
    _select(page, "red fox", "grey cat")
    with page.expect_download() as download:
        _bar(page).get_by_role("button", name="Download").click()
    with ZipFile(Path(download.value.path())) as archive:
        assert len([name for name in archive.namelist() if name.endswith(".png")]) == 2


def test_restore_from_the_trash(page: Page, shelf: Shelf) -> None:
    [gone] = shelf.put("lost boat")
    shelf.studio.api("DELETE", f"outputs/{gone}/")
    _open(page, f"{shelf.address}&trash=true")
    expect(_cards(page)).to_have_count(1)
    _judge(page, "library-trash")
    page.locator(".card").get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("navigation", name="Parts").get_by_role("link", name="History").click()
    expect(_card(page, "lost boat")).to_be_visible()


def test_the_second_tab_follows(page: Page, context: BrowserContext, shelf: Shelf) -> None:
    _open(page, shelf.address)
    other = _open(context.new_page(), "/library/")
    expect(_card(other, "red fox").first).to_be_visible()
    new = shelf.put("night sky")[0]
    for tab in (page, other):
        expect(_card(tab, "night sky")).to_be_visible()
    shelf.studio.api("PUT", f"outputs/{new}/rating/", json={"value": -1})
    expect(_card(other, "night sky")).to_have_attribute("data-rating", "-1")
    shelf.studio.api("DELETE", f"outputs/{new}/")
    expect(_card(other, "night sky")).to_have_count(0)
    shelf.studio.api("POST", f"outputs/{new}/restore/")
    expect(_card(other, "night sky")).to_be_visible()


def test_a_newcomer_and_an_address_that_makes_no_sense(page: Page, studio: Studio) -> None:
    _open(page, Shelf(studio, "Empty").address + "&from=yesterday")
    expect(page.get_by_role("heading", name="This address cannot be understood")).to_be_visible()
    _judge(page, "library-refused")
    page.goto("/library/favorites/?q=nothing")
    _judge(page, "library-favorites")


def test_axe_finds_nothing(page: Page, shelf: Shelf) -> None:
    _open(page, f"{shelf.address}&kind=image")
    _card(page, "red fox").locator(".open").click()
    expect(page.locator("#preview .prompt").first).to_be_visible()
    _select(page, "red fox", "grey cat")
    _judge(page, "library")
    _bar(page).get_by_role("button", name="Move…").click()
    expect(page.locator("#bulk")).to_be_visible()
    _judge(page, "library-move")


@pytest.mark.parametrize("mode", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"contrast": "more"}])
def test_modes(page: Page, shelf: Shelf, mode: dict[str, Any]) -> None:
    page.emulate_media(**mode)
    _open(page, shelf.address)
    _select(page, "red fox")
    _judge(page, f"library-{next(iter(mode))}", **{"color-contrast": {"enabled": "forced_colors" not in mode}})


def test_in_a_hand(browser: Browser, browser_context_args: dict[str, Any], shelf: Shelf) -> None:
    phone = browser.new_context(**{**browser_context_args, "viewport": PHONE, "has_touch": True, "is_mobile": True})
    page = _open(phone.new_page(), shelf.address)
    page.get_by_role("button", name="Filters").tap()
    page.get_by_label("Kind").select_option("Pictures")
    expect(page.get_by_role("link", name="Without Pictures")).to_be_visible()
    _judge(page, "library-phone-filters")
    page.get_by_role("button", name="Show", exact=True).tap()
    page.get_by_role("button", name="Select", exact=True).tap()
    _card(page, "red fox").locator(".open").tap()
    expect(_bar(page).get_by_role("status")).to_have_text("1 selected")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    _judge(page, "library-phone")
    page.get_by_role("button", name="Clear the selection").tap()
    _card(page, "red fox").locator(".open").tap()
    expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    page.goto("/library/?trash=true")
    expect(page.get_by_role("link", name="Trash", exact=True)).to_be_in_viewport(ratio=1)

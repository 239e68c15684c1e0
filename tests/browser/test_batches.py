"""Asset Monster in the browser: many pictures asked for in one go, watched, repaired, added to, taken home."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SHOTS, Studio, choose

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
# Eleven that succeed and one that the provider refuses.
PROMPTS = [*(f"a pier, view {number}" for number in range(1, 12)), "a refused one [[sim:content_policy]]"]
Make = Callable[..., int]


@pytest.fixture
def make(studio: Studio, room: str) -> Make:
    """A batch of these prompts in a new session, asked for by the API."""

    def ask(*prompts: str, model: str = "fal-flux-2-pro", variants: int = 1) -> int:
        session = int(room.split("/")[2])
        asked = {"session": session, "models": [model], "prompts": prompts, "variants": variants, "purpose": "assets"}
        return int(studio.api("POST", "generations/", json=asked)["batch"]["id"])

    return ask


def _open(page: Page, batch: int) -> Page:
    page.goto(f"/batches/{batch}/")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    return page


def _begin(page: Page, room: str) -> Locator:
    """The empty form, of a session, with what the browser kept of earlier ones cleared."""
    page.goto(f"/batches/new/?session={room.split('/')[2]}")
    return page.get_by_label("Prompts to add")


def _sum(page: Page) -> Locator:
    return page.locator(".summary .counts")


def _judge(page: Page, name: str) -> None:
    page.wait_for_timeout(400)  # What fades in has no contrast yet.
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_24_pictures_of_which_two_fail_and_are_retried_in_their_places(page: Page, room: str) -> None:
    box = _begin(page, room)
    choose(page, "FLUX.2 Pro")
    page.get_by_role("button", name="More").click()
    box.fill("\n".join(PROMPTS))
    expect(page.locator("#estimate")).to_contain_text("12 prompts × 2 variants × 1 model =24 pictures · $0.72")
    page.get_by_role("button", name="Generate").click()
    page.wait_for_url("**/batches/*/")
    expect(page.locator(".prompt-row")).to_have_count(12)
    expect(_sum(page)).to_have_text("22 of 24 · 2 failed", timeout=60_000)
    expect(page.locator(".card .open")).to_have_count(22)
    row = page.get_by_role("region", name="Prompt 12")
    failed = row.locator(".generation")
    before = failed.evaluate_all("rows => rows.map(row => row.id)")
    page.get_by_role("button", name="Retry failed (2)").click()
    for old in before:
        expect(page.locator(f"#{old}")).to_have_count(0)
    expect(row.locator(".ended.failed")).to_have_count(2, timeout=30_000)
    expect(page.locator(".prompt-row")).to_have_count(12)
    expect(_sum(page)).to_have_text("22 of 24 · 2 failed")
    _judge(page, "batch-failed")


def test_what_is_added_while_it_runs_is_seen_by_everybody(page: Page, make: Make) -> None:
    batch = make("a pier [[sim:run=4]]", "a harbour [[sim:run=4]]")
    other = _open(page.context.new_page(), batch)
    _open(page, batch).get_by_role("link", name="Add prompts").click()
    dialog = page.get_by_role("dialog", name="Add prompts")
    dialog.get_by_label("New prompts").fill("a cliff\na cove")
    expect(dialog).to_contain_text("2 prompts × 1 variant × 1 model =2 pictures · $0.06")
    dialog.get_by_role("button", name="Add and generate").dblclick()
    expect(dialog).to_be_hidden()
    for tab in (page, other):
        expect(tab.locator(".prompt-row .prompt")).to_have_text(
            ["a pier [[sim:run=4]]", "a harbour [[sim:run=4]]", "a cliff", "a cove"]
        )
        expect(_sum(tab)).to_have_text("4 of 4", timeout=30_000)
        expect(tab.locator(".card .open")).to_have_count(4)


def test_a_click_while_the_price_is_asked_for_counts(page: Page, make: Make) -> None:
    batch = make("a pier")
    _open(page, batch).get_by_role("link", name="Add prompts").click()
    dialog = page.get_by_role("dialog", name="Add prompts")
    page.route("**/prompts/estimate/", lambda route: None)  # Its answer never comes.
    with page.expect_request("**/prompts/estimate/"):
        dialog.get_by_label("New prompts").fill("a cliff")
    dialog.get_by_role("button", name="Add and generate").click()
    expect(page.locator(".prompt-row .prompt")).to_have_text(["a pier", "a cliff"])


def _box(part: Locator) -> dict[str, float]:
    return part.evaluate("element => element.getBoundingClientRect().toJSON()")  # type: ignore[no-any-return]


def test_a_batch_whose_session_is_deleted_offers_nothing_any_more(page: Page, studio: Studio, make: Make) -> None:
    batch = make("a pier [[sim:run=60]]", "a cliff [[sim:run=60]]")
    _open(page, batch)
    studio.api("DELETE", f"sessions/{studio.api('GET', f'batches/{batch}/')['session']}/")
    expect(page.get_by_role("heading", name="Nothing is left here")).to_be_in_viewport()
    expect(page.locator(".prompt-row:visible")).to_have_count(0)
    expect(page.get_by_role("link", name="Add prompts")).to_be_hidden()


def test_on_a_phone_the_way_to_cancel_covers_no_words(page: Page, make: Make) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    batch = make(*(f"a pier {number} [[sim:run=60]]" for number in range(14)))
    _open(page, batch)
    # As many as one batch gets of the ten places: from now on none changes.
    expect(page.locator(".skeleton").filter(has_text="Working")).to_have_count(8)
    for state in ("Working", "Queued"):
        cell = page.locator(".skeleton").filter(has_text=state).last
        assert _box(cell.locator("strong"))["right"] <= _box(cell.get_by_role("button"))["left"]
        assert _box(cell.locator(".status"))["top"] >= _box(cell)["top"]
    page.get_by_role("button", name="Cancel all").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel all").click()
    expect(_sum(page)).to_have_text("0 of 14 · 14 cancelled", timeout=30_000)
    expect(page.locator(".ended.cancelled p").first).to_be_visible()


def test_cancel_all_stops_what_waits_and_what_runs(page: Page, make: Make) -> None:
    batch = make(*(f"a pier {number} [[sim:run=60]]" for number in range(14)))
    _open(page, batch)
    expect(page.locator(".skeleton").filter(has_text="Working").first).to_be_visible()
    expect(_sum(page)).to_have_text("0 of 14")
    _judge(page, "batch-running")
    page.get_by_role("button", name="Cancel all").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel all").click()
    expect(_sum(page)).to_have_text("0 of 14 · 14 cancelled", timeout=30_000)
    expect(page.locator(".ended.cancelled")).to_have_count(14)
    expect(page.get_by_role("button", name="Cancel all")).to_be_hidden()
    expect(page.get_by_role("link", name="Download all")).to_be_hidden()


def test_rows_are_pasted_as_json_edited_and_moved(page: Page, room: str) -> None:
    box = _begin(page, room)
    choose(page, "FLUX.2 Pro")
    box.fill('["a pier", {"prompt": "a harbour"},')
    page.get_by_role("button", name="Add prompts").click()
    expect(page.get_by_role("alert")).to_contain_text("breaks off at line 1")
    box.fill(json.dumps({"prompts": ["a pier", {"prompt": "a harbour\nat night"}, "a mistake"]}))
    page.get_by_role("button", name="Add prompts").click()
    rows = page.locator(".prompt-line textarea")
    expect(rows).to_have_count(3)
    expect(box).to_have_value("")
    expect(page.locator("#estimate")).to_contain_text("3 prompts")
    rows.nth(0).fill("a long pier")
    page.get_by_role("button", name="Remove").nth(2).click()
    page.get_by_role("button", name="Later").first.click()
    expect(page.locator("#estimate")).to_contain_text("2 prompts")
    page.reload()
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_have_value("a long pier")
    box.fill("a cove")
    box.press("Control+Enter")
    page.wait_for_url("**/batches/*/")
    expect(page.locator(".prompt-row .prompt")).to_have_text(["a harbour\nat night", "a long pier", "a cove"])
    _begin(page, room)
    expect(rows).to_have_count(0)


def test_one_is_taken_home_as_itself_and_several_as_a_zip_with_a_manifest(page: Page, make: Make) -> None:
    _open(page, make("a pier"))
    expect(_sum(page)).to_have_text("1 of 1", timeout=30_000)
    with page.expect_download() as one:
        page.get_by_role("link", name="Download all").click()
    assert one.value.path().read_bytes().startswith(b"\x89PNG")
    _open(page, make("a pier", "a harbour", variants=2))
    expect(_sum(page)).to_have_text("4 of 4", timeout=30_000)
    with page.expect_download() as several:
        page.get_by_role("link", name="Download all").click()
    with zipfile.ZipFile(io.BytesIO(several.value.path().read_bytes())) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 5
        manifest = archive.read("manifest.json").decode()
    assert manifest.count('"a pier"') >= 2
    assert manifest.count('"a harbour"') >= 2


def test_a_duplicate_brings_everything_and_spends_nothing(page: Page, studio: Studio, make: Make) -> None:
    batch = make("a pier", "a harbour", variants=3)
    _open(page, batch).get_by_role("link", name="Duplicate").click()
    expect(page.locator(".prompt-line textarea")).to_have_count(2)
    expect(page.locator("#estimate")).to_contain_text("2 prompts × 3 variants × 1 model =6 pictures · $0.18")
    assert studio.api("GET", "batches/?purpose=assets")["results"][0]["id"] == batch
    _judge(page, "batch-new")


def test_arrow_keys_the_lightbox_and_ratings_work_in_the_grid(page: Page, make: Make) -> None:
    _open(page, make("a pier", "a harbour", variants=2))
    pictures = page.locator(".card .open")
    expect(pictures).to_have_count(4, timeout=30_000)
    pictures.nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(pictures.nth(3)).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator(".card").nth(3).locator(".mark")).to_be_visible()
    page.keyboard.press("Enter")
    lightbox = page.get_by_role("dialog", name="Picture")
    expect(lightbox).to_contain_text("a harbour")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(lightbox).to_contain_text("a pier")
    page.keyboard.press("Escape")
    expect(pictures.nth(1)).to_be_focused()


def test_a_long_batch_scrolls_to_its_end_and_back_again(page: Page, make: Make) -> None:
    _open(page, make(*(f"view {number} [[sim:run=300]]" for number in range(150))))
    rows = page.locator(".prompt-row")
    expect(rows.first).to_contain_text("view 0")
    for _ in range(40):
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(100)
        if page.get_by_text("view 149").count():
            break
    expect(page.get_by_text("view 149")).to_be_visible()
    assert rows.count() < 150
    page.evaluate("scrollTo(0, 0)")
    expect(page.get_by_text("view 0 ")).to_be_visible()
    page.get_by_role("button", name="Cancel all").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel all").click()
    expect(_sum(page)).to_have_text("0 of 150 · 150 cancelled", timeout=60_000)
    expect(page.locator(".ended.cancelled").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


def test_the_list_follows_what_runs_and_finds_batches(page: Page, studio: Studio, make: Make) -> None:
    page.goto("/batches/")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    batch = make("a walrus [[sim:run=3]]", "an auk")
    page.reload()
    card = page.locator(f"#batch-{batch}")
    expect(card).to_contain_text("2 of 2", timeout=30_000)
    expect(card.locator("img")).to_have_count(2)
    page.get_by_label("Search titles, concepts and prompts").fill("auk")
    expect(page).to_have_url(re.compile("q=auk"))
    expect(page.locator(".batch.tile")).to_have_count(1)
    page.get_by_label("State").select_option("active")
    expect(page.get_by_role("heading", name="No batch like that")).to_be_visible()
    _judge(page, "batches-none")
    page.goto("/batches/")
    _judge(page, "batches")


def test_a_new_batch_appears_on_an_open_list(page: Page, room: str) -> None:
    seen = page.context.new_page()
    seen.goto("/batches/")
    expect(seen.get_by_role("status").filter(has_text="live")).to_be_visible()
    box = _begin(page, room)
    choose(page, "FLUX.2 Pro")
    page.get_by_label("Title").fill("Puffins at noon")
    box.fill("a puffin")
    page.get_by_role("button", name="Generate").dblclick()
    page.wait_for_url("**/batches/*/")
    expect(seen.get_by_role("link", name="Puffins at noon", exact=True)).to_have_count(1)


class TestPhone:
    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict[str, Any]) -> dict[str, Any]:
        return {**browser_context_args, "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

    def test_everything_fits_into_a_hand(self, page: Page, make: Make) -> None:
        batch = make("a pier", "a harbour", variants=2)
        for path, name in (("", "phone-batches"), (f"{batch}/", "phone-batch"), ("new/", "phone-new-batch")):
            page.goto(f"/batches/{path}")
            _judge(page, name)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
        expect(page.get_by_role("button", name="Generate")).to_be_in_viewport()

"""Refining a picture turn by turn: sending, following live, branching, comparing, and every other ending."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SHOTS, Studio
from tests.browser.test_accessibility import RULES
from tests.generations.rows import png

pytestmark = pytest.mark.browser
SEEDREAM, GROK = "fal-seedream-5", "fal-grok-imagine"
LABELS = ("Seedream 5 Pro", "Grok Imagine")


@pytest.fixture
def conversation(studio: Studio) -> int:
    """With one turn of two models, whose pictures are there."""
    session = studio.new_session()
    files = {"file": ("sea.png", png(480, 320), "image/png")}
    source = studio.api("POST", "uploads/", data={"session": session}, files=files)["id"]
    return _start(studio, source, "make it night")


def _start(studio: Studio, source: int, words: str, *models: str) -> int:
    asked = {"source": source, "instruction": words, "models": models or [SEEDREAM, GROK]}
    return int(studio.api("POST", "conversations/", json=asked)["id"])


@pytest.fixture
def thread(page: Page, conversation: int) -> Page:
    return _open(page, conversation)


def _open(page: Page, conversation: int) -> Page:
    page.goto(f"/edit/{conversation}/")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    expect(_turn(page, 1).locator(".open")).to_have_count(2)
    return page


def _turn(page: Page, number: int) -> Any:
    return page.locator(f"#turn-{number}")


def _group(page: Page, number: int) -> Any:
    return page.locator(f".group[data-number='{number}']")


def _send(page: Page, words: str) -> None:
    page.get_by_label("Instruction", exact=True).fill(words)
    button = page.get_by_role("button", name="Send")
    expect(button).to_be_enabled()
    button.click()


def _box(page: Page, selector: str) -> Any:
    return page.locator(selector).bounding_box()


def test_the_next_turn_fills_the_page_and_the_strip(thread: Page) -> None:
    expect(thread.locator(".sent")).to_contain_text("2 from turn 1, of 5")
    _send(thread, "more stars [[sim:run=2]]")
    expect(_group(thread, 2).locator(".skeleton")).to_have_count(2)
    expect(_turn(thread, 2).locator(".skeleton")).to_have_count(2)
    expect(_turn(thread, 2)).to_be_in_viewport()
    expect(thread.get_by_label("Instruction", exact=True)).to_be_empty()
    expect(thread.get_by_text("Turn 2 is being made.")).to_be_visible()
    expect(thread.get_by_role("button", name="Send")).to_be_disabled()
    expect(_turn(thread, 2).locator(".open")).to_have_count(2)
    expect(_group(thread, 2).locator("img")).to_have_count(2)
    expect(thread.get_by_text("Turn 2 of 2")).to_be_visible()
    expect(thread.get_by_role("button", name="Send")).to_be_enabled()
    expect(thread.locator(".sent")).to_contain_text("2 from turn 2, of 5")


def test_from_a_single_picture_of_an_earlier_turn(thread: Page) -> None:
    _send(thread, "more stars")
    expect(_turn(thread, 2).locator(".open")).to_have_count(2)
    _turn(thread, 1).locator(".open").first.focus()
    thread.get_by_role("toolbar").get_by_role("link", name="Continue from this").press("Enter")
    expect(thread.locator(".sent")).to_contain_text("1 from turn 1, of 5")
    expect(thread.get_by_label("Instruction", exact=True)).to_be_focused()
    expect(thread.get_by_role("button", name="References 1 + 0 of 5")).to_be_visible()
    _send(thread, "a ship")
    expect(_turn(thread, 3).locator(".open")).to_have_count(2)
    expect(_turn(thread, 3)).to_contain_text("1 from turn 1")
    _group(thread, 3).get_by_role("link", name="from 1").click()
    expect(_turn(thread, 1)).to_be_in_viewport()
    expect(thread.locator(".sent")).to_contain_text("2 from turn 3, of 5")


def test_a_choice_is_taken_back(thread: Page) -> None:
    _turn(thread, 1).get_by_role("link", name="Continue from this turn").click()
    # The choice outlives a reload: otherwise an edit would be paid for another picture.
    thread.reload()
    thread.get_by_role("link", name="Go on from the newest").click()
    expect(thread.get_by_role("link", name="Go on from the newest")).to_have_count(0)
    expect(thread.locator("[name=continues]")).to_have_value("")


def test_scrolling_tells_which_turn_is_looked_at(thread: Page) -> None:
    for words in ("more stars", "a ship"):
        count = thread.locator("section.turn").count()
        _send(thread, words)
        expect(_turn(thread, count).locator(".open")).to_have_count(2)
    expect(thread.get_by_text("Turn 3 of 3")).to_be_visible()
    _group(thread, 1).get_by_role("link", name="Turn 1", exact=True).click()
    expect(thread.get_by_text("Turn 1 of 3")).to_be_visible()
    expect(thread.locator(".strip [aria-current]")).to_have_attribute("aria-current", "true")
    expect(thread.locator("[data-line]")).to_have_count(2)


def test_own_pictures_are_counted_and_too_many_are_refused(thread: Page) -> None:
    colours = ("red", "green", "blue", "black")
    files = [{"name": f"{name}.png", "mimeType": "image/png", "buffer": png(colour=name).read()} for name in colours]
    thread.locator("#upload").set_input_files(files[:1])  # type: ignore[arg-type]
    expect(thread.get_by_role("button", name="References 2 + 1 of 5")).to_be_visible()
    expect(thread.locator(".sent")).to_contain_text("2 from turn 1 + 1 yours, of 5")
    thread.locator("#upload").set_input_files(files[1:])  # type: ignore[arg-type]
    expect(thread.locator(".composer")).to_contain_text("Take away 1 of yours.")
    expect(thread.get_by_role("button", name="Send")).to_be_disabled()
    thread.get_by_role("button", name="Remove: black.png").click(force=True)
    expect(thread.get_by_role("button", name="Send")).to_be_enabled()


def test_a_model_that_fails_is_retried_by_itself(thread: Page) -> None:
    thread.locator("#models-chip").click()
    thread.get_by_role("checkbox", name=LABELS[1]).uncheck()
    thread.keyboard.press("Escape")
    _send(thread, "more stars [[sim:content_policy]]")
    turn = _turn(thread, 2)
    expect(turn.locator(".ended.failed")).to_contain_text("rules refused this")
    expect(turn.get_by_role("button", name="Retry all")).to_be_visible()
    expect(_group(thread, 2).locator(".ended")).to_have_count(1)
    before = turn.locator(".generation").get_attribute("id")
    turn.get_by_role("button", name=f"Retry {LABELS[0]}").click()
    expect(thread.locator(f"#{before}")).to_have_count(0)
    expect(turn.locator(".ended.failed")).to_have_count(1)
    turn.get_by_role("button", name="Retry all").click()
    expect(turn.locator(".ended.failed")).to_have_count(1)


def test_a_whole_turn_is_cancelled(thread: Page) -> None:
    _send(thread, "more stars [[sim:run=30]]")
    thread.get_by_role("button", name="Cancel turn 2").click()
    expect(_turn(thread, 2).locator(".ended.cancelled")).to_have_count(2)
    expect(_turn(thread, 2).get_by_role("button", name="Retry all")).to_be_visible()


def test_a_second_browser_follows(
    thread: Page, conversation: int, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    other = _open(browser.new_context(**browser_context_args).new_page(), conversation)
    _send(thread, "more stars")
    expect(_turn(other, 2).locator(".open")).to_have_count(2)
    expect(_group(other, 2).locator("img")).to_have_count(2)
    expect(other.get_by_text("of 2", exact=False).first).to_be_visible()
    expect(other.locator(".sent")).to_contain_text("2 from turn 2, of 5")
    # Somebody deletes it here; there the page says so and leads away.
    thread.get_by_role("button", name="More", exact=True).click()
    thread.locator("#conversation-menu").get_by_text("Delete").click()
    thread.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(other.get_by_role("heading", name="This conversation is gone")).to_be_visible()
    expect(other.locator(".composer")).to_be_hidden()
    expect(thread.get_by_role("heading", name="Edits")).to_be_visible()


def test_who_was_faster_is_shown(thread: Page, accepted: list[str]) -> None:
    accepted += ["Response Status Error Code 409"]
    thread.get_by_label("Instruction", exact=True).fill("from here")
    thread.locator("[name=number]").evaluate("field => (field.value = 1)")
    thread.get_by_role("button", name="Send").click()
    expect(thread.locator(".toast")).to_contain_text("Turn 1 has been sent meanwhile.")
    expect(thread.get_by_label("Instruction", exact=True)).to_have_value("from here")


def test_two_pictures_are_compared_by_keyboard(thread: Page) -> None:
    _turn(thread, 1).locator(".open").first.focus()
    # Nothing can be selected here.
    thread.keyboard.press("x")
    thread.keyboard.press("c")
    dialog = thread.get_by_role("dialog", name="Compare two pictures")
    expect(dialog.get_by_label("Picture on the left").locator(":checked")).to_have_text("Source")
    expect(dialog.get_by_label("Picture on the right").locator(":checked")).to_have_text(f"Turn 1 · {LABELS[0]}")
    slider = dialog.get_by_role("slider")
    expect(slider).to_be_focused()
    thread.keyboard.press("End")
    expect(slider).to_have_value("100")
    assert dialog.evaluate("one => one.style.getPropertyValue('--cut')") == "100%"
    dialog.get_by_label("Picture on the left").select_option(label=f"Turn 1 · {LABELS[1]}")
    left = dialog.get_by_role("img", name=LABELS[1])
    assert left.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    thread.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_pictures_and_focus_stay_when_a_turn_is_replaced(thread: Page) -> None:
    turn, pictures = _turn(thread, 1), _turn(thread, 1).locator(".open img")
    pictures.first.evaluate("one => (one.id = 'same')")
    turn.locator(".open").nth(1).focus()
    turn.evaluate("one => one.classList.add('old')")
    thread.evaluate(
        "ref => document.dispatchEvent(new CustomEvent('px:touch', {detail: {refs: [ref]}}))",
        turn.get_attribute("data-live"),
    )
    expect(turn).not_to_have_class("turn old")
    expect(pictures.first).to_have_id("same")
    expect(turn.locator(".open").nth(1)).to_be_focused()


def test_a_reload_during_work_and_a_link_that_chooses(thread: Page, conversation: int) -> None:
    _send(thread, "more stars [[sim:run=3]]")
    expect(_turn(thread, 2).locator(".skeleton")).to_have_count(2)
    output = _turn(thread, 1).locator(".card").first.get_attribute("data-output")
    thread.goto(f"/edit/{conversation}/?continues=output:{output}")
    expect(thread.locator(".sent")).to_contain_text("1 from turn 1, of 5")
    expect(_turn(thread, 2).locator(".open")).to_have_count(2)
    expect(thread.locator(".sent")).to_contain_text("1 from turn 1, of 5")


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (390, 844)])
def test_a_turn_fits_the_screen_and_everything_is_accessible(thread: Page, size: tuple[int, int]) -> None:
    thread.set_viewport_size({"width": size[0], "height": size[1]})
    _send(thread, "more stars")
    expect(_turn(thread, 2).locator(".open")).to_have_count(2)
    _turn(thread, 1).locator(".card").first.hover()
    thread.wait_for_timeout(500)
    SHOTS.mkdir(exist_ok=True)
    thread.screenshot(path=SHOTS / f"conversation-{size[0]}.png")
    found = Axe().run(thread, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert thread.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    turn, composer, strip = (_box(thread, part) for part in ("#turn-2", ".composer", ".strip"))
    assert turn["height"] <= composer["y"] - strip["y"] - strip["height"] + 16


@pytest.mark.parametrize("width", [1440, 390])
def test_long_words_push_nothing_off_the_screen(thread: Page, conversation: int, studio: Studio, width: int) -> None:
    thread.set_viewport_size({"width": width, "height": 844})
    studio.api("PATCH", f"conversations/{conversation}/", json={"title": "W" * 120})
    _turn(thread, 1).locator(".open").first.press("Enter")
    details = thread.get_by_role("dialog", name="Picture", exact=True).locator(".details")
    expect(details).to_contain_text("W" * 120)
    assert details.evaluate("one => one.parentElement.scrollWidth <= one.parentElement.clientWidth")


def test_what_will_be_sent_fits_a_phone(thread: Page, conversation: int, studio: Studio) -> None:
    thread.set_viewport_size({"width": 390, "height": 844})
    asked = {"instruction": "more stars", "models": [SEEDREAM, GROK, "fal-flux-2-pro", "fal-nano-banana-2"]}
    studio.api("POST", f"conversations/{conversation}/turns/", json=asked)
    expect(_turn(thread, 2).locator(".open")).to_have_count(4)
    thread.locator("#upload").set_input_files({"name": "red.png", "mimeType": "image/png", "buffer": png().read()})
    expect(thread.locator(".sent")).to_contain_text("4 from turn 2 + 1 yours, of 5")
    words, composer = _box(thread, ".sent .words"), _box(thread, ".composer")
    assert words["x"] + words["width"] <= composer["x"] + composer["width"]


def test_a_reason_can_be_read_to_its_end(thread: Page) -> None:
    _send(thread, "more stars [[sim:content_policy]]")
    card = _turn(thread, 2).locator(".ended").first
    expect(card).to_contain_text("refused this")
    card.locator("p").evaluate("reason => (reason.textContent = 'It is long. '.repeat(60))")
    card.evaluate("one => one.scrollTo(0, one.scrollHeight)")
    assert card.locator("p").evaluate("one => one.scrollHeight <= one.clientHeight")
    expect(card.get_by_role("button", name="Retry")).to_be_in_viewport()


def test_a_turn_without_pictures_is_not_continued(thread: Page, conversation: int, studio: Studio) -> None:
    go_on = _turn(thread, 1).get_by_role("link", name="Continue from this turn")
    expect(go_on).to_be_visible()
    for output in studio.api("GET", f"conversations/{conversation}/outputs/")["results"]:
        studio.api("DELETE", f"outputs/{output['id']}/")
    expect(_turn(thread, 1).get_by_text("Its pictures have been deleted.")).to_be_visible()
    expect(go_on).to_be_hidden()
    # What it began with can still be looked at, but with nothing to compare it to once it is gone, too.
    expect(thread.get_by_role("button", name="Compare").first).to_be_visible()
    source = studio.api("GET", f"conversations/{conversation}/")["source"]
    studio.api("DELETE", f"outputs/{source}/")
    thread.reload()
    expect(thread.get_by_role("button", name="Compare")).to_have_count(0)


def test_the_dialog_of_comparing_is_accessible(thread: Page) -> None:
    thread.get_by_role("button", name="Compare").first.click()
    expect(thread.get_by_role("slider")).to_be_visible()
    found = Axe().run(thread, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_models_of_this_machine_answer_too(page: Page, studio: Studio, conversation: int) -> None:
    source = studio.api("GET", f"conversations/{conversation}/")["source"]
    pk = source["id"] if isinstance(source, dict) else source
    _open(page, _start(studio, pk, "make it darker", "local-darkroom", "local-print"))
    _send(page, "add a border")
    expect(_turn(page, 2).locator(".open")).to_have_count(2)
    expect(_turn(page, 2)).to_contain_text("Local · Darkroom")
    assert page.locator("section.turn").evaluate_all("all => all.map(one => one.id)") == ["turn-0", "turn-1", "turn-2"]


def test_without_scripts_the_strip_still_leads_to_the_turns(thread: Page) -> None:
    links = thread.locator(".strip a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert links
    assert all(re.fullmatch(r"#turn-\d+", link) for link in links)

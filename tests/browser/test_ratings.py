"""Likes and dislikes by mouse, key and touch, wherever an output is shown, and at once in all of these places."""

import re
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import SHOTS, Studio
from tests.browser.test_accessibility import RULES
from tests.generations.rows import png

pytestmark = pytest.mark.browser


@pytest.fixture
def outputs(studio: Studio, room: str) -> list[int]:
    """Two pictures in the room, the newest first."""
    session = {"session": room.strip("/").split("/")[1]}
    files = [{"file": (f"{colour}.png", png(480, 320, colour), "image/png")} for colour in ("teal", "maroon")]
    return [int(studio.api("POST", "uploads/", data=session, files=one)["id"]) for one in files][::-1]


@pytest.fixture
def pictures(page: Page, room: str, outputs: list[int]) -> Page:
    return _open(page, room)


@pytest.fixture
def other(pictures: Page, browser: Browser, browser_context_args: dict[str, Any], room: str) -> Page:
    """The same person's other tab."""
    return _open(browser.new_context(**browser_context_args).new_page(), room)


def _open(page: Page, room: str) -> Page:
    page.goto(room)
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    expect(page.locator(".card .open")).to_have_count(2)
    return page


def _tool(card: Locator, name: str) -> Locator:
    return card.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def _shows(card: Locator, words: str) -> None:
    expect(card.locator(".mark")).to_have_attribute("aria-label", words)


LIKED, DISLIKED = "1 like, 0 dislikes: you like it", "0 likes, 1 dislike: you dislike it"


def test_a_press_rates_and_never_opens_and_the_other_tab_follows(pictures: Page, other: Page) -> None:
    card, mirrored = pictures.locator(".card").first, other.locator(".card").first
    box = card.bounding_box()
    card.hover()
    _tool(card, "Like").click()
    _shows(card, LIKED)
    _shows(mirrored, LIKED)
    expect(_tool(card, "Like")).to_have_attribute("aria-pressed", "true")
    expect(pictures.locator("#lightbox")).to_be_hidden()
    pictures.mouse.move(0, 0)
    expect(card.locator(".mark")).to_be_visible()
    assert card.bounding_box() == box
    mirrored.hover()
    _tool(mirrored, "Dislike").click()
    _shows(card, DISLIKED)
    _tool(mirrored, "Dislike").click(delay=600)
    for shown in (card, mirrored):
        expect(shown.locator(".mark")).to_have_count(0)


def test_the_toolbar_stays_where_it_is_pressed(pictures: Page) -> None:
    card = pictures.locator(".card").first
    card.locator(".open").focus()
    # The first tool selects.
    pictures.keyboard.press("Tab")
    pictures.keyboard.press("Tab")
    like = _tool(card, "Like")
    expect(like).to_be_focused()
    for pressed in ("true", "false", "true"):
        pictures.keyboard.press("Enter")
        expect(like).to_have_attribute("aria-pressed", pressed)
        expect(like).to_be_focused()
    expect(pictures.locator("#lightbox")).to_be_hidden()


def test_letters_rate_the_card_that_holds_the_focus(pictures: Page) -> None:
    first, second = pictures.locator(".card").all()
    first.locator(".open").focus()
    # Where the pointer lies makes no difference.
    second.hover()
    pictures.keyboard.press("l")
    _shows(first, LIKED)
    expect(first.locator(".open")).to_be_focused()
    pictures.keyboard.press("ArrowRight")
    pictures.keyboard.press("d")
    _shows(second, DISLIKED)
    pictures.keyboard.press("l")
    _shows(second, LIKED)
    pictures.keyboard.press("l")
    expect(second.locator(".mark")).to_have_count(0)
    with pictures.expect_download():
        pictures.keyboard.press("Shift+D")
    pictures.keyboard.press("?")
    expect(pictures.get_by_role("dialog", name="Keyboard")).to_contain_text("Like, dislike")


def test_the_lightbox_rates_what_it_shows(pictures: Page, other: Page) -> None:
    first, second = other.locator(".card").all()
    pictures.locator(".card .open").first.click()
    bar = pictures.locator("#lightbox .bar")
    bar.get_by_role("button", name="Like", exact=True).click()
    _shows(first, LIKED)
    expect(bar.get_by_role("button", name="Like", exact=True)).to_have_attribute("aria-pressed", "true")
    # Faster than the details come: never the picture before.
    pictures.locator("#lightbox .view").focus()
    pictures.keyboard.press("ArrowRight")
    pictures.keyboard.press("d")
    _shows(second, DISLIKED)
    _shows(first, LIKED)
    expect(bar.get_by_role("button", name="Dislike")).to_have_attribute("aria-pressed", "true")
    details = pictures.get_by_role("region", name="Ratings")
    expect(details.get_by_role("button", name="Dislike")).to_have_attribute("aria-pressed", "true")
    expect(details.locator("li")).to_have_text(re.compile(r"Disliked by\s+You"))
    details.get_by_role("button", name="Dislike").click()
    expect(details.locator("li")).to_have_count(0)
    expect(bar.get_by_role("button", name="Dislike")).to_have_attribute("aria-pressed", "false")


def test_a_note_is_kept_while_another_member_rates(pictures: Page, studio: Studio, outputs: list[int]) -> None:
    pictures.locator(".card .open").first.click()
    details = pictures.get_by_role("region", name="Ratings")
    details.get_by_role("button", name="Like", exact=True).click()
    note = details.get_by_label("Your note")
    note.press_sequentially("the light of l and d")
    _somebody_rates(studio, outputs[0], 1, "mine too")
    expect(pictures.locator("#lightbox .bar [name=like]")).to_have_attribute("aria-pressed", "true")
    expect(note).to_have_value("the light of l and d")
    note.press_sequentially("!")
    note.blur()
    expect(details.locator("li")).to_have_count(2)
    expect(details.locator("li").first).to_contain_text("the light of l and d!")
    expect(details.locator("li").last).to_contain_text("mine too")
    assert studio.api("GET", f"outputs/{outputs[0]}/rating/")["note"] == "the light of l and d!"
    details.get_by_label("Your note").fill("")
    details.get_by_label("Your note").blur()
    expect(details.locator("li").first).not_to_contain_text("light")
    pictures.keyboard.press("Escape")
    _shows(pictures.locator(".card").first, "2 likes, 0 dislikes: you like it")
    expect(pictures.locator(".mark")).to_have_text("2")


def _somebody_rates(studio: Studio, output: int, value: int, note: str) -> None:
    email = f"member-{output}@example.com"
    studio.processes.run("manage.py", "create_user", email, "--password", "correct horse battery staple")
    token = studio.processes.run("manage.py", "create_token", email, "--name", "rates").split()[-1]
    project = studio.api("GET", f"outputs/{output}/")["project"]
    studio.api("POST", f"projects/{project}/members/", json={"email": email, "role": "editor"})
    headers, body = {"Authorization": f"Bearer {token}"}, {"value": value, "note": note}
    httpx.put(f"{studio.address}/api/outputs/{output}/rating/", headers=headers, json=body).raise_for_status()


def test_the_page_of_an_output_is_live_too(page: Page, other: Page, outputs: list[int]) -> None:
    page.goto(f"/outputs/{outputs[0]}/")
    details = page.get_by_role("region", name="Ratings")
    details.get_by_role("button", name="Like", exact=True).click()
    _shows(other.locator(".card").first, LIKED)
    expect(details.get_by_role("button", name="Like 1")).to_be_focused()
    other.locator(".card .open").first.focus()
    other.keyboard.press("d")
    expect(details.get_by_role("button", name="Dislike")).to_have_attribute("aria-pressed", "true")


def test_a_prompt_is_kept_by_its_button(page: Page, studio: Studio) -> None:
    session = studio.new_session()
    order = {"session": session, "models": ["local-poster"], "prompt": "a poster of a lake"}
    studio.api("POST", "generations/", json=order)
    page.goto(f"/sessions/{session}/")
    page.locator(".card .open").first.click(timeout=60_000)
    button = page.get_by_role("button", name="Favourite prompt")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert [row["text"] for row in studio.api("GET", "favorites/")["results"]] == ["a poster of a lake"]
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert studio.api("GET", "favorites/")["results"] == []


def test_pictures_of_a_conversation_and_its_source(page: Page, studio: Studio, outputs: list[int]) -> None:
    asked = {"source": outputs[0], "instruction": "make it night", "models": ["fal-seedream-5"]}
    conversation = studio.api("POST", "conversations/", json=asked)["id"]
    page.goto(f"/edit/{conversation}/")
    edited, source = page.locator("#turn-1 .card"), page.locator("#turn-0 .card")
    edited.hover()
    _tool(edited, "Like").click()
    _shows(edited, LIKED)
    source.hover()
    _tool(source, "Dislike").click()
    _shows(source, DISLIKED)
    studio.api("PUT", f"outputs/{outputs[0]}/rating/", json={"value": 1})
    _shows(source, LIKED)


def test_takes_of_a_still_are_rated_beside_it(pictures: Page, studio: Studio, outputs: list[int]) -> None:
    asked = {"source_output": outputs[0], "kind": "video", "models": ["local-camera"], "prompt": "push in"}
    session = studio.new_session("Clips", "video")
    studio.api("POST", "generations/", json={**asked, "session": session})
    pictures.locator(".card").first.get_by_role("link", name="1 video").click(timeout=60_000)
    take = pictures.locator(".iteration")
    take.get_by_role("button", name="Like", exact=True).click(timeout=60_000)
    expect(take.get_by_role("button", name="Like 1")).to_have_attribute("aria-pressed", "true")


def test_in_a_hand(browser: Browser, browser_context_args: dict[str, Any], room: str, outputs: list[int]) -> None:
    touched = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = _open(browser.new_context(**{**browser_context_args, **touched}).new_page(), room)
    page.locator(".card .open").first.tap()
    page.locator("#lightbox .bar").get_by_role("button", name="Like", exact=True).tap()
    expect(page.get_by_label("Your note")).to_be_attached()
    _judge(page, "ratings-lightbox-390")
    page.locator("#lightbox .bar [data-close]").tap()
    _shows(page.locator(".card").first, LIKED)
    _judge(page, "ratings-390")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_it_can_be_read_by_everybody(pictures: Page) -> None:
    cards = pictures.locator(".card")
    for card, letter in zip(cards.all(), "ld", strict=True):
        card.locator(".open").focus()
        pictures.keyboard.press(letter)
        expect(card.locator(".mark")).to_be_visible()
    _judge(pictures, "ratings")
    cards.first.locator(".open").click()
    expect(pictures.get_by_label("Your note")).to_be_attached()
    _judge(pictures, "ratings-lightbox")


def test_small_cards_can_still_be_opened(pictures: Page) -> None:
    pictures.locator("#size").fill("120")
    card = pictures.locator(".card").first
    card.hover()
    expect(_tool(card, "Like")).to_be_in_viewport()
    expect(_tool(card, "Delete")).not_to_be_in_viewport()
    card.locator(".open").click()
    expect(pictures.locator("#lightbox")).to_be_visible()


def _judge(page: Page, name: str) -> None:
    page.wait_for_timeout(400)
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()

"""A prompt made better in the composer: before and after, undo, changed words, and what is sent and kept."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Studio, choose

pytestmark = pytest.mark.browser


def enhance(page: Page, prompt: str) -> Locator:
    """The button is pressed; what is there then stands in the part that it belongs to."""
    page.get_by_label("Prompt", exact=True).fill(prompt)
    page.get_by_role("button", name="Enhance").click()
    return page.locator("#enhance")


def _late(route: Route) -> None:
    route.request.frame.page.wait_for_timeout(300)
    route.continue_()


def test_before_and_after_stand_under_the_prompt_until_it_is_undone(gallery: Page) -> None:
    part = enhance(gallery, "a harbour")
    expect(part).to_contain_text("You wrote")
    expect(part).to_contain_text("Will be sent · Text model")
    expect(part.locator(".after")).to_have_text("SIMULATED: a harbour")
    expect(gallery.get_by_role("button", name="Enhance again")).to_be_focused()
    part.get_by_role("button", name="Undo").click()
    expect(part.locator(".enhanced")).to_have_count(0)
    expect(gallery.get_by_role("button", name="Enhance")).to_be_focused()
    expect(gallery.get_by_label("Prompt", exact=True)).to_have_value("a harbour")


def test_what_was_typed_and_what_was_sent_are_both_kept(gallery: Page, studio: Studio) -> None:
    choose(gallery, "FLUX.2 Pro")
    expect(enhance(gallery, "a harbour").locator(".after")).to_be_visible()
    gallery.get_by_role("button", name="Generate").click()
    expect(gallery.locator(".card .open")).to_have_count(1)
    newest = studio.api("GET", "generations/")["results"][0]
    assert (newest["prompt"], newest["prompt_sent"]) == ("a harbour", "SIMULATED: a harbour")


def test_other_words_need_to_be_enhanced_anew(gallery: Page) -> None:
    part = enhance(gallery, "a harbour")
    expect(part.locator(".enhanced")).to_be_visible()
    gallery.get_by_label("Prompt", exact=True).press_sequentially("s")
    expect(part.locator(".enhanced")).to_have_count(0)
    expect(gallery.get_by_label("Prompt", exact=True)).to_be_focused()
    assert gallery.locator("[name=prompt_enhanced]").count() == 0


def test_words_that_change_while_the_answer_comes_are_noticed(gallery: Page) -> None:
    gallery.route("**/prompts/enhance/", _late)
    part = enhance(gallery, "a harbour")
    gallery.get_by_label("Prompt", exact=True).press_sequentially(" at night")
    with gallery.expect_response("**/prompts/enhance/keep/"):
        pass
    expect(part.locator(".enhanced")).to_have_count(0)
    expect(gallery.get_by_label("Prompt", exact=True)).to_be_focused()


def test_a_refusal_is_told_and_the_local_rules_are_one_click_away(gallery: Page) -> None:
    part = enhance(gallery, "a harbour [[sim:content_policy]]")
    expect(part).to_contain_text("The text model refused this prompt.")
    part.get_by_role("button", name="Use the local rules").click()
    expect(part).to_contain_text("Will be sent · Local rules")
    expect(part.locator(".after")).to_have_text(re.compile("^a harbour .* soft, directional light"))
    expect(part).to_contain_text("Added: light, composition, lens, texture.")


def test_an_empty_prompt_says_what_to_do(gallery: Page) -> None:
    expect(enhance(gallery, "")).to_contain_text("Write a prompt first.")


def test_the_overlay_over_a_still_has_one_of_its_own(gallery: Page) -> None:
    choose(gallery, "Local · Poster")
    gallery.get_by_label("Prompt", exact=True).fill("a lake")
    gallery.get_by_role("button", name="Generate").click()
    gallery.locator(".card .open").focus(timeout=60_000)
    gallery.keyboard.press("a")
    dialog = gallery.locator("#animate")
    dialog.get_by_label("What happens").fill("the water moves [[sim:always429]]")
    dialog.get_by_role("button", name="Enhance").click()
    dialog.get_by_role("button", name="Use the local rules").click()
    expect(dialog.locator(".after")).to_contain_text("The camera slowly pushes in.")
    expect(gallery.locator("#enhance .after")).to_have_count(0)

"""From a prompt to pictures: awaited at once, shown when they exist, and every other ending."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ask, choose

pytestmark = pytest.mark.browser
LOCAL = ("Local · Landscape", "Local · Flow", "Local · Poster")


def test_three_models_on_this_machine_answer_side_by_side(gallery: Page, ask: Ask) -> None:
    ask(gallery, "a lighthouse at dawn, a cat", *LOCAL)
    expect(gallery.locator(".generation")).to_have_count(3)
    expect(gallery).to_have_title(re.compile(r"^\(\d\) Spring$"))
    pictures = gallery.locator(".card .open img")
    expect(pictures).to_have_count(3, timeout=60_000)
    expect(gallery).to_have_title("Spring")
    expect(gallery.get_by_text("ignored: cat").first).to_be_visible()
    for picture in pictures.all():
        assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0


def test_what_is_awaited_has_its_final_shape_and_says_how_it_stands(gallery: Page, ask: Ask) -> None:
    gallery.get_by_role("button", name="3:2").click()
    gallery.get_by_role("radio", name="9:16").check(force=True)
    gallery.keyboard.press("Escape")
    ask(gallery, "a harbour [[sim:run=3]]", "FLUX.2 Pro")
    card = gallery.locator(".skeleton")
    expect(card).to_contain_text("Working")
    expect(card).to_contain_text(re.compile(r"[12] s of ~12 s"))
    box = card.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(9 / 16, abs=0.01)


def test_the_price_is_shown_before_the_click(gallery: Page) -> None:
    choose(gallery, "FLUX.2 Pro")
    expect(gallery.locator("#estimate")).to_contain_text("$0.03")
    gallery.get_by_label("How many of each model").get_by_role("button", name="More").click()
    expect(gallery.locator("#estimate")).to_contain_text("$0.06")
    expect(gallery.get_by_role("button", name="Generate")).to_have_text(re.compile("Generate 2"))


def test_a_double_click_makes_one_batch(gallery: Page) -> None:
    gallery.get_by_label("Prompt", exact=True).fill("a lake")
    gallery.get_by_role("button", name="Generate").dblclick()
    expect(gallery.locator(".generation")).to_have_count(3)
    gallery.wait_for_timeout(1500)
    expect(gallery.locator(".generation")).to_have_count(3)


def test_generate_again_while_others_run(gallery: Page, ask: Ask) -> None:
    ask(gallery, "first [[sim:run=60]]", "FLUX.2 Pro")
    expect(gallery.locator(".skeleton")).to_have_count(1)
    gallery.wait_for_timeout(600)
    gallery.get_by_label("Prompt", exact=True).fill("second")
    gallery.get_by_role("button", name="Generate").click()
    expect(gallery.locator(".card .open")).to_have_count(1)
    expect(gallery.locator(".skeleton")).to_have_count(1)


def test_cancel_what_runs(gallery: Page, ask: Ask) -> None:
    ask(gallery, "a lake [[sim:run=20]]", "FLUX.2 Pro")
    gallery.get_by_role("button", name="Cancel FLUX.2 Pro").click()
    expect(gallery.locator(".ended.cancelled")).to_contain_text("Cancelled")


def test_a_refused_one_says_why_leaves_the_others_alone_and_is_retried(gallery: Page, ask: Ask) -> None:
    ask(gallery, "a lake [[sim:content_policy]]", "FLUX.2 Pro", "Local · Poster")
    expect(gallery.locator(".ended.failed")).to_contain_text("rules refused this")
    expect(gallery.locator(".card .open")).to_have_count(1, timeout=30_000)
    refused = gallery.locator(".ended.failed")
    before = refused.locator("xpath=..").get_attribute("id")
    gallery.get_by_role("button", name="Retry FLUX.2 Pro").click()
    expect(gallery.locator(f"#{before}")).to_have_count(0)
    expect(refused).to_have_count(1)


def test_a_reload_during_work_shows_how_it_stands(gallery: Page, ask: Ask) -> None:
    ask(gallery, "a lake [[sim:run=4]]", "FLUX.2 Pro")
    expect(gallery.locator(".skeleton")).to_contain_text("Working")
    gallery.reload()
    expect(gallery.locator(".skeleton")).to_contain_text("Working")
    expect(gallery.locator(".card .open")).to_have_count(1)


def test_a_refusal_stands_beside_the_prompt(gallery: Page) -> None:
    gallery.get_by_role("button", name="Generate").click()
    expect(gallery.get_by_role("alert")).to_contain_text("Write what you want to see.")
    gallery.get_by_label("Prompt", exact=True).fill("a lake")
    expect(gallery.get_by_role("alert")).to_be_empty()


def test_a_draft_survives_a_reload(gallery: Page) -> None:
    gallery.get_by_label("Prompt", exact=True).fill("a long thought about light")
    gallery.reload()
    expect(gallery.get_by_label("Prompt", exact=True)).to_have_value("a long thought about light")

"""A session of videos: they play when they are pointed at, one at a time, and never for who wants it calm."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Studio, choose

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def rushes(studio: Studio) -> int:
    """A session with two clips."""
    session = studio.new_session("Rushes", "video")
    studio.api(
        "POST", "generations/", json={"session": session, "models": ["fal-kling-3-pro"], "prompts": ["ink", "oil"]}
    )
    return session


@pytest.fixture
def films(page: Page, rushes: int) -> Page:
    page.goto(f"/sessions/{rushes}/")
    expect(page.locator(".card[data-clip]")).to_have_count(2, timeout=60_000)
    return page


def test_the_clip_that_is_pointed_at_plays(films: Page) -> None:
    first, second = (films.locator(".card").nth(place) for place in (0, 1))
    first.hover()
    expect(first.locator("video")).to_have_js_property("paused", False)
    assert first.locator("video").evaluate("video => video.muted")
    second.locator(".open").focus()
    expect(second.locator("video")).to_have_count(1)
    expect(first.locator("video")).to_have_count(0)
    films.mouse.move(700, 20)
    expect(films.locator(".card video")).to_have_count(0)


def test_who_wants_it_calm_starts_clips_in_the_lightbox(films: Page) -> None:
    films.emulate_media(reduced_motion="reduce")
    films.locator(".card").first.hover()
    films.wait_for_timeout(400)
    expect(films.locator(".card video")).to_have_count(0)
    films.locator(".card .open").first.click()
    video = films.locator("#lightbox video")
    expect(video).to_have_js_property("paused", True)
    films.keyboard.press(" ")
    expect(video).to_have_js_property("paused", False)


def test_what_cannot_be_played_can_be_downloaded(films: Page) -> None:
    films.route("**/api/outputs/*/file/", lambda route: route.fulfill(body="no film", content_type="video/mp4"))
    films.locator(".card .open").first.click()
    link = films.locator("#lightbox").get_by_role("link", name="Download it")
    assert (link.get_attribute("href") or "").endswith("/file/?download=1")


def test_a_video_session_has_a_composer_of_its_own(page: Page, studio: Studio) -> None:
    page.goto(f"/sessions/{studio.new_session('Words', 'video')}/")
    choose(page, "Local · Drift")
    page.get_by_role("button", name="5 s").click()
    page.get_by_role("radio", name="480P").check()
    page.get_by_role("radio", name="3 s", exact=True).check()
    page.keyboard.press("Escape")
    page.get_by_label("Prompt", exact=True).fill("ribbons")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator(".card[data-clip]")).to_have_count(1, timeout=60_000)


def test_a_clip_is_no_reference_picture_and_has_no_zoom(films: Page) -> None:
    card = films.locator(".card").first
    card.hover()
    expect(card.get_by_role("button", name="Delete")).to_be_visible()
    expect(card.get_by_role("button", name="Use as reference")).to_be_hidden()
    card.locator(".open").focus()
    films.keyboard.press("r")
    expect(films.locator(".reference")).to_have_count(0)
    films.keyboard.press("Enter")
    expect(films.locator("#lightbox").get_by_role("button", name="Close")).to_be_visible()
    expect(films.locator("#lightbox").get_by_role("button", name="Larger")).to_be_hidden()

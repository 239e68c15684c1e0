"""The doors: sign in, sign out, and what somebody unknown sees."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, Studio, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def unknown(browser: Browser, studio: Studio) -> Page:
    return browser.new_context(base_url=studio.address).new_page()


def test_sign_in_and_out(unknown: Page) -> None:
    sign_in(unknown)
    unknown.get_by_role("link", name="Settings").click()
    unknown.get_by_role("link", name="Sign out").click()
    unknown.get_by_role("button", name="Sign out").click()
    unknown.goto("/")
    expect(unknown.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_password_says_so(unknown: Page) -> None:
    unknown.goto("/")
    unknown.get_by_label("Email").fill("nobody@example.com")
    unknown.get_by_label("Password").fill(f"not {PASSWORD}")
    unknown.get_by_role("button", name="Sign in").click()
    expect(unknown.get_by_role("alert")).to_contain_text("not correct")


def test_a_session_asks_to_sign_in_and_then_opens(unknown: Page, room: str) -> None:
    unknown.goto(room)
    unknown.get_by_label("Email").fill("admin@localhost")
    unknown.get_by_label("Password").fill(PASSWORD)
    unknown.get_by_role("button", name="Sign in").click()
    expect(unknown.get_by_role("textbox", name="Name of the session")).to_be_visible()

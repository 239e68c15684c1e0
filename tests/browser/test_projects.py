"""Projects, their sessions and their members, by the buttons."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Studio

pytestmark = pytest.mark.browser


@pytest.fixture
def project(page: Page) -> Page:
    page.goto("/")
    page.get_by_role("button", name="New project").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Summer")
    page.get_by_role("button", name="Create the project").click()
    expect(page.get_by_role("heading", name="Summer", level=1)).to_be_visible()
    return page


def test_a_session_from_its_start_to_its_end(project: Page) -> None:
    project.get_by_role("button", name="New session").click()
    project.get_by_role("dialog").get_by_label("Name").fill("Posters")
    project.get_by_role("button", name="Create the session").click()
    title = project.get_by_role("textbox", name="Name of the session")
    expect(title).to_have_value("Posters")
    title.fill("Big posters")
    with project.expect_response("**/sessions/**"):
        title.press("Enter")
    project.get_by_role("link", name="Summer").click()
    expect(project.get_by_role("link", name="Big posters")).to_be_visible()
    project.get_by_role("button", name="Archive Big posters").click()
    expect(project.get_by_text("archived").first).to_be_visible()
    project.get_by_role("button", name="Delete Big posters").click()
    project.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(project.get_by_role("link", name="Big posters")).to_have_count(0)


def test_a_member_is_added_changed_and_removed(project: Page, studio: Studio) -> None:
    studio.processes.run("manage.py", "create_user", "mia@example.com", "--password", "a long password")
    project.get_by_label("E-mail address").fill("mia@example.com")
    project.get_by_role("button", name="Add to the project").click()
    role = project.get_by_role("combobox", name="Role of mia")
    expect(role).to_have_value("editor")
    role.select_option("viewer")
    project.get_by_role("button", name="Remove mia").click()
    project.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(role).to_have_count(0)


def test_an_unknown_member_is_refused_in_words(project: Page) -> None:
    project.get_by_label("E-mail address").fill("nobody@example.com")
    project.get_by_role("button", name="Add to the project").click()
    expect(project.get_by_role("alert")).to_be_visible()


def test_the_last_owner_cannot_leave(project: Page) -> None:
    project.get_by_role("button", name="Leave this project").click()
    project.get_by_role("dialog").get_by_role("button", name="Leave").click()
    expect(project.locator(".toast")).to_contain_text("owner")


def test_a_project_is_deleted_by_typing_its_name(project: Page) -> None:
    project.get_by_role("complementary").get_by_text("Delete", exact=True).click()
    project.get_by_label("Type the project's name").fill("Summer")
    project.get_by_role("button", name="Delete the project").click()
    expect(project).to_have_url(re.compile(r"/$"))
    expect(project.get_by_role("heading", name="Projects")).to_be_visible()

"""The main journey as in production: PostgreSQL, Redis, two web servers, a worker and beat, each its own process."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import EMAIL, PASSWORD, Ask, sign_in
from tests.client import Program, new_token
from tests.studios import Production

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def production() -> Iterator[Production]:
    with Production() as studio:
        studio.processes.run("manage.py", "collectstatic", "--noinput", "-v0")
        studio.processes.run("manage.py", "create_user", EMAIL, "--password", PASSWORD)
        yield studio


def _open(browser: Browser, server: str, session: int) -> Page:
    page = browser.new_context().new_page()
    sign_in(page, server)
    page.goto(f"{server}/sessions/{session}/")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    return page


def test_a_click_on_one_server_is_seen_on_the_other(browser: Browser, production: Production, ask: Ask) -> None:
    servers = [production.processes.web(), production.processes.web()]
    with Program(servers[0], new_token(production.processes, EMAIL)) as program:
        session = program.new_session()
    here, there = (_open(browser, server, session) for server in servers)
    ask(here, "a lake [[sim:run=2]]", "FLUX.2 Pro", "Local · Poster")
    expect(there.locator(".skeleton")).to_have_count(2)
    for page in (here, there):
        expect(page.locator(".card .open img")).to_have_count(2, timeout=30_000)

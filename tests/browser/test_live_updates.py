"""What one person does, the others see; and after a lost network the screen is right again by itself."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from tests.browser.conftest import PASSWORD, Ask, Studio, sign_in
from tests.processes import Processes, kill
from tests.services import answers, free_port

pytestmark = pytest.mark.browser


@pytest.fixture
def other(gallery: Page, browser: Browser, browser_context_args: dict[str, object]) -> Page:
    """The same session in somebody else's browser."""
    page = browser.new_context(**browser_context_args).new_page()  # type: ignore[arg-type]
    page.goto(gallery.url)
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    return page


def test_two_browsers_show_the_same(gallery: Page, other: Page, ask: Ask) -> None:
    ask(gallery, "a lake [[sim:run=3]]", "FLUX.2 Pro", "Local · Poster")
    expect(other.locator(".skeleton")).to_have_count(2)
    for page in (gallery, other):
        expect(page.locator(".card .open")).to_have_count(2, timeout=30_000)
    other.locator(".card .open").first.hover()
    other.get_by_role("button", name="Delete").click()
    other.get_by_role("dialog").get_by_role("button", name="Delete").click()
    for page in (gallery, other):
        expect(page.locator(".card .open")).to_have_count(1)


def test_who_is_no_member_any_more_sees_nothing(
    gallery: Page, room: str, browser: Browser, studio: Studio, ask: Ask
) -> None:
    ask(gallery, "a lake", "Local · Poster")
    expect(gallery.locator(".card .open")).to_have_count(1, timeout=30_000)
    studio.processes.run("manage.py", "create_user", "guest@localhost", "--password", PASSWORD)
    project = studio.api("GET", room.strip("/") + "/")["project"]
    members = f"projects/{project}/members/"
    member = studio.api("POST", members, json={"email": "guest@localhost", "role": "viewer"})
    page = browser.new_context(base_url=studio.address).new_page()
    sign_in(page, email="guest@localhost")
    page.goto("/library/")
    page.locator(".card .open").first.focus()
    page.keyboard.press("x")
    expect(page.locator(".selection").get_by_role("button")).to_have_text(["Download", ""])
    page.goto(room)
    expect(page.locator(".card .open")).to_have_count(1)
    studio.api("DELETE", f"{members}{member['user']}/")
    expect(page.locator(".card .open")).to_have_count(0)


def test_progress_moves_without_fetching(gallery: Page, ask: Ask) -> None:
    ask(gallery, "a lake [[sim:run=4]]", "FLUX.2 Pro")
    card = gallery.locator(".skeleton")
    expect(card).to_contain_text(re.compile("[1-4] s of"))
    first = card.get_by_text(re.compile(r"^\d+ s$")).inner_text()
    expect(card.get_by_text(re.compile(r"^\d+ s$"))).not_to_have_text(first)


def test_after_a_lost_network_the_screen_is_right_again(
    gallery: Page, other: Page, ask: Ask, accepted: list[str]
) -> None:
    accepted += ["ERR_INTERNET_DISCONNECTED"]
    gallery.context.set_offline(True)
    expect(gallery.get_by_role("status").filter(has_text="reconnecting")).to_be_visible()
    ask(other, "a lake", "FLUX.2 Pro", "Seedream 4.5")
    expect(other.locator(".card .open")).to_have_count(2)
    expect(gallery.locator(".generation")).to_have_count(0)
    gallery.context.set_offline(False)
    expect(gallery.get_by_role("status").filter(has_text="live")).to_be_visible()
    expect(gallery.locator(".card .open")).to_have_count(2)


def test_without_a_socket_the_page_asks_by_itself(page: Page, room: str, ask: Ask, accepted: list[str]) -> None:
    accepted += ["WebSocket"]

    def refuse(socket: WebSocketRoute) -> None:
        socket.close(code=1011)

    page.route_web_socket(re.compile("/ws/"), refuse)
    page.goto(room)
    expect(page.get_by_role("status").filter(has_text="polling")).to_be_visible(timeout=30_000)
    ask(page, "a lake", "FLUX.2 Pro")
    expect(page.locator(".card .open")).to_have_count(1)


def test_a_renamed_project_is_renamed_for_everybody(page: Page, studio: Studio) -> None:
    project = studio.api("POST", "projects/", json={"name": "Autumn"})["id"]
    page.goto("/")
    expect(page.get_by_role("link", name="Autumn")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    studio.api("PATCH", f"projects/{project}/", json={"name": "Winter"})
    expect(page.get_by_role("link", name="Winter")).to_be_visible()
    studio.api("DELETE", f"projects/{project}/")
    expect(page.get_by_role("link", name="Winter")).to_have_count(0)


def test_a_new_session_appears_in_its_project(page: Page, studio: Studio) -> None:
    project = studio.api("POST", "projects/", json={"name": "Fresh"})["id"]
    page.goto(f"/projects/{project}/")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    studio.api("POST", "sessions/", json={"project": project, "kind": "image", "name": "Posters"})
    expect(page.get_by_role("link", name="Posters")).to_be_visible()


def test_after_a_restart_of_the_studio_the_page_is_live_again(
    page: Page, tmp_path: Path, studio: Studio, accepted: list[str]
) -> None:
    accepted += ["WebSocket", "ERR_CONNECTION_REFUSED"]
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    own = {"PIXFLOW_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/own.sqlite3"}
    with Processes(studio.processes.environment | own, tmp_path) as processes:
        first = processes.start("studio", "manage.py", "studio", "--port", port)
        assert answers(int(port), lambda: first.poll() is None)
        sign_in(page, address)
        page.goto(f"{address}/sessions/1/")
        expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
        expect(page.locator(".cost")).to_contain_text("free")
        kill(first)
        expect(page.get_by_role("status").filter(has_text="reconnecting")).to_be_visible()
        processes.start("studio", "manage.py", "studio", "--port", port)
        expect(page.get_by_role("status").filter(has_text="live")).to_be_visible(timeout=60_000)
        page.get_by_label("Prompt", exact=True).fill("a lake")
        page.get_by_role("button", name="Generate").click()
        expect(page.locator(".generation")).to_have_count(3)


def test_what_changes_while_new_rows_are_on_their_way_is_not_missed(gallery: Page, ask: Ask) -> None:
    def late(route: Route) -> None:
        answer = route.fetch()
        # By now the picture exists, and its event has come; the answer still shows it as awaited.
        gallery.wait_for_timeout(2500)
        route.fulfill(response=answer)

    gallery.route(re.compile("/items/.*newer="), late, times=1)
    ask(gallery, "a lake", "FLUX.2 Pro")
    expect(gallery.locator(".card .open")).to_have_count(1)


def test_an_answer_that_never_comes_holds_nothing_up(page: Page, room: str, ask: Ask) -> None:
    # The patience of the page, in a thirtieth of the time.
    page.add_init_script("""{
        const wait = AbortSignal.timeout;
        AbortSignal.timeout = (ms) => wait.call(AbortSignal, ms / 30);
    }""")
    page.goto(room)
    page.route(re.compile("/items/.*newer=|/live/[?]f="), lambda route: None, times=1)
    ask(page, "a lake", "FLUX.2 Pro")
    expect(page.locator(".card .open")).to_have_count(1)


def test_what_is_deleted_while_new_rows_are_on_their_way_does_not_come(gallery: Page, studio: Studio, ask: Ask) -> None:
    def late(route: Route) -> None:
        answer = route.fetch()
        gallery.wait_for_timeout(2500)
        made = studio.api("GET", f"outputs/?session={gallery.url.strip('/').rpartition('/')[2]}")["results"]
        studio.api("DELETE", f"outputs/{made[0]['id']}/")
        gallery.wait_for_timeout(500)
        route.fulfill(response=answer)

    late_rows = re.compile("/items/.*newer=")
    gallery.route(late_rows, late, times=1)
    with gallery.expect_response(late_rows):
        ask(gallery, "a lake", "FLUX.2 Pro")
    gallery.wait_for_timeout(2000)
    expect(gallery.locator(".card")).to_have_count(0)

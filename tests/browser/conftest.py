"""Journeys in a real browser, against the studio as one starts it, with doubles of fal and OpenAI behind it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.doubles.server import DoubleServer
from tests.processes import Processes
from tests.services import find_chromium

EMAIL, PASSWORD = "admin@localhost", "correct horse battery staple"
SHOTS = Path(__file__).resolve().parents[1] / "shots"
# Chromium says this of every refused request; what the screen says of it is what a test looks at.
REFUSED = "the server responded with a status of 4"

# Journeys of somebody who wants it calm; all others are made in motion. Both have to work, and without a graphics card
# every frame that moves takes the processor from the tests beside it.
CALM = {"conversation", "conversation_list", "enhance", "lightbox", "references", "start_editing"}

expect.set_options(timeout=15_000)


@dataclass(frozen=True)
class Studio:
    address: str
    token: str
    processes: Processes

    def api(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.request(method, f"{self.address}/api/{path}", headers=headers, timeout=30, **options)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def new_session(self, name: str = "Spring", kind: str = "image") -> int:
        project = self.api("GET", "projects/")["results"][-1]["id"]
        return int(self.api("POST", "sessions/", json={"project": project, "kind": kind, "name": name})["id"])


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    data = tmp_path_factory.mktemp("studio")
    environment = {
        "PIXFLOW_DATA": str(data),
        "DATABASE_URL": f"sqlite:///{data}/pixflow.sqlite3",
        "REDIS_URL": "",
        "PIXFLOW_ADMIN_EMAIL": EMAIL,
        "PIXFLOW_ADMIN_PASSWORD": PASSWORD,
    }
    with DoubleServer() as doubles, Processes(environment | doubles.environment, data) as processes:
        _, address = processes.studio()
        # It listens before its database is ready, and answers after.
        httpx.get(address, timeout=60)
        made = processes.run("manage.py", "create_token", EMAIL, "--name", "tests")
        token = next(word for word in made.split() if word.startswith("pf_"))
        yield Studio(address, token, processes)


@pytest.fixture(scope="session")
def base_url(studio: Studio) -> str:
    return studio.address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": flags}


@pytest.fixture(scope="session")
def signed_in_state(browser: Browser, studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of somebody who has signed in by the form, once for all tests."""
    path = tmp_path_factory.mktemp("browser") / "state.json"
    context = browser.new_context(base_url=studio.address)
    page = context.new_page()
    sign_in(page)
    context.storage_state(path=path)
    context.close()
    return path


def sign_in(page: Page, address: str = "", email: str = EMAIL) -> None:
    page.goto(f"{address}/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()


@pytest.fixture
def browser_context_args(
    browser_context_args: dict[str, Any], signed_in_state: Path, request: pytest.FixtureRequest
) -> dict[str, Any]:
    return {
        **browser_context_args,
        "storage_state": signed_in_state,
        "viewport": {"width": 1440, "height": 900},
        "accept_downloads": True,
        "reduced_motion": "reduce" if request.path.stem.removeprefix("test_") in CALM else "no-preference",
    }


@pytest.fixture
def accepted() -> list[str]:
    """Parts of console messages that a test provokes on purpose."""
    return [REFUSED]


@pytest.fixture(autouse=True)
def _no_complaints(context: BrowserContext, accepted: list[str]) -> Iterator[None]:
    """No error in the console, none in a script, and nothing that the content policy had to stop."""
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("request", lambda request: said.append(request.url) if "csp-report" in request.url else None)
    yield
    complaints = [text for text in said if not any(part in text for part in accepted)]
    _leave(context)
    assert not complaints


def _leave(context: BrowserContext) -> None:
    """A context that closes while a page of it is on the way to another may never be closed, and everything waits."""
    for opened in context.browser.contexts if context.browser else []:
        for page in opened.pages:
            page.goto("about:blank")
        if opened != context:
            opened.close()


@pytest.fixture
def room(studio: Studio) -> str:
    """The address of a session that nobody has used yet."""
    return f"/sessions/{studio.new_session()}/"


@pytest.fixture
def gallery(page: Page, room: str) -> Page:
    page.goto(room)
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    return page


Ask = Callable[..., None]


def choose(page: Page, *models: str) -> None:
    """Exactly these, in the picker."""
    page.locator("#models-chip").click()
    chosen = page.locator("[name=models]:checked")
    while chosen.count():
        chosen.first.uncheck()
    for model in models:
        page.get_by_role("checkbox", name=model).check()
    page.keyboard.press("Escape")


@pytest.fixture
def ask() -> Ask:
    """`ask(page, "a lake", "FLUX.2 Pro")`: a prompt to these models."""

    def generate(page: Page, prompt: str, *models: str) -> None:
        choose(page, *models)
        page.get_by_label("Prompt", exact=True).fill(prompt)
        page.get_by_role("button", name="Generate").click()

    return generate

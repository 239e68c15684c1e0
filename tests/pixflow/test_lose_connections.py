"""A pool of two connections, and more requests than that which cannot even be answered with an error."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.client import new_token
from tests.processes import Processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.topology("production")]
FAILURES = 4


@pytest.fixture
def web(tmp_path: Path, bob: User, client: Client) -> Iterator[httpx.Client]:
    found = settings.DATABASES["default"]
    database = f"postgres://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
    # Nobody has collected the files of its pages in this folder: drawing one fails, and so does drawing the error.
    environment = {"PIXFLOW_DATA": str(tmp_path), "DATABASE_URL": database, "REDIS_URL": settings.REDIS_URL}
    with Processes(environment | {"PIXFLOW_DATABASE_POOL": "2"}, tmp_path) as processes:
        headers = {"Authorization": f"Bearer {new_token(processes, bob.email)}"}
        client.force_login(bob)
        cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        with httpx.Client(base_url=processes.web(), headers=headers, cookies=cookies, timeout=30) as browser:
            yield browser


def test_requests_that_fail_altogether_use_up_no_connections(web: httpx.Client) -> None:
    pages = [web.get("/", follow_redirects=True).text for _ in range(FAILURES)]
    assert pages == ["Internal Server Error"] * FAILURES
    assert web.get("/api/projects/").status_code == httpx.codes.OK

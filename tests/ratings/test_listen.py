"""Whoever looks hears of a rating, on whichever topic; a stranger hears nothing."""

from collections.abc import Callable

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from accounts.models import User
from generations.models import Output
from tests.live.conftest import Frame, Opened, opened, redis_server, way

__all__ = ["opened", "redis_server", "way"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("way")]

soon = database_sync_to_async


@pytest.mark.parametrize("kind", ["session", "batch", "output", "outputs"])
async def test_my_other_tab_and_other_members_hear_at_once(
    kind: str, bob: User, vera: User, output: Output, opened: Opened, signed_in: Callable[[User], Client]
) -> None:
    ids = {"output": output.pk, "outputs": output.project_id}
    topic = f"{kind}:{ids.get(kind) or getattr(output.generation, f'{kind}_id')}"
    pressed = await soon(signed_in)(bob)
    readers = [await opened(await soon(signed_in)(user)) for user in (bob, vera)]
    for reader in readers:
        rev = (await reader.sub(topic))["rev"]
    for number, value in enumerate(("like", "dislike", "dislike"), start=1):
        answer = await soon(pressed.post)(f"/outputs/{output.pk}/{value}/")
        assert answer.status_code == 204
        said: Frame = {"op": "ev", "topic": topic, "rev": rev + number, "ref": f"output:{output.pk}", "change": "put"}
        assert [await reader.next() for reader in readers] == [said | {"state": ""}] * 2


async def test_strangers_hear_nothing(
    bob: User, charlie: User, output: Output, opened: Opened, signed_in: Callable[[User], Client]
) -> None:
    reader = await opened(await soon(signed_in)(charlie))
    assert (await reader.sub(f"output:{output.pk}"))["op"] == "deny"
    await soon((await soon(signed_in)(bob)).post)(f"/outputs/{output.pk}/like/")
    assert await reader.silent()


async def test_a_rating_that_changes_nothing_is_not_told(
    bob: User, output: Output, opened: Opened, signed_in: Callable[[User], Client]
) -> None:
    client = await soon(signed_in)(bob)
    reader = await opened(client)
    await reader.sub(f"output:{output.pk}")
    await soon(client.delete)(f"/api/outputs/{output.pk}/rating/", headers={"X-CSRFToken": "x"})
    assert await reader.silent()

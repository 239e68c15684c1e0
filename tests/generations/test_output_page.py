"""Everything that is known about one output, on its page and beside the lightbox."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from generations.models import Output
from projects.models import Session
from tests.generations.rows import an_output

ClientOf = Callable[[User], Client]


@pytest.fixture
def get(bob: User, signed_in: ClientOf) -> Callable[..., str]:
    client = signed_in(bob)

    def fetch(output: Output, path: str = "") -> str:
        response = client.get(f"/outputs/{output.pk}/{path}")
        assert response.status_code == 200
        return response.content.decode()

    return fetch


@pytest.mark.parametrize("path", ["", "details/"])
def test_the_facts_of_an_output(get: Callable[..., str], session: Session, path: str) -> None:
    now = timezone.now()
    facts: dict[str, Any] = {
        "price": Decimal("0.04"),
        "cost": Decimal("0.035"),
        "submitted_at": now - timedelta(seconds=7),
        "finished_at": now,
    }
    output = an_output(session, notes={"ignored": ["cat"]}, **facts)
    Output.objects.filter(pk=output.pk).update(seed=4711)
    html = get(output, path)
    assert output.generation.author
    assert output.generation.author.short_name in html
    for told in ("a lake", "Local · Landscape", "64 × 48", "4711", "7 s", "$0.035", "ignored: cat"):
        assert told in html


def test_lineage_leads_both_ways(get: Callable[..., str], session: Session) -> None:
    still = an_output(session)
    edit = an_output(session, made_from=(still,))
    assert "Made from" in get(edit)
    assert f'href="/outputs/{still.pk}/"' in get(edit)
    assert "Used in" in get(still)
    assert f'href="/outputs/{edit.pk}/"' in get(still)


def test_a_deleted_ancestor_leaves_its_place(get: Callable[..., str], session: Session) -> None:
    still = an_output(session)
    edit = an_output(session, made_from=(still,))
    Output.objects.filter(pk=still.pk).update(deleted_at=timezone.now(), file="")
    assert "deleted</span>" in get(edit)


def test_settings_can_be_used_again(get: Callable[..., str], session: Session) -> None:
    still = an_output(session)
    output = an_output(session, made_from=(still,), parameters={"aspect_ratio": "3:2", "seed": 7, "outputs": 1})
    given = json.loads(unescape(re.findall(r'data-reuse="([^"]+)"', get(output, "details/"))[0]))
    assert given["prompt"] == "a lake"
    assert (given["model"], given["aspect_ratio"], given["seed"]) == ("local-landscape", "3:2", 7)
    assert [picture["id"] for picture in given["references"]] == [str(still.pk)]


def test_an_upload_is_not_offered_to_run_again(get: Callable[..., str], session: Session) -> None:
    assert "regenerate" not in get(an_output(session, model="upload", provider="upload"))


def test_a_viewer_may_look_and_save_only(vera: User, signed_in: ClientOf, session: Session) -> None:
    html = signed_in(vera).get(f"/outputs/{an_output(session).pk}/details/").content.decode()
    assert "Download" in html
    assert "data-post" not in html


def test_a_stranger_finds_nothing(charlie: User, signed_in: ClientOf, session: Session) -> None:
    assert signed_in(charlie).get(f"/outputs/{an_output(session).pk}/").status_code == 404

"""Addresses that nobody types: an answer in words, on every database."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from projects.models import Session

SignedIn = Callable[[User], Client]


@pytest.mark.parametrize("query", ["model=%00", "before=" + "9" * 5000, "newer=%F0%9F%8C%8A"])
def test_odd_queries_of_a_gallery(signed_in: SignedIn, bob: User, session: Session, query: str) -> None:
    response = signed_in(bob).get(f"/sessions/{session.pk}/items/?{query}")
    assert response.status_code == (400 if "%00" in query else 200)


@pytest.mark.parametrize(("address", "status"), [("batches/?tag=%00", 400), ("outputs/?q=%00", 400), ("%00/", 404)])
def test_no_text_holds_a_nul(signed_in: SignedIn, bob: User, address: str, status: int) -> None:
    response = signed_in(bob).get(f"/api/{address}")
    assert response.status_code == status
    assert response.json()["error"]["message"]

"""What an operator's tools ask: is it alive, is it ready, how much is there to do; and what browsers report."""

import json
import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from generations.states import State
from projects.models import Session
from tests.generations.rows import a_generation


def test_alive_without_a_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_ready_when_the_stores_answer(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": True, "cache": True})


@pytest.mark.django_db
def test_not_ready_without_the_database(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


def test_metrics_count_what_there_is_to_do(client: Client, session: Session) -> None:
    a_generation(session, state=State.QUEUED, created_at=timezone.now() - timedelta(seconds=90))
    a_generation(session, state=State.QUEUED)
    a_generation(session, state=State.FAILED)
    text = client.get("/metrics").content.decode()
    figures = dict(re.findall(r"^(pixflow_\S+) ([\d.]+)$", text, re.MULTILINE))
    assert figures['pixflow_generations{state="queued"}'] == "2"
    assert figures['pixflow_generations{state="failed"}'] == "1"
    assert figures['pixflow_generations{state="succeeded"}'] == "0"
    assert 90 <= float(figures["pixflow_oldest_queued_seconds"]) < 120
    assert figures["pixflow_sockets"] == "0"


def test_what_the_content_policy_stopped_is_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    report = {
        "csp-report": {"effective-directive": "script-src", "blocked-uri": "inline\nforged line", "document-uri": "/"}
    }
    answer = client.post("/csp-report", json.dumps(report), content_type="application/csp-report")
    assert answer.status_code == 204
    assert r"inline\nforged line" in caplog.text


@pytest.mark.parametrize("body", ["", "[]", "nonsense", '{"csp-report": 1}', '{"other": {}}'])
def test_what_is_no_report_is_refused(client: Client, body: str) -> None:
    assert client.post("/csp-report", body, content_type="application/csp-report").status_code == 400

"""The nightly check: made in slices, one at a time, and shown to whoever runs the place."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db.models.functions import Now
from django.test import Client

from accounts.models import User
from generations import tasks
from generations.models import Inspection, Output
from generations.models.inspection import InspectionState
from generations.states import State
from generations.work import inspecting, tidying
from generations.work.checking import Scope, settle, stored as stored_files
from projects.models import Session
from tests.conversations.working import a_still
from tests.generations.rows import a_generation
from tests.generations.test_sanity_check import stored

SignedIn = Callable[[User], Client]
PAGE = "/admin/generations/inspection/"


@pytest.fixture
def root(db: None, signed_in: SignedIn) -> Client:
    return signed_in(User.objects.create_superuser("root@example.com", "a password that is long"))


def finish() -> Inspection:
    """What the workers do with the one that runs."""
    while (pk := inspecting.due()) is not None:
        inspecting.inspect(pk)
    return Inspection.objects.latest("pk")


@pytest.fixture
def wrong(session: Session) -> Output:
    """An output without its file; and a generation that has made nothing."""
    still = a_still(session)
    stored(still.file.name).unlink()
    a_generation(session, state=State.UNKNOWN)
    return still


def test_check_now_and_see_what_was_found(root: Client, wrong: Output) -> None:
    assert "No check has run yet" in root.get(PAGE).content.decode()
    assert "has begun" in root.post(f"{PAGE}begin/", follow=True).content.decode()
    assert "Running: stored files, 0 %" in root.get(PAGE).content.decode()
    assert "running already" in root.post(f"{PAGE}begin/", follow=True).content.decode()
    done = finish()
    assert "1 impossible, 1 missing" in root.get(PAGE).content.decode()
    page = root.get(f"{PAGE}{done.pk}/change/").content.decode()
    assert f'href="/admin/generations/output/{wrong.pk}/change/"' in page
    assert wrong.file.name in page.replace("<wbr>", "")


def test_nothing_is_wrong(root: Client, session: Session) -> None:
    a_still(session)
    inspecting.begin()
    assert finish().state == InspectionState.FINISHED
    assert "Nothing is wrong" in root.get(PAGE).content.decode()


def test_who_may_only_look_cannot_begin_one(alice: User, signed_in: SignedIn) -> None:
    alice.is_staff = True
    alice.save()
    alice.user_permissions.add(Permission.objects.get(codename="view_inspection"))
    client = signed_in(alice)
    assert "Check now" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}begin/").status_code == 403
    assert client.get(f"{PAGE}begin/").status_code == 405
    assert not Inspection.objects.exists()


def test_slices_find_what_one_go_finds(wrong: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "SLICE", 0.0)
    inspecting.begin()
    done = finish()
    assert done.fence > 5
    assert done.counts == {"missing": 1, "impossible": 1}
    assert done.findings[0]["row"] == f"generations.output:{wrong.pk}"


def test_a_page_of_long_clips_is_a_short_one(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    size = min(a_still(session, colour).bytes for colour in ("red", "green", "blue"))
    looked = []
    for most in (1, 10 * size):
        monkeypatch.setattr(stored_files, "BYTES", most)
        looked.append([page.looked for page in stored_files.Stored().pages(Scope(), 0)])
    assert looked == [[1, 1, 1], [3]]


def test_it_goes_on_while_nothing_can_be_tidied(wrong: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "tidy", lambda: 1 / 0)
    rung: list[int] = []
    monkeypatch.setattr(tasks.inspect, "delay", rung.append)
    running = inspecting.begin()
    with pytest.raises(ZeroDivisionError):
        tasks.tidy()
    assert running
    assert rung == [running.pk]


def test_one_at_a_time_and_taken_over_from_who_died(wrong: Output) -> None:
    tasks.begin_inspection()
    tasks.begin_inspection()
    running = Inspection.objects.get()
    Inspection.objects.update(lease_until=Now() + timedelta(minutes=5))
    assert inspecting.due() is None
    assert not inspecting.inspect(running.pk)
    Inspection.objects.update(lease_until=Now() - timedelta(minutes=5))
    assert finish().counts == {"missing": 1, "impossible": 1}


def test_who_comes_back_too_late_writes_nothing(wrong: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    running = inspecting.begin()

    def slowly(*words: object) -> object:
        monkeypatch.setattr(inspecting, "settle", settle)
        Inspection.objects.update(lease_until=None)
        finish()
        return settle(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(inspecting, "settle", slowly)
    assert running
    inspecting.inspect(running.pk)
    assert Inspection.objects.get().counts == {"missing": 1, "impossible": 1}


def test_one_that_cannot_be_finished_says_so(wrong: Output, monkeypatch: pytest.MonkeyPatch, root: Client) -> None:
    monkeypatch.setattr(inspecting, "settle", lambda *_: 1 / 0)
    inspecting.begin()
    assert "ZeroDivisionError" in finish().error
    assert "Could not be finished" in root.get(PAGE).content.decode()
    assert inspecting.begin()


@pytest.mark.django_db
def test_the_last_thirty_are_kept() -> None:
    Inspection.objects.bulk_create(Inspection(state=InspectionState.FINISHED) for _ in range(inspecting.KEPT + 3))
    inspecting.begin()
    assert Inspection.objects.count() == inspecting.KEPT


def test_metrics_count_what_was_found(client: Client, wrong: Output) -> None:
    inspecting.begin()
    finish()
    figures = dict(re.findall(r"^(pixflow_sanity\S+) ([\d.]+)$", client.get("/metrics").content.decode(), re.MULTILINE))
    assert figures['pixflow_sanity_findings{kind="missing"}'] == "1"
    assert figures['pixflow_sanity_findings{kind="damaged"}'] == "0"
    assert float(figures["pixflow_sanity_age_seconds"]) < 60

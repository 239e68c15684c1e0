import pytest

from accounts.models import User
from generations.models import Generation
from generations.states import State
from projects.models import Session
from tests.accounts.callers import program_of
from tests.generations.rows import a_generation, an_output


def test_cancel_a_queued_one(bob: User, session: Session) -> None:
    row = a_generation(session, state=State.QUEUED)
    response = program_of(bob).post(f"/api/generations/{row.pk}/cancel/")
    assert response.status_code == 202
    assert response.json()["state"] == "cancelled"
    assert response.json()["error"]["code"] == "cancelled"


def test_what_has_ended_cannot_be_cancelled(bob: User, session: Session) -> None:
    row = a_generation(session)
    response = program_of(bob).post(f"/api/generations/{row.pk}/cancel/")
    assert response.status_code == 409
    assert response.json()["error"]["code"] == "conflict"


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED, State.UNKNOWN])
def test_a_retry_is_a_new_generation(bob: User, session: Session, state: str) -> None:
    still = an_output(session)
    row = a_generation(session, state=state, model="fal-seedream-5", source=still)
    program = program_of(bob)
    first, again = (program.post(f"/api/generations/{row.pk}/retry/") for _ in range(2))
    assert first.status_code == again.status_code == 202
    assert first.json()["id"] == again.json()["id"] != row.pk
    assert first.json()["retry_of"] == row.pk
    assert first.json()["source_output"] == still.pk
    assert first.json()["batch"] == row.batch_id


def test_what_succeeded_is_not_retried(bob: User, session: Session) -> None:
    assert program_of(bob).post(f"/api/generations/{a_generation(session).pk}/retry/").status_code == 409


def test_once_more_in_a_batch_of_its_own(bob: User, session: Session) -> None:
    row = a_generation(session, parameters={"aspect_ratio": "16:9", "resolution": "1k", "outputs": 1, "seed": 5})
    response = program_of(bob).post(f"/api/generations/{row.pk}/regenerate/")
    [made] = response.json()["generations"]
    assert response.status_code == 202
    assert made["batch"] == response.json()["batch"]["id"] != row.batch_id
    assert made["parameters"]["aspect_ratio"] == "16:9"
    assert made["parameters"]["seed"] != 5


def test_an_upload_is_not_run_again(bob: User, session: Session) -> None:
    row = a_generation(session, model="upload", provider="upload")
    assert program_of(bob).post(f"/api/generations/{row.pk}/regenerate/").status_code == 409


def test_stop_a_batch_and_retry_what_failed(bob: User, session: Session) -> None:
    queued = a_generation(session, state=State.QUEUED)
    failed = a_generation(session, state=State.FAILED, batch=queued.batch)
    a_generation(session, batch=queued.batch)
    url, program = f"/api/batches/{queued.batch_id}/", program_of(bob)
    stopped = program.post(f"{url}cancel/")
    assert stopped.status_code == 202
    assert stopped.json()["progress"]["cancelled"] == 1
    retried = program.post(f"{url}retry-failed/")
    assert retried.status_code == 202
    assert [row["retry_of"] for row in retried.json()["generations"]] == [failed.pk]
    counts = {"total": 3, "queued": 1, "running": 0, "succeeded": 1, "failed": 0, "cancelled": 1}
    assert retried.json()["batch"]["progress"].items() >= counts.items()


def test_stopping_needs_no_right_to_spend_but_retrying_does(bob: User, session: Session) -> None:
    row = a_generation(session, state=State.QUEUED)
    program = program_of(bob, "write")
    assert program.post(f"/api/generations/{row.pk}/cancel/").status_code == 202
    for address in (f"generations/{row.pk}/retry", f"generations/{row.pk}/regenerate", "generations"):
        assert program.post(f"/api/{address}/").status_code == 403
    assert program.post(f"/api/batches/{row.batch_id}/retry-failed/").status_code == 403
    assert Generation.objects.count() == 1

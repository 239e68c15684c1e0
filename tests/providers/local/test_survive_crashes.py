"""What happens when a child, the studio or the machine dies, and when a person changes their mind."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from providers.base import ErrorCode, Handle, InputFile, Look, NotAccepted, Phase, Rejected, Request
from providers.local.jobs import Job
from providers.local.provider import LocalProvider
from tests.providers.conftest import MakeRequest, awaited, handle_of, sent

PATIENCE = 30


def test_a_killed_child_is_started_again_and_finishes(make_request: MakeRequest) -> None:
    provider, request = LocalProvider(), make_request("local-landscape", resolution="2k")
    handle = handle_of(request, sent(provider, request))
    os.kill(drawing(request), signal.SIGKILL)
    assert awaited(provider, handle, PATIENCE).phase is Phase.DONE
    assert Job(request.workdir).starts == 2
    assert len(provider.fetch(handle).media) == 1


def test_after_a_dead_machine_many_looks_start_one_child(make_request: MakeRequest) -> None:
    """The folder has the job and nothing else: the studio died right after writing it."""
    provider, request = LocalProvider(), make_request("local-poster")
    handle, job = left_behind(provider, request)
    with ThreadPoolExecutor(8) as pool:
        looks = list(pool.map(lambda _: provider.look(handle), range(16)))
    assert {look.phase for look in looks} <= {Phase.RUNNING, Phase.DONE}
    assert awaited(provider, handle, PATIENCE).phase is Phase.DONE
    assert job.starts == 1


def test_what_stops_every_child_fails_in_the_end(make_request: MakeRequest) -> None:
    provider, request = LocalProvider(), make_request("local-poster")
    handle, job = left_behind(provider, request)
    for _ in range(3):
        job.count_start()
    assert why(provider.look(handle)).message.startswith("Drawing this picture was stopped 3 times")


def test_cancel_kills_the_child_for_good(make_request: MakeRequest) -> None:
    provider, request = LocalProvider(), make_request("local-landscape", resolution="2k", outputs=4)
    handle = handle_of(request, sent(provider, request))
    child = drawing(request)
    provider.cancel(handle)
    assert provider.look(handle).phase is Phase.CANCELLED
    until_gone(child)
    assert provider.look(handle).phase is Phase.CANCELLED
    assert Job(request.workdir).starts == 1
    assert not Job(request.workdir).is_finished


def test_cancel_comes_too_late_for_a_finished_picture(make_request: MakeRequest) -> None:
    provider, request = LocalProvider(), make_request("local-poster")
    handle = handle_of(request, sent(provider, request))
    awaited(provider, handle, PATIENCE)
    provider.cancel(handle)
    assert provider.look(handle).phase is Phase.DONE


def test_a_vanished_folder_and_vanished_files_are_lost(make_request: MakeRequest) -> None:
    provider, request = LocalProvider(), make_request("local-poster")
    handle = handle_of(request, sent(provider, request))
    awaited(provider, handle, PATIENCE)
    provider.fetch(handle).media[0].path.unlink()
    with pytest.raises(Rejected) as lost:
        provider.fetch(handle)
    assert lost.value.code is ErrorCode.RESULT_LOST
    gone = Handle(request.model, request.token, request.workdir / "never made")
    assert why(provider.look(gone)).code is ErrorCode.RESULT_LOST


def test_a_reference_that_is_no_picture_is_named_as_the_reason(make_request: MakeRequest, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a picture")
    provider, request = LocalProvider(), make_request("local-flow", references=(InputFile(text, "image/png", "0"),))
    look = awaited(provider, handle_of(request, sent(provider, request)), PATIENCE)
    assert why(look).code is ErrorCode.INVALID_INPUT
    assert "could not be read" in why(look).message


def test_a_folder_that_cannot_be_made_means_nothing_was_accepted(make_request: MakeRequest, tmp_path: Path) -> None:
    (tmp_path / "work").write_text("a file where the folder should be")
    provider, request = LocalProvider(), make_request("local-poster")
    with pytest.raises(NotAccepted, match="free disk space"):
        sent(provider, request)


def test_a_request_is_found_by_its_folder(make_request: MakeRequest) -> None:
    provider, request = LocalProvider(), make_request("local-poster")
    assert provider.find(request, since=None) == []  # type: ignore[arg-type]
    left_behind(provider, request)
    assert provider.find(request, since=None) == ["token-1"]  # type: ignore[arg-type]


def left_behind(provider: LocalProvider, request: Request) -> tuple[Handle, Job]:
    request.workdir.mkdir()
    job = Job(request.workdir)
    job.write("job", provider.prepare(request))
    return Handle(request.model, request.token, request.workdir), job


def drawing(request: Request) -> int:
    """The process id of the child, as soon as it says that it draws."""
    job, ends = Job(request.workdir), time.monotonic() + PATIENCE
    while not job.read("progress"):
        assert time.monotonic() < ends
        time.sleep(0.01)
    assert job.worker
    return job.worker


def until_gone(process_id: int) -> None:
    ends = time.monotonic() + 5
    while time.monotonic() < ends:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise AssertionError("the child is still there")


def why(look: Look) -> Rejected:
    assert look.phase is Phase.FAILED
    assert isinstance(look.error, Rejected)
    return look.error

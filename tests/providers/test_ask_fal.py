"""A request to fal, from the body to the stored files."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fal_client import SyncClient
from PIL import Image

from providers.base import Ambiguous, ErrorCode, Phase, Rejected, TryLater
from providers.catalog import MODELS
from providers.fal.history import SPANS
from providers.fal.provider import FalProvider
from tests.doubles.server import DoubleServer
from tests.providers.conftest import MakePicture, MakeRequest, awaited, handle_of, sent


def test_a_picture_comes_home(fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest) -> None:
    request = make_request(aspect_ratio="16:9", seed=42)
    handle = handle_of(request, sent(fal, request))
    assert awaited(fal, handle).phase is Phase.DONE
    result = fal.fetch(handle)
    with Image.open(result.media[0].path) as picture:
        assert picture.size == (1280, 720)
    assert result.media[0].seed == 42
    assert result.media[0].path.parent == request.workdir
    assert [row["payload"]["seed"] for row in doubles.bill()] == [42]


def test_several_outputs_are_one_paid_request(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest
) -> None:
    request = make_request("fal-seedream-5", outputs=3)
    handle = handle_of(request, sent(fal, request))
    awaited(fal, handle)
    assert len({media.path for media in fal.fetch(handle).media}) == 3
    assert len(doubles.bill()) == 1


def test_what_the_model_made_of_the_prompt_is_told(fal: FalProvider, make_request: MakeRequest) -> None:
    request = make_request("fal-grok-imagine", "a red boat")
    handle = handle_of(request, sent(fal, request))
    awaited(fal, handle)
    assert fal.fetch(handle).notes == {"prompt": "a red boat"}


def test_all_references_are_uploaded_in_order(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_picture: MakePicture
) -> None:
    pictures = [make_picture(name) for name in ("source", "first", "second")]
    request = make_request("fal-nano-banana-pro", source=pictures[0], references=tuple(pictures[1:]))
    assert awaited(fal, handle_of(request, sent(fal, request))).phase is Phase.DONE
    bill = doubles.bill()[0]
    assert bill["endpoint_id"] == "fal-ai/nano-banana-pro/edit"
    assert [
        picture.sha256[:16] in url for picture, url in zip(pictures, bill["payload"]["image_urls"], strict=True)
    ] == [True] * 3


def test_a_picture_is_uploaded_once(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_picture: MakePicture
) -> None:
    request = make_request("fal-seedream-5", source=make_picture("source"))
    assert fal.prepare(request) == fal.prepare(request)
    uploads = doubles.requests("/files/upload")
    assert len(uploads) == 1
    assert json.loads(uploads[0]["headers"]["x-fal-object-lifecycle"])["expiration_duration_seconds"] == 86400


def test_models_that_ask_for_it_at_the_same_moment_share_one_upload(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_picture: MakePicture
) -> None:
    source = make_picture("source", 640, 480)
    models = ("fal-seedream-5", "fal-qwen-image-2", "fal-flux-2-pro") * 2
    assert len({MODELS[key].input_limits for key in models}) == 3
    with ThreadPoolExecutor(len(models)) as pool:
        list(pool.map(fal.prepare, [make_request(key, source=source) for key in models]))
    assert len(doubles.requests("/files/upload")) == 1


def test_an_address_is_used_no_longer_than_fal_keeps_the_file(
    fal: FalProvider,
    doubles: DoubleServer,
    make_request: MakeRequest,
    make_picture: MakePicture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, clock = make_picture("source", 640, 480), time.monotonic
    for hours, key in ((0, "fal-seedream-5"), (17, "fal-qwen-image-2"), (25, "fal-qwen-image-2")):
        monkeypatch.setattr("providers.fal.uploads.time.monotonic", lambda hours=hours: clock() + 3600 * hours)
        fal.prepare(make_request(key, source=source))
    assert len(doubles.requests("/files/upload")) == 2


def test_uploads_read_no_certificates(
    fal: FalProvider, make_request: MakeRequest, make_picture: MakePicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fal.prepare(make_request("fal-seedream-5", source=make_picture("first")))  # with a token, which is kept
    monkeypatch.delattr("ssl.create_default_context")
    assert fal.prepare(make_request("fal-seedream-5", source=make_picture("second")))["image_urls"]


def test_who_hangs_over_an_upload_keeps_the_others_only_for_a_while(
    fal: FalProvider, make_request: MakeRequest, make_picture: MakePicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.fal.uploads.PATIENCE", 0.2)
    request = make_request("fal-seedream-5", source=make_picture("source"))
    hangs, goes_on, upload = threading.Event(), threading.Event(), fal._connection.client.upload

    def slow(client: SyncClient, *words: Any, **more: Any) -> str:
        if not hangs.is_set():
            hangs.set()
            goes_on.wait(10)
            raise httpx.ReadTimeout("no answer")
        return upload(*words, **more)

    monkeypatch.setattr(SyncClient, "upload", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(fal.prepare, request)
        assert hangs.wait(10)
        assert fal.prepare(request)["image_urls"]
        goes_on.set()
        assert isinstance(first.exception(10), TryLater)


def test_a_picture_priced_by_its_pixels_is_made_smaller_first(
    fal: FalProvider, make_request: MakeRequest, make_picture: MakePicture, doubles: DoubleServer
) -> None:
    large = make_picture("large", 4000, 3000)
    url = fal.prepare(make_request("fal-flux-2-pro", source=large))["image_urls"][0]
    fresh = FalProvider("test:key", doubles.fal_url)
    stored = fresh._downloader.fetch(url, large.path.with_name("stored"))
    with Image.open(stored) as picture:
        assert picture.width * picture.height <= 2 * 1024 * 1024
        assert picture.width / picture.height == pytest.approx(4 / 3, rel=0.01)


def test_the_queue_is_told_as_it_stands(fal: FalProvider, make_request: MakeRequest) -> None:
    request = make_request(prompt="a boat [[sim:queue=0.4]] [[sim:run=1.5]]")
    handle = handle_of(request, sent(fal, request))
    first = fal.look(handle)
    assert (first.phase, first.position) == (Phase.WAITING, 3)
    seen = []
    while (look := fal.look(handle)).phase is not Phase.DONE:
        seen.append(look)
    assert any(look.phase is Phase.RUNNING and look.message.startswith("step ") for look in seen)


def test_the_webhook_is_named_only_when_there_is_one_and_results_expire(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest
) -> None:
    sent(fal, make_request())
    sent(fal, make_request(webhook_url="http://127.0.0.1:9/hook?token=1"))
    posted = [row for row in doubles.requests("/flux-2-pro") if row["method"] == "POST"]
    assert [row["query"] for row in posted] == ["", "fal_webhook=http%3A%2F%2F127.0.0.1%3A9%2Fhook%3Ftoken%3D1"]
    lifetime = json.loads(posted[0]["headers"]["x-fal-object-lifecycle-preference"])
    assert lifetime == {"expiration_duration_seconds": 7 * 86400}, "results are public while they exist"


def test_another_process_goes_on_with_the_handle(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest
) -> None:
    request = make_request("fal-seedream-4.5", seed=5)
    handle = handle_of(request, sent(fal, request))
    later = FalProvider("test:key", doubles.fal_url)
    assert awaited(later, handle).phase is Phase.DONE
    assert len(later.fetch(handle).media) == len(later.fetch(handle).media) == 1
    assert len(doubles.bill()) == 1


def test_threads_share_one_client(fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest) -> None:
    requests = [make_request(prompt=f"boat {number}") for number in range(8)]
    threads = [threading.Thread(target=sent, args=(fal, request)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(doubles.bill()) == 8


def test_cancelling_stops_it_and_costs_nothing(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest
) -> None:
    request = make_request(prompt="a boat [[sim:stuck]]")
    handle = handle_of(request, sent(fal, request))
    fal.cancel(handle)
    assert fal.look(handle).phase is Phase.CANCELLED
    assert doubles.bill()[0]["cost"] == "0"


def test_cancelling_too_late_keeps_the_result(fal: FalProvider, make_request: MakeRequest) -> None:
    request = make_request()
    handle = handle_of(request, sent(fal, request))
    awaited(fal, handle)
    fal.cancel(handle)
    assert fal.look(handle).phase is Phase.DONE
    assert fal.fetch(handle).media


@pytest.mark.parametrize("marker", ["drop", "accept500"])
def test_a_lost_answer_is_never_sent_again_and_is_found_in_the_history(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_picture: MakePicture, marker: str
) -> None:
    since = datetime.now(UTC)
    request = make_request(prompt=f"a boat [[sim:{marker}]]", seed=77, references=(make_picture("one"),))
    with pytest.raises(Ambiguous) as caught:
        sent(fal, request)
    assert caught.value.code is ErrorCode.UNKNOWN
    assert len(doubles.bill()) == 1
    assert fal.find(request, since) == [doubles.bill()[0]["request_id"]]


def test_the_history_knows_nothing_of_what_never_arrived(fal: FalProvider, make_request: MakeRequest) -> None:
    since = datetime.now(UTC)
    request = make_request(prompt="a boat [[sim:lost]]", seed=77)
    with pytest.raises(Ambiguous):
        sent(fal, request)
    assert not fal.find(request, since)


def test_the_history_does_not_guess(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest, make_picture: MakePicture
) -> None:
    since = datetime.now(UTC)
    twin, pictures = make_request("fal-seedream-5"), (make_picture("one"), make_picture("two"))
    for request in (twin, twin, make_request(seed=1), make_request(seed=2, references=pictures)):
        sent(fal, request)
    assert fal.find(twin, since) == [row["request_id"] for row in doubles.bill()[:2]], "two alike, oldest first"
    assert not fal.find(make_request(seed=2, references=pictures[:1]), since), "another number of pictures"
    assert not fal.find(make_request(seed=1), since + timedelta(minutes=10)), "too old"
    assert not fal.find(make_request(seed=1), since - timedelta(minutes=10)), "sent much later"
    assert fal.find(make_request(seed=1), since)


def test_a_list_that_cannot_be_read_is_not_an_empty_one(doubles: DoubleServer, make_request: MakeRequest) -> None:
    fal, since = FalProvider("bad:key", doubles.fal_url), datetime.now(UTC)
    for ask in (fal.charges, partial(fal.find, make_request())):
        with pytest.raises(TryLater, match=r"401.*FAL_KEY"):
            ask(since)


def test_nothing_is_found_in_a_history_that_was_not_read_to_its_end(
    fal: FalProvider, make_request: MakeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    since, request = datetime.now(UTC), make_request(seed=1)
    for _ in range(2):
        sent(fal, request)
    monkeypatch.setattr("providers.fal.platform.LIMIT", 1)
    assert len(fal.find(request, since)) == 2
    monkeypatch.setattr("providers.fal.history.PAGES", 1)
    with pytest.raises(TryLater, match="longer"):
        fal.find(request, since)
    monkeypatch.setattr("providers.fal.billing.PAGES", 1)
    assert len(fal.charges(since)) == 1, "of the bill, the newest"


def test_of_several_alike_the_one_that_was_sent_at_that_moment_comes_first(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest
) -> None:
    request, begin = make_request(seed=1), datetime.now(UTC)
    sent(fal, request)
    time.sleep(0.5)
    since = datetime.now(UTC)
    sent(fal, request)
    first, second = (row["request_id"] for row in doubles.bill())
    assert fal.find(request, begin) == [first, second]
    assert fal.find(request, since) == [second, first]


@pytest.mark.parametrize("pictures", [0, 1])
def test_in_a_long_history_what_was_sent_right_then_is_read(
    fal: FalProvider,
    make_request: MakeRequest,
    make_picture: MakePicture,
    monkeypatch: pytest.MonkeyPatch,
    pictures: int,
) -> None:
    references = tuple(make_picture(str(number)) for number in range(pictures))
    request = make_request("fal-seedream-5", seed=1, references=references)
    sent(fal, make_request("fal-seedream-5", seed=2, references=references))
    time.sleep(1)
    since = datetime.now(UTC)
    sent(fal, request)
    monkeypatch.setattr("providers.fal.platform.LIMIT", 1)
    monkeypatch.setattr("providers.fal.history.PAGES", 1)
    monkeypatch.setattr("providers.fal.history.SPANS", (SPANS[0], (timedelta(seconds=0.5), timedelta(seconds=60))))
    if pictures:
        with pytest.raises(TryLater, match="longer"):
            fal.find(request, since)
    else:
        assert len(fal.find(request, since)) == 1


def test_a_missing_key_says_what_to_do(doubles: DoubleServer) -> None:
    fal = FalProvider("", doubles.fal_url)
    assert fal.why_not(MODELS["fal-flux-2-pro"]) == "Add FAL_KEY to use this model."
    assert FalProvider("id:secret", doubles.fal_url).why_not(MODELS["fal-flux-2-pro"]) == ""


def test_an_unknown_request_is_asked_for_again_later(
    fal: FalProvider, make_request: MakeRequest, tmp_path: Path
) -> None:
    request = make_request()
    handle = handle_of(request, sent(fal, request))
    unknown = type(handle)(handle.model, "00000000-0000-0000-0000-000000000000", tmp_path)
    for ask in (fal.look, fal.fetch, fal.cancel):
        with pytest.raises(TryLater):
            ask(unknown)


def test_the_answer_is_read_again_when_its_address_has_expired(
    fal: FalProvider, doubles: DoubleServer, make_request: MakeRequest
) -> None:
    request = make_request(prompt="a boat [[sim:expired]]")
    handle = handle_of(request, sent(fal, request))
    awaited(fal, handle)
    with pytest.raises(Rejected) as caught:
        fal.fetch(handle)
    assert caught.value.code is ErrorCode.RESULT_LOST
    assert len(doubles.requests(".png")) == 2

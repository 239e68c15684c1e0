"""The loopback fal, driven by the real fal_client: what the adapter meets is what the library expects."""

import base64
import hashlib
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import fal_client.client
import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fal_client import Completed, FalClientHTTPError, InProgress, Queued, SyncClient
from PIL import Image

from tests.doubles.server import DoubleProcess, DoubleServer, start_process

MODEL = "fal-ai/nano-banana-2"
EDIT = "fal-ai/nano-banana-2/edit"
KEY = {"Authorization": "Key sim:key"}


@pytest.fixture(scope="module")
def server() -> Iterator[DoubleServer]:
    with DoubleServer(queue=0.03, run=0.06) as running:
        yield running


def point_at(patch: pytest.MonkeyPatch, url: str) -> SyncClient:
    for name in ("QUEUE_URL_FORMAT", "RUN_URL_FORMAT"):
        patch.setattr(fal_client.client, name, f"{url}/")
    for name in ("REST_URL", "CDN_URL"):
        patch.setattr(fal_client.client, name, url)
    patch.setattr(fal_client.client, "MAX_ATTEMPTS", 1)
    return SyncClient(key="sim:key")


@pytest.fixture
def fal(server: DoubleServer, monkeypatch: pytest.MonkeyPatch) -> SyncClient:
    server.reset()
    return point_at(monkeypatch, server.fal_url)


@pytest.fixture
def hooks() -> Iterator[tuple[str, list[Any]]]:
    """A receiver of webhooks that refuses the first delivery of all."""
    got: list[Any] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(503 if len(got) == 1 else 200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    listener = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{listener.server_port}/hook", got
    listener.shutdown()
    listener.server_close()


def wait_for(got: list[Any], count: int) -> None:
    deadline = time.monotonic() + 5
    while len(got) < count:
        assert time.monotonic() < deadline, f"{len(got)} of {count} arrived"
        time.sleep(0.01)


def picture(colour: str, size: tuple[int, int] = (64, 48)) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    return target.getvalue()


def download(answer: dict[str, Any]) -> Image.Image:
    image = Image.open(BytesIO(httpx.get(answer["images"][0]["url"]).content))
    image.load()
    return image


def failure(client: SyncClient, prompt: str, **more: Any) -> FalClientHTTPError:
    with pytest.raises(FalClientHTTPError) as caught:
        client.submit(MODEL, {"prompt": prompt, **more}).get(interval=0.02)
    return caught.value


def verify(server: DoubleServer, headers: Any, body: bytes) -> None:
    keys = httpx.get(f"{server.fal_url}/.well-known/jwks.json").json()["keys"]
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(keys[0]["x"] + "="))
    names = ("Request-Id", "User-Id", "Timestamp")
    signed = [*(headers[f"X-Fal-Webhook-{name}"] for name in names), hashlib.sha256(body).hexdigest()]
    public.verify(bytes.fromhex(headers["X-Fal-Webhook-Signature"]), "\n".join(signed).encode())


def test_a_request_waits_runs_and_gives_a_picture_of_the_asked_size(fal: SyncClient, server: DoubleServer) -> None:
    handle = fal.submit(MODEL, {"prompt": "a boat", "aspect_ratio": "16:9", "resolution": "0.5K"})
    seen = list(handle.iter_events(with_logs=True, interval=0.005))
    assert list(dict.fromkeys(map(type, seen))) == [Queued, InProgress, Completed]
    positions = [event.position for event in seen if isinstance(event, Queued)]
    assert positions == sorted(positions, reverse=True)
    assert isinstance(seen[-1], Completed)
    assert [line["message"] for line in seen[-1].logs or []][2] == "step 3/10"
    assert download(handle.get()).size == (680, 384)
    assert [row["cost"] for row in server.bill()] == ["0.06"]


def test_another_seed_and_another_model_draw_another_picture_and_the_same_seed_the_same(fal: SyncClient) -> None:
    def draw(model: str, seed: int) -> bytes:
        payload = {"prompt": "a boat", "seed": seed, "image_size": "square", "output_format": "png"}
        return download(fal.submit(model, payload).get(interval=0.02)).tobytes()

    first = draw("fal-ai/z-image/turbo", 1)
    assert first == draw("fal-ai/z-image/turbo", 1)
    assert first not in (draw("fal-ai/z-image/turbo", 2), draw("fal-ai/flux-2-pro", 1))


def test_an_edit_shows_every_reference(fal: SyncClient) -> None:
    urls = [fal.upload(picture(colour), "image/png") for colour in ("red", "lime", "blue")]
    shown = download(fal.submit(EDIT, {"prompt": "combine", "image_urls": urls}).get(interval=0.02)).convert("RGB")
    gap, side = shown.height // 64, shown.height // 5
    centres = [(gap + place * (side + gap) + side // 2, shown.height - gap - side // 2) for place in range(3)]
    assert [shown.getpixel(centre) for centre in centres] == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]


def test_an_input_that_cannot_be_fetched_fails_the_request_and_costs_nothing(
    fal: SyncClient, server: DoubleServer
) -> None:
    with pytest.raises(FalClientHTTPError) as caught:
        fal.submit(EDIT, {"prompt": "x", "image_urls": ["https://example.com/a.png"]}).get(interval=0.02)
    assert caught.value.message[0]["type"] == "file_download_error"  # type: ignore[index]
    assert [row["cost"] for row in server.bill()] == ["0"]


def test_a_mask_of_another_size_fails_the_request_and_costs_nothing(fal: SyncClient, server: DoubleServer) -> None:
    source, mask = (fal.upload(picture("red", size), "image/png") for size in ((64, 48), (32, 24)))
    with pytest.raises(FalClientHTTPError) as caught:
        fal.submit("openai/gpt-image-2/edit", {"prompt": "x", "image_urls": [source], "mask_url": mask}).get()
    detail: Any = caught.value.message
    assert (caught.value.status_code, detail[0]["loc"]) == (400, ["body", "mask_url"])
    assert [row["cost"] for row in server.bill()] == ["0"]


@pytest.mark.parametrize(
    ("payload", "kind", "field"),
    [
        ({}, "missing", "prompt"),
        ({"prompt": "x", "quality": "high"}, "extra_forbidden", "quality"),
        ({"prompt": "x", "resolution": "9K"}, "literal_error", "resolution"),
        ({"prompt": "x", "num_images": "2"}, "integer_type", "num_images"),
        ({"prompt": "x", "num_images": 9}, "less_than_equal", "num_images"),
    ],
)
def test_input_that_the_schema_forbids_is_refused_and_free(
    fal: SyncClient, server: DoubleServer, payload: dict[str, Any], kind: str, field: str
) -> None:
    with pytest.raises(FalClientHTTPError) as caught:
        fal.submit(MODEL, payload)
    detail: Any = caught.value.message
    assert (caught.value.status_code, detail[0]["type"], detail[0]["loc"]) == (422, kind, ["body", field])
    assert server.bill() == []


@pytest.mark.parametrize(
    ("marker", "status", "costs"),
    [
        ("content_policy", 422, ["0"]),
        ("too_long", 422, ["0"]),
        ("model500", 500, ["0"]),
        ("accept500", 500, ["0.08"]),
        ("plain500", 500, []),
        ("nginx502", 502, []),
        ("always429", 429, []),
        ("balance", 403, []),
    ],
)
def test_ordered_faults(fal: SyncClient, server: DoubleServer, marker: str, status: int, costs: list[str]) -> None:
    assert failure(fal, f"a boat [[sim:{marker}]]").status_code == status
    assert [row["cost"] for row in server.bill()] == costs


def test_busy_twice_then_accepted(fal: SyncClient) -> None:
    prompt = "a boat [[sim:busy429]]"
    assert [failure(fal, prompt).status_code for _ in range(2)] == [429, 429]
    assert fal.submit(MODEL, {"prompt": prompt}).request_id


@pytest.mark.parametrize(("marker", "accepted"), [("drop", 1), ("lost", 0)])
def test_a_cut_connection_leaves_the_truth_in_history_and_bill(
    fal: SyncClient, server: DoubleServer, marker: str, accepted: int
) -> None:
    payload = {"prompt": f"a boat [[sim:{marker}]]", "seed": 4711}
    with pytest.raises(httpx.RemoteProtocolError):
        fal.submit(MODEL, payload)
    asked = {"endpoint_id": MODEL, "expand": "payloads"}
    history = httpx.get(f"{server.fal_url}/v1/models/requests/by-endpoint", params=asked, headers=KEY).json()
    events = httpx.get(f"{server.fal_url}/v1/models/billing-events", headers=KEY).json()["billing_events"]
    assert [item["json_input"] for item in history["items"]] == [payload] * accepted
    assert [event["request_id"] for event in events] == [item["request_id"] for item in history["items"]]
    assert len(server.bill()) == accepted


def test_cancel_in_time_is_free_and_too_late_is_refused(fal: SyncClient, server: DoubleServer) -> None:
    handle = fal.submit(MODEL, {"prompt": "a boat [[sim:queue=9]]"})
    handle.cancel()
    ended = handle.status()
    assert isinstance(ended, Completed)
    assert ended.error_type == "client_cancelled"
    assert [row["cost"] for row in server.bill()] == ["0"]
    with pytest.raises(FalClientHTTPError) as caught:
        handle.cancel()
    assert caught.value.status_code == 400


def test_a_request_that_cannot_be_cancelled_finishes_and_is_paid(fal: SyncClient, server: DoubleServer) -> None:
    handle = fal.submit(MODEL, {"prompt": "a boat [[sim:nocancel]]"})
    handle.cancel()
    assert handle.get(interval=0.02)["images"]
    assert [row["cost"] for row in server.bill()] == ["0.08"]


def test_a_barrier_lets_all_end_at_one_instant(fal: SyncClient, server: DoubleServer) -> None:
    first, second = (fal.submit(MODEL, {"prompt": "a [[sim:barrier=x:3]]"}) for _ in range(2))
    time.sleep(0.15)
    assert not isinstance(first.status(), Completed)
    third = fal.submit(MODEL, {"prompt": "b [[sim:barrier=x:3]]"})
    third.get(interval=0.02)
    assert all(isinstance(handle.status(), Completed) for handle in (first, second, third))
    asked = {"endpoint_id": MODEL}
    history = httpx.get(f"{server.fal_url}/v1/models/requests/by-endpoint", params=asked, headers=KEY).json()
    assert len({item["ended_at"] for item in history["items"]}) == 1


@pytest.mark.parametrize("repository", ["fal_v3", "fal"])
def test_uploads_come_back_whole_and_in_ranges(fal: SyncClient, repository: Any) -> None:
    data = picture("orange", (300, 200))
    url = fal.upload(data, "image/png", "an orange.png", repository=repository)
    whole, part = httpx.get(url), httpx.get(url, headers={"Range": "bytes=10-19"})
    assert (whole.content, whole.headers["content-type"]) == (data, "image/png")
    assert (part.status_code, part.content) == (206, data[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(data)}"


def test_a_large_upload_goes_in_parts(fal: SyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fal_client.client, "MULTIPART_THRESHOLD", 1000)
    monkeypatch.setattr(fal_client.client, "MULTIPART_CHUNK_SIZE", 400)
    data = bytes(range(256)) * 5
    assert httpx.get(fal.upload(data, "application/octet-stream")).content == data


def test_result_files_can_expire_break_off_or_point_elsewhere(fal: SyncClient) -> None:
    def url(marker: str) -> str:
        return str(fal.submit(MODEL, {"prompt": f"a [[sim:{marker}]]"}).get(interval=0.02)["images"][0]["url"])

    assert httpx.get(url("expired")).status_code == 404
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(url("truncate"))
    assert url("foreign") == "http://169.254.169.254/x"


def test_a_webhook_is_signed_and_repeated_until_it_is_taken(
    fal: SyncClient, server: DoubleServer, hooks: tuple[str, list[Any]]
) -> None:
    url, got = hooks
    handle = fal.submit(MODEL, {"prompt": "a boat"}, webhook_url=url)
    wait_for(got, 2)
    for headers, body in got:
        verify(server, headers, body)
        assert handle.request_id.encode() in body
    with pytest.raises(InvalidSignature):
        verify(server, got[0][0], got[0][1] + b" ")


def test_a_webhook_can_come_before_the_answer_twice_or_forged(
    fal: SyncClient, server: DoubleServer, hooks: tuple[str, list[Any]]
) -> None:
    url, got = hooks
    fal.submit(MODEL, {"prompt": "a [[sim:hook=early]]"}, webhook_url=url)
    assert len(got) == 1
    wait_for(got, 2)
    fal.submit(MODEL, {"prompt": "b [[sim:hook=dup:3]]"}, webhook_url=url)
    wait_for(got, 5)
    fal.submit(MODEL, {"prompt": "c [[sim:hook=forged]]"}, webhook_url=url)
    wait_for(got, 6)
    with pytest.raises(InvalidSignature):
        verify(server, *got[5])


def test_everything_survives_a_restart(fal: SyncClient, server: DoubleServer) -> None:
    handle = fal.submit(MODEL, {"prompt": "a boat"})
    server.restart()
    assert fal.get_handle(MODEL, handle.request_id).get(interval=0.02)["images"]
    assert len(server.bill()) == 1


def test_everything_survives_the_death_of_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    double: DoubleProcess = start_process(str(tmp_path / "sim.sqlite"))
    try:
        client = point_at(monkeypatch, double.fal_url)
        handle = client.submit(MODEL, {"prompt": "a boat"})
        double.kill()
        double.start()
        assert client.get_handle(MODEL, handle.request_id).get(interval=0.02)["images"]
        assert len(double.bill()) == 1
    finally:
        double.stop()

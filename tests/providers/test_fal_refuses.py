"""What a person is told when fal says no, and whether the request may be sent again."""

import json
import socket

import pytest

from providers.base import Ambiguous, ErrorCode, NotAccepted, Phase, ProviderError, Rejected, TryLater
from providers.fal.errors import explain
from providers.fal.provider import FalProvider
from providers.openai_images import OpenAIProvider
from tests.doubles.server import DoubleServer, free_port
from tests.providers.conftest import MakePicture, MakeRequest, awaited, handle_of, sent


@pytest.mark.parametrize(
    ("marker", "kind", "code"),
    [
        ("always429", NotAccepted, ErrorCode.RATE_LIMITED),
        ("balance", Rejected, ErrorCode.NO_CREDIT),
        ("nginx502", Ambiguous, ErrorCode.UNKNOWN),
        ("plain500", Ambiguous, ErrorCode.UNKNOWN),
    ],
)
def test_a_refused_submission_is_one_attempt_and_no_bill(
    fal: FalProvider,
    doubles: DoubleServer,
    make_request: MakeRequest,
    marker: str,
    kind: type[ProviderError],
    code: ErrorCode,
) -> None:
    with pytest.raises(ProviderError) as caught:
        sent(fal, make_request(prompt=f"a boat [[sim:{marker}]]"))
    assert type(caught.value) is kind
    assert caught.value.code is code
    assert caught.value.message.endswith(".")
    assert caught.value.raw
    assert len(doubles.requests("/flux-2-pro")) == 1
    assert not doubles.bill()


@pytest.mark.parametrize(
    ("marker", "code", "sentence"),
    [
        ("content_policy", ErrorCode.CONTENT_REJECTED, "The provider's safety rules refused this."),
        ("too_long", ErrorCode.INVALID_INPUT, "The prompt is too long for the model. Shorten it."),
        ("model500", ErrorCode.PROVIDER_DOWN, "The model failed at fal."),
    ],
)
def test_a_failed_request_says_why(
    fal: FalProvider, make_request: MakeRequest, marker: str, code: ErrorCode, sentence: str
) -> None:
    request = make_request(prompt=f"a boat [[sim:{marker}]]")
    look = awaited(fal, handle_of(request, sent(fal, request)))
    assert look.phase is Phase.FAILED
    assert look.error is not None
    assert look.error.code is code
    assert look.error.message.startswith(sentence)
    assert "detail" in json.loads(look.error.raw)


def test_a_picture_that_fal_cannot_read_is_named(
    fal: FalProvider, make_request: MakeRequest, make_picture: MakePicture
) -> None:
    broken = make_picture("broken")
    broken.path.write_bytes(broken.path.read_bytes()[:-40])
    request = make_request("fal-seedream-5", source=broken)
    look = awaited(fal, handle_of(request, sent(fal, request)))
    assert look.error is not None
    assert look.error.code is ErrorCode.INVALID_INPUT
    assert "picture" in look.error.message


@pytest.mark.parametrize("key", ["fal-flux-2-pro", "fal-nano-banana-2", "openai-gpt-image-2"])
def test_a_picture_that_cannot_be_opened_is_refused_before_it_costs(
    fal: FalProvider, openai: OpenAIProvider, make_request: MakeRequest, make_picture: MakePicture, key: str
) -> None:
    engine = openai if key.startswith("openai") else fal
    broken, deleted = make_picture("broken"), make_picture("deleted")
    broken.path.write_bytes(b"no picture at all")
    with pytest.raises(Rejected) as caught:
        engine.prepare(make_request(key, source=broken))
    assert caught.value.code is ErrorCode.INVALID_INPUT
    deleted.path.unlink()
    with pytest.raises(FileNotFoundError):
        engine.prepare(make_request(key, source=deleted))


def test_a_withheld_picture_is_a_rejection(fal: FalProvider, make_request: MakeRequest) -> None:
    request = make_request("fal-z-image-turbo", "a boat [[sim:nsfw]]")
    handle = handle_of(request, sent(fal, request))
    awaited(fal, handle)
    with pytest.raises(Rejected) as caught:
        fal.fetch(handle)
    assert caught.value.code is ErrorCode.CONTENT_REJECTED


@pytest.mark.parametrize("prompt", ["alone", "with a picture"])
def test_a_refused_key_sends_people_to_the_operator(
    doubles: DoubleServer, make_request: MakeRequest, make_picture: MakePicture, prompt: str
) -> None:
    source = make_picture("one") if prompt == "with a picture" else None
    with pytest.raises(Rejected) as caught:
        sent(FalProvider("bad:key", doubles.fal_url), make_request(prompt=prompt, source=source))
    assert caught.value.code is ErrorCode.PROVIDER_DOWN
    assert caught.value.message == "The fal key was refused. Ask the operator to check FAL_KEY."


def test_nobody_at_the_address_took_nothing(make_request: MakeRequest, make_picture: MakePicture) -> None:
    fal = FalProvider("test:key", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(NotAccepted) as caught:
        sent(fal, make_request())
    assert caught.value.code is ErrorCode.PROVIDER_DOWN
    with pytest.raises(TryLater):
        fal.prepare(make_request(source=make_picture("one")))


def test_silence_after_the_submission_is_ambiguous(make_request: MakeRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.fal.client.SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        fal = FalProvider("test:key", f"http://127.0.0.1:{deaf.getsockname()[1]}")
        with pytest.raises(Ambiguous):
            sent(fal, make_request())


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (422, {"detail": [{"type": "image_too_small", "loc": ["body", "image_urls", 0]}]}, ErrorCode.INVALID_INPUT),
        (422, {"detail": [{"type": "feature_not_supported"}]}, ErrorCode.UNSUPPORTED),
        (422, {"detail": [{"type": "no_media_generated"}]}, ErrorCode.CONTENT_REJECTED),
        (504, {"detail": [{"type": "generation_timeout"}]}, ErrorCode.TIMED_OUT),
        (504, {"detail": "late", "error_type": "startup_timeout"}, ErrorCode.TIMED_OUT),
        (503, {"detail": "gone", "error_type": "runner_connection_refused"}, ErrorCode.PROVIDER_DOWN),
        (499, {"detail": "cancelled", "error_type": "client_cancelled"}, ErrorCode.CANCELLED),
        (404, {"detail": "Application not found"}, ErrorCode.UNSUPPORTED),
        (422, {"detail": [{"type": ["odd"], "loc": "odd"}]}, ErrorCode.INVALID_INPUT),
        (500, ["a partner's own form"], ErrorCode.PROVIDER_DOWN),
    ],
)
def test_every_known_body_has_its_code(status: int, body: object, code: ErrorCode) -> None:
    assert explain(status, json.dumps(body))[0] is code


def test_an_unknown_complaint_names_the_field() -> None:
    body = {"detail": [{"type": "less_than_equal", "loc": ["body", "image_size", "width"], "msg": "..."}]}
    assert explain(422, json.dumps(body))[1] == "The model did not accept the width. Change it and try again."

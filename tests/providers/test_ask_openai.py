"""A request to OpenAI, whose answer is the result."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from providers.base import Ambiguous, ErrorCode, NotAccepted, Phase, ProviderError, Rejected
from providers.catalog import MODELS
from providers.openai_images import OpenAIProvider
from tests.doubles.server import DoubleServer, free_port
from tests.providers.conftest import MakePicture, MakeRequest, handle_of, sent

KEYS = [model.key for model in MODELS.values() if model.provider == "openai"]


@pytest.mark.parametrize("key", KEYS)
def test_pictures_are_on_disk_when_the_call_returns(
    openai: OpenAIProvider, doubles: DoubleServer, make_request: MakeRequest, key: str
) -> None:
    submission = sent(openai, request := make_request(key, aspect_ratio="3:2", outputs=2))
    assert submission.request_id == request.token
    assert submission.result is not None
    for media in submission.result.media:
        with Image.open(media.path) as picture:
            assert picture.size == (1248, 832)
    asked = doubles.bill()[0]["payload"]
    assert (asked["quality"], asked["n"], asked["size"]) == ("medium", 2, "1248x832")
    assert submission.result.cost == Decimal(doubles.bill()[0]["cost"])


@pytest.mark.parametrize("key", KEYS)
def test_the_estimate_is_never_below_the_bill(
    openai: OpenAIProvider, doubles: DoubleServer, make_request: MakeRequest, make_picture: MakePicture, key: str
) -> None:
    model, pictures = MODELS[key], tuple(make_picture(str(number)) for number in range(3))
    for resolution in model.resolutions:
        request = make_request(key, "boat " * 800, resolution=resolution, references=pictures)
        result = sent(openai, request).result
        estimate = model.estimate(width=1, height=1, resolution=resolution, outputs=1, inputs=3)
        assert result is not None
        assert result.cost is not None
        assert result.cost <= estimate


@pytest.mark.parametrize(("count", "field"), [(1, "image"), (16, "image[]")])
def test_every_picture_reaches_the_wire(
    openai: OpenAIProvider,
    doubles: DoubleServer,
    make_request: MakeRequest,
    make_picture: MakePicture,
    count: int,
    field: str,
) -> None:
    pictures = tuple(make_picture(str(number)) for number in range(count))
    result = sent(openai, make_request("openai-gpt-image-2", source=pictures[0], references=pictures[1:])).result
    assert doubles.bill()[0]["inputs"] == [picture.sha256 for picture in pictures]
    assert result is not None
    assert result.cost == Decimal(doubles.bill()[0]["cost"])
    assert [row["body"].count(f'name="{field}"') for row in doubles.requests("/images/edits")] == [count]


def test_a_crash_right_after_the_answer_loses_nothing(
    openai: OpenAIProvider, doubles: DoubleServer, make_request: MakeRequest
) -> None:
    request = make_request("openai-gpt-image-2", "a red boat")
    assert not openai.find(request, datetime.now(UTC))
    result = sent(openai, request).result
    later = OpenAIProvider("test-key", doubles.openai_url)
    assert later.find(request, datetime.now(UTC)) == [request.token]
    handle = handle_of(request, replace(sent(later, replace(request, workdir=request.workdir / "other")), result=None))
    assert later.look(handle).phase is Phase.DONE
    assert later.fetch(handle) == result
    assert result is not None
    assert result.notes == {"prompt": "a red boat"}


def test_an_answer_that_is_gone_says_so(openai: OpenAIProvider, make_request: MakeRequest, tmp_path: Path) -> None:
    request = make_request("openai-gpt-image-2")
    handle = replace(handle_of(request, sent(openai, request)), workdir=tmp_path / "elsewhere")
    look = openai.look(handle)
    assert look.error is not None
    assert look.error.code is ErrorCode.RESULT_LOST
    with pytest.raises(Rejected):
        openai.fetch(handle)


@pytest.mark.parametrize(
    ("marker", "kind", "code", "paid"),
    [
        ("content_policy", Rejected, ErrorCode.CONTENT_REJECTED, 0),
        ("too_long", Rejected, ErrorCode.INVALID_INPUT, 0),
        ("balance", Rejected, ErrorCode.NO_CREDIT, 0),
        ("always429", NotAccepted, ErrorCode.RATE_LIMITED, 0),
        ("plain500", Ambiguous, ErrorCode.UNKNOWN, 0),
        ("accept500", Ambiguous, ErrorCode.UNKNOWN, 1),
        ("drop", Ambiguous, ErrorCode.UNKNOWN, 1),
    ],
)
def test_every_refusal_is_one_attempt_and_has_its_code(
    openai: OpenAIProvider,
    doubles: DoubleServer,
    make_request: MakeRequest,
    marker: str,
    kind: type[ProviderError],
    code: ErrorCode,
    paid: int,
) -> None:
    request = make_request("openai-gpt-image-2", f"a boat [[sim:{marker}]]")
    with pytest.raises(ProviderError) as caught:
        sent(openai, request)
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert len(doubles.requests("/images/generations")) == 1
    assert len(doubles.bill()) == paid
    assert not openai.find(request, datetime.now(UTC))


def test_silence_is_ambiguous_and_asked_once(
    doubles: DoubleServer, make_request: MakeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.openai_images.SECONDS", 0.3)
    with pytest.raises(Ambiguous):
        sent(OpenAIProvider("k", doubles.openai_url), make_request("openai-gpt-image-2", "a boat [[sim:run=2]]"))
    assert len(doubles.bill()) == 1


def test_a_refused_key_sends_people_to_the_operator(doubles: DoubleServer, make_request: MakeRequest) -> None:
    with pytest.raises(Rejected) as caught:
        sent(OpenAIProvider("bad", doubles.openai_url), make_request("openai-gpt-image-2"))
    assert caught.value.code is ErrorCode.PROVIDER_DOWN
    assert caught.value.message == "The OpenAI key was refused. Ask the operator to check OPENAI_API_KEY."


def test_nobody_at_the_address_took_nothing(make_request: MakeRequest) -> None:
    with pytest.raises(NotAccepted) as caught:
        sent(OpenAIProvider("", f"http://127.0.0.1:{free_port()}/v1"), make_request("openai-gpt-image-2"))
    assert caught.value.code is ErrorCode.PROVIDER_DOWN


@pytest.mark.parametrize(
    ("key", "url", "usable"), [("k", "", True), ("", "http://127.0.0.1/v1", True), ("", "", False)]
)
def test_a_compatible_server_needs_no_key(key: str, url: str, usable: bool) -> None:
    reason = OpenAIProvider(key, url).why_not(MODELS["openai-gpt-image-2"])
    assert reason == (
        "" if usable else "Add OPENAI_API_KEY (or OPENAI_BASE_URL of a compatible server) to use this model."
    )


@pytest.mark.parametrize(("asked", "made"), [("", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_the_kind_of_file_that_was_asked_for(
    openai: OpenAIProvider, doubles: DoubleServer, make_request: MakeRequest, asked: str, made: str
) -> None:
    result = sent(openai, make_request(format=asked, model="openai-gpt-image-2")).result
    assert result is not None
    with Image.open(result.media[0].path) as picture:
        assert picture.format == made
    assert doubles.bill()[0]["payload"]["output_format"] == made.lower()

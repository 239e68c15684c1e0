"""The real client libraries in front of loopback servers: what is tested is what ships."""

import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from providers.base import Handle, InputFile, Look, Phase, Provider, Request, Submission
from providers.catalog import MODELS
from providers.fal.provider import FalProvider
from providers.openai_images import OpenAIProvider
from tests.doubles.server import DoubleServer

MakeRequest = Callable[..., Request]
MakePicture = Callable[..., InputFile]


@pytest.fixture(scope="session")
def servers() -> Iterator[DoubleServer]:
    with DoubleServer(queue=0, run=0) as running:
        yield running


@pytest.fixture
def doubles(servers: DoubleServer) -> DoubleServer:
    servers.reset()
    return servers


@pytest.fixture
def fal(doubles: DoubleServer) -> FalProvider:
    return FalProvider("test:key", doubles.fal_url)


@pytest.fixture
def openai(doubles: DoubleServer) -> OpenAIProvider:
    return OpenAIProvider("test-key", doubles.openai_url)


@pytest.fixture
def make_picture(tmp_path: Path) -> MakePicture:
    def make(name: str, width: int = 64, height: int = 64) -> InputFile:
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (width, height), hashlib.sha256(name.encode()).hexdigest().join(["#", ""])[:7]).save(path)
        return input_file(path, "image/png")

    return make


@pytest.fixture
def make_mask(tmp_path: Path) -> MakePicture:
    """Its left half is transparent."""

    def make(name: str = "mask", width: int = 50, height: int = 50) -> InputFile:
        mask = Image.new("RGBA", (width, height), "black")
        ImageDraw.Draw(mask).rectangle((0, 0, width // 2 - 1, height), fill=(0, 0, 0, 0))
        mask.save(tmp_path / f"{name}.webp", lossless=True)
        return input_file(tmp_path / f"{name}.webp", "image/webp")

    return make


@pytest.fixture
def make_request(tmp_path: Path) -> MakeRequest:
    def make(model: str = "fal-flux-2-pro", prompt: str = "a lighthouse at dawn", **more: object) -> Request:
        return Request(MODELS[model], prompt, token="token-1", workdir=tmp_path / "work", **more)  # type: ignore[arg-type]

    return make


def input_file(path: Path, content_type: str) -> InputFile:
    return InputFile(path, content_type, hashlib.sha256(path.read_bytes()).hexdigest())


def sent(provider: Provider, request: Request) -> Submission:
    return provider.submit(request, provider.prepare(request), _unheard)


def handle_of(request: Request, submission: Submission) -> Handle:
    return Handle(request.model, submission.request_id, request.workdir)


def awaited(provider: Provider, handle: Handle, patience: float = 5) -> Look:
    ends = time.monotonic() + patience
    while (look := provider.look(handle)).phase in (Phase.WAITING, Phase.RUNNING):
        assert time.monotonic() < ends, look
        time.sleep(0.02)
    return look


def _unheard(look: Look) -> None:
    """Nobody listens."""

"""Pictures through real child processes."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest
from PIL import Image

from providers.base import Look, Phase, Rejected
from providers.catalog.local import PICTURES
from providers.catalog.model import Model
from providers.local.provider import LocalProvider
from tests.providers.conftest import MakePicture, MakeRequest, awaited, handle_of, sent

PATIENCE = 30
LANDSCAPE = PICTURES[0]


@pytest.mark.parametrize("model", PICTURES, ids=lambda model: str(model.key))
def test_every_model_draws_its_size_for_nothing(make_request: MakeRequest, model: Model) -> None:
    provider = LocalProvider()
    request = make_request(model.key, seed=7, aspect_ratio="1:1", resolution="1k")
    handle = handle_of(request, sent(provider, request))
    assert awaited(provider, handle, PATIENCE).phase is Phase.DONE
    result = provider.fetch(handle)
    assert (result.cost, [media.seed for media in result.media]) == (Decimal(0), [7])
    with Image.open(result.media[0].path) as picture:
        assert picture.size == (1024, 1024)
    assert "dawn" in result.notes["understood"]


def test_a_listener_hears_progress_and_the_end(make_request: MakeRequest) -> None:
    heard: list[Look] = []
    ended = Event()

    def listen(look: Look) -> None:
        heard.append(look)
        if look.phase is not Phase.RUNNING:
            ended.set()

    provider, request = LocalProvider(), make_request("local-poster")
    provider.submit(request, provider.prepare(request), listen)
    assert ended.wait(PATIENCE)
    percents = [look.percent or 0 for look in heard]
    assert heard[-1].phase is Phase.DONE
    assert percents == sorted(percents)
    assert all(look.message for look in heard[:-1])


def test_several_outputs_count_their_seeds_on(make_request: MakeRequest) -> None:
    provider, request = LocalProvider(), make_request("local-poster", seed=40, outputs=3)
    handle = handle_of(request, sent(provider, request))
    awaited(provider, handle, PATIENCE)
    media = provider.fetch(handle).media
    assert [output.seed for output in media] == [40, 41, 42]
    assert len({digest(output.path) for output in media}) == 3


def test_the_same_request_gives_the_same_bytes_in_another_process(make_request: MakeRequest, tmp_path: Path) -> None:
    provider, digests = LocalProvider(), set()
    request = make_request("local-landscape", "aurora, stars and meteors over a stormy lake, two boats", seed=3)
    for folder in ("one", "two"):
        again = replace(request, workdir=tmp_path / folder)
        handle = handle_of(again, sent(provider, again))
        awaited(provider, handle, PATIENCE)
        digests.add(digest(provider.fetch(handle).media[0].path))
    assert len(digests) == 1


@pytest.mark.parametrize("ratio", LANDSCAPE.aspect_ratios)
def test_sizes_follow_the_ratio(make_request: MakeRequest, ratio: str) -> None:
    body = LocalProvider().prepare(make_request("local-landscape", aspect_ratio=ratio, resolution="2k"))
    across, down = (int(part) for part in ratio.split(":"))
    assert body["width"] / body["height"] == pytest.approx(across / down, rel=0.02)
    assert body["width"] * body["height"] == pytest.approx(2048 * 2048, rel=0.04)


def test_without_a_seed_a_request_keeps_the_one_it_was_given(make_request: MakeRequest) -> None:
    provider, request = LocalProvider(), make_request("local-flow")
    assert provider.prepare(request) == provider.prepare(request)


def test_a_missing_reference_is_refused_before_anything_starts(
    make_request: MakeRequest, make_picture: MakePicture
) -> None:
    picture = make_picture("gone")
    picture.path.unlink()
    with pytest.raises(Rejected, match="Remove it or add it again"):
        LocalProvider().prepare(make_request("local-flow", references=(picture,)))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(("asked", "made"), [("", "WEBP"), ("png", "PNG"), ("jpeg", "JPEG")])
def test_the_kind_of_file_that_was_asked_for(make_request: MakeRequest, asked: str, made: str) -> None:
    provider, request = LocalProvider(), make_request("local-poster", seed=3, format=asked)
    handle = handle_of(request, sent(provider, request))
    awaited(provider, handle, PATIENCE)
    with Image.open(provider.fetch(handle).media[0].path) as picture:
        assert (picture.format, picture.size) == (made, (1024, 1024))

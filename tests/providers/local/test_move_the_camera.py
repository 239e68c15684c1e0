"""Clips of a still, through real child processes; the moves themselves in this process, at a tiny size."""

import os
import signal
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image, ImageDraw

from providers.base import ErrorCode, InputFile, Phase, Rejected
from providers.catalog.camera import MOVES
from providers.catalog.local_video import MODELS
from providers.catalog.model import Model
from providers.local.jobs import Job
from providers.local.motion.clip import Told, make
from providers.local.motion.directions import POSSIBLE, direct
from providers.local.motion.order import Clip
from providers.local.motion.preview import render_preview
from providers.local.pictures.canvas import Array
from providers.local.provider import LocalProvider
from tests.providers.conftest import MakeRequest, awaited, handle_of, input_file, sent
from tests.providers.local.test_survive_crashes import drawing, until_gone

PATIENCE = 90
TINY = (160, 90)
Film = Callable[..., tuple[Told, list[Array]]]


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> InputFile:
    """Soft noise with a white ball in the middle."""
    noise = np.random.default_rng(5).integers(0, 200, (30, 48, 3), np.uint8)
    picture = Image.fromarray(noise).resize((480, 300), Image.Resampling.BICUBIC)
    ImageDraw.Draw(picture).ellipse((210, 120, 270, 180), fill="white")
    path = tmp_path_factory.mktemp("still") / "still.png"
    picture.save(path)
    return input_file(path, "image/png")


@pytest.fixture
def film(still: InputFile, tmp_path: Path) -> Film:
    def shoot(move: str = "", prompt: str = "", **more: object) -> tuple[Told, list[Array]]:
        values = {
            "style": "camera",
            "seed": 1,
            "size": TINY,
            "ratio": "16:9",
            "seconds": 1,
            "source": still.path,
            **more,
        }
        clip = Clip(prompt=prompt, move=move, **values)  # type: ignore[arg-type]
        told = make(clip, tmp_path / "clip.mp4", lambda done, message: None)
        return told, frames(tmp_path / "clip.mp4")

    return shoot


def frames(path: Path) -> list[Array]:
    with av.open(str(path)) as clip:
        return [np.asarray(frame.to_image(), np.float32) for frame in clip.decode(video=0)]  # type: ignore[no-untyped-call]


def difference(one: Array, other: Array) -> float:
    return float(np.abs(one - other).mean())


def shift(one: Array, other: Array) -> tuple[int, int]:
    """How far right and down the content moved: the peak of the phase correlation."""
    a, b = (np.fft.fft2((plane.mean(axis=2) - plane.mean()) * window(plane)) for plane in (one, other))
    cross = b * a.conj()
    peak = np.fft.ifft2(cross / (np.abs(cross) + 1e-6)).real
    down, right = np.unravel_index(int(peak.argmax()), peak.shape)
    height, width = peak.shape
    return (int(right) + width // 2) % width - width // 2, (int(down) + height // 2) % height - height // 2


def window(plane: Array) -> Array:
    height, width = plane.shape[:2]
    return np.outer(np.hanning(height), np.hanning(width)).astype(np.float32)


def scaled(frame: Array, zoom: float) -> Array:
    height, width = frame.shape[:2]
    across, down = width / 2 / zoom, height / 2 / zoom
    box = (width / 2 - across, height / 2 - down, width / 2 + across, height / 2 + down)
    picture = Image.fromarray(frame.astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC, box)
    return np.asarray(picture, np.float32)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.key))
def test_every_model_films_what_was_asked_for_nothing(
    make_request: MakeRequest, still: InputFile, model: Model
) -> None:
    source = still if model.source == "required" else None
    request = make_request(
        model.key, "slow push in, cat", source=source, duration=3, resolution="480p", aspect_ratio="9:16"
    )
    provider = LocalProvider()
    handle = handle_of(request, sent(provider, request))
    assert awaited(provider, handle, PATIENCE).phase is Phase.DONE
    result = provider.fetch(handle)
    assert (result.cost, result.notes["understood"], result.notes["ignored"]) == (
        Decimal(0),
        ["slow", "push in"],
        ["cat"],
    )
    path = result.media[0].path
    with av.open(str(path)) as clip:
        stream = clip.streams.video[0]
        assert (len(clip.streams), stream.width, stream.height, stream.pix_fmt) == (1, 480, 854, "yuv420p")
        assert (stream.codec_context.name, float(stream.average_rate or 0)) == ("h264", 24.0)
        assert abs((clip.duration or 0) / av.time_base - 3) <= 1 / 24
    assert len(frames(path)) == 72
    assert 0 < path.read_bytes().find(b"moov") < path.read_bytes().find(b"mdat")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.key))
def test_the_same_request_gives_the_same_frames(film: Film, model: Model) -> None:
    more = {"style": model.endpoint, **({} if model.source == "required" else {"source": None})}
    (_, once), (_, again) = film("pan-left", "waves", **more), film("pan-left", "waves", **more)
    assert all(np.array_equal(one, other) for one, other in zip(once, again, strict=True))
    assert difference(once[0], once[-1]) > 4


@pytest.mark.parametrize("style", ["camera", "depth"])
@pytest.mark.parametrize("move", [move.key for move in MOVES])
def test_no_move_ever_shows_what_is_beyond_the_picture(film: Film, tmp_path: Path, style: str, move: str) -> None:
    white = tmp_path / "white.png"
    Image.new("RGB", (400, 300), "white").save(white)
    _, seen = film(move, style=style, source=white, strength=100)
    floor = 200 if move == "static" else 250  # its light breathes
    assert min(float(frame.min()) for frame in seen) > floor


def test_a_push_in_makes_the_middle_larger_and_a_pull_out_undoes_it(film: Film) -> None:
    _, pushed = film("push-in", strength=60)
    zooms = np.arange(1, 1.6, 0.02)
    best = min(zooms, key=lambda zoom: difference(scaled(pushed[0], zoom)[20:70, 40:120], pushed[-1][20:70, 40:120]))
    assert best == pytest.approx(1.6**0.6, abs=0.05)
    _, pulled = film("pull-out", strength=60)
    assert difference(pulled[-1], pushed[0]) < difference(pushed[-1], pushed[0]) / 3


@pytest.mark.parametrize(
    ("move", "right", "down"),
    [("pan-left", 1, 0), ("pan-right", -1, 0), ("tilt-up", 0, 1), ("tilt-down", 0, -1)],
)
def test_a_pan_moves_everything_the_other_way(film: Film, move: str, right: int, down: int) -> None:
    _, seen = film(move, strength=30)
    across, along = shift(seen[0], seen[-1])
    assert across == pytest.approx(right * 0.48 * 0.3 * 160, abs=2)
    assert along == pytest.approx(down * 0.48 * 0.3 * 90, abs=2)


def test_moves_start_and_end_gently(film: Film) -> None:
    _, seen = film("pan-left", strength=80)
    steps = [difference(one, other) for one, other in pairwise(seen)]
    assert max(steps[:2] + steps[-2:]) < max(steps) / 2


def test_static_stands_still_and_breathes(film: Film) -> None:
    _, seen = film("static", seconds=3)
    assert shift(seen[0], seen[40]) == (0, 0)
    light = [float(frame.mean()) for frame in seen]
    assert 1 < max(light) - min(light) < 12


def test_strength_scales_a_move(film: Film) -> None:
    far = [difference(seen[0], seen[-1]) for _, seen in (film("roll-left", strength=strength) for strength in (10, 90))]
    assert far[0] < far[1] * 0.6


def test_depth_moves_the_near_more_than_the_far(film: Film) -> None:
    _, seen = film("track-left", style="depth", strength=60)
    top, bottom = (shift(seen[0][rows], seen[-1][rows])[0] for rows in (slice(0, 30), slice(60, 90)))
    assert bottom > top + 3 > 5


def test_a_strip_of_another_shape_is_cut_around_its_busiest_part(film: Film, tmp_path: Path) -> None:
    strip = Image.new("RGB", (900, 100), "#808080")
    ImageDraw.Draw(strip).ellipse((700, 20, 760, 80), fill="red")
    strip.save(tmp_path / "strip.png")
    _, seen = film("push-in", source=tmp_path / "strip.png")
    assert seen[-1][..., 0].max() - seen[-1][..., 1].min() > 150


def test_without_a_ratio_a_clip_keeps_the_shape_of_its_source(film: Film) -> None:
    _, seen = film("push-in", ratio="")  # 480 x 300 is nearest to 3:2
    assert seen[0].shape[:2] == (90, 136)


@pytest.mark.parametrize(
    ("prompt", "moves", "understood", "ignored"),
    [
        ("slow push in, then pan left", ["push-in", "pan-left"], ["slow", "push in", "pan", "left"], []),
        ("The camera rises over the bay", ["crane-up"], ["rises"], ["bay"]),
        ("Circling right while zooming out", ["orbit-right", "pull-out"], ["circling", "right", "zooming out"], []),
        ("pan from left to right", ["pan-right"], ["pan", "left", "right"], []),
        ("no zoom, handheld", ["handheld"], ["handheld"], ["no zoom"]),
        ("rolling hills where boats move left", ["push-in"], ["push in, as no move was named"],
         ["rolling hills where boats move left"]),
        ("dolly-zoom on her face", ["dolly-zoom"], ["dolly zoom"], ["her", "face"]),
    ],
)  # fmt: skip
def test_words_direct_the_camera(prompt: str, moves: list[str], understood: list[str], ignored: list[str]) -> None:
    said = direct("depth", prompt, "", 50)
    assert [step.move for step in said.steps] == moves
    assert (said.understood, said.ignored) == (understood, ignored)


def test_pace_words_scale_the_move_and_a_picked_move_wins_over_the_prompt() -> None:
    amounts = {
        prompt: direct("camera", prompt, "pan-left", 50).steps[0].amount for prompt in ("", "very slowly", "fast")
    }
    assert amounts["very slowly"] < amounts[""] / 2 < amounts[""] < amounts["fast"]
    said = direct("camera", "tilt up", "pan-left", 50)
    assert ([step.move for step in said.steps], said.ignored) == (["pan-left"], ["tilt up"])


def test_a_flat_camera_says_that_it_cannot_orbit() -> None:
    said = direct("camera", "orbit left", "", 50)
    assert ([step.move for step in said.steps], said.ignored) == (["push-in"], ["orbit left"])


@given(st.text(max_size=200) | st.lists(st.sampled_from(sorted(
    {"push", "in", "pan", "left", "then", "and", "very", "slowly", "no", "orbit", "-", ",", "10", "ing", "İ", "’"}
)), max_size=30).map(" ".join))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_any_words_make_a_move(prompt: str) -> None:
    for style, possible in POSSIBLE.items():
        said = direct(style, prompt, "", 50)
        assert {step.move for step in said.steps} <= possible
        assert all(0 < step.amount <= 1 for step in said.steps)


@pytest.mark.parametrize("size", [(1, 1), (3, 1200), (1200, 3)])
def test_stills_of_any_shape_can_be_filmed(film: Film, tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGBA", size, (10, 20, 30, 128)).save(tmp_path / "odd.png")
    _, seen = film("orbit-left", style="depth", source=tmp_path / "odd.png")
    assert len(seen) == 24


def test_a_killed_camera_starts_again(make_request: MakeRequest, still: InputFile) -> None:
    provider, request = LocalProvider(), make_request("local-depth", source=still, duration=5, resolution="480p")
    handle = handle_of(request, sent(provider, request))
    os.kill(drawing(request), signal.SIGKILL)
    assert awaited(provider, handle, PATIENCE).phase is Phase.DONE
    assert Job(request.workdir).starts == 2
    assert len(frames(provider.fetch(handle).media[0].path)) == 120


def test_cancel_stops_the_camera(make_request: MakeRequest, still: InputFile) -> None:
    provider, request = LocalProvider(), make_request("local-depth", source=still, duration=10, resolution="1080p")
    handle = handle_of(request, sent(provider, request))
    child = drawing(request)
    provider.cancel(handle)
    until_gone(child)
    assert provider.look(handle).phase is Phase.CANCELLED
    assert not (request.workdir / "0.mp4").exists()


def test_a_still_that_is_no_picture_is_named_as_the_reason(make_request: MakeRequest, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a picture")
    provider = LocalProvider()
    request = make_request("local-camera", source=InputFile(tmp_path / "notes.txt", "image/png", "0"))
    look = awaited(provider, handle_of(request, sent(provider, request)), PATIENCE)
    assert isinstance(look.error, Rejected)
    assert look.error.code is ErrorCode.INVALID_INPUT
    assert "could not be read" in look.error.message


@pytest.mark.parametrize("move", ["push-in", "orbit-left", "handheld", "static"])
def test_a_preview_plays_in_a_loop(tmp_path: Path, move: str) -> None:
    render_preview(move, tmp_path / "move.mp4")
    seen = frames(tmp_path / "move.mp4")
    assert (len(seen), seen[0].shape) == (48, (144, 256, 3))
    assert difference(seen[0], seen[-1]) < difference(seen[0], seen[24]) / 2
    assert [path.name for path in tmp_path.iterdir()] == ["move.mp4"]

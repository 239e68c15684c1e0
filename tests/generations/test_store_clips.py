"""Clips are measured by decoding them, like pictures."""

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from generations.media import files
from generations.media.inspect import NotMedia
from tests.generations.clips import CODECS, a_clip


@pytest.mark.parametrize("suffix", CODECS)
def test_a_clip_is_kept_with_its_length_and_a_still(tmp_path: Path, suffix: str) -> None:
    stored = files.keep(a_clip(tmp_path / f"a{suffix}"), kind="video")
    assert (stored.width, stored.height) == (160, 90)
    assert stored.duration == pytest.approx(2, abs=0.1)
    assert stored.file.endswith(suffix)
    with Image.open(settings.MEDIA_ROOT / stored.poster) as poster:
        assert poster.size == (160, 90)
    assert (settings.MEDIA_ROOT / stored.preview).exists()


def test_a_clip_without_its_end_is_refused(tmp_path: Path) -> None:
    clip = a_clip(tmp_path / "a.webm", seconds=4)
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 3])
    with pytest.raises(NotMedia, match="damaged"):
        files.keep(clip, kind="video")


@pytest.mark.parametrize(
    "bait", [b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n"]
)
def test_a_play_list_in_disguise_opens_no_other_file(tmp_path: Path, bait: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(bait)
    with pytest.raises(NotMedia, match="not an MP4"):
        files.keep(tmp_path / "a.mp4", kind="video")


def test_a_picture_is_no_clip_and_a_clip_no_picture(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    for path, kind in ((tmp_path / "a.png", "video"), (a_clip(tmp_path / "a.mp4"), "image")):
        with pytest.raises(NotMedia):
            files.keep(path, kind=kind)

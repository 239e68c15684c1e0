"""Pictures as large as is promised are taken, in whatever way they lie."""

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageOps, ImageStat

from generations.media.inspect import Inspected, NotMedia, inspect
from tests.proof.hostile.bombs import GREY, RGBA, flat

ORIENTATION, MAKER = 0x112, 0x10F


def lying(path: Path, orientation: int, size: tuple[int, int], mode: str = "RGB") -> Path:
    """A JPEG as phones make them."""
    exif = Image.Exif()
    exif.update({ORIENTATION: orientation, MAKER: "a phone"})
    slope = Image.linear_gradient("L")
    # No two ways to turn it look alike.
    picture = ImageChops.add(slope, slope.transpose(Image.Transpose.ROTATE_90), scale=2).crop((0, 0, 200, 90))
    picture.resize(size).convert(mode).save(path, "JPEG", exif=exif)
    return path


def uploaded(path: Path) -> Inspected:
    return inspect(path, path.parent, kind="image", clean=True)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_upload_is_made_upright(tmp_path: Path, orientation: int, mode: str) -> None:
    path = lying(tmp_path / "a.jpg", orientation, (800, 330), mode)
    found = uploaded(path)
    with Image.open(path) as sent, Image.open(tmp_path / found.cleaned) as kept:
        wanted = ImageOps.exif_transpose(sent)
        assert (kept.mode, kept.size, (found.width, found.height)) == (sent.mode, wanted.size, wanted.size)
        assert not kept.getexif()
        assert max(ImageStat.Stat(ImageChops.difference(wanted, kept)).mean) < 1.5
        with Image.open(tmp_path / found.preview) as preview:
            small = wanted.convert("RGB").resize(preview.size)
            assert max(ImageStat.Stat(ImageChops.difference(small, preview)).mean) < 4


def test_a_large_upload_that_lies_on_its_side(tmp_path: Path) -> None:
    found = uploaded(lying(tmp_path / "a.jpg", 6, (10_000, settings.UPLOAD_MAX_PIXELS // 10_000)))
    assert (found.width, found.height) == (settings.UPLOAD_MAX_PIXELS // 10_000, 10_000)


def test_the_largest_result_in_colour(tmp_path: Path) -> None:
    size = 10_000, settings.RESULT_MAX_PIXELS // 10_000
    (tmp_path / "a.png").write_bytes(flat(size, RGBA))
    found = inspect(tmp_path / "a.png", tmp_path, kind="image", clean=False)
    assert (found.width, found.height) == size


def test_an_upload_above_the_limit_is_told_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(flat((10_000, 8_100), GREY))
    with pytest.raises(NotMedia, match="at most 80 megapixels"):
        uploaded(tmp_path / "a.png")

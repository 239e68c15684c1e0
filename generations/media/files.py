"""Keeping and dropping media files, also while others keep or drop the same content at the same moment."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q

from generations.media.inspect import inspect, write_last_frame
from generations.media.names import derived_name, digest_of, original_name
from generations.media.storage import ContentStorage
from generations.models import Output


@dataclass(frozen=True, slots=True)
class Stored:
    """A durable file and what was measured in it; fields() are those of an Output row."""

    file: str
    kind: str
    preview: str
    poster: str
    sha256: str
    bytes: int
    width: int
    height: int
    duration: float | None
    content_type: str
    blur: str
    seed: int | None
    origin: Path
    clean: bool

    @property
    def names(self) -> list[str]:
        return [name for name in (self.file, self.preview, self.poster) if name]

    def fields(self) -> dict[str, Any]:
        ours = {"origin", "clean"}
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in ours}


def storage() -> ContentStorage:
    return cast(ContentStorage, default_storage)


def keep(path: Path, *, kind: str = "image", seed: int | None = None, clean: bool = False) -> Stored:
    """Decode, measure and store a picture or a clip with its preview. Raises NotMedia.

    With `clean`, location and other personal data are dropped and the orientation is applied.
    """
    settings.SPOOL_ROOT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.SPOOL_ROOT, prefix="keep-") as folder:
        seen = inspect(path, Path(folder), kind=kind, clean=clean)
        original = Path(folder) / seen.cleaned if seen.cleaned else path
        digest = digest_of(original)
        name = original_name(digest, seen.extension)
        preview = _put_derived(digest, "preview", Path(folder) / seen.preview)
        poster = _put_derived(digest, "poster", Path(folder) / seen.poster) if seen.poster else ""
        storage().put(original, name)
        return Stored(
            file=name,
            kind=kind,
            preview=preview,
            poster=poster,
            sha256=digest,
            bytes=original.stat().st_size,
            width=seen.width,
            height=seen.height,
            duration=seen.duration,
            content_type=seen.content_type,
            blur=seen.blur,
            seed=seed,
            origin=path,
            clean=clean,
        )


def _put_derived(digest: str, what: str, path: Path) -> str:
    name = derived_name(digest, what, path)
    storage().put(path, name)
    return name


@contextmanager
def last_frame(name: str) -> Iterator[Path]:
    """Of a stored clip, as a picture for as long as the block lasts. Raises NotMedia, FileNotFoundError."""
    settings.SPOOL_ROOT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.SPOOL_ROOT, prefix="frame-") as folder:
        yield write_last_frame(Path(storage().path(name)), Path(folder))


def ensure(stored: Stored) -> None:
    """After the commit: whoever dropped the same content meanwhile has either seen our row or we put it back here."""
    if not all(map(storage().exists, stored.names)) and in_use(stored.file) and stored.origin.exists():
        keep(stored.origin, kind=stored.kind, seed=stored.seed, clean=stored.clean)
        drop(stored.names)  # our row may be deleted by now


def in_use(name: str) -> bool:
    digest = Path(name).name[:64]  # the column with the index
    return Output.objects.filter(Q(file=name) | Q(preview=name) | Q(poster=name), sha256=digest).exists()


def named_among(names: Iterable[str]) -> set[str]:
    """The stored files that rows with one of these contents name."""
    rows = Output.objects.filter(sha256__in={name[:64] for name in names}).exclude(file="").order_by()
    return set(chain.from_iterable(rows.values_list("file", "preview", "poster").iterator()))


def drop(names: Iterable[str]) -> None:
    """Removes files that no row names any more. A row that appears meanwhile gets its file back."""
    for name in names:
        if in_use(name) or (aside := storage().set_aside(name)) is None:
            continue
        if in_use(name):
            aside.replace(storage().path(name))
        else:
            aside.unlink()

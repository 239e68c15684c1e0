"""Keeping and dropping media files, also while others keep or drop the same content, or die over it.

A file is durable before a transaction names it. That transaction holds the content's lock, under which alone files are
dropped, and looks whether the file is there still: so no row is ever committed without its file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from itertools import chain, groupby
from pathlib import Path
from typing import Any, TypeVar, cast

from django.core.files.storage import default_storage
from django.db import connection, transaction

from generations.media.inspect import inspect, write_last_frame
from generations.media.names import derived_name, digest_of, original_name
from generations.media.storage import ContentStorage, spool_folder
from generations.models import Output

Row = TypeVar("Row")
TRIES = 5
# A folder may hold more names than one query takes.
AT_ONCE = 1000


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

    @property
    def names(self) -> list[str]:
        return [name for name in (self.file, self.preview, self.poster) if name]

    def fields(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


class Dropped(OSError):
    """Somebody removed the same content in the very moment in which it was stored once more."""


def storage() -> ContentStorage:
    return cast(ContentStorage, default_storage)


def keep(path: Path, *, kind: str = "image", seed: int | None = None, clean: bool = False) -> Stored:
    """Decode, measure and store a picture or a clip with its preview. Raises NotMedia.

    With `clean`, location and other personal data are dropped and the orientation is applied.
    """
    with spool_folder("keep-") as folder:
        seen = inspect(path, folder, kind=kind, clean=clean)
        original = folder / seen.cleaned if seen.cleaned else path
        digest = digest_of(original)
        name = original_name(digest, seen.extension)
        preview = _put_derived(digest, "preview", folder / seen.preview)
        poster = _put_derived(digest, "poster", folder / seen.poster) if seen.poster else ""
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
        )


def keep_and_name(path: Path, name: Callable[[Stored], Row], *, clean: bool = False) -> Row:
    """`name` makes the row in a transaction, after hold(). Where that finds it dropped, it is stored once more."""
    for _ in range(TRIES - 1):
        with suppress(Dropped):
            return name(keep(path, clean=clean))
    return name(keep(path, clean=clean))


def _put_derived(digest: str, what: str, path: Path) -> str:
    name = derived_name(digest, what, path)
    storage().put(path, name)
    return name


@contextmanager
def last_frame(name: str) -> Iterator[Path]:
    """Of a stored clip, as a picture for as long as the block lasts. Raises NotMedia, FileNotFoundError."""
    with spool_folder("frame-") as folder:
        yield write_last_frame(Path(storage().path(name)), folder)


def hold(stored: Sequence[Stored]) -> None:
    """In the transaction that names these files, before it does: to its end nobody drops them. Raises Dropped."""
    _lock(file.sha256 for file in stored)
    for name in (name for file in stored for name in file.names):
        if not storage().is_kept(name):
            raise Dropped(name)


def named_among(names: Iterable[str]) -> set[str]:
    """The stored files that rows with one of these contents name."""
    digests, named = list({name[:64] for name in names}), set[str]()
    rows = Output.objects.exclude(file="").order_by().values_list("file", "preview", "poster")
    for start in range(0, len(digests), AT_ONCE):
        named.update(chain.from_iterable(rows.filter(sha256__in=digests[start : start + AT_ONCE]).iterator()))
    return named


def drop(names: Iterable[str]) -> None:
    """Removes those that no row names. Whoever is about to name one waits for us, and looks whether it is there."""
    for digest, alike in groupby(sorted(names), _digest_of):
        with transaction.atomic():
            _lock([digest])
            for name in set(alike) - named_among([digest]):
                storage().delete(name)


def _digest_of(name: str) -> str:
    return Path(name).name[:64]


def _lock(digests: Iterable[str]) -> None:
    """Until the end of the transaction. SQLite's transactions come one after the other anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for digest in sorted(set(digests)):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])

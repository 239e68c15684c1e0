"""The drill of docs/production.md: a dump and a copy of the files, brought to life elsewhere."""

from collections.abc import Iterator

from tests.figures import Figure


def restore() -> Iterator[Figure]:
    yield from ()

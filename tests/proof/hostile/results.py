"""Hostile files through the door for results: a provider answers with them."""

import os
import time
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection

from generations.models import Generation, Output
from generations.states import State
from generations.work import tidying
from tests.proof.hostile import oracle
from tests.proof.hostile.memory import Watch
from tests.proof.hostile.place import Place
from tests.proof.hostile.provider import Wire
from tests.proof.hostile.sample import Sample
from tests.proof.hostile.samples import tried

AT_ONCE = 2


class Results:
    def __init__(self, place: Place, wire: Wire) -> None:
        self.place, self.wire, self.slowest, self._numbers = place, wire, 0.0, count(1)

    def send_all(self, samples: Iterable[Sample]) -> float:
        """The memory of the largest decoder meanwhile, in MB."""
        with Watch(os.getpid()) as watch:
            for _ in tried(self._try, samples, at_once=AT_ONCE):
                self.place.tried["files of providers"] += 1
        self._tidy()
        return watch.largest

    def _try(self, sample: Sample) -> None:
        begin = time.perf_counter()
        name = f"file{next(self._numbers)}"
        self.wire.files[f"of-{name}"] = sample.data
        place = [{"url": f"{self.wire.url}/files/of-{name}"}]
        self.wire.answers[name] = {"images": place} if sample.kind == "image" else {"video": place[0]}
        try:
            faults = [*self._faults(sample, self.wire.store(self.place.session, name, sample.kind))]
        except Exception as error:  # noqa: BLE001 - a worker that ends here has been ended by the file
            self.place.blame("deaths", f"result {sample.name}: {error!r}")
            faults = []
        finally:
            del self.wire.files[f"of-{name}"]
            connection.close()
        self.slowest = max(self.slowest, time.perf_counter() - begin)
        for fault in faults:
            self.place.blame("through", f"result {sample.name} ({len(sample.data)} bytes): {fault}")

    def _faults(self, sample: Sample, row: Generation) -> Iterator[str]:
        if row.state == State.FAILED:
            if not row.error_text.endswith("."):
                yield f"failed without a sentence: {row.error_text!r}"
            if sample.sound and _is_known(sample):
                yield f"refused although nothing is wrong with it: {row.error_raw}"
        elif row.state == State.SUCCEEDED:
            if sample.barred:
                yield "stored, and must not be"
            for output in row.outputs.all():
                yield from _faults_of_output(output)
        else:
            self.place.blame("errors", f"result {sample.name} is {row.state} after {row.attempts} attempts")

    def _tidy(self) -> None:
        """An hour later nothing is left of requests that have ended."""
        for folder in settings.SPOOL_ROOT.glob("*"):
            os.utime(folder, (0, 0))
        tidying.sweep_spool()
        for left in settings.SPOOL_ROOT.glob("*"):
            self.place.blame("left", f"{left} is in the spool")


def _is_known(sample: Sample) -> bool:
    """No model of a provider answers with AVIF."""
    return b"ftypavi" not in sample.data[:16]


def _faults_of_output(output: Output) -> Iterator[str]:
    data = _bytes_of(output.file.name)
    if output.content_type != oracle.type_of(data):
        yield f"called {output.content_type} and begins with {data[:16]!r}"
    yield from oracle.faults_of_preview(_bytes_of(output.preview.name))
    if output.poster:
        yield from oracle.faults_of_picture(_bytes_of(output.poster.name))


def _bytes_of(name: str) -> bytes:
    return Path(settings.MEDIA_ROOT / name).read_bytes()

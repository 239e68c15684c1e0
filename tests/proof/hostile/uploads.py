"""Hostile files through the door for uploads, over HTTP."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator

import httpx
from django.conf import settings

from generations.models import Output
from tests.proof.hostile import oracle
from tests.proof.hostile.memory import Watch
from tests.proof.hostile.place import Place
from tests.proof.hostile.sample import Sample
from tests.proof.hostile.samples import tried

AT_ONCE = 2
REFUSALS = (400, 413, 415)
PATIENCE = 120.0


class Uploads:
    def __init__(self, place: Place) -> None:
        self.place, self.slowest, self.accepted = place, 0.0, 0
        self._counting = threading.Lock()
        self._http = httpx.Client(base_url=place.url, headers=place.headers, timeout=PATIENCE)

    def send_all(self, samples: Iterable[Sample]) -> float:
        """The most memory that was taken meanwhile, in MB."""
        with self._http, Watch(self.place.web.pid) as watch:
            for _ in tried(self._try, samples, at_once=AT_ONCE):
                self.place.tried["files uploaded"] += 1
        if self.place.web.poll() is not None:
            self.place.blame("deaths", "the web process has ended")
        for left in self._left_behind():
            self.place.blame("left", left)
        return watch.peak

    def _try(self, sample: Sample) -> None:
        begin = time.perf_counter()
        try:
            faults = [*self._faults(sample)]
        except httpx.HTTPError as error:
            self.place.blame("errors", f"upload {sample.name}: {error!r}")
            return
        except Exception as error:  # noqa: BLE001 - whatever cannot be read as the studio's answer is a finding
            faults = [repr(error)]
        with self._counting:
            self.slowest = max(self.slowest, time.perf_counter() - begin)
        for fault in faults:
            self.place.blame("through", f"upload {sample.name} ({len(sample.data)} bytes): {fault}")

    def _faults(self, sample: Sample) -> Iterator[str]:
        files = {"file": (sample.file, sample.data, sample.content_type)}
        answer = self._http.post("/api/uploads/", data={"session": str(self.place.session.pk)}, files=files)
        if answer.status_code >= 500:
            self.place.blame("errors", f"upload {sample.name}: {answer.status_code}")
        elif answer.status_code in REFUSALS:
            if sample.sound and sample.kind == "image":
                yield f"refused although nothing is wrong with it: {answer.text}"
            if not answer.json()["error"]["message"].endswith("."):
                yield f"refused without a sentence: {answer.text}"
        elif answer.status_code == 201:
            with self._counting:
                self.accepted += 1
            if sample.barred:
                yield "taken, and must not be"
            yield from self._faults_of_output(sample, answer.json())
        else:
            yield f"answered {answer.status_code}"

    def _faults_of_output(self, sample: Sample, output: dict[str, str]) -> Iterator[str]:
        checks: dict[str, Callable[[bytes], Iterator[str]]] = {
            output["url"]: lambda data: oracle.faults_of_original(sample, data),
            output["preview_url"]: oracle.faults_of_preview,
        }
        for address, faults in checks.items():
            answer = self._http.get(address)
            yield from oracle.faults_of_answer(answer.headers, answer.content)
            yield from faults(answer.content)

    def _left_behind(self) -> Iterator[str]:
        """Files that belong to no output, anywhere that the studio writes to."""
        named = {name for output in Output.objects.all() for name in output.file_names}
        for path in settings.MEDIA_ROOT.rglob("*"):
            if path.is_file() and str(path.relative_to(settings.MEDIA_ROOT)) not in named:
                yield f"{path} belongs to no output"
        yield from (f"{path} is in the spool" for path in settings.SPOOL_ROOT.glob("**/*") if path.is_file())
        yield from (f"{path} was not removed" for path in self.place.temporary.iterdir())
        if Output.objects.count() != self.accepted:
            yield f"{Output.objects.count()} outputs for {self.accepted} files that were taken"

"""R8: a disk that fails in every way, power cuts, and damage behind the studio's back."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db.models.functions import Now

from accounts.actions import create_user
from generations import search
from generations.models import Batch, Generation, Output
from generations.states import State
from generations.work.tidying import FOLDERS, sweep_media, sweep_spool
from projects.actions import create_project, create_session
from projects.models import Session, SessionKind
from tests.figures import Figure, wrong
from tests.processes import ROOT
from tests.proof.storage_damage import age, check, damage
from tests.proof.storage_drill import restore
from tests.proof.storage_faults import DEADLY, HARMLESS, Orders, wrap
from tests.proof.storage_power import cut

PATIENCE = 120.0
# Deadly ones seldom: each takes everything with it that is under way.
KINDS = (*HARMLESS * 4, *DEADLY)


@dataclass(frozen=True, slots=True)
class Size:
    faults: int
    cuts: int
    damages: int
    processes: int
    drill: bool


SIZES = {"small": Size(40, 2, 60, 1, drill=False), "full": Size(1000, 60, 1000, 2, drill=True)}


class Crew:
    """The processes at work, and the disk that fails under them."""

    def __init__(self, size: Size, seed: int) -> None:
        self.size, self.seed, self._stack = size, seed, ExitStack()
        # Files that were gone after a power cut, and errors that ended somebody at work.
        self.lost, self.failed = 0, list[str]()

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="pixflow-disk-")))
        self.disk = Orders(folder / "disk.json")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.proof.storage_worker"],
            cwd=ROOT,
            env=wrap(os.environ, folder) | {"PIXFLOW_LOG_LEVEL": "CRITICAL"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.communicate(timeout=30)
        self._stack.close()

    def order(self, *words: str) -> None:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the crew has no pipes")
        self.process.stdin.write(f"{' '.join(words)}\n")
        self.process.stdin.flush()
        if not self.process.stdout.readline():
            raise RuntimeError("the crew is gone")

    def struck(self) -> Counter[str]:
        return Counter(self.noted("fault"))

    def noted(self, wanted: str) -> list[str]:
        return [what for word, what, *_ in self.disk.noted() if word == wanted]


def measure(scale: str) -> Iterator[Figure]:
    size, seed = SIZES[scale], 8 if scale == "small" else int(time.time())
    _say(f"seed {seed}")
    random, struck = Random(seed), Counter[str]()
    with Crew(size, seed) as crew:
        unwhole = _work_on_a_bad_disk(crew, size, struck)
    yield Figure("R8", f"storage faults ({_listed(struck)})", struck.total(), key="storage_faults")
    yield Figure("R8", "power cuts", size.cuts, key="power_cuts")
    yield Figure("R8", "files that were gone after them", crew.lost)
    yield wrong("R8", "storage faults that there was no time for", max(0, size.faults - struck.total()))
    yield wrong("R8", "errors that ended whoever was storing", len(crew.failed))
    yield Figure("R8", "outputs stored meanwhile", Output.objects.count())
    yield wrong("R8", "rows without a whole file", unwhole + _not_whole(), "missing_files")
    yield wrong("R8", "results lost for good", Generation.objects.exclude(state=State.SUCCEEDED).count())
    yield from _swept()
    if size.drill:
        yield from restore()
    yield from _damaged(size, random)


def _work_on_a_bad_disk(crew: Crew, size: Size, struck: Counter[str]) -> int:
    """How many rows had no whole file after a power cut."""
    session, unwhole = _place(), 0
    for number in range(size.cuts):
        crew.disk.say(0.35, KINDS, crew.seed + number)
        crew.order("run", str(size.processes))
        goal, end = size.faults // size.cuts, time.monotonic() + PATIENCE
        while crew.struck().total() < goal and time.monotonic() < end:
            _keep_busy(session)
        crew.order("cut")
        struck.update(crew.struck())
        crew.lost += cut(crew.disk.noted(), settings.MEDIA_ROOT)
        crew.failed += crew.noted("failed")
        crew.disk.log.unlink(missing_ok=True)
        unwhole += _not_whole()
    crew.disk.say(0)
    crew.order("run", str(size.processes))
    end = time.monotonic() + PATIENCE
    while _unfinished() and time.monotonic() < end:
        _let_time_pass()
    crew.order("cut")
    crew.failed += crew.noted("failed")
    return unwhole


def _place() -> Session:
    user = create_user(email="disk@example.com", password="only for this proof")
    project = create_project(name="Disk", by=user)
    return create_session(project=project, kind=SessionKind.IMAGE, name="Disk", by=user)


def _keep_busy(session: Session) -> None:
    """With results to store, of which some have the same content."""
    if _unfinished() < 10:
        batch = Batch.objects.create(project=session.project, session=session, author=session.created_by)
        made = Generation.objects.bulk_create(_submitted(batch, number) for number in range(20))
        search.index(made)
    _let_time_pass()


def _submitted(batch: Batch, number: int) -> Generation:
    return Generation(
        project_id=batch.project_id,
        session_id=batch.session_id,
        batch=batch,
        author_id=batch.author_id,
        model="local-landscape",
        provider="shelf",
        kind="image",
        state=State.SUBMITTED,
        posted_at=Now(),
        submitted_at=Now(),
        next_look_at=Now(),
        provider_request_id=str(batch.pk * 100 + number),
    )


def _unfinished() -> int:
    return Generation.objects.exclude(state=State.SUCCEEDED).count()


def _let_time_pass() -> None:
    """Leases run out, also those of who lives, and what waits after a fault waits no longer."""
    time.sleep(0.1)
    Generation.objects.filter(state=State.STORING).update(lease_until=Now())


def _not_whole() -> int:
    count = 0
    for row in Output.objects.exclude(file=""):
        paths = [settings.MEDIA_ROOT / name for name in row.file_names]
        if not all(path.is_file() and path.stat().st_size for path in paths) or _digest(paths[0]) != row.sha256:
            _say(f"output {row.pk} has no whole file: {row.file_names}")
            count += 1
    return count


def _stored() -> set[str]:
    return {str(path.relative_to(settings.MEDIA_ROOT)) for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}


def _named() -> set[str]:
    return {name for row in Output.objects.exclude(file="") for name in row.file_names}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _swept() -> Iterator[Figure]:
    """What the studio's own tidying makes of what all this has left."""
    age()
    yield Figure("R8", "files that no row names before the tidying", len(_stored() - _named()))
    sweep_spool()
    for number in range(FOLDERS):
        sweep_media(number)
    after = check()
    _tell("after the tidying", after)
    yield wrong("R8", "files that no row names after the tidying", len(_stored() - _named()), "orphaned_files")
    yield wrong("R8", "findings of sanity_check after the tidying", len(after))
    yield wrong("R8", "rows without a whole file after the tidying", _not_whole())


def _damaged(size: Size, random: Random) -> Iterator[Figure]:
    expected, struck = damage(size.damages, random)
    told = check()
    _tell("not found", expected - told)
    _tell("found without reason", told - expected)
    yield Figure("R8", f"damages ({_listed(struck)})", len(expected))
    yield wrong("R8", "damages that sanity_check did not find", len(expected - told), "undetected_damages")
    yield wrong("R8", "findings of sanity_check without reason", len(told - expected))


def _tell(what: str, rows: set[tuple[str, str]]) -> None:
    for kind, where in sorted(rows)[:20]:
        _say(f"{what}: {kind} {where}")


def _say(text: str) -> None:
    sys.stderr.write(f"R8: {text}\n")


def _listed(struck: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in struck.most_common())

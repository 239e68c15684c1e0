"""Processes that store results and uploads, forked in a moment and killed in another.

`python -m tests.proof.storage_worker` reads orders: "run 2" keeps so many at work, "cut" kills them all at once. It
answers each with a line.
"""

import os
import select
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import django
from django.core.files.uploadedfile import SimpleUploadedFile

django.setup()

from accounts.models import User  # noqa: E402 - only now there are models
from generations.actions import delete_output, purge_output, store_upload  # noqa: E402
from generations.engines import providers  # noqa: E402
from generations.models import Generation  # noqa: E402
from generations.states import State  # noqa: E402
from generations.work import storing  # noqa: E402
from projects.models import Session  # noqa: E402
from providers.base import Handle, Media, Result  # noqa: E402
from tests.generations.rows import png  # noqa: E402
from tests.proof import storage_faults  # noqa: E402

SHELF = "shelf"
THREADS = 3
# So many different pictures are uploaded, so that some have the same content.
PALETTE = 12


class Shelf:
    """An engine that has finished everything already."""

    def fetch(self, handle: Handle) -> Result:
        handle.workdir.mkdir(parents=True, exist_ok=True)
        number = int(handle.request_id)
        return Result(tuple(self._media(handle.workdir, 2 * number + place) for place in range(1 + number % 2)))

    @staticmethod
    def _media(folder: Path, number: int) -> Media:
        path = folder / f"{number}.png"
        path.write_bytes(png(8, 6, f"#{number % 0xFFFFFF:06x}").getvalue())
        return Media(path)


def work(random: Random) -> None:
    """Until the process is killed. A disk that fails is one that fails: then it is tried again."""
    try:
        while True:
            with suppress(OSError):
                if not store_some(random):
                    time.sleep(0.05)
                if random.random() < 0.3:
                    upload(random)
    except Exception as error:
        storage_faults.note("failed", repr(error))
        raise


def store_some(random: Random) -> int:
    """Submitted ones are looked for as well: in the studio it is a look that finds that they are done."""
    done = Generation.objects.filter(state=State.SUBMITTED).values_list("pk", flat=True)[:50]
    pks = [*done, *storing.due()]
    for pk in random.sample(pks, min(len(pks), 3)):
        storing.store(pk)
    return len(pks)


def upload(random: Random) -> None:
    session, by = Session.objects.latest("pk"), User.objects.latest("pk")
    picture = png(8, 6, f"#{0xFF0000 + random.randrange(PALETTE):06x}")
    output = store_upload(session=session, by=by, file=SimpleUploadedFile("a.png", picture.read()))
    if random.random() < 0.5:
        delete_output(output=output)
        purge_output(output=output)


def child() -> None:
    providers.cache_clear()
    providers()[SHELF] = Shelf()  # type: ignore[assignment]
    for place in range(THREADS):
        threading.Thread(target=work, args=(Random(f"{os.getpid()} {place}"),), daemon=True).start()


def fork() -> int:
    pid = os.fork()
    if pid == 0:
        child()
        threading.Event().wait()
    return pid


def main() -> None:
    wanted, alive = 0, set[int]()
    while True:
        alive -= {pid for pid in alive if os.waitpid(pid, os.WNOHANG)[0]}
        alive |= {fork() for _ in range(wanted - len(alive))}
        if not select.select([sys.stdin], [], [], 0.02)[0]:
            continue
        order = sys.stdin.readline().split()
        wanted = int(order[1]) if order and order[0] == "run" else 0
        for pid in alive if not wanted else ():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        alive = alive if wanted else set()
        if not order:
            return
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

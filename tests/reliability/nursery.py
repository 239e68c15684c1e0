"""Forks workers, beat and web from one process that has loaded the studio: starting one takes a tenth of a second.

`python -m tests.reliability.nursery`. Each line on its standard input is JSON: what to start, or null. Each answer
names the process that was started and those that have ended since, with their exit statuses.
"""

import ctypes
import json
import os
import signal
import sys
import threading
import traceback
from contextlib import suppress
from importlib import import_module
from typing import Any

import django
import uvicorn

from tests.processes import QUIET, family

# What workers load when they start, and the pages of the studio.
LOADED = (
    *("celery.bin.worker", "celery.bin.beat", "celery.apps.worker", "celery.apps.beat", "celery.worker.consumer"),
    *("celery.concurrency.thread", "celery.worker.strategy", "kombu.transport.redis", "pixflow.asgi", "pixflow.urls"),
    *("fal_client", "providers.openai_client", "generations.tasks", "generations.hooks", "PIL.Image"),
)
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def main() -> None:
    django.setup()
    for name in LOADED:
        import_module(name)
    app = import_module("pixflow.celery").app
    app.loader.import_default_modules()
    app.finalize()
    # What a killed worker leaves behind becomes ours, and ends with us.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    _say(ready=threading.active_count() == 1)
    for line in sys.stdin:
        order = json.loads(line)
        _say(started=_start(app, **order) if order else None, ended=_ended())
    for pid in family(os.getpid())[1:]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _start(app: Any, kind: str, log: str, environment: dict[str, str], words: list[str]) -> int:
    if pid := os.fork():
        return pid
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.environ.update(environment)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if kind == "web":
            uvicorn.run("pixflow.asgi:application", port=int(words[0]), lifespan="off", log_level="warning")
        else:
            app.start([kind, *words, *(QUIET if kind == "worker" else ())])
    except Exception:  # noqa: BLE001 - nothing of our own goes on in this process
        traceback.print_exc()
    finally:
        os._exit(1)


def _ended() -> list[tuple[int, int]]:
    found = []
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            found.append((ended[0], os.waitstatus_to_exitcode(ended[1])))
    return found


if __name__ == "__main__":
    main()

"""Celery's ordinary worker and beat as threads of this process, with the same tasks as in production."""

import os
import threading
import time

from celery.beat import EmbeddedService
from celery.signals import worker_ready
from celery.worker import state
from celery.worker.worker import WorkController

from pixflow.celery import app
from pixflow.embedded import transport

CONCURRENCY = 16
# Celery waits for running tasks without end; we leave after this many seconds, and the next start goes on with them.
GRACE = 2.0


class EmbeddedWorker:
    def __init__(self) -> None:
        transport.install()
        # Celery would run Django's system checks, which have a command of their own, at each start.
        os.environ["CELERY_SKIP_CHECKS"] = "1"
        self._worker: WorkController = app.WorkController(
            app=app,
            pool="threads",
            concurrency=CONCURRENCY,
            # Messages only name rows, so any number may wait here. With a limit, the next message would wait for
            # acknowledgements, and nothing wakes the worker for these.
            prefetch_multiplier=0,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            quiet=True,
            # Only Celery's command line sends this signal by itself.
            ready_callback=lambda consumer: worker_ready.send(sender=consumer),
        )
        self._thread = threading.Thread(target=self._worker.start, name="worker", daemon=True)
        self._beat = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")

    def start(self) -> None:
        self._thread.start()
        self._beat.start()

    def stop(self) -> None:
        """No new tasks from here on. Returns when nothing runs any more, or the grace is over."""
        self._beat.service.stop()
        state.should_stop = 0
        end = time.monotonic() + GRACE
        while state.active_requests and time.monotonic() < end:
            time.sleep(0.02)

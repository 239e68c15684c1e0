"""The whole studio in one process: pages, websockets, the worker and the clock."""

import signal
import sys
from argparse import ArgumentParser
from typing import Any

import watchfiles
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError

from pixflow.embedded.folder import FolderTaken
from pixflow.embedded.studio import Studio


class Command(BaseCommand):
    help = "Run the whole studio: prepares the database and the files, then serves until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="address to listen on (%(default)s)")
        parser.add_argument(
            "--port", type=int, default=settings.PORT, help="this one or the next free one (%(default)s)"
        )
        parser.add_argument("--reload", action="store_true", help="start again whenever the code changes")

    def handle(self, *, host: str, port: int, reload: bool, **options: Any) -> None:
        # Until the server listens for it, SIGTERM shall do what Ctrl-C does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            if reload:
                run_reloading(host, port)
            else:
                Studio(host, port, sys.stdout).run()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        except FolderTaken as taken:
            sys.exit(f"Already running: {taken}")
        except OperationalError as error:
            sys.exit(f"Pixflow cannot start, because the database cannot be used: {str(error).strip()}")
        except OSError as error:
            sys.exit(f"Pixflow cannot start: {error.strerror} ({error.filename or f'{host}:{port}'}).")


def run_reloading(host: str, port: int) -> None:
    """A second process that is stopped, as by Ctrl-C, and started again whenever a file of ours has changed."""
    command = f"{sys.executable} {settings.BASE_DIR / 'manage.py'} studio --host {host} --port {port}"
    ours = watchfiles.DefaultFilter(ignore_paths=[settings.DATA, settings.BASE_DIR / "tests"])
    watchfiles.run_process(settings.BASE_DIR, target=command, target_type="command", watch_filter=ours)

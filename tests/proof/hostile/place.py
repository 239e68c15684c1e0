"""Where hostile things arrive: a studio as a process, somebody who may do everything in it, and what was found."""

import logging
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from accounts.actions import create_token, create_user
from accounts.models import Scope
from pixflow.embedded.preparation import collect_static_files
from projects.actions import create_project, create_session
from projects.models import SessionKind
from tests.processes import Process, Processes


class Errors(logging.Handler):
    """What the studio itself calls an error while it works in this process."""

    def __init__(self, place: "Place") -> None:
        super().__init__(logging.ERROR)
        self._place = place

    def emit(self, record: logging.LogRecord) -> None:
        trace = "".join(traceback.format_exception(*record.exc_info)[-4:]) if record.exc_info else ""
        self._place.blame("errors", f"{record.getMessage()}\n{trace}")


class Place:
    """`wrong` counts by kind what must never happen; the first of each are told with how to repeat them."""

    TOLD = 12

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.wrong: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self.user = create_user(email="hostile@example.com", password="only for the proof")
        _, self.token = create_token(user=self.user, name="hostile", scopes=Scope.values)
        self.session = create_session(
            project=create_project(name="Hostile", by=self.user), kind=SessionKind.IMAGE, name="Files", by=self.user
        )
        with ExitStack() as halfway:
            halfway.callback(self._stack.close)
            self._open()
            halfway.pop_all()
        return self

    def _open(self) -> None:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(dir=settings.DATA, prefix="web-")))
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        environment = {"TMPDIR": str(self.temporary)}
        # Pages of errors name scripts and styles, and a studio without them has other errors than those looked for.
        collect_static_files()
        self.processes = self._stack.enter_context(Processes(environment, self.folder))
        self.url = self.processes.web()
        self._stack.enter_context(self._quiet())

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """Refusals are what is wanted here: only errors are worth a line, and they are counted."""
        root, errors = logging.getLogger(), Errors(self)
        handlers, root.handlers = root.handlers, [errors]
        try:
            yield
        finally:
            root.handlers = handlers

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def web(self) -> Process:
        return self.processes.running[0]

    def blame(self, kind: str, what: str) -> None:
        self.wrong[kind] += 1
        if self.wrong[kind] <= self.TOLD:
            sys.stderr.write(f"R5 {kind}: {what[:1500]}\n")

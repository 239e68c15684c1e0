"""Where tests let a worker die: PIXFLOW_CRASH_AT=after_post, or after_post:SIGSTOP to freeze it there."""

import os
import signal

VARIABLE = "PIXFLOW_CRASH_AT"


def crash_at(point: str) -> None:
    """Does nothing unless the environment names this very point. Then, once, it is like pulling the plug."""
    named, _, how = os.environ.get(VARIABLE, "").partition(":")
    if named == point:
        os.environ.pop(VARIABLE, None)
        os.kill(os.getpid(), signal.Signals[how or "SIGKILL"])

"""Where tests let a worker die: PIXFLOW_CRASH_AT=after_post, or after_post:SIGSTOP to freeze it there."""

import os
import signal

_point, _, _how = os.environ.get("PIXFLOW_CRASH_AT", "").partition(":")
_points = {_point}


def crash_at(point: str) -> None:
    """Does nothing unless the environment names this very point. Then, once, it is like pulling the plug."""
    if point in _points:
        _points.remove(point)
        os.kill(os.getpid(), signal.Signals[_how or "SIGKILL"])

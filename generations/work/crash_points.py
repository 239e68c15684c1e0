"""Where the kill tests let a worker die: PIXFLOW_CRASH_AT=after_post, or after_post:3 for the third time there."""

import os
import signal
from itertools import count

_point, _, _time = os.environ.get("PIXFLOW_CRASH_AT", "").partition(":")
_times = count(1)


def crash_at(point: str) -> None:
    """Does nothing unless the environment names this very point. Then it is like pulling the plug: no clean-up."""
    if point == _point and next(_times) == int(_time or 1):
        os.kill(os.getpid(), signal.SIGKILL)

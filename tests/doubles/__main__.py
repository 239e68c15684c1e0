"""python3 manage.py doubles: simulated fal and OpenAI, for trying the studio without an account."""

import argparse
import sys
from collections.abc import Sequence

import uvicorn

from tests.doubles.app import build
from tests.doubles.jobs import Pace
from tests.doubles.server import environment
from tests.doubles.store import Store

SLOW = Pace(queue=2.0, run=8.0)


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="manage.py doubles", description=__doc__)
    parser.add_argument("--port", type=int, default=18931)
    parser.add_argument("--data", default=":memory:", help="a file that keeps requests, uploads and the bill")
    parser.add_argument("--queue", type=float, help="seconds that a request waits (default 0.05)")
    parser.add_argument("--run", type=float, help="seconds that a request runs (default 0.3)")
    parser.add_argument("--slow", action="store_true", help="wait 2 s and run 8 s, as real models do")
    parser.add_argument("--proxy", default="", help="where webhooks to https addresses go instead")
    options = parser.parse_args(words)
    usual = SLOW if options.slow else Pace()
    pace = Pace(
        usual.queue if options.queue is None else options.queue, usual.run if options.run is None else options.run
    )
    sys.stdout.write("Set these variables, then start the studio. Nothing that comes out is real or costs money.\n\n")
    for name, value in environment(options.port).items():
        sys.stdout.write(f"export {name}={value}\n")
    app = build(Store(options.data), pace, options.proxy)
    uvicorn.run(app, port=options.port, log_level="warning", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main()

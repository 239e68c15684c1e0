"""Draws or films one job in a process of its own: `python -m providers.local.child FOLDER LOCK`.

Python cannot share its cores between threads, so drawing inside the studio would make every page wait.
LOCK is the descriptor of the job's lock: it came with the process and is held until the process ends, however it ends.
Knows nothing of Django.
"""

import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from PIL import Image

from providers.base import ErrorCode, ProviderError
from providers.local.edits.render import Edit, edit
from providers.local.jobs import Job
from providers.local.motion.clip import make
from providers.local.motion.order import Clip
from providers.local.pictures.canvas import Array
from providers.local.pictures.order import Report
from providers.local.pictures.references import colours_of
from providers.local.pictures.render import Painted, render

MEMORY = 1536 * 1024 * 1024  # bytes of address space
CPU_SECONDS = 120
# Of a quality that keeps the grain: without it, skies show bands.
ENCODING: dict[str, dict[str, Any]] = {
    "webp": {"quality": 95, "method": 2},
    "png": {},
    "jpeg": {"quality": 92, "subsampling": 0},
}


def main(folder: str, lock: str) -> None:
    limit()
    job = Job(Path(folder))
    os.write(int(lock), str(os.getpid()).encode())
    # A cancel that came before the line above found no process to stop, but it left its mark.
    if job.is_cancelled or job.is_finished:
        return
    try:
        result = work(job, job.read("job") or {})
    except ProviderError as error:
        fail(job, error.code, error.message)
    except TimeoutError:
        fail(job, ErrorCode.TIMED_OUT, "This took too long to make. Try a smaller size.")
    except MemoryError:
        fail(job, ErrorCode.UNKNOWN, "This machine has too little memory for this size. Try a smaller one.")
    except Exception:  # noqa: BLE001  # another start would only repeat it, so the person must hear of it now
        traceback.print_exc()
        fail(job, ErrorCode.UNKNOWN, "This could not be made. Try another seed or other words.")
    else:
        job.write("result", result)


def limit() -> None:
    os.nice(10)
    # Linux weighs sessions before it looks at niceness, and each drawing has a session of its own.
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text("10")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGXCPU, out_of_time)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 10))


def out_of_time(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError


def fail(job: Job, code: ErrorCode, message: str) -> None:
    job.write("error", {"code": code, "message": message})


def work(job: Job, order: dict[str, Any]) -> dict[str, Any]:
    return film(job, order) if "seconds" in order else paint(job, order)


def film(job: Job, order: dict[str, Any]) -> dict[str, Any]:
    source = Path(order["source"]) if "source" in order else None
    size = order["width"], order["height"]
    clip = Clip(
        style=order["model"],
        prompt=order["prompt"],
        seed=order["seed"],
        size=size,
        ratio=order["aspect_ratio"],
        seconds=order["seconds"],
        move=order["camera_move"],
        strength=order["camera_strength"],
        source=source,
    )
    told = make(clip, job.folder / ".0.mp4", lambda done, message: say(job, round(100 * done), message))
    (job.folder / ".0.mp4").replace(job.folder / "0.mp4")
    notes = {"understood": told.understood, "ignored": told.ignored}
    return {"files": [{"name": "0.mp4", "seed": None if source else order["seed"]}], "notes": notes}


def paint(job: Job, order: dict[str, Any]) -> dict[str, Any]:
    references = tuple(colours_of(Path(path)) for path in order["references"])
    files: list[dict[str, Any]] = []
    notes: dict[str, Any] = {}
    count = order["outputs"]
    for index in range(count):

        def report(done: float, message: str, before: int = index) -> None:
            say(job, round(100 * (before + done) / count), message)

        seed = order["seed"] + index
        painted = draw(order, seed, references, report)
        files.append({"name": save(job, painted.picture, index, order["format"]), "seed": seed})
        notes = {"understood": painted.understood, "ignored": painted.ignored}
    return {"files": files, "notes": notes}


def draw(order: dict[str, Any], seed: int, references: tuple[Array, ...], report: Report) -> Painted:
    model, size = order["model"], (order["width"], order["height"])
    if "source" not in order:
        return render(model, order["prompt"], seed, size, references, report)
    source, ratio = Path(order["source"]), order["aspect_ratio"]
    return edit(Edit(model, order["prompt"], seed, source, ratio, size[0] * size[1], references), report)


def save(job: Job, picture: Image.Image, index: int, kind: str) -> str:
    name = f"{index}.{kind}"
    if kind == "jpeg" and picture.mode == "RGBA":
        # It knows no transparency: paper shows through, as it does in a clip.
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    picture.save(job.folder / f".{name}", kind, **ENCODING[kind])
    (job.folder / f".{name}").replace(job.folder / name)
    return name


def say(job: Job, percent: int, message: str) -> None:
    job.write("progress", {"percent": percent, "message": message})
    with suppress(OSError):  # the studio that listened may be gone; whoever looks later reads the file
        os.write(sys.stdout.fileno(), f"{percent} {message}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])

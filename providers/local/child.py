"""Paints one job in a process of its own: `python -m providers.local.child FOLDER`.

Python cannot share its cores between threads, so painting inside the studio would make every page wait.
Says its progress line by line on the standard output. Knows nothing of Django.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from providers.local.jobs import Job
from providers.local.pictures.render import paint

MEMORY = 2 * 1024**3  # bytes of address space
CPU_SECONDS = 180


def main(folder: Path) -> None:
    """The job's lock came with the process: it is held until the process ends, however it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    job = Job(folder)
    if job.read("result.json"):
        return
    try:
        work(job, job.read("job.json") or {})
    except MemoryError:
        job.write("error.json", {"message": "This machine has too little memory for a picture of this size."})


def work(job: Job, order: dict[str, Any]) -> None:
    files: list[dict[str, Any]] = []
    notes: dict[str, Any] = {}
    count = order["outputs"]
    for index in range(count):
        seed = order["seed"] + index
        say(job, 100 * index // count, f"painting {index + 1} of {count}" if count > 1 else "painting")
        painting = paint(
            model=order["model"],
            prompt=order["prompt"],
            seed=seed,
            size=(order["width"], order["height"]),
            references=[Path(path) for path in order["references"]],
        )
        name = f"{index}.webp"
        painting.image.save(job.folder / f".{name}", "WEBP", quality=92, method=1)
        (job.folder / f".{name}").replace(job.folder / name)
        files.append({"name": name, "seed": seed})
        notes = {"understood": painting.understood, "ignored": painting.ignored}
    job.write("result.json", {"files": files, "notes": notes})


def say(job: Job, percent: int, message: str) -> None:
    progress = {"percent": percent, "message": message}
    job.write("progress.json", progress)
    sys.stdout.write(json.dumps(progress) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.nice(10)
    main(Path(sys.argv[1]))

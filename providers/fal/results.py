"""From the answer of a finished request to files on this machine."""

import json
from pathlib import Path
from typing import Any

from providers.base import ErrorCode, Media, Rejected, Result
from providers.download import Downloader
from providers.fal.errors import REJECTED

# Where endpoints put their files: a list or a single one.
CONTAINERS = ("images", "image", "video", "audio")
# What the model really drew, and what it says about it.
NOTES = {"revised_prompt": "prompt", "actual_prompt": "prompt", "description": "description"}
NOTE_CHARACTERS = 4000
TOLD = "notes.json"


def files(answer: dict[str, Any]) -> list[str]:
    """The addresses of the files that were not withheld. Raises Rejected when there is none."""
    found: list[Any] = []
    for name in CONTAINERS:
        value = answer.get(name) or []
        found += value if isinstance(value, list) else [value]
    urls = [entry.get("url") if isinstance(entry, dict) else entry for entry in found]
    # A picture that the safety check caught arrives as a black one.
    flags = answer.get("has_nsfw_concepts")
    caught = flags if isinstance(flags, list) else []
    kept = [url for index, url in enumerate(urls) if isinstance(url, str) and caught[index : index + 1] != [True]]
    if urls and not kept and True in caught:
        raise Rejected(*REJECTED, json.dumps(answer))
    if not kept:
        raise Rejected(ErrorCode.RESULT_LOST, "fal's answer holds no file. Try again.", json.dumps(answer))
    return kept


def brought(answer: dict[str, Any], downloader: Downloader, workdir: Path, kind: str) -> Result:
    workdir.mkdir(parents=True, exist_ok=True)
    seed = answer.get("seed")
    media = tuple(
        Media(downloader.fetch(url, workdir / f"output-{index}", kind), seed if isinstance(seed, int) else None)
        for index, url in enumerate(files(answer))
    )
    return Result(media, notes={**_told(workdir), **notes(answer)})


def tell(workdir: Path, said: dict[str, Any]) -> None:
    """Notes that are known before the answer is, kept where its files will lie."""
    if said:
        workdir.mkdir(parents=True, exist_ok=True)
        (workdir / TOLD).write_text(json.dumps(said))


def _told(workdir: Path) -> dict[str, Any]:
    try:
        said = json.loads((workdir / TOLD).read_text())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def notes(answer: dict[str, Any]) -> dict[str, Any]:
    said = {ours: answer.get(theirs) for theirs, ours in NOTES.items() if answer.get(theirs)}
    return {name: text[:NOTE_CHARACTERS] for name, text in said.items() if isinstance(text, str)}

"""What is left on a disk after the power went: only what was synced, as POSIX has it."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

Notes = Sequence[Sequence[str]]


def cut(notes: Notes, root: Path) -> int:
    """Takes away what nobody had synced in there: contents, names and folders. How many files that were."""
    notes = [note for note in notes if Path(note[1]).is_relative_to(root.parent)]  # the folder around it is synced, too
    return sum(_lose_folder(Path(folder)) for folder in _unsynced_folders(notes, root)) + _lose_files(notes)


def _unsynced_folders(notes: Notes, root: Path) -> set[str]:
    made = set()
    for word, path, *_ in notes:
        if word == "made" and Path(path).is_relative_to(root):
            made.add(path)
        elif word == "synced":
            made -= {folder for folder in made if str(Path(folder).parent) == path}
    return made


def _lose_folder(folder: Path) -> int:
    lost = sum(path.is_file() for path in folder.rglob("*"))
    shutil.rmtree(folder, ignore_errors=True)
    return lost


def _lose_files(notes: Notes) -> int:
    synced = {path for word, path, *_ in notes if word == "synced"}
    names: dict[str, bool] = {}
    contents: dict[str, bool] = {}
    for word, path, *rest in notes:
        if word == "renamed":
            target, there = rest
            # Under a name that was there already, the old content or the new one stands: they are the same.
            names[target] = bool(there) and names.get(target, True)
            contents[target] = path in synced
        elif word == "synced":
            names |= {target: True for target in names if str(Path(target).parent) == path}
    lost = 0
    for target, durable in names.items():
        with suppress(FileNotFoundError):
            if not durable:
                Path(target).unlink()
            elif not contents[target]:
                Path(target).write_bytes(Path(target).read_bytes()[:10])
        lost += not (durable and contents[target])
    return lost

"""What lies in the studio's folders and that no row names."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from generations.media import files
from generations.media.names import OURS
from generations.media.storage import NEW
from generations.models import Generation
from generations.states import State
from generations.work.checking.findings import Finding, Kind, Page, Scope
from generations.work.tidying import FOLDERS, MEDIA_KEPT, SPOOL_KEPT, is_needed
from providers.catalog.camera import BY_KEY

# A file that has no row for so long is not one that is just being stored.
YOUNG = 10.0  # seconds
PAUSE = 0.5
# By then the tidying has looked into each folder after what lies there had become old enough.
SWEPT = MEDIA_KEPT + (FOLDERS + 15) * 60

UNNAMED = "No row names it. The studio removes it by itself, at the latest six hours after it was written."
UNFINISHED = "A copy that was never finished. The studio removes it by itself within six hours."
SPOOL = "Nothing that is under way needs it. The studio removes it by itself within an hour or two."
STRANGE = "This is none of the studio's files. Move it elsewhere."
# At the root of a file system of its own.
CAMERA = "camera"
KNOWN = {CAMERA, "lost+found"}
HASHED = {f"{number:02x}" for number in range(FOLDERS)}

Judged = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Folders:
    """Positions 1 to 256: folders of media by their content. Then what lies beside them, and what is under way."""

    name: str = "folders"

    def end(self) -> int:
        return FOLDERS + 3

    def pages(self, scope: Scope, after: int) -> Iterator[Page]:
        for position in range(after + 1, self.end() + 1):
            if there := list(_listed(_folder(position))):
                yield Page(position, len(there), list(_findings(there, scope)))

    def again(self, scope: Scope, findings: Sequence[Finding]) -> list[Finding]:
        left = list(_findings(map(_path_of, findings), scope))
        # A clock that is wrong must not make this last.
        end = time.monotonic() + YOUNG
        while any(not _is_older(_path_of(finding), YOUNG) for finding in left) and time.monotonic() < end:
            time.sleep(PAUSE)
            left = list(_findings(map(_path_of, left), scope))
        return left


def _path_of(finding: Finding) -> Path:
    return Path(settings.DATA, finding.where)


def _folder(position: int) -> Path:
    beside = {1: settings.MEDIA_ROOT, 2: settings.MEDIA_ROOT / CAMERA, 3: settings.SPOOL_ROOT}
    return Path(beside.get(position - FOLDERS) or settings.MEDIA_ROOT / f"{position - 1:02x}")


def _listed(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError, NotADirectoryError):
        yield from folder.iterdir()


def _findings(paths: Iterable[Path], scope: Scope) -> Iterator[Finding]:
    unnamed = []
    for path in paths:
        if OURS.fullmatch(path.name) and path.is_file():
            unnamed.append(path)
        elif found := _judge(path, scope):
            yield _finding(path, *found)
    known = files.named_among([path.name for path in unnamed])
    storing = bool(unnamed) and Generation.objects.open().filter(state=State.STORING).exists()
    grace = max(scope.grace, MEDIA_KEPT if storing else 0)
    for path in unnamed:
        if f"{path.parent.name}/{path.name}" not in known and _is_older(path, grace):
            yield _finding(path, Kind.ORPHANED, UNNAMED)


def _judge(path: Path, scope: Scope) -> Judged | None:
    if path.parent == settings.SPOOL_ROOT:
        left = _is_older(path, max(scope.grace, 2 * SPOOL_KEPT)) and not is_needed(path)
        return (Kind.ORPHANED, SPOOL) if left else None
    if path.name.startswith(NEW):
        return (Kind.ORPHANED, UNFINISHED) if _is_older(path, max(scope.grace, MEDIA_KEPT)) else None
    return None if _is_expected(path) or _age(path) is None else (Kind.FOREIGN, STRANGE)


def _is_expected(path: Path) -> bool:
    if path.parent == settings.MEDIA_ROOT:
        return path.is_dir() and (path.name in KNOWN or path.name in HASHED)
    return path.parent.name == CAMERA and path.stem in BY_KEY


def _is_older(path: Path, seconds: float) -> bool:
    age = _age(path)
    return age is not None and age >= seconds


def _age(path: Path) -> float | None:
    """None when it is gone."""
    with suppress(FileNotFoundError):
        return time.time() - path.lstat().st_mtime
    return None


def _finding(path: Path, kind: Kind, text: str) -> Finding:
    return Finding(kind, str(path.relative_to(settings.DATA)), text)

"""Every file that a row names is there, and is what it was when it was stored."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from generations.media.names import digest_in
from generations.models import Output
from generations.work.checking.findings import Finding, Kind, Page, Scope

# Each may be a long clip, and all of it is read: a page must end before the lease of whoever reads it does.
ROWS = 100
BYTES = 1024**3

COPY_BACK = "Copy it back from a backup."
GONE = "It is not there."
CUT = "It is {size:,} bytes long and should be {bytes:,}."
CHANGED = "Its content is not what was stored."
UNREADABLE = "It cannot be read ({error})."
MISNAMED = "Its name is not that of its content, so no other check can be trusted with it. Delete this output."


@dataclass(frozen=True, slots=True)
class Stored:
    name: str = "stored files"

    def end(self) -> int:
        return Output.objects.aggregate(last=Max("pk"))["last"] or 0

    def pages(self, scope: Scope, after: int) -> Iterator[Page]:
        kept = Output.objects.exclude(file="").order_by("pk")
        while rows := _together(list(kept.filter(pk__gt=after)[:ROWS])):
            after = rows[-1].pk
            yield Page(after, len(rows), [found for row in rows for found in _of_row(row, scope)])

    def again(self, scope: Scope, findings: Sequence[Finding]) -> list[Finding]:
        rows = Output.objects.exclude(file="").filter(pk__in={finding.pk for finding in findings}).order_by("pk")
        return [found for row in rows for found in _of_row(row, scope)]


def _together(rows: list[Output]) -> list[Output]:
    """The first of them, up to so many bytes, but at least one."""
    sizes = accumulate(row.bytes for row in rows)
    return [row for row, size in zip(rows, sizes, strict=True) if size <= BYTES] or rows[:1]


def _of_row(row: Output, scope: Scope) -> Iterator[Finding]:
    for name in row.file_names:
        if problem := _problem(row, name, scope):
            kind, text = problem
            yield Finding(kind, name, f"{text} (output {row.pk})", f"generations.output:{row.pk}", row.pk)


def _problem(row: Output, name: str, scope: Scope) -> tuple[Kind, str] | None:
    wanted = digest_in(name, row.sha256)
    if wanted is None:
        return Kind.IMPOSSIBLE, MISNAMED
    try:
        wrong = _wrong(settings.MEDIA_ROOT / name, row.bytes if name == row.file.name else None, wanted, scope)
    except FileNotFoundError:
        return Kind.MISSING, f"{GONE} {COPY_BACK}"
    except OSError as error:
        wrong = UNREADABLE.format(error=error.strerror)
    return (Kind.DAMAGED, f"{wrong} {COPY_BACK}") if wrong else None


def _wrong(path: Path, size: int | None, wanted: str, scope: Scope) -> str:
    there = path.stat().st_size
    if size is not None and there != size:
        return CUT.format(size=there, bytes=size)
    if not there:
        return "It is empty."
    if scope.quick or not wanted:
        return ""
    with path.open("rb") as file:
        return "" if hashlib.file_digest(file, "sha256").hexdigest().startswith(wanted) else CHANGED

"""What a process and everything it has started holds and uses, as Linux counts it."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.processes import family

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
NOTHING = 0, 0, 0, 0, 0.0


@dataclass(frozen=True, slots=True)
class Usage:
    """`shared` memory (PSS) is what would be free without the process; `cpu` are seconds since its start."""

    resident: int
    shared: int
    threads: int
    sockets: int
    cpu: float

    @classmethod
    def of(cls, pid: int) -> "Usage":
        return cls(*(sum(values) for values in zip(*(_measured(one) for one in family(pid)), strict=True)))


def _measured(pid: int) -> tuple[int, int, int, int, float]:
    folder = Path("/proc", str(pid))
    try:
        resident = int((folder / "statm").read_text().split()[1]) * PAGE
        return resident, _pss(folder), len(list((folder / "task").iterdir())), _sockets(folder), _cpu(folder)
    except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
        return NOTHING


def _pss(folder: Path) -> int:
    lines = (folder / "smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _sockets(folder: Path) -> int:
    return sum(str(one.readlink()).startswith("socket:") for one in (folder / "fd").iterdir())


def _cpu(folder: Path) -> float:
    # The name of a program may hold spaces; what follows it does not.
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS

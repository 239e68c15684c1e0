"""The same question about somebody else's row, about nobody's, and about one's own."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.proof.access.probes import Answer, Probe
from tests.proof.access.tenants import NOBODY, marks

APART, ALONE, IDLE = "apart", "alone", "idle"
# What differs between two answers to the same question.
CHANGING = re.compile(
    rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[A-Za-z0-9]{64}|qx[a-z]+xq|(?<!\d)\d{10}(?!\d)"
    rb"|\d{4}-\d\d-\d\d[T ][\d:.]+"
)


@dataclass(frozen=True)
class Seen:
    """`effect` is what else tells that a row was found: all that is said, whose marks, rows of which tables change."""

    status: int
    body: bytes
    effect: tuple[bytes, Counter[bytes], Counter[str]]

    @classmethod
    def of(cls, probe: Probe, answer: Answer) -> "Seen":
        # Pages also tell how long ago something was.
        same = answer.status >= 400 or (probe.is_api and probe.method == "GET")
        asked = {mark for _, mark in marks(probe.asked)}
        told = Counter(mark for _, mark in marks(answer.told) if mark not in asked)
        rows = Counter(row.table for row in answer.changes.rows)
        said = CHANGING.sub(b"#", answer.data)
        return cls(answer.status, said if same else b"", (said, told, rows))

    def looks_like(self, other: "Seen") -> bool:
        return (self.status, self.body) == (other.status, other.body)


class Twins:
    """Not there and not yours have to look the same; and what is refused as another's has to be taken as one's own."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._nobodys: dict[tuple[str, ...], Seen] = {}

    def compare(self, probe: Probe, answer: Answer) -> Iterator[tuple[str, str]]:
        if not probe.twin:
            return
        key, seen = (str(probe.caller), probe.method, probe.pattern, probe.twin), Seen.of(probe, answer)
        if probe.tenant is NOBODY:
            self._nobodys[key] = seen
        elif not (twin := self._nobodys.get(key)):
            yield ALONE, f"{probe} has nothing to be compared with: ask for nobody's row first"
        elif probe.caller.role_in(probe.tenant) is None:
            self.counts["another's compared with nobody's"] += 1
            if not seen.looks_like(twin):
                yield APART, f"{probe} ({seen.status}) is told from a row that nobody has ({twin.status})"
        elif probe.reference in {*probe.named, *answer.read}:
            yield from self._control(probe, answer, seen == twin)

    def _control(self, probe: Probe, answer: Answer, alike: bool) -> Iterator[tuple[str, str]]:
        refused = answer.status >= 400 and probe.reference in probe.named
        if not alike and not refused:
            self.counts["one's own told from nobody's"] += 1
        elif _passed_over(probe, answer):
            self.counts["one's own passed over like nobody's"] += 1
        else:
            yield IDLE, f"{probe} ({answer.status}): one's own in “{probe.reference}” is not taken either"


def _passed_over(probe: Probe, answer: Answer) -> bool:
    """An estimate asks for no row that does not change its price; a page reads more names than it uses."""
    unused = answer.status < 400 and (not answer.changes.rows or probe.reference not in probe.named)
    return unused and not (probe.method == "GET" and probe.reference in probe.named)

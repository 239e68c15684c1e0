"""What a check is and what it tells. Apps above add their checks in AppConfig.ready()."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import TextChoices


class Kind(TextChoices):
    MISSING = "missing", "Missing"
    DAMAGED = "damaged", "Damaged"
    ORPHANED = "orphaned", "Orphaned"
    FOREIGN = "foreign", "Foreign"
    IMPOSSIBLE = "impossible", "Impossible"


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` is what an operator should look at ("generations.output:12"); `pk` is the row that the check goes by."""

    kind: Kind
    where: str
    text: str
    row: str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Without `quick`, every stored byte is read. What is younger than `grace` seconds may still be in the making."""

    quick: bool = False
    grace: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a check that was looked at, up to and with `position`."""

    position: int
    looked: int
    findings: list[Finding] = field(default_factory=list)


class Check(Protocol):
    @property
    def name(self) -> str: ...

    def end(self) -> int:
        """The last position."""

    def pages(self, scope: Scope, after: int) -> Iterator[Page]:
        """Of what lies behind the position `after`: a few at a time, however many there are."""

    def again(self, scope: Scope, findings: Sequence[Finding]) -> list[Finding]:
        """Those of the findings that still hold."""


checks: list[Check] = []

"""Rows that no action makes, each kind by one query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from generations.work.checking.findings import Finding, Kind, Page, Scope

# So many ids are looked at by one statement, which is short however large the table is.
WINDOW = 10_000


@dataclass(frozen=True, slots=True)
class Impossible:
    """`rows` are the wrong ones. An operator is led to `about`: a column that names a row of the model `of`."""

    name: str
    rows: QuerySet[Any]
    text: str
    about: str = "pk"
    of: str = ""

    def end(self) -> int:
        last = self.rows.model._default_manager.aggregate(last=Max("pk"))["last"]  # noqa: SLF001 - documented
        return int(last or 0)

    def pages(self, scope: Scope, after: int) -> Iterator[Page]:
        end = self.end()
        for start in range(after, end, WINDOW):
            last = min(start + WINDOW, end)
            wrong = self.rows.filter(pk__gt=start, pk__lte=last)
            yield Page(last, last - start, list(map(self._finding, self._keys(wrong))))

    def again(self, scope: Scope, findings: Sequence[Finding]) -> list[Finding]:
        still = self._keys(self.rows.filter(pk__in=[finding.pk for finding in findings]))
        return list(map(self._finding, still))

    def _keys(self, rows: QuerySet[Any]) -> list[tuple[int, int]]:
        return list(rows.order_by("pk").values_list("pk", self.about))

    def _finding(self, keys: tuple[int, int]) -> Finding:
        pk, about = keys
        label = self.of or self.rows.model._meta.label_lower  # noqa: SLF001 - documented
        return Finding(Kind.IMPOSSIBLE, f"{label.partition('.')[2]} {about}", self.text, f"{label}:{about}", pk)

"""How far batches are, and how long what is left of them will take. Derived from their generations, never stored."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from statistics import median
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Sum
from django.utils import timezone

from generations.engines import kept_free, slots
from generations.models import Batch, Generation
from generations.states import ACTIVE, RETRIABLE, State
from providers.catalog import MODELS

# As GenerationQuerySet.current(): a retried generation is replaced by its retry and no longer counts.
CURRENT = Q(retry=None) | ~Q(state__in=RETRIABLE)
# What batches can be told apart by.
_ROWS = Generation.objects.filter(batch=OuterRef("pk"), deleted_at=None)
_ACTIVE = Exists(_ROWS.filter(state__in=ACTIVE))
STATES = {
    "active": _ACTIVE,
    "done": ~_ACTIVE,
    "failed": Exists(_ROWS.current().filter(state__in=(State.FAILED, State.UNKNOWN))),
}
# How long a model takes is what the newest so many generations of the studio took; else what the catalogue says.
LATELY = 300
# Of a price.
PLACES = 4
# Of a model that is no longer in the catalogue.
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Progress:
    """`price` is of what stands there now, `spent` also counts what was retried since."""

    total: int
    queued: int
    running: int
    succeeded: int
    failed: int
    cancelled: int
    started_at: datetime | None
    finished_at: datetime | None
    remaining_seconds: int | None
    price: Decimal
    spent: Decimal

    @property
    def done(self) -> int:
        return self.total - self.active

    @property
    def active(self) -> int:
        return self.queued + self.running

    @property
    def elapsed(self) -> timedelta:
        """Since work on it has begun; of one that has ended, until then."""
        return (self.finished_at or timezone.now()) - self.started_at if self.started_at else timedelta()


def with_progress(batches: Iterable[Batch]) -> list[Batch]:
    """Each with its `progress`, in at most three queries: for one page, not for a list that is still to be cut."""
    batches = list(batches)
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for group in _groups(batches):
        found[group["batch"]].append(group)
    pace = _Pace.of([group for groups in found.values() for group in groups if group["state"] in ACTIVE])
    for batch in batches:
        batch.progress = _progress(found[batch.pk], pace)
    return batches


def _groups(batches: Sequence[Batch]) -> Iterable[dict[str, Any]]:
    rows = Generation.objects.filter(batch__in=batches, deleted_at=None).order_by()
    return rows.values("batch", "provider", "model", "state").annotate(
        count=Count("pk", filter=CURRENT),
        total=Sum("price", filter=CURRENT),
        spent=Sum("cost"),
        started=Min("submitted_at"),
        finished=Max("finished_at", filter=CURRENT),
    )


def _progress(groups: Sequence[dict[str, Any]], pace: "_Pace") -> Progress:
    counts: Counter[str] = Counter()
    for group in groups:
        counts[group["state"]] += group["count"]
    active = sum(counts[state] for state in ACTIVE)
    return Progress(
        total=counts.total(),
        queued=counts[State.QUEUED],
        running=active - counts[State.QUEUED],
        succeeded=counts[State.SUCCEEDED],
        failed=counts[State.FAILED] + counts[State.UNKNOWN],
        cancelled=counts[State.CANCELLED],
        started_at=min(_known(groups, "started"), default=None),
        finished_at=None if active else max(_known(groups, "finished"), default=None),
        remaining_seconds=pace.remaining(groups) if active else None,
        price=_money(groups, "total"),
        spent=_money(groups, "spent"),
    )


def _money(groups: Sequence[dict[str, Any]], name: str) -> Decimal:
    """SQLite adds decimals as floating numbers; what it leaves behind the stored places is nothing."""
    return round(sum(_known(groups, name), Decimal(0)), PLACES)


def _known(groups: Sequence[dict[str, Any]], name: str) -> list[Any]:
    return [group[name] for group in groups if group[name] is not None]


@dataclass(frozen=True, slots=True)
class _Pace:
    """Seconds that one generation of a model takes, and how many batches share each engine."""

    seconds: dict[str, float]
    sharing: dict[str, int]

    @classmethod
    def of(cls, active: Sequence[dict[str, Any]]) -> "_Pace":
        if not active:
            return cls({}, {})
        taken: defaultdict[str, list[float]] = defaultdict(list)
        lately = Generation.objects.filter(state=State.SUCCEEDED, submitted_at__isnull=False).order_by("-pk")
        for row in lately.only("model", "submitted_at", "finished_at")[:LATELY]:
            if row.submitted_at and row.finished_at:
                taken[row.model].append((row.finished_at - row.submitted_at).total_seconds())
        batches = Generation.objects.open().filter(state__in=ACTIVE).order_by().values("provider")
        sharing = batches.annotate(batches=Count("batch", distinct=True)).values_list("provider", "batches")
        return cls({model: median(times) for model, times in taken.items()}, dict(sharing))

    def remaining(self, groups: Sequence[dict[str, Any]]) -> int:
        """Engines work side by side, each on several at once; what runs already is taken to be half done."""
        work: defaultdict[str, float] = defaultdict(float)
        longest: defaultdict[str, float] = defaultdict(float)
        for group in groups:
            if group["state"] not in ACTIVE or not group["count"]:
                continue
            provider, share = group["provider"], 0.5 if group["state"] != State.QUEUED else 1
            seconds = self._seconds(group["model"]) * share
            work[provider] += seconds * group["count"]
            longest[provider] = max(longest[provider], seconds)
        return ceil(max(max(work[key] / self._lanes(key), longest[key]) for key in work))

    def _seconds(self, key: str) -> float:
        model = MODELS.get(key)
        return self.seconds.get(key) or (model.speed_seconds if model else SECONDS)

    def _lanes(self, provider: str) -> float:
        most = slots(provider)
        return max(1.0, (most - kept_free(most)) / max(1, self.sharing.get(provider, 1))) if most else LATELY

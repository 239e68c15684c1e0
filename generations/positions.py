from collections import Counter
from collections.abc import Iterable

from generations.models import Generation
from generations.states import State


def with_positions(rows: Iterable[Generation]) -> list[Generation]:
    """Tells queued ones their place in the line of their provider, 1 = next. One query, and only if any is queued."""
    rows = list(rows)
    queued = {row.pk: row for row in rows if row.state == State.QUEUED}
    if not queued:
        return rows
    line: Counter[str] = Counter()
    waiting = Generation.objects.filter(state=State.QUEUED, pk__lte=max(queued)).order_by("pk")
    for pk, provider in waiting.values_list("pk", "provider"):
        line[provider] += 1
        if pk in queued:
            queued[pk].progress = {**queued[pk].progress, "position": line[provider]}
    return rows

"""Our costs become those on the provider's bill: what a generation has cost is the provider's to say."""

import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from generations.engines import providers
from generations.models import Generation
from providers.base import TryLater

log = logging.getLogger(__name__)

# Once an hour what was sent in the last day: a bill may come late.
EVERY = 60  # minutes
DAY = timedelta(days=1)
CENTS = Decimal("0.0001")
AT_ONCE = 500


def due() -> bool:
    """Asked each minute."""
    return int(time.time() // 60) % EVERY == 0


def settle() -> int:
    """How many costs have changed."""
    since = timezone.now() - DAY
    sent = Generation.objects.filter(submitted_at__gte=since).exclude(provider_request_id="")
    changed = 0
    for key in set(sent.order_by().values_list("provider", flat=True)) & providers().keys():
        try:
            charged = providers()[key].charges(since)
        except TryLater as error:
            log.warning("the bill of %s: %s", key, error)
            continue
        changed += _write(key, charged)
    return changed


def _write(provider: str, charged: Mapping[str, Decimal]) -> int:
    """Only those that have ended: the end itself writes a cost as well."""
    ids, changed = list(charged), 0
    for start in range(0, len(ids), AT_ONCE):
        ended = Generation.objects.filter(provider=provider, provider_request_id__in=ids[start : start + AT_ONCE])
        for pk, request_id, cost in ended.exclude(cost=None).values_list("pk", "provider_request_id", "cost"):
            if cost != (amount := charged[request_id].quantize(CENTS)):
                changed += Generation.objects.filter(pk=pk, cost=cost).update(cost=amount)
    return changed

"""Our costs become those on the provider's bill: what a generation has cost is the provider's to say."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from generations import events
from generations.engines import providers
from generations.models import Generation
from generations.models.generation import GenerationQuerySet
from generations.states import State
from providers.base import TryLater

log = logging.getLogger(__name__)

# Once an hour what was sent in the last day: a bill may come late.
DAY = timedelta(days=1)
# The bill is read from a little earlier, so that no charge for these is left out, whatever clock it was told by.
SLACK = timedelta(minutes=10)
# Nothing else writes the cost of one that has ended; a failed one, too, may have been charged for.
SETTLED = (State.SUCCEEDED, State.FAILED, State.CANCELLED)
CENTS = Decimal("0.0001")
AT_ONCE = 500


def settle() -> int:
    """How many costs have changed."""
    since = timezone.now() - DAY
    sent = Generation.objects.filter(posted_at__gte=since).exclude(provider_request_id="").order_by()
    changed = 0
    for key in set(sent.values_list("provider", flat=True).distinct()) & providers().keys():
        try:
            charged = providers()[key].charges(since - SLACK)
        except TryLater as error:
            log.warning("the bill of %s: %s", key, error)
            continue
        changed += _write(sent.filter(provider=key, state__in=SETTLED), charged)
    return changed


def _write(rows: GenerationQuerySet, charged: Mapping[str, Decimal]) -> int:
    """Not to older ones: a part of their charges may lie before the time that the bill was read from."""
    ids, changed = list(charged), 0
    for start in range(0, len(ids), AT_ONCE):
        billed = rows.filter(provider_request_id__in=ids[start : start + AT_ONCE])
        for pk, request_id, cost in billed.values_list("pk", "provider_request_id", "cost"):
            if cost != (amount := charged[request_id].quantize(CENTS)):
                _correct(pk, amount)
                changed += 1
    return changed


@transaction.atomic
def _correct(pk: int, amount: Decimal) -> None:
    Generation.objects.filter(pk=pk).update(cost=amount)
    events.generations_changed(Generation.objects.filter(pk=pk).for_events())

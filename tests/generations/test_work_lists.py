"""What the runner looks for each second is found by small indexes, however many generations have ended."""

import pytest
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from generations.models import Generation
from generations.states import AT_PROVIDER, State

pytestmark = [pytest.mark.django_db, pytest.mark.topology("embedded")]

DUE = {"next_look_at__lte": Now()}


@pytest.mark.parametrize(
    "rows",
    [
        Generation.objects.open(),
        Generation.objects.open().filter(Q(state__in=AT_PROVIDER) | Q(state=State.QUEUED, **DUE), provider="fal"),
        Generation.objects.open().filter(state=State.SUBMITTED, **DUE),
        Generation.objects.filter(state=State.QUEUED, provider="fal"),
    ],
)
def test_no_list_reads_the_whole_table(rows: QuerySet[Generation]) -> None:
    assert "SCAN generations_generation" not in rows.order_by().values("pk").explain()

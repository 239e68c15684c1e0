"""For operators and browsers themselves: is it alive, is it ready, how much is there to do, what was stopped."""

import json
import logging
from collections.abc import Iterator

from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from redis import RedisError

from generations.models import Generation, Inspection
from generations.models.inspection import InspectionState
from generations.states import State
from generations.work.checking import Kind
from live.hub import hub_of_this_loop

log = logging.getLogger(__name__)

# Counting a million rows is not done more often than this, however many ask.
COUNT_EVERY = 15  # seconds
CSP_FACTS = ("effective-directive", "blocked-uri", "document-uri")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by themselves on pages that name none, such as the admin's."""
    return redirect(static("img/favicon.svg"), permanent=False)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers: nothing else is asked, so that a database away does not get every process restarted."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    found = {"database": _database_answers(), "cache": _cache_answers()}
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache_answers() -> bool:
    """In production this is Redis, which is broker and channel too."""
    try:
        cache.get("ready")
    except (RedisError, OSError):
        return False
    return True


@never_cache
@require_safe
async def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format. The sockets are those of the process that answers; the rest is the same everywhere."""
    lines = await sync_to_async(_work)()
    sockets = f"# TYPE pixflow_sockets gauge\npixflow_sockets {len(hub_of_this_loop().sockets)}"
    return HttpResponse(f"{lines}\n{sockets}\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _work() -> str:
    return cache.get_or_set("metrics", lambda: "\n".join(_work_lines()), COUNT_EVERY) or ""


def _work_lines() -> Iterator[str]:
    counts = dict(Generation.objects.order_by().values_list("state").annotate(Count("pk")))
    yield "# TYPE pixflow_generations gauge"
    yield from (f'pixflow_generations{{state="{state}"}} {counts.get(state, 0)}' for state in State.values)
    oldest = Generation.objects.filter(state=State.QUEUED).aggregate(at=Min("created_at"))["at"]
    waiting = (timezone.now() - oldest).total_seconds() if oldest else 0
    yield f"# TYPE pixflow_oldest_queued_seconds gauge\npixflow_oldest_queued_seconds {max(0, waiting):.3f}"
    yield from _sanity_lines()


def _sanity_lines() -> Iterator[str]:
    """Of the last check of rows and files that was finished; none before the first."""
    if last := Inspection.objects.filter(state=InspectionState.FINISHED).first():
        yield "# TYPE pixflow_sanity_findings gauge"
        yield from (f'pixflow_sanity_findings{{kind="{kind}"}} {last.counts.get(kind, 0)}' for kind in Kind.values)
        age = (timezone.now() - (last.finished_at or last.started_at)).total_seconds()
        yield f"# TYPE pixflow_sanity_age_seconds gauge\npixflow_sanity_age_seconds {age:.0f}"


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Browsers tell what the content policy stopped. Our pages give no reason for it, so it is worth a line."""
    try:
        report = json.loads(request.body)["csp-report"]
        facts = {name: str(report.get(name, ""))[:200] for name in CSP_FACTS}
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    log.warning("content policy: %s", json.dumps(facts))
    return HttpResponse(status=204)

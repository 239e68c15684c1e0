"""Buttons on cards. Each answers with the facts that changed; the page fetches what shows them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.authentication import signed_in
from generations import actions
from generations.errors import Conflict
from generations.models import Generation
from generations.views.answers import told, touched_or_gone
from projects.access import get_visible
from projects.answers import refused, touched
from projects.models import Role


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.cancel_generation(generation=_generation(request, pk))
    except Conflict as error:
        return refused(str(error.detail))
    return touched(f"generation:{pk}")


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        again = actions.retry_generation(generation=_generation(request, pk), by=signed_in(request))
    except (Conflict, ValidationError) as error:
        return refused(_sentence(error))
    return touched(f"generation:{pk}", f"generation:{again.pk}")


@login_required
@require_POST
def regenerate(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        generation = _generation(request, pk)
        batch = actions.regenerate(generation=generation, by=signed_in(request))
    except (Conflict, ValidationError) as error:
        return refused(_sentence(error))
    return told(request, generation, touched_or_gone(request, generation, f"batch:{batch.pk}"))


def _generation(request: HttpRequest, pk: int) -> Generation:
    rows = Generation.objects.select_related("session", "batch", "source")
    return get_visible(rows, signed_in(request), pk, Role.EDITOR)


def _sentence(error: Any) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error.detail)

"""One batch: its page, its grid in pieces, and what is done to it as a whole."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from accounts.authentication import signed_in
from generations import actions
from generations.actions.add import order_of
from generations.batch_cards import batches
from generations.batch_forms import PromptsForm, TitleForm
from generations.errors import Conflict
from generations.models import Generation
from generations.progress import with_progress
from generations.views.batch_grid import START, Grid, Page, spot_of
from generations.views.pages import Place
from projects.access import get_visible
from projects.answers import refused, touched
from projects.models import Role

ADDED = "batches/_add.html"


@login_required
@require_GET
@never_cache
def page(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    batch = with_progress([_batch(request, pk, Role.VIEWER)])[0]
    batch.session.role = batch.role  # type: ignore[attr-defined]  # of the same project
    grid = Grid(batch, user)
    start = spot_of(request.GET.get("from", "")) or START
    context = {
        "batch": batch,
        "session": batch.session,
        "project": batch.project,
        "grid": grid,
        "page": grid.page(start),
        "from_middle": start > START,
        "can_add": batch.purpose in actions.EXTENSIBLE and batch.session.can_edit,
    }
    return render(request, "batches/page.html", context)


@login_required
@require_GET
@never_cache
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """`?from=` a page; `?from=&to=` the rows of that stretch; `?newer=` rows in which something has come since."""
    batch = _batch(request, pk, Role.VIEWER)
    grid = Grid(batch, signed_in(request))
    first, last = (spot_of(request.GET.get(name, "")) for name in ("from", "to"))
    newer = Place.of(request).newer
    context = {"batch": batch, "grid": grid}
    if first and last:
        return render(request, "batches/_rows.html", {**context, "page": Page(grid.stretch(first, last))})
    if newer is not None and not first:
        found = grid.newer(newer)
        if found is not None:
            return render(request, "batches/_rows.html", {**context, "page": found})
    return render(request, "batches/_page.html", {**context, "page": grid.page(first or START)})


@login_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    batch, form = _batch(request, pk), TitleForm(request.POST)
    try:
        actions.update_batch(batch=batch, title=form.checked()["name"])
    except ValidationError as error:
        return refused(" ".join(error.messages))
    return touched(f"batch:{pk}")


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    actions.cancel_batch(batch=_batch(request, pk))
    return touched(f"batch:{pk}")


@login_required
@require_POST
def retry_failed(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        rows = actions.retry_failed(batch=_batch(request, pk), by=signed_in(request))
    except (Conflict, ValidationError) as error:
        return refused(" ".join(error.messages) if isinstance(error, ValidationError) else str(error.detail))
    return _queued(pk, rows)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """More prompts, also while it runs. Only the new ones are queued."""
    batch = _batch(request, pk)
    if request.method == "GET":
        return render(request, ADDED, {"batch": batch, "key": uuid.uuid4()})
    form = PromptsForm(request.POST)
    try:
        prompts, key = form.prompts(), form.cleaned_data["idempotency_key"]
        rows = actions.add_prompts(batch=batch, by=signed_in(request), prompts=prompts, idempotency_key=key or None)
    except ValidationError as error:
        return render(request, "generations/_errors.html", {"errors": error.message_dict}, status=422)
    except Conflict as error:
        return refused(str(error.detail))
    # Closing goes by the button that a person would press.
    return trigger_client_event(_queued(pk, rows), "click", {"target": "#add-prompts [data-close]"})


@login_required
@require_POST
def add_price(request: HttpRequest, pk: int) -> HttpResponse:
    """What adding would cost right now."""
    batch = _batch(request, pk)
    try:
        order = order_of(batch, PromptsForm(request.POST).prompts())
        context = {"order": order, "plan": actions.estimate(session=batch.session, by=signed_in(request), order=order)}
    except ValidationError as error:
        context = {"errors": error.message_dict}
    return render(request, "batches/_estimate.html", context)


def _queued(pk: int, rows: list[Generation]) -> HttpResponse:
    """One of the new ones is enough for the page to fetch them all."""
    return touched(f"batch:{pk}", *(f"generation:{row.pk}" for row in rows[:1]))


def _batch(request: HttpRequest, pk: int, role: Role = Role.EDITOR) -> Any:
    user = signed_in(request)
    return get_visible(batches(user).defer(None), user, pk, role)

"""The overlay over a still: its videos, and asking for another one."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from accounts.authentication import signed_in
from generations import actions
from generations.errors import Conflict
from generations.forms import AnimateForm, RoomForm
from generations.models import Output
from generations.views.overlay import listed, overlay
from generations.views.pages import Place
from generations.views.target import chosen_session
from projects.access import get_visible
from projects.answers import refused, touched
from projects.models import Role


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def animate(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return _make(request, _still(request, pk, Role.EDITOR))
    if not request.headers.get("HX-Request"):
        return redirect("outputs:page", pk)
    return render(request, "generations/_animate.html", overlay(_still(request, pk), signed_in(request)))


@login_required
@require_POST
def price(request: HttpRequest, pk: int) -> HttpResponse:
    """What a click would cost right now. Known before a word is typed, so the prompt does not matter."""
    still, form = _still(request, pk, Role.EDITOR), AnimateForm(request.POST)
    try:
        order = form.order(prompt=form.data.get("prompt", "").strip() or "…")
        alone = form.cleaned_data["without_still"]
        plan = actions.estimate_animation(still=still, by=signed_in(request), order=order, without_still=alone)
    except ValidationError as error:
        return render(request, "generations/_estimate.html", {"errors": error.message_dict})
    return render(request, "generations/_estimate.html", {"plan": plan})


@login_required
@require_GET
@never_cache
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """`?before=` a page of older ones; `?newer=` what has come since."""
    still, place = _still(request, pk), Place.of(request)
    return render(request, "generations/_iterations.html", listed(still, signed_in(request), place))


@login_required
@require_POST
def last_frame(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the session of the still that the clip was made from, or into `session`."""
    user = signed_in(request)
    clip = get_visible(Output.objects.select_related("generation"), user, pk, Role.EDITOR)
    try:
        asked = RoomForm(request.POST).checked()
        kept = actions.keep_last_frame(video=clip, by=user, session=chosen_session(asked["session"], user))
    except (Conflict, ValidationError) as error:
        return refused(" ".join(error.messages) if isinstance(error, ValidationError) else str(error.detail))
    told = {"message": f"The last frame is a picture in “{kept.generation.session.name}” now.", "level": "info"}
    return trigger_client_event(touched(f"generation:{kept.generation_id}"), "px:toast", told)


def _make(request: HttpRequest, still: Output) -> HttpResponse:
    user, form = signed_in(request), AnimateForm(request.POST)
    try:
        order, asked = form.order(), form.cleaned_data
        batch = actions.animate_still(
            still=still,
            by=user,
            order=order,
            session=None if asked["target"] == "new" else chosen_session(asked["session"], user),
            name=asked["name"],
            idempotency_key=asked["idempotency_key"] or None,
            without_still=asked["without_still"],
        )
    except ValidationError as error:
        return render(request, "generations/_errors.html", {"errors": error.message_dict}, status=422)
    refs = [f"generation:{row}" for row in batch.generations.values_list("pk", flat=True)]
    response = touched(*refs, f"output:{still.pk}")
    trigger_client_event(response, "px:made", {"session": batch.session_id, "name": batch.session.name})
    if asked["without_still"]:
        # It is none of the takes that this person looks at.
        told = f"It will be in the video session “{batch.session.name}”: without the still it is no take of it."
        trigger_client_event(response, "px:toast", {"message": told, "level": "info"})
    return response


def _still(request: HttpRequest, pk: int, role: Role = Role.VIEWER) -> Output:
    stills = Output.objects.filter(kind="image").with_iterations()
    return get_visible(stills.select_related("generation__session", "project"), signed_in(request), pk, role)

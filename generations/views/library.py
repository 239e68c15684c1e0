"""What is already there: the dialog that picks references, uploads, the four of a project's card, camera moves."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from rest_framework.exceptions import APIException

from accounts.authentication import signed_in
from generations.actions import store_upload
from generations.media.camera import kept_preview
from generations.media.serving import media_response
from generations.media.uploads import CUT, TOO_LARGE
from generations.models import Output
from generations.search import matching
from generations.views.pages import Place
from generations.work.leases import give_back_connection
from projects.access import get_visible
from projects.models import Project, Role, Session

PICKED_FROM = 48
MOSAIC = 4


@login_required
@require_GET
@never_cache
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    user, words, place = signed_in(request), request.GET.get("q", "").strip(), Place.of(request)
    session = get_visible(Session.objects.all(), user, pk)
    stills = Output.objects.visible_to(user).filter(project=session.project_id, kind="image")
    if words:
        stills = matching(stills, words, "generation__")
    if place.before:
        stills = stills.filter(pk__lt=place.before)
    found = list(stills.with_iterations().select_related("generation")[: PICKED_FROM + 1])
    shown = found[:PICKED_FROM]
    more = f"before={shown[-1].pk}&{urlencode({'q': words})}" if len(found) > PICKED_FROM else ""
    context = {"session": session, "outputs": shown, "more": more, "words": words}
    return render(request, "generations/_pick.html", context)


@login_required
@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_visible(Session.objects.all(), signed_in(request), pk, Role.EDITOR)
    file = request.FILES.get("file")
    if file is None:
        cut = CUT in request.META
        return HttpResponse(TOO_LARGE if cut else "Choose a picture.", status=413 if cut else 400)
    try:
        output = store_upload(session=session, by=signed_in(request), file=file)
    except APIException as error:
        return HttpResponse(str(error.detail), status=error.status_code)
    picture = {"id": output.pk, "src": reverse("outputs:preview", args=[output.pk]), "label": output.generation.prompt}
    return JsonResponse({**picture, "refs": [f"generation:{output.generation_id}"]}, status=201)


@login_required
@require_GET
def camera_preview(request: HttpRequest, key: str) -> HttpResponseBase:
    # The first one waits while it is rendered.
    give_back_connection()
    try:
        name = kept_preview(key)
    except KeyError:
        raise Http404 from None
    return media_response(request, name, "video/mp4", f"{key}.mp4")


@login_required
@require_GET
@never_cache
def mosaic(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    project = get_object_or_404(Project.objects.visible_to(user), pk=pk)
    stills = Output.objects.visible_to(user).filter(project=project, kind="image").select_related("generation")[:MOSAIC]
    return render(request, "generations/_mosaic.html", {"outputs": stills})


@login_required
@require_GET
@never_cache
def palette(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    sessions = Session.objects.for_cards(user).filter(archived_at=None)[:100]
    return render(
        request, "generations/_palette.html", {"sessions": sessions, "projects": Project.objects.visible_to(user)}
    )

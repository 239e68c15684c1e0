from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.authentication import signed_in
from live import fragments
from live.topics import may_read, ok_frame

FRAGMENTS_MAX = 100


@require_GET
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    user, refs = signed_in(request), request.GET.getlist("f")
    if len(refs) > FRAGMENTS_MAX:
        return HttpResponseBadRequest(f"Ask for {FRAGMENTS_MAX} fragments at most.")
    try:
        wanted = fragments.parse(refs)
    except ValueError:
        return HttpResponseBadRequest("Ask with f=<kind>:<id>.")
    return HttpResponse(fragments.render(request, user, wanted))


@require_GET
@never_cache
def changes(request: HttpRequest) -> HttpResponse:
    """What the websocket would answer to `sub`, for a page whose socket does not come through."""
    user, topic, since = signed_in(request), request.GET.get("topic", ""), request.GET.get("since")
    if since is not None and not since.isdecimal():
        return HttpResponseBadRequest("`since` is a revision number.")
    if not may_read(user, topic):
        return JsonResponse({"op": "deny", "topic": topic}, status=404)
    return JsonResponse(ok_frame(topic, None if since is None else int(since)))

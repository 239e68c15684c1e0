"""What the bar below a selection does. It sends forms: the ids are one field, joined by commas."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, trigger_client_event
from rest_framework.exceptions import APIException
from rest_framework.serializers import BaseSerializer

from accounts.authentication import signed_in
from generations.forms import SelectionForm
from generations.models import Output, Tag
from generations.views.pages import number
from library.actions import Changed, change_each
from library.api.bulk import BulkSerializer
from projects.answers import refused, touched
from projects.models import Session

# So many are fetched at once by the page that asked; the socket brings it the rest.
TOUCHED_MAX = 100
LISTED = 200
# What sends the questions of `ask`.
IN_DIALOG = ("bulk-form", "bulk-untag")
SAID = {
    "like": "liked",
    "dislike": "disliked",
    "unrate": "without a rating again",
    "tag": "tagged",
    "untag": "without the tag",
    "move": "moved",
    "delete": "in the trash for 30 days",
    "restore": "restored",
}


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Answers a notice with a way back: `undo` is what it posts here to take the change back."""
    try:
        asked = _asked(request.POST)
        asked.is_valid(raise_exception=True)
        wanted: list[dict[str, Any]] = asked.validated_data
        done = change_each(by=signed_in(request), requests=wanted)
    except (APIException, ValidationError, PermissionDenied) as error:
        return reswap(refused(_sentence(error)), "none")
    notice = render(request, "library/_notice.html", _told(wanted, done, undone="undo" in request.POST))
    touched(*[ref for one in done for ref in one.refs][:TOUCHED_MAX], response=notice)
    if request.headers.get("HX-Trigger") in IN_DIALOG:
        # By the button that a person would press. What is refused stays there, to be put right.
        trigger_client_event(notice, "click", {"target": "#bulk [data-close]"})
    return notice


@login_required
@require_POST
def ask(request: HttpRequest, do: str) -> HttpResponse:
    """The dialog that asks which tags, or which session."""
    try:
        user, pks = signed_in(request), _ids(request.POST)
    except ValidationError as error:
        return reswap(refused(_sentence(error)), "none")
    rows = list(Output.objects.visible_to(user).select_related("generation").filter(pk__in=pks))
    projects, kinds = {row.project_id for row in rows}, {row.generation.kind for row in rows}
    context: dict[str, Any] = {"outputs": request.POST.get("outputs", ""), "count": len(rows)}
    if do == "tag":
        tags = Tag.objects.visible_to(user).filter(project__in=projects)
        context["tags"] = tags.values_list("name", flat=True).distinct()[:LISTED]
    else:
        sessions = Session.objects.visible_to(user).filter(project__in=projects, kind__in=kinds)
        context["mixed"] = len(projects) > 1 or len(kinds) > 1
        context["sessions"] = sessions.exclude(pk__in=_only(row.generation.session_id for row in rows))[:LISTED]
    return render(request, f"library/_{do}.html", context)


def _asked(form: QueryDict) -> BaseSerializer[Any]:
    given = {name: str(form[name]) for name in ("do", "tags", "undo") if name in form}
    if "undo" in given:
        return BulkSerializer(data=_parsed(given["undo"]), many=True, allow_empty=False)
    one: dict[str, Any] = {"do": given.get("do", ""), "outputs": _ids(form)}
    if session := number(form, "session"):
        one["session"] = session
    if "tags" in given:
        one["tags"] = [name for name in given["tags"].split(",") if name.strip()]
    return BulkSerializer(data=[one], many=True)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return []


def _ids(form: QueryDict) -> list[int]:
    """Raises ValidationError."""
    return list(SelectionForm(form).checked()["outputs"])


def _only(values: Any) -> set[Any]:
    """The one value that all have, if they have."""
    found = set(values)
    return found if len(found) == 1 else set()


def _told(wanted: list[dict[str, Any]], done: list[Changed], *, undone: bool) -> dict[str, Any]:
    count = sum(one.changed for one in done)
    undo = [request for one in done for request in one.undo]
    said = f"{count} {SAID[wanted[0]['do']]}." if count else "That is so already."
    return {"said": said, "undo": json.dumps(undo) if undo and not undone else ""}


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return " ".join(_texts(error.detail)) if isinstance(error, APIException) else str(error)


def _texts(detail: Any) -> list[str]:
    """Sentences out of lists and dictionaries of lists."""
    if isinstance(detail, dict):
        detail = list(detail.values())
    return [text for part in detail for text in _texts(part)] if isinstance(detail, list) else [str(detail)]

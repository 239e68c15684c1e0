"""A selection of outputs as one download."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import User
from generations.api import reading
from generations.api.archives import download_response

OUTPUTS_MAX = 2000
NAMED = 10


def download_selection(request: HttpRequest, user: User, pks: Sequence[int]) -> HttpResponseBase:
    """In the order in which they are named. Raises ValidationError."""
    wanted = list(dict.fromkeys(pks))
    if not 0 < len(wanted) <= OUTPUTS_MAX:
        raise ValidationError({"outputs": [f"Give 1 to {OUTPUTS_MAX} outputs."]})
    rows = reading.outputs(user).visible_to(user)
    there = set(rows.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing := [pk for pk in wanted if pk not in there]:
        raise missing_outputs(missing)
    name = f"pixflow-{timezone.localtime():%Y-%m-%d-%H%M}"
    return download_response(request, rows, wanted, name=name, about={"selection": {"outputs": len(wanted)}})


def missing_outputs(pks: Sequence[int]) -> ValidationError:
    """Foreign, not there and deleted are the same answer."""
    named = ", ".join(map(str, pks[:NAMED])) + (" …" if len(pks) > NAMED else "")
    return ValidationError({"outputs": [f"Not there, or not yours: {named}."]})

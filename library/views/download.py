"""What is selected on a page, to keep. The API gives the same."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST

from accounts.authentication import signed_in
from library.downloads import download_selection
from library.forms import OutputsForm


@login_required
@require_POST
def download(request: HttpRequest) -> HttpResponseBase:
    form = OutputsForm(request.POST)
    try:
        if form.is_valid():
            return download_selection(request, signed_in(request), form.cleaned_data["outputs"])
        message = " ".join(map(str, form.errors["outputs"]))
    except ValidationError as error:
        message = " ".join(error.messages)
    return HttpResponse(message, status=400, content_type="text/plain; charset=utf-8")

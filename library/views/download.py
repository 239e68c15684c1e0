"""What is selected on a page, to keep. The API gives the same."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST

from accounts.authentication import signed_in
from generations.forms import SelectionForm
from library.downloads import download_selection


@login_required
@require_POST
def download(request: HttpRequest) -> HttpResponseBase:
    try:
        wanted = SelectionForm(request.POST).checked()["outputs"]
        return download_selection(request, signed_in(request), wanted)
    except ValidationError as error:
        return HttpResponse(" ".join(error.messages), status=400, content_type="text/plain; charset=utf-8")

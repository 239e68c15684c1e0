from django.http import HttpRequest


def newer(request: HttpRequest) -> int:
    """The last id that the page already shows."""
    text = request.GET.get("newer", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def link(table: str, words: object, **facts: object) -> SafeString:
    """To the list of `table` ("generations_generation") with the rows of which these facts are true."""
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{table}_changelist", query=facts), words)

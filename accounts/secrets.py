"""What must stand in no log and in no row, whoever repeats it to us."""

from django.conf import settings

BLOT = "•••"


def without_secrets(text: str) -> str:
    """Careless gateways refuse a request by sending back its headers, and with them our key."""
    for secret in (settings.FAL_KEY, settings.OPENAI_KEY, settings.SECRET_KEY):
        if secret:
            text = text.replace(secret, BLOT)
    return text

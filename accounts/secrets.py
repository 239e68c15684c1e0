"""What must stand in no log and in no row, whoever repeats it to us."""

from django.conf import settings

BLOT = "•••"
# What is shorter, such as `x` or `none`, is no key: it would be blotted out of every other word.
SHORTEST = 8


def without_secrets(text: str) -> str:
    """Careless gateways refuse a request by sending back its headers, and with them our key."""
    for secret in (settings.FAL_KEY, settings.OPENAI_KEY, settings.SECRET_KEY):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, BLOT)
    return text

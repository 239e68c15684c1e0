"""Who writes prompts in this studio, made from the settings once a process."""

from functools import cache

from django.conf import settings

from providers.base import Writer
from providers.local.wording.writer import LocalWriter
from providers.openai_text import OpenAIWriter

LABELS = {"openai": "Text model", "local": "Local rules"}


@cache
def writers() -> dict[str, Writer]:
    """The best first."""
    made: list[Writer] = [
        OpenAIWriter(settings.OPENAI_KEY, settings.OPENAI_URL, settings.OPENAI_TEXT_MODEL),
        LocalWriter(),
    ]
    return {writer.key: writer for writer in made}


def preferred() -> Writer:
    return next(writer for writer in writers().values() if not writer.why_not())

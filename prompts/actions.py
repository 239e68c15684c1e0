"""Prompts are made better here. Nothing is stored: what was typed and what was sent stand in the generation."""

import logging
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection

from prompts.errors import NotEnhanced
from prompts.writers import preferred, writers
from providers.base import Draft, ProviderError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Enhancement:
    """What was typed, what may be sent instead, and who wrote that."""

    prompt: str
    enhanced: str
    engine: str
    notes: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return self.enhanced != self.prompt


def enhance_prompt(*, draft: Draft, engine: str = "") -> Enhancement:
    """By the best writer there is, or by the named one; never by another in its place. Raises NotEnhanced."""
    writer = writers()[engine] if engine else preferred()
    if why := writer.why_not():
        raise ValidationError({"engine": [why]})
    if not connection.in_atomic_block:
        # The wait for a text model holds no database connection.
        connection.close()
    try:
        made = writer.enhance(draft)
    except ProviderError as error:
        log.warning("%s wrote no prompt: %s %s", writer.key, error.code, error.raw)
        raise NotEnhanced(writer.key, error) from error
    return Enhancement(draft.prompt, made.prompt, writer.key, made.notes)

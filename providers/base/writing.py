"""Prompts that are made better before a model gets them."""

from dataclasses import dataclass
from typing import Protocol

PROMPT_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and what for: kind "image", "video" or "edit". `camera_move` is sent beside the words."""

    prompt: str
    kind: str = "image"
    camera_move: str = ""


@dataclass(frozen=True, slots=True)
class Enhanced:
    """`notes` are sentences that say what was done."""

    prompt: str
    notes: tuple[str, ...] = ()


class Writer(Protocol):
    """Something that writes prompts. Every method may be called from any thread of any process."""

    key: str

    def why_not(self) -> str:
        """Why it cannot be used, as a sentence that says what to do; "" when it can."""

    def enhance(self, draft: Draft) -> Enhanced:
        """At most one paid request. Raises Rejected, NotAccepted, Ambiguous."""

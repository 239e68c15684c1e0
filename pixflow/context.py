"""What every page may use: cheap facts, and one query that is made only when a template asks for it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from projects.models import Session


@dataclass(frozen=True, slots=True)
class Engine:
    """`variable` is what an operator sets to switch it on; empty for the one that is always there.

    `address` is where it answers when that is not the vendor's own service: a simulator, a compatible server.
    """

    name: str
    summary: str
    present: bool
    variable: str = ""
    address: str = ""


def studio(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "signup_open": settings.SIGNUP_OPEN,
        "engines": _engines,
        "last_session": SimpleLazyObject(lambda: _last_session(user)),
    }


def _engines() -> list[Engine]:
    fal = "Flux, Seedream, Nano Banana and more, paid per picture."
    openai = "GPT Image, or any server that speaks the same language (OPENAI_BASE_URL)."
    return [
        Engine("This machine", "Draws with plain code on the processor. No AI, no key, no network, no price.", True),
        Engine("fal", fal, bool(settings.FAL_KEY), "FAL_KEY", settings.FAL_URL),
        Engine(
            "OpenAI", openai, bool(settings.OPENAI_KEY or settings.OPENAI_URL), "OPENAI_API_KEY", settings.OPENAI_URL
        ),
    ]


def _last_session(user: Any) -> Session | None:
    if not isinstance(user, User):
        return None
    return Session.objects.visible_to(user).filter(archived_at=None).only("pk").first()

"""The engines of this studio, made from the settings once a process."""

from functools import cache

from django.conf import settings

from providers.base import Provider
from providers.catalog import MODELS
from providers.catalog.model import Model
from providers.registry import build


@cache
def providers() -> dict[str, Provider]:
    """One object a vendor, made on first use: after a worker has forked, never at import."""
    return build(
        fal_key=settings.FAL_KEY,
        fal_url=settings.FAL_URL,
        openai_key=settings.OPENAI_KEY,
        openai_url=settings.OPENAI_URL,
    )


def why_not(model: Model) -> str:
    """Why the model cannot be picked, as a sentence; empty when it can."""
    provider = providers().get(model.provider)
    return provider.why_not(model) if provider else f"{model.label} has no engine here."


def catalogue(kind: str = "") -> list[Model]:
    return [model for model in MODELS.values() if not kind or model.kind == kind]


def editors() -> list[Model]:
    """Models that change a given picture."""
    return [model for model in catalogue("image") if model.source != "no"]


def slots(provider: str) -> int | None:
    """How many generations may run there at once; None where no limit is known."""
    return settings.SLOTS.get(provider)


def kept_free(slots: int) -> int:
    """Those that no large batch takes, so that what is small begins at once."""
    return slots // 4

"""The engines of one studio."""

from providers.base import Provider
from providers.fal.provider import FalProvider
from providers.local.provider import LocalProvider
from providers.openai_images import OpenAIProvider


def build(*, fal_key: str, fal_url: str, openai_key: str, openai_url: str) -> dict[str, Provider]:
    """By the name that catalogue entries carry in `provider`. Empty addresses are the vendors' own."""
    providers: list[Provider] = [
        LocalProvider(),
        FalProvider(fal_key, fal_url),
        OpenAIProvider(openai_key, openai_url),
    ]
    return {provider.key: provider for provider in providers}

"""OpenAI's library. It takes long to load and much memory, so the first request to OpenAI loads this module."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from openai import APIConnectionError, APIStatusError, OpenAI, OpenAIError
from openai.types import ImagesResponse
from openai.types.chat import ChatCompletion

from providers.base import Ambiguous, NotAccepted, Payload, ProviderError, Rejected
from providers.openai_errors import AWAY, BUSY, CODES, INVALID, LOST, STATUSES

NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class OpenAIClient:
    """Of OpenAI, or of a server that speaks like it. Raises ProviderError, or ValueError where nothing can be read."""

    def __init__(self, key: str, base_url: str, seconds: float) -> None:
        # The library's own retries would make and pay everything again.
        self._openai = OpenAI(api_key=key or "none", base_url=base_url or None, max_retries=0, timeout=seconds)

    def pictures(self, payload: Payload) -> ImagesResponse:
        images = self._openai.images
        with _explained():
            return images.edit(**payload) if "image" in payload else images.generate(**payload)

    def text(self, **wishes: Any) -> ChatCompletion:
        with _explained():
            answer: ChatCompletion = self._openai.chat.completions.create(**wishes)
            return answer


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OpenAIError as error:
        raise _explain(error) from None


def _explain(error: OpenAIError) -> ProviderError:
    if isinstance(error, APIStatusError):
        return _answered(error)
    if isinstance(error, APIConnectionError) and isinstance(error.__cause__, NOT_SENT):
        return NotAccepted(*AWAY, repr(error.__cause__))
    return Ambiguous(*LOST, repr(error.__cause__ or error))


def _answered(error: APIStatusError) -> ProviderError:
    raw = error.response.text
    if error.code in CODES:
        return Rejected(*CODES[error.code], raw)
    if error.status_code == 429:
        return NotAccepted(*BUSY, raw)
    if error.status_code >= 500 or error.status_code == 408:
        return Ambiguous(*LOST, raw)
    return Rejected(*STATUSES.get(error.status_code, INVALID), raw)

from rest_framework import status
from rest_framework.exceptions import APIException

from providers.base import Ambiguous, ErrorCode, ProviderError

# Whoever asked can change something about these; the others are the text model's own trouble.
THEIRS = {ErrorCode.CONTENT_REJECTED, ErrorCode.INVALID_INPUT}


class NotEnhanced(APIException):
    """The writer gave no prompt. No other one was asked in its place."""

    def __init__(self, engine: str, error: ProviderError) -> None:
        super().__init__(error.message, error.code)
        self.engine, self.default_code = engine, error.code.value
        self.status_code = _status(error)


def _status(error: ProviderError) -> int:
    if error.code in THEIRS:
        return status.HTTP_422_UNPROCESSABLE_ENTITY
    lost = isinstance(error, Ambiguous) or error.code is ErrorCode.RESULT_LOST
    return status.HTTP_502_BAD_GATEWAY if lost else status.HTTP_503_SERVICE_UNAVAILABLE

"""What can go wrong, in words that every engine shares."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """The closed list of reasons why a generation failed."""

    CONTENT_REJECTED = "content_rejected"
    INVALID_INPUT = "invalid_input"
    NO_CREDIT = "no_credit"
    RATE_LIMITED = "rate_limited"
    PROVIDER_DOWN = "provider_down"
    TIMED_OUT = "timed_out"
    UNSUPPORTED = "unsupported"
    RESULT_LOST = "result_lost"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class ProviderError(Exception):
    """An answer that is not a result. `raw` is the provider's body, for administrators only.

    Vendors' own exceptions do not survive pickling, so none of them leaves an adapter.
    """

    def __init__(self, code: ErrorCode, message: str, raw: str = "") -> None:
        super().__init__(code, message, raw)
        self.code, self.message, self.raw = code, message, raw[:20_000]

    def __str__(self) -> str:
        return self.message


class Rejected(ProviderError):
    """Final: the provider will not make this. Nothing is running there."""


class NotAccepted(ProviderError):
    """The provider certainly did not take the request (429, no connection): it may be sent again."""


class Ambiguous(ProviderError):
    """The request went out and no clear answer came back: it may be running and paid. Never send it again."""


class TryLater(ProviderError):
    """A look, a fetch or a preparation failed for now; repeating it costs nothing."""

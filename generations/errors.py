"""Why a generation failed, in sentences that a person can act on."""

from accounts.errors import Conflict
from providers.base import ErrorCode

__all__ = ["SENTENCES", "Conflict", "sentence"]

SENTENCES: dict[str, str] = {
    ErrorCode.CONTENT_REJECTED: "The provider's content rules refused this. Change the words or the pictures.",
    ErrorCode.INVALID_INPUT: "The model could not use this request. Change the settings and try again.",
    ErrorCode.NO_CREDIT: "The provider account has no credit left. Ask the operator to top it up, then retry.",
    ErrorCode.RATE_LIMITED: "The provider is too busy right now. Nothing was charged; retry in a few minutes.",
    ErrorCode.PROVIDER_DOWN: "The provider could not be reached. Nothing was charged; retry later.",
    ErrorCode.TIMED_OUT: "The provider took too long and was told to stop. Retry, or pick a faster model.",
    ErrorCode.UNSUPPORTED: "The model cannot do what was asked. Pick another model or change the request.",
    ErrorCode.RESULT_LOST: "The result was made but could not be brought home. Retry makes a new one.",
    ErrorCode.CANCELLED: "Cancelled.",
    ErrorCode.UNKNOWN: "The provider's answer was lost. It may have been made and charged, so it is not sent again "
    "by itself. It appears here if it turns up; Retry makes and pays a new one.",
}


def sentence(code: str, detail: str = "") -> str:
    """What the card says: what the adapter knows in particular, else the sentence of the code."""
    return detail or SENTENCES.get(code, "")

"""What every engine offers: plain requests in, plain results out. Adapters know nothing of the studio's tables."""

from providers.base.errors import Ambiguous, ErrorCode, NotAccepted, ProviderError, Rejected, TryLater
from providers.base.protocol import Provider
from providers.base.requests import Handle, InputFile, Payload, Request
from providers.base.results import Look, Media, Notify, Phase, Result, Submission
from providers.base.writing import PROMPT_MAX, Draft, Enhanced, Writer

__all__ = [
    "PROMPT_MAX",
    "Ambiguous",
    "Draft",
    "Enhanced",
    "ErrorCode",
    "Handle",
    "InputFile",
    "Look",
    "Media",
    "NotAccepted",
    "Notify",
    "Payload",
    "Phase",
    "Provider",
    "ProviderError",
    "Rejected",
    "Request",
    "Result",
    "Submission",
    "TryLater",
    "Writer",
]

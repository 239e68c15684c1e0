"""fal's many ways to say no, as one code and one sentence that a person can act on."""

import json
from typing import Any

from providers.base import Ambiguous, ErrorCode, NotAccepted, ProviderError, Rejected

REJECTED = ErrorCode.CONTENT_REJECTED, "The provider's safety rules refused this. Change the prompt or the pictures."
REFUSED_KEY = ErrorCode.PROVIDER_DOWN, "The fal key was refused. Ask the operator to check FAL_KEY."
NO_CREDIT = ErrorCode.NO_CREDIT, "The fal account is out of credit. Ask the operator to top it up."
BUSY = ErrorCode.RATE_LIMITED, "fal takes no more requests at the moment. Try again in a few minutes."
DOWN = ErrorCode.PROVIDER_DOWN, "The model failed at fal. Try again in a moment or pick another model."
SLOW = ErrorCode.TIMED_OUT, "The model took too long and was stopped. Try again."
STOPPED = ErrorCode.CANCELLED, "The generation was cancelled."
GONE = ErrorCode.UNSUPPORTED, "fal does not offer this model any more. Pick another model."
LOST = ErrorCode.UNKNOWN, "fal's answer was lost on the way. It may be running; it was not sent again."


def _invalid(sentence: str) -> tuple[ErrorCode, str]:
    return ErrorCode.INVALID_INPUT, sentence


UNUSABLE = _invalid("The model could not read one of the pictures. Save it as PNG or JPEG and add it again.")
LARGE = _invalid("One of the pictures is too large for the model. Make it smaller and try again.")
LONG = _invalid("The prompt is too long for the model. Shorten it.")

# By `detail[].type` of a model's error and by `error_type` of fal's own.
TYPES: dict[str, tuple[ErrorCode, str]] = {
    "content_policy_violation": REJECTED,
    "no_media_generated": (REJECTED[0], "The model made nothing of this prompt. Say it in other words."),
    "image_too_small": _invalid("One of the pictures is too small for the model. Use a larger one."),
    "image_too_large": LARGE,
    "file_too_large": LARGE,
    "image_load_error": UNUSABLE,
    "unsupported_image_format": UNUSABLE,
    "file_download_error": _invalid("fal could not open one of the pictures. Try again or use another picture."),
    "face_detection_error": _invalid("The model found no clear face in the picture. Use another picture."),
    "sequence_too_long": LONG,
    "string_too_long": LONG,
    "feature_not_supported": (ErrorCode.UNSUPPORTED, "The model cannot do this. Pick another model."),
    "downstream_service_error": DOWN,
    "downstream_service_unavailable": DOWN,
    "internal_server_error": DOWN,
    "internal_error": DOWN,
    "generation_timeout": SLOW,
    "request_timeout": SLOW,
    "startup_timeout": SLOW,
    "client_cancelled": STOPPED,
    "concurrent_requests_limit": BUSY,
}
STATUSES: dict[int, tuple[ErrorCode, str]] = {401: REFUSED_KEY, 402: NO_CREDIT, 404: GONE, 429: BUSY, 499: STOPPED}
FIELDS = {"image_urls": "pictures", "image_size": "size", "num_images": "number of pictures", "image_url": "picture"}
FIELDS |= {"start_image_url": "picture", "first_frame_url": "picture", "tail_image_url": "picture to end with"}
FIELDS |= {"end_image_url": "picture to end with", "last_frame_url": "picture to end with"}


def explain(status: int, text: str, error_type: str = "") -> tuple[ErrorCode, str]:
    """Branches on types and status codes, never on messages: those change. Partners' bodies may have any form."""
    first = _first_detail(text)
    for kind in (first.get("type"), error_type, _json(text).get("error_type")):
        if isinstance(kind, str) and kind in TYPES:
            return TYPES[kind]
    if status == 403:
        # The only sign of an empty account is in the words.
        return NO_CREDIT if "balance" in text.lower() else REFUSED_KEY
    if status in STATUSES:
        return STATUSES[status]
    return DOWN if status >= 500 else _invalid(_about(first))


def is_final(status: int, text: str) -> bool:
    """Whether this is the stored end of a request: written by the model or the queue, or a plain refusal."""
    if _first_detail(text) or isinstance(_json(text).get("error_type"), str):
        return True
    return 400 <= status < 500 and status not in (401, 403, 404, 408, 429)


def submission_error(status: int, text: str, error_type: str = "") -> ProviderError:
    code, sentence = explain(status, text, error_type)
    if status == 429:
        return NotAccepted(*BUSY, text)
    if status >= 500 or status == 408:
        return Ambiguous(*LOST, text)
    return Rejected(code, sentence, text)


def _about(detail: dict[str, Any]) -> str:
    """`loc` is a path such as ["body", "image_urls", 0]."""
    location = detail.get("loc")
    path = [part for part in location if isinstance(part, str)] if isinstance(location, list) else []
    name = FIELDS.get(path[-1], path[-1].replace("_", " ")) if path[1:] else "request"
    return f"The model did not accept the {name}. Change it and try again."


def _first_detail(text: str) -> dict[str, Any]:
    """The first entry of a model's list of errors, {} for every other form."""
    details = _json(text).get("detail")
    first = details[0] if isinstance(details, list) and details else None
    return first if isinstance(first, dict) else {}


def _json(text: str) -> dict[str, Any]:
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}

"""OpenAI's ways to say no, as one code and one sentence that a person can act on."""

from providers.base import ErrorCode

LOST = ErrorCode.UNKNOWN, "OpenAI's answer was lost on the way. It may have been made; it was not sent again."
BUSY = ErrorCode.RATE_LIMITED, "OpenAI takes no more requests at the moment. Try again in a few minutes."
AWAY = ErrorCode.PROVIDER_DOWN, "OpenAI cannot be reached. Try again later."
REJECTED = ErrorCode.CONTENT_REJECTED, "OpenAI's safety rules refused this. Change the prompt or the pictures."
NO_CREDIT = ErrorCode.NO_CREDIT, "The OpenAI account is out of credit. Ask the operator to top it up."
INVALID = ErrorCode.INVALID_INPUT, "The model did not accept this request. Change the prompt or the pictures."

CODES: dict[str, tuple[ErrorCode, str]] = {
    "moderation_blocked": REJECTED,
    "content_policy_violation": REJECTED,
    "insufficient_quota": NO_CREDIT,
    "billing_hard_limit_reached": NO_CREDIT,
    "model_not_found": (ErrorCode.UNSUPPORTED, "OpenAI does not offer this model any more. Pick another model."),
}
STATUSES: dict[int, tuple[ErrorCode, str]] = {
    401: (ErrorCode.PROVIDER_DOWN, "The OpenAI key was refused. Ask the operator to check OPENAI_API_KEY."),
    403: (
        ErrorCode.PROVIDER_DOWN,
        "OpenAI does not let this account use the model. Ask the operator to verify the organisation at OpenAI.",
    ),
    404: CODES["model_not_found"],
}

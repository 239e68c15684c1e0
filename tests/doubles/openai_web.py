"""OpenAI's error bodies, keys and faults."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.doubles.faults import markers
from tests.doubles.jobs import Jobs

Error = tuple[int, str, str | None, str | None, str]
REQUEST, SERVER = "invalid_request_error", "server_error"

SERVER_ERROR: Error = (500, "The server had an error while processing your request.", None, None, SERVER)
RATE_LIMIT: Error = (429, "Rate limit reached for images per minute.", "rate_limit_exceeded", None, "requests")

# Refusals ordered in the prompt: nothing was accepted, nothing is billed.
FAULTS: dict[str, Error] = {
    "always429": RATE_LIMIT,
    "balance": (429, "You exceeded your current quota.", "insufficient_quota", None, "insufficient_quota"),
    "content_policy": (
        400,
        "Your request was rejected by the safety system.",
        "moderation_blocked",
        None,
        "image_generation_user_error",
    ),
    "too_long": (400, "Invalid 'prompt': string too long.", "string_above_max_length", "prompt", REQUEST),
    "plain500": SERVER_ERROR,
    "model500": SERVER_ERROR,
    "nginx502": (502, "Bad gateway", None, None, SERVER),
}


def error(status: int, message: str, code: str | None, param: str | None = None, kind: str = REQUEST) -> Response:
    body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    headers = {"retry-after": "1"} if code == "rate_limit_exceeded" else {}
    return JSONResponse(body, status, headers)


def key_missing(request: Request) -> Response | None:
    """Every key is good except those that begin with "bad"."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme == "Bearer" and key and not key.startswith("bad"):
        return None
    return error(401, "Incorrect API key provided.", "invalid_api_key")


def fault(jobs: Jobs, prompt: str) -> Response | None:
    marks = markers(prompt)
    if "busy429" in marks and jobs.refused(prompt, int(marks["busy429"] or 2)):
        return error(*RATE_LIMIT)
    return next((error(*FAULTS[name]) for name in marks if name in FAULTS), None)

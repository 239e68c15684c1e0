"""fal: a queue that keeps accepted requests, asked by id, also after a restart."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
from fal_client import Completed, InProgress, Queued
from fal_client.client import FalClientHTTPError

from providers.base import (
    Ambiguous,
    ErrorCode,
    Handle,
    Look,
    NotAccepted,
    Notify,
    Payload,
    Phase,
    ProviderError,
    Rejected,
    Request,
    Result,
    Submission,
    TryLater,
)
from providers.catalog.model import Model
from providers.download import Downloader, Gone
from providers.fal.billing import charges
from providers.fal.client import FAILURES, NOT_SENT, Connection
from providers.fal.errors import DOWN, LOST, explain, is_final, submission_error
from providers.fal.history import find
from providers.fal.payload import body, endpoint_of, frame_limits
from providers.fal.results import brought, tell
from providers.fal.uploads import Uploads

HOSTS = ("*.fal.media", "*.fal.ai", "storage.googleapis.com")
# Everybody who has the address of a result can read it, so fal keeps it for a week only.
LIFETIME = {"X-Fal-Object-Lifecycle-Preference": '{"expiration_duration_seconds": 604800}'}
CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x1f\x7f]+")
MESSAGE_CHARACTERS = 200
UNREADABLE = ErrorCode.PROVIDER_DOWN, "fal's answer cannot be read now."
# Answers of a gateway in between, not of the model.
PASSING = (404, 408, 429, 502, 503, 504)


class FalProvider:
    key = "fal"
    repeatable = False

    def __init__(self, key: str, base_url: str = "", hosts: tuple[str, ...] = HOSTS) -> None:
        self._connection = Connection(key, base_url)
        self._uploads = Uploads()
        self._downloader = Downloader(hosts, base_url)

    def why_not(self, model: Model) -> str:
        return "" if self._connection.key else "Add FAL_KEY to use this model."

    def prepare(self, request: Request) -> Payload:
        try:
            payload = self._body(request)
        except (FalClientHTTPError, httpx.HTTPStatusError) as error:
            raise _unprepared(error.response) from None
        except FAILURES as error:
            raise TryLater(ErrorCode.PROVIDER_DOWN, "The pictures could not be sent to fal.", repr(error)) from None
        tell(request.workdir, {"prompt": payload["prompt"]} if payload["prompt"] != request.prompt else {})
        return payload

    def _body(self, request: Request) -> Payload:
        """Each input is uploaded as the model takes it."""
        client, limits = self._connection.client, frame_limits(request)
        more: dict[str, str] = {}
        urls = [self._uploads.url_of(client, file, limits) for file in request.inputs]
        if mask := request.sent_mask:
            more["mask"] = self._uploads.url_of(client, mask, limits, over=request.inputs[0])
        if request.end_frame:
            more["end"] = self._uploads.url_of(client, request.end_frame, limits)
        return body(request, urls, more)

    def submit(self, request: Request, payload: Payload, notify: Notify) -> Submission:
        try:
            handle = self._connection.client.submit(
                endpoint_of(request), payload, webhook_url=request.webhook_url or None, headers=LIFETIME
            )
        except FalClientHTTPError as error:
            raise submission_error(error.status_code, error.response.text, error.error_type or "") from None
        except NOT_SENT as error:
            raise NotAccepted(ErrorCode.PROVIDER_DOWN, "fal cannot be reached. Try again later.", repr(error)) from None
        except FAILURES as error:
            raise Ambiguous(*LOST, repr(error)) from None
        return Submission(handle.request_id)

    def look(self, handle: Handle) -> Look:
        try:
            status = self._connection.client.status(handle.model.endpoint, handle.request_id, with_logs=True)
        except FAILURES as error:
            raise TryLater(ErrorCode.PROVIDER_DOWN, "fal did not say how it stands.", repr(error)) from None
        if isinstance(status, Completed):
            return self._finished(handle, status)
        if isinstance(status, Queued):
            return Look(Phase.WAITING, position=status.position)
        return Look(Phase.RUNNING, message=_last_line(status.logs) if isinstance(status, InProgress) else "")

    def fetch(self, handle: Handle) -> Result:
        """Addresses of results expire; the stored answer, read once more, may hold new ones."""
        lost = ""
        for _ in range(2):
            try:
                return self._bring(handle)
            except Gone as error:
                lost = str(error)
        sentence = "The result is no longer at fal, so it cannot be stored. Make it again."
        raise Rejected(ErrorCode.RESULT_LOST, sentence, lost)

    def cancel(self, handle: Handle) -> None:
        try:
            self._connection.client.cancel(handle.model.endpoint, handle.request_id)
        except FAILURES as error:
            # 400 says that it has already finished: the next look tells.
            if not (isinstance(error, FalClientHTTPError) and error.status_code == 400):
                raise TryLater(ErrorCode.PROVIDER_DOWN, "fal did not take the wish to stop.", repr(error)) from None

    def find(self, request: Request, since: datetime) -> list[str]:
        return find(self._connection, request, since)

    def charges(self, since: datetime) -> dict[str, Decimal]:
        return charges(self._connection, since)

    def _bring(self, handle: Handle) -> Result:
        response = self._answer(handle)
        if response.is_success:
            return brought(_json_object(response), self._downloader, handle.workdir, handle.model.kind)
        if is_final(response.status_code, response.text):
            raise _refused(response)
        raise TryLater(*UNREADABLE, response.text)

    def _finished(self, handle: Handle, status: Completed) -> Look:
        """Failures and cancellations are "completed" too; why, stands in the stored answer."""
        if not (status.error or status.error_type):
            return Look(Phase.DONE)
        response = self._answer(handle)
        if response.is_success:
            return Look(Phase.DONE)
        if response.status_code in PASSING and not is_final(response.status_code, response.text):
            raise TryLater(*UNREADABLE, response.text)
        error = _refused(response, status.error_type or "")
        return Look(Phase.CANCELLED if error.code is ErrorCode.CANCELLED else Phase.FAILED, error=error)

    def _answer(self, handle: Handle) -> httpx.Response:
        try:
            return self._connection.result(handle.model.endpoint, handle.request_id)
        except FAILURES as error:
            raise TryLater(*UNREADABLE, repr(error)) from None


def _refused(response: httpx.Response, error_type: str = "") -> Rejected:
    return Rejected(*explain(response.status_code, response.text, error_type), response.text)


def _unprepared(response: httpx.Response) -> ProviderError:
    """Nothing was paid for an upload: whatever may pass is tried again."""
    if response.status_code in (408, 429) or response.status_code >= 500:
        return TryLater(*DOWN, response.text)
    return _refused(response)


def _json_object(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Rejected(ErrorCode.RESULT_LOST, "fal's answer cannot be read. Make it again.", response.text)
    return answer


def _last_line(logs: list[dict[str, Any]] | None) -> str:
    messages = [str(entry.get("message") or "") for entry in logs or [] if isinstance(entry, dict)]
    lines = [CONTROL.sub(" ", message).strip() for message in messages]
    return next((line for line in reversed(lines) if line), "")[:MESSAGE_CHARACTERS]

"""OpenAI's picture service, or a server that speaks like it: one call answers with the pictures.

There is no id to come back with, so the answer is made durable in the request's folder before anything else.
"""

from __future__ import annotations

import base64
import json
import os
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from providers.base import (
    Ambiguous,
    ErrorCode,
    Handle,
    Look,
    Media,
    Notify,
    Payload,
    Phase,
    Rejected,
    Request,
    Result,
    Submission,
)
from providers.catalog.model import Model
from providers.magic import suffix
from providers.openai_errors import LOST
from providers.pictures import fitted, mask_over

if TYPE_CHECKING:
    from openai.types import ImagesResponse

    from providers.openai_client import OpenAIClient

MANIFEST = "result.json"
SECONDS = 180.0
MILLION = Decimal(1_000_000)
# USD for a million tokens.
TEXT_IN, IMAGE_IN, IMAGE_OUT = Decimal(5), Decimal(8), Decimal(30)
NO_RESULT = ErrorCode.RESULT_LOST, "OpenAI's answer is no longer here. Make it again."


class OpenAIProvider:
    key = "openai"
    repeatable = False

    def __init__(self, key: str, base_url: str = "") -> None:
        self._key, self._base_url = key, base_url

    @cached_property
    def _client(self) -> OpenAIClient:
        client: OpenAIClient = resolve_name("providers.openai_client:OpenAIClient")(self._key, self._base_url, SECONDS)
        return client

    def why_not(self, model: Model) -> str:
        if self._key or self._base_url:
            return ""
        return "Add OPENAI_API_KEY (or OPENAI_BASE_URL of a compatible server) to use this model."

    def prepare(self, request: Request) -> Payload:
        _ = self._client  # loaded before a POST may have left: nothing that is wrong with it looks like a lost answer
        model = request.model
        width, height = model.size(
            request.aspect_ratio or model.aspect_ratios[0], request.resolution or model.resolutions[0]
        )
        values = {
            "prompt": request.prompt,
            "size": f"{width}x{height}",
            "format": request.format or model.formats[0],
            "outputs": request.outputs,
        }
        named = {wire: values[name] for name, wire in model.wire.items()}
        return {"model": model.endpoint, **model.pinned, **named, **_pictures(request)}

    def submit(self, request: Request, payload: Payload, notify: Notify) -> Submission:
        try:
            return Submission(request.token, _kept(self._client.pictures(payload), request.workdir))
        except (ValueError, OSError) as error:
            raise Ambiguous(*LOST, repr(error)) from None

    def look(self, handle: Handle) -> Look:
        if (handle.workdir / MANIFEST).exists():
            return Look(Phase.DONE)
        return Look(Phase.FAILED, error=Rejected(*NO_RESULT))

    def fetch(self, handle: Handle) -> Result:
        try:
            manifest = json.loads((handle.workdir / MANIFEST).read_text())
        except FileNotFoundError:
            raise Rejected(*NO_RESULT) from None
        cost = None if manifest["cost"] is None else Decimal(manifest["cost"])
        return Result(tuple(Media(handle.workdir / name) for name in manifest["media"]), cost, manifest["notes"])

    def cancel(self, handle: Handle) -> None:
        """The service cannot be stopped: the answer comes, or does not."""

    def find(self, request: Request, since: datetime) -> list[str]:
        return [request.token] if (request.workdir / MANIFEST).exists() else []

    def charges(self, since: datetime) -> dict[str, Decimal]:
        return {}


def _pictures(request: Request) -> Payload:
    pictures = [fitted(file, request.model.input_limits) for file in request.inputs]
    if not pictures:
        return {}
    # A single file goes under a name that servers which only speak like OpenAI understand too.
    sent: Payload = {"image": pictures if pictures[1:] else pictures[0]}
    return sent | {"mask": mask_over(request.sent_mask, pictures[0])} if request.sent_mask else sent


def _kept(answer: ImagesResponse, workdir: Path) -> Result:
    """Files first, the manifest last: whoever finds the manifest finds everything."""
    workdir.mkdir(parents=True, exist_ok=True)
    pictures = [base64.b64decode(image.b64_json) for image in answer.data or [] if image.b64_json]
    names = [f"output-{index}{suffix(data, 'image')}" for index, data in enumerate(pictures)]
    if not all(suffix(data, "image") for data in pictures) or not pictures:
        raise Rejected(ErrorCode.RESULT_LOST, "OpenAI's answer holds no picture. Try again.")
    for name, data in zip(names, pictures, strict=True):
        _write(workdir / name, data)
    cost, notes = cost_of(answer), _notes(answer)
    manifest = {"media": names, "cost": None if cost is None else str(cost), "notes": notes}
    _write(workdir / MANIFEST, json.dumps(manifest).encode())
    return Result(tuple(Media(workdir / name) for name in names), cost, notes)


def cost_of(answer: ImagesResponse) -> Decimal | None:
    """What the tokens cost, in USD. Servers that only speak like OpenAI count none."""
    usage = answer.usage
    if usage is None or usage.input_tokens_details is None:
        return None
    details = usage.input_tokens_details
    counts = (details.text_tokens, TEXT_IN), (details.image_tokens, IMAGE_IN), (usage.output_tokens, IMAGE_OUT)
    return sum(((count or 0) * price for count, price in counts), Decimal(0)) / MILLION


def _notes(answer: ImagesResponse) -> dict[str, Any]:
    revised = next((image.revised_prompt for image in answer.data or [] if image.revised_prompt), None)
    return {"prompt": revised} if revised else {}


def _write(path: Path, data: bytes) -> None:
    """Complete under its name or not there at all, also after a power cut."""
    partial = path.with_name(f"{path.name}.part")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""OpenAI's words, judgements and voices, small: enough to try what is built on them."""

import json
import math
import struct
import time
import uuid
import wave
from io import BytesIO
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.doubles.catalogue import Payload
from tests.doubles.faults import MARKER, markers
from tests.doubles.jobs import Jobs
from tests.doubles.openai_calls import MODELS
from tests.doubles.openai_web import fault, key_missing

CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)
SCALARS: dict[str, Any] = {"integer": 1, "number": 0.5, "boolean": True, "null": None, "array": [], "object": {}}
RATE = 24_000


def instance(schema: Payload, defs: Payload, name: str = "answer") -> Any:
    """The simplest value that a strict JSON Schema allows."""
    if "$ref" in schema:
        return instance(defs[schema["$ref"].rpartition("/")[2]], defs, name)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return instance(schema["anyOf"][0], defs, name)
    if "properties" in schema:
        return {key: instance(value, defs, key) for key, value in schema["properties"].items()}
    if "items" in schema:
        return [instance(schema["items"], defs, name)]
    return schema.get("const", SCALARS.get(schema.get("type", ""), f"Simulated {name}"))


def _said(messages: Any) -> str:
    """All text that a person sent, out of either API's nesting."""
    if isinstance(messages, str):
        return messages
    if isinstance(messages, dict):
        return _said(messages.get("content", messages.get("text", "")))
    return " ".join(map(_said, messages or []))


def _asked_by_a_person(messages: list[Payload]) -> str:
    return _said([message for message in messages if message.get("role") == "user"])


def _reply(said: str, wanted: Payload | None) -> str:
    """[[sim:say=...]] orders the words of the answer."""
    if wanted is None:
        if ordered := markers(said).get("say"):
            return ordered
        return f"SIMULATED: {MARKER.sub('', said)[:200]}"
    return json.dumps(instance(wanted, wanted.get("$defs", {})))


def _tone(text: str) -> bytes:
    """A soft hum, a fifteenth of a second per character, as a reader would take."""
    frames = int(RATE * max(0.2, len(text) / 15))
    samples = (int(4000 * math.sin(n * math.tau * 220 / RATE) * math.sin(n * 14 / RATE) ** 2) for n in range(frames))
    target = BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return target.getvalue()


class Text:
    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs

    def routes(self) -> list[Route]:
        return [
            Route("/models", self.models),
            Route("/chat/completions", self.chat, methods=["POST"]),
            Route("/responses", self.responses, methods=["POST"]),
            Route("/moderations", self.moderations, methods=["POST"]),
            Route("/audio/speech", self.speech, methods=["POST"]),
        ]

    async def models(self, request: Request) -> Response:
        rows = [{"id": name, "object": "model", "created": 1_780_000_000, "owned_by": "simulator"} for name in MODELS]
        return key_missing(request) or JSONResponse({"object": "list", "data": rows})

    def _accept(self, request: Request, asked: Payload, said: str) -> Response | None:
        if refusal := key_missing(request) or fault(self.jobs, said):
            return refusal
        cost = f"{len(said) * 1e-7:.7f}"
        facts: Payload = {"base": "", "width": 0, "height": 0, "images": 0, "cost": cost}
        self.jobs.accept("openai", asked["model"], said, asked, **facts)
        return None

    async def chat(self, request: Request) -> Response:
        """[[sim:refuse]] is declined in the field for that, and [[sim:cut]] ends in the middle."""
        asked = await request.json()
        said = _asked_by_a_person(asked["messages"])
        marks = markers(said)
        if trouble := self._accept(request, asked, said):
            return trouble
        wanted = (asked.get("response_format") or {}).get("json_schema", {}).get("schema")
        content, refusal = (None, "I will not.") if "refuse" in marks else (_reply(said, wanted), None)
        message = {"role": "assistant", "content": content, "refusal": refusal}
        reason = "length" if "cut" in marks else "stop"
        return JSONResponse(
            {
                "id": f"chatcmpl-{uuid.uuid4().hex}",
                "object": "chat.completion",
                "created": int(time.time()),
                "model": asked["model"],
                "choices": [{"index": 0, "finish_reason": reason, "message": message}],
                "usage": {"prompt_tokens": len(said), "completion_tokens": 20, "total_tokens": len(said) + 20},
            }
        )

    async def responses(self, request: Request) -> Response:
        asked = await request.json()
        said = _said(asked["input"])
        if refusal := self._accept(request, asked, said):
            return refusal
        form = (asked.get("text") or {}).get("format") or {"type": "text"}
        content = {"type": "output_text", "text": _reply(said, form.get("schema")), "annotations": []}
        message = {"id": f"msg_{uuid.uuid4().hex}", "type": "message", "role": "assistant", "status": "completed"}
        return JSONResponse(
            {
                "id": f"resp_{uuid.uuid4().hex}",
                "object": "response",
                "created_at": int(time.time()),
                "status": "completed",
                "error": None,
                "incomplete_details": None,
                "instructions": asked.get("instructions"),
                "metadata": {},
                "model": asked["model"],
                "output": [{**message, "content": [content]}],
                "parallel_tool_calls": True,
                "tool_choice": "auto",
                "tools": [],
                "text": {"format": form},
                "usage": {"input_tokens": len(said), "output_tokens": 20, "total_tokens": len(said) + 20},
            }
        )

    async def moderations(self, request: Request) -> Response:
        """Free, so nothing is billed; [[sim:content_policy]] is found to be sexual."""
        if refusal := key_missing(request):
            return refusal
        asked = await request.json()
        flagged = "[[sim:content_policy]]" in _said(asked["input"])
        found = {name: flagged and name == "sexual" for name in CATEGORIES}
        result = {
            "flagged": flagged,
            "categories": found,
            "category_scores": {name: 0.98 if hit else 0.001 for name, hit in found.items()},
            "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
        }
        model = asked.get("model", "omni-moderation-latest")
        return JSONResponse({"id": f"modr-{uuid.uuid4().hex}", "model": model, "results": [result]})

    async def speech(self, request: Request) -> Response:
        asked = await request.json()
        if refusal := self._accept(request, asked, asked["input"]):
            return refusal
        return Response(_tone(asked["input"]), media_type="audio/wav")

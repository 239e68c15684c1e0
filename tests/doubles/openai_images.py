"""OpenAI's pictures: one synchronous call, answered with base64, whole or as a stream of events."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.doubles.catalogue import Payload
from tests.doubles.faults import markers, seconds
from tests.doubles.inputs import edit_area, looked_at
from tests.doubles.jobs import Job, Jobs
from tests.doubles.multipart import parse
from tests.doubles.openai_calls import Call, problem
from tests.doubles.openai_files import files_problem
from tests.doubles.openai_web import SERVER_ERROR, error, fault, key_missing
from tests.doubles.pictures import Picture, render
from tests.doubles.web import cut


class Images:
    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs

    def routes(self) -> list[Route]:
        return [
            Route("/images/generations", self.generate, methods=["POST"]),
            Route("/images/edits", self.edit, methods=["POST"]),
        ]

    async def generate(self, request: Request) -> Response:
        return await self._answer(request, Call(await request.json(), "image_generation"))

    async def edit(self, request: Request) -> Response:
        parts = parse(request.headers["content-type"], await request.body())
        asked: Payload = {part.name: part.data.decode() for part in parts if part.filename is None}
        pictures = [part for part in parts if part.name in ("image", "image[]")]
        masks = [part for part in parts if part.name == "mask"]
        if refusal := files_problem(pictures, masks):
            return refusal
        inputs, mask = tuple(part.data for part in pictures), b"".join(part.data for part in masks)
        return await self._answer(request, Call(asked, "image_edit", inputs, mask))

    async def _answer(self, request: Request, call: Call) -> Response:
        if refusal := key_missing(request) or problem(call.asked) or fault(self.jobs, call.prompt):
            return refusal
        marks = markers(call.prompt)
        if "lost" in marks:
            return cut(request)
        job = self._accept(call)
        if "drop" in marks:
            return cut(request, marks["drop"])
        if call.streamed:
            return StreamingResponse(_events(call, job), media_type="text/event-stream")
        await asyncio.sleep(max(0, job.ends - time.time()) + seconds(marks, "slowsubmit", 0))
        if "accept500" in marks:
            return error(*SERVER_ERROR)
        pictures = [await _draw(call, job, index) for index in range(call.count)]
        data = [{"b64_json": picture, "revised_prompt": call.prompt} for picture in pictures]
        return JSONResponse({"created": int(job.created), "data": data, "usage": call.usage, **call.facts})

    def _accept(self, call: Call) -> Job:
        width, height = call.size
        inputs = [looked_at(data, {}) for data in call.inputs]
        return self.jobs.accept(
            "openai",
            call.model,
            call.prompt,
            call.asked,
            base="",
            width=width,
            height=height,
            images=call.count,
            cost=str(call.cost),
            inputs=inputs,
            edit_area=edit_area(call.mask, inputs[0].size) if call.mask else None,
        )


async def _draw(call: Call, job: Job, index: int, shrink: int = 1) -> str:
    picture = Picture(
        label=call.model,
        prompt=call.prompt,
        seed=job.seed + index,
        width=job.drawn[0] // shrink,
        height=job.drawn[1] // shrink,
        format=call.format,
        inputs=call.inputs,
        mask=call.mask,
        black="nsfw" in job.markers,
    )
    return base64.b64encode(await run_in_threadpool(render, picture)).decode()


async def _events(call: Call, job: Job) -> AsyncIterator[str]:
    """Smaller versions of the picture first, evenly over the time that the call takes."""
    pause = max(0, job.ends - time.time()) / (call.partials + 1)
    for index in range(call.partials):
        await asyncio.sleep(pause)
        picture = await _draw(call, job, 0, shrink=4)
        yield _event(call, "partial_image", job, b64_json=picture, partial_image_index=index)
    await asyncio.sleep(pause)
    yield _event(call, "completed", job, b64_json=await _draw(call, job, 0), usage=call.usage)


def _event(call: Call, name: str, job: Job, **more: object) -> str:
    kind = f"{call.event}.{name}"
    body = {"type": kind, "created_at": int(job.created), **call.facts, **more}
    return f"event: {kind}\ndata: {json.dumps(body)}\n\n"

"""fal's queue: submit, status, status stream, result and cancel."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.doubles.catalogue import ENDPOINTS, Endpoint, Payload
from tests.doubles.content import Content
from tests.doubles.fal_answers import base_url, output, receipt, status
from tests.doubles.faults import REFUSALS, Answer, markers, model_error, seconds
from tests.doubles.inputs import Box, Input, InputError
from tests.doubles.jobs import Job, Jobs
from tests.doubles.pricing import cost, count
from tests.doubles.sizes import dimensions
from tests.doubles.web import answer, cut, fal_key_missing
from tests.doubles.webhooks import Webhooks

NOT_FOUND = Answer(404, {"status": "NOT_FOUND"})
NO_APPLICATION = Answer(404, {"detail": "Application not found"})
PLAIN_500 = REFUSALS["plain500"]


class Queue:
    def __init__(self, jobs: Jobs, content: Content, webhooks: Webhooks) -> None:
        self.jobs, self.content, self.webhooks = jobs, content, webhooks

    def routes(self) -> list[Route]:
        one = "/{app:path}/requests/{request_id}"
        return [
            Route(f"{one}/status", self.status),
            Route(f"{one}/status/stream", self.stream),
            Route(f"{one}/cancel", self.cancel, methods=["PUT"]),
            Route(f"{one}/response", self.result),
            Route(one, self.result),
            Route("/{endpoint:path}", self.submit, methods=["POST"]),  # catches all, so it stands last
        ]

    async def submit(self, request: Request) -> Response:
        endpoint, payload = ENDPOINTS.get(request.path_params["endpoint"]), await request.json()
        if endpoint is None:
            return answer(NO_APPLICATION)
        if refusal := fal_key_missing(request) or self._refuse(endpoint, payload) or _echoed(request, payload):
            return answer(refusal)
        marks = markers(payload.get("prompt", ""))
        if "lost" in marks:
            return cut(request)
        url = request.query_params.get("fal_webhook", "")
        job = self._accept(endpoint, payload, base_url(request), url)
        if url:
            await self.webhooks.register(job, url)
        await asyncio.sleep(seconds(marks, "slowsubmit", 0))
        if "drop" in marks:
            return cut(request, marks["drop"])
        if "accept500" in marks:
            return answer(PLAIN_500)
        return JSONResponse(receipt(job), headers={"x-fal-request-id": job.request_id})

    def _refuse(self, endpoint: Endpoint, payload: object) -> Answer | None:
        if not isinstance(payload, dict):
            return Answer(422, {"detail": [{"loc": ["body"], "msg": "Input should be an object", "type": "dict_type"}]})
        if problems := endpoint.problems(payload):
            return Answer(422, {"detail": problems}, {"X-Fal-Retryable": "false"})
        if endpoint.kind not in ("image", "video"):
            return Answer(501, {"detail": f"This simulator makes pictures and clips only, not {endpoint.kind}."})
        marks = markers(prompt := payload.get("prompt", ""))
        if "busy429" in marks and self.jobs.refused(prompt, int(marks["busy429"] or 2)):
            return REFUSALS["always429"]
        return next((REFUSALS[name] for name in marks if name in REFUSALS), None)

    def _accept(self, endpoint: Endpoint, payload: Payload, base: str, webhook: str) -> Job:
        inputs: list[Input] = []
        failure: Answer | None = None
        area: Box | None = None
        try:
            inputs = self.content.inputs(endpoint, payload)
            area = self.content.edit_area(payload, inputs)
        except InputError as error:
            # The real queue accepts first and finds out when it runs.
            failure = model_error(error.status, error.kind, str(error), ("body", error.field))
        sizes = [picture.size for picture in inputs]
        width, height = dimensions(endpoint, payload, sizes[0] if sizes else None)
        return self.jobs.accept(
            "fal",
            endpoint.id,
            payload.get("prompt", ""),
            payload,
            base=base,
            webhook=webhook,
            width=width,
            height=height,
            images=count(endpoint, payload),
            cost=str(cost(endpoint, payload, (width, height), sizes)),
            failure=failure,
            inputs=inputs,
            edit_area=area,
        )

    def _find(self, request: Request) -> Job | Response:
        if missing := fal_key_missing(request):
            return answer(missing)
        job = self.jobs.get(request.path_params["request_id"])
        if job is None or job.provider != "fal":
            return answer(NOT_FOUND)
        if request.path_params["app"] not in (job.endpoint, ENDPOINTS[job.endpoint].app):
            return answer(NOT_FOUND)
        return job

    async def status(self, request: Request) -> Response:
        job = self._find(request)
        if isinstance(job, Response):
            return job
        logs = request.query_params.get("logs", "").lower() in ("1", "true")
        body = status(job, time.time(), logs)
        return JSONResponse(body, 200 if body["status"] == "COMPLETED" else 202)

    async def stream(self, request: Request) -> Response:
        job = self._find(request)
        if isinstance(job, Response):
            return job
        return StreamingResponse(self._events(job.request_id), media_type="text/event-stream")

    async def _events(self, request_id: str) -> AsyncIterator[str]:
        while job := self.jobs.get(request_id):
            body = status(job, time.time(), logs=True)
            yield f"data: {json.dumps(body)}\n\n"
            if body["status"] == "COMPLETED":
                return
            await asyncio.sleep(0.1)

    async def result(self, request: Request) -> Response:
        job = self._find(request)
        if isinstance(job, Response):
            return job
        if job.state(time.time()) != "COMPLETED":
            return answer(Answer(400, {"detail": "Request is still in progress"}))
        headers = {"x-fal-request-id": job.request_id}
        if job.trouble:
            return answer(job.trouble, headers)
        return JSONResponse(output(job), headers=headers | {"X-Fal-Billable-Units": str(job.images)})

    async def cancel(self, request: Request) -> Response:
        job, now = self._find(request), time.time()
        if isinstance(job, Response):
            return job
        if job.state(now) == "COMPLETED":
            return answer(Answer(400, {"status": "ALREADY_COMPLETED"}))
        self.jobs.cancel(job, now)
        return answer(Answer(202, {"status": "CANCELLATION_REQUESTED"}))


def _echoed(request: Request, payload: Payload) -> Answer | None:
    """As careless gateways refuse: with all that they were sent."""
    asked = "echo" in markers(payload.get("prompt", ""))
    return Answer(400, {"detail": f"Bad request: {dict(request.headers)}"}) if asked else None

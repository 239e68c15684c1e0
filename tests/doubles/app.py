"""Both services in one application, with a back door for testers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from tests.doubles.content import Content
from tests.doubles.fal_files import Storage
from tests.doubles.fal_platform import Platform
from tests.doubles.fal_queue import Queue
from tests.doubles.jobs import Jobs, Pace
from tests.doubles.openai_images import Images
from tests.doubles.openai_text import Text
from tests.doubles.store import Store
from tests.doubles.web import Recorder
from tests.doubles.webhooks import Webhooks


class BackDoor:
    """What no provider offers: the record of all requests, the bill of both services, a clean slate."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs

    def routes(self) -> list[Route]:
        return [
            Route("/requests", self.requests),
            Route("/bill", self.bill),
            Route("/reset", self.reset, methods=["POST"]),
        ]

    async def requests(self, request: Request) -> Response:
        rows = self.jobs.store.run("SELECT record FROM request ORDER BY id")
        return JSONResponse([json.loads(row["record"]) for row in rows])

    async def bill(self, request: Request) -> Response:
        return JSONResponse([job.bill() for job in reversed(self.jobs.all())])

    async def reset(self, request: Request) -> Response:
        self.jobs.store.reset()
        return JSONResponse({})


def build(store: Store, pace: Pace, proxy: str = "") -> ASGIApp:
    jobs = Jobs(store, pace)
    content, webhooks, door = Content(jobs), Webhooks(jobs, proxy), BackDoor(jobs)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        deliveries = asyncio.create_task(webhooks.run())
        yield
        deliveries.cancel()

    queue = Queue(jobs, content, webhooks)
    fal = [*Storage(store, content).routes(), *Platform(jobs).routes(), *queue.routes()]
    mounts = [
        Mount("/_sim", routes=door.routes()),
        Mount("/fal/_sim", routes=door.routes()),
        Mount("/fal", routes=fal),
        Mount("/openai/v1", routes=[*Images(jobs).routes(), *Text(jobs).routes()]),
    ]
    return Recorder(Starlette(routes=mounts, lifespan=lifespan), store)

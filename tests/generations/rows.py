"""Rows without files, for tests that read many of them; and the bytes of a real picture."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any, cast

from PIL import Image

from generations import search
from generations.models import Batch, Generation, Output, Reference
from generations.states import State
from projects.models import Session


def a_generation(
    session: Session, *, state: str = State.SUCCEEDED, batch: Batch | None = None, **facts: Any
) -> Generation:
    author = facts.setdefault("author", session.created_by)
    batch = batch or Batch.objects.create(project=session.project, session=session, author=author, title="Some")
    facts = {"model": "local-landscape", "provider": "local", "kind": "image", "prompt": "a lake", **facts}
    row = Generation.objects.create(project=session.project, session=session, batch=batch, state=state, **facts)
    search.index([row])
    return row


def an_output(session: Session, *, made_from: tuple[Output, ...] = (), **facts: Any) -> Output:
    generation = a_generation(session, **facts)
    for position, output in enumerate(made_from):
        Reference.objects.create(generation=generation, output=output, position=position)
    return add_output(generation)


def add_output(generation: Generation, position: int = 0) -> Output:
    digest = f"{generation.pk:064x}"
    return Output.objects.create(
        generation=generation,
        project=generation.project,
        position=position,
        kind=generation.kind,
        file=f"{digest[:2]}/{digest}.png",
        preview=f"{digest[:2]}/{digest}-preview.webp",
        width=64,
        height=48,
        bytes=1000,
        content_type="image/png",
        sha256=digest,
    )


def png(width: int = 64, height: int = 48, colour: str = "teal") -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (width, height), colour).save(data, "PNG")
    data.seek(0)
    data.name = "sea view.png"
    return data


def bytes_of(response: object) -> bytes:
    """Of an answer that is streamed as under ASGI."""

    async def read() -> bytes:
        return b"".join([chunk async for chunk in cast(AsyncIterator[bytes], response)])

    return asyncio.run(read())

"""The bytes behind /files/: what clients uploaded, and what the models drew."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.doubles.catalogue import ENDPOINTS, Endpoint, Payload
from tests.doubles.clips import Clip, encoded
from tests.doubles.inputs import FIRST, LAST, Box, Input, InputError, edit_area, looked_at
from tests.doubles.jobs import Job, Jobs
from tests.doubles.pictures import Picture, render
from tests.doubles.pricing import lasts

FILES = "/fal/files/"


@dataclass(frozen=True, slots=True)
class File:
    content_type: str
    data: bytes


def named_inputs(payload: Payload) -> list[tuple[str, str]]:
    """The field and the address of every input picture, a clip's last one at the end."""
    first, last = ([(name, payload[name]) for name in names if payload.get(name)] for names in (FIRST, LAST))
    return [*first, *(("image_urls", url) for url in payload.get("image_urls", [])), *last]


def output_format(endpoint: Endpoint, payload: Payload) -> str:
    return str(endpoint.value(payload, "output_format") or "png")


class Content:
    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs

    def read(self, name: str) -> File | None:
        rows = self.jobs.store.run("SELECT * FROM file WHERE name = ?", name)
        if rows:
            return File(rows[0]["content_type"], rows[0]["data"])
        request_id, _, rest = name.rpartition("-")
        job = self.jobs.get(request_id)
        if job is None or job.provider != "fal":
            return None
        picture = self.picture(job, int(rest.partition(".")[0]))
        if ENDPOINTS[job.endpoint].kind == "video":
            clip = Clip(picture, lasts(ENDPOINTS[job.endpoint], job.payload))
            return File(clip.content_type, encoded(clip))
        # The same picture, but never the same file: decoders read no further than its end.
        mark = request_id.encode() if "same" in job.markers else b""
        return File(picture.content_type, render(picture) + mark)

    def picture(self, job: Job, index: int) -> Picture:
        endpoint, same = ENDPOINTS[job.endpoint], "same" in job.markers
        return Picture(
            label=endpoint.label,
            prompt="" if same else job.prompt,
            seed=index if same else job.seed + index,
            width=job.drawn[0],
            height=job.drawn[1],
            format=output_format(endpoint, job.payload),
            inputs=() if same else tuple(self.fetch(url) for _, url in named_inputs(job.payload)),
            mask=self.fetch(job.payload["mask_url"]) if job.payload.get("mask_url") and not same else b"",
            black="nsfw" in job.markers,
        )

    def fetch(self, url: str) -> bytes:
        """The content of an input: a file of this server or a data URI. There is no way out to other hosts."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            try:
                return base64.b64decode(parts.path.partition(",")[2], validate=True)
            except binascii.Error as error:
                raise InputError("image_load_error", "Failed to load the image.") from error
        found = self.read(parts.path.removeprefix(FILES)) if parts.path.startswith(FILES) else None
        if found is None:
            raise InputError("file_download_error", "Failed to download the file.")
        return found.data

    def inputs(self, endpoint: Endpoint, payload: Payload) -> list[Input]:
        return [self._input(endpoint, field, url) for field, url in named_inputs(payload)]

    def _input(self, endpoint: Endpoint, field: str, url: str) -> Input:
        try:
            return looked_at(self.fetch(url), endpoint.row.get("limits", {}))
        except InputError as error:
            error.field = field
            raise

    def edit_area(self, payload: Payload, inputs: list[Input]) -> Box | None:
        """What of the first picture may be changed, None when there is no mask."""
        url = payload.get("mask_url")
        return edit_area(self.fetch(url), inputs[0].size) if url else None

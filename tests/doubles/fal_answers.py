"""The JSON that fal's queue answers about a request."""

import time

from starlette.requests import Request

from tests.doubles.catalogue import ENDPOINTS, Endpoint, Payload
from tests.doubles.content import output_format
from tests.doubles.jobs import STEPS, Job, iso
from tests.doubles.pricing import lasts


def base_url(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}/fal"


def output(job: Job) -> Payload:
    """The model's own JSON, in the shape that the endpoint documents."""
    endpoint = ENDPOINTS[job.endpoint]
    values: Payload = {
        "video": _video(endpoint, job),
        "actual_prompt": job.prompt,
        "exr_file": None,
        "images": [_image(endpoint, job, index) for index in range(job.images)],
        "seed": job.seed,
        "prompt": job.prompt,
        "revised_prompt": job.prompt,
        "description": "",
        "has_nsfw_concepts": ["nsfw" in job.markers] * job.images,
        "timings": {"inference": job.run},
    }
    nsfw = {"has_nsfw_concepts": values["has_nsfw_concepts"]} if "nsfw" in job.markers else {}
    return {name: values[name] for name in endpoint.row["output"]} | nsfw


def _file(job: Job, name: str, content_type: str) -> Payload:
    url = "http://169.254.169.254/x" if "foreign" in job.markers else f"{job.base}/files/{name}"
    return {"url": url, "content_type": content_type, "file_name": name}


def _video(endpoint: Endpoint, job: Job) -> Payload:
    clip = _file(job, f"{job.request_id}-0.mp4", "video/mp4")
    return clip | {"duration": lasts(endpoint, job.payload)} if endpoint.row["file"] == "VideoFile" else clip


def _image(endpoint: Endpoint, job: Job, index: int) -> Payload:
    kind = output_format(endpoint, job.payload)
    image = _file(job, f"{job.request_id}-{index}.{kind}", f"image/{kind}")
    # Models whose output is a plain File do not tell the size.
    return image if endpoint.row["file"] == "File" else image | {"width": job.width, "height": job.height}


def _url(job: Job) -> str:
    """Of the request: the sub-path of the endpoint is left out, as fal does."""
    return f"{job.base}/{ENDPOINTS[job.endpoint].app}/requests/{job.request_id}"


def receipt(job: Job) -> Payload:
    return {
        "request_id": job.request_id,
        "gateway_request_id": job.request_id,
        "response_url": _url(job),
        "status_url": f"{_url(job)}/status",
        "cancel_url": f"{_url(job)}/cancel",
        "queue_position": max(0, job.position(time.time())),
    }


def _logs(job: Job, now: float) -> list[Payload]:
    return [
        {
            "message": f"step {step}/{STEPS}",
            "level": "INFO",
            "source": "USER",
            "timestamp": iso(job.starts + job.run * step / STEPS),
        }
        for step in range(1, job.steps(now) + 1)
    ]


def status(job: Job, now: float, logs: bool) -> Payload:
    state = job.state(now)
    body: Payload = {"status": state, "request_id": job.request_id, "response_url": _url(job)}
    if state == "IN_QUEUE":
        return body | {"queue_position": job.position(now), "logs": None}
    body["logs"] = _logs(job, now) if logs and "nologs" not in job.markers else None
    if state == "COMPLETED":
        body["metrics"] = {"inference_time": job.run}
        if job.trouble:
            kind = job.trouble.headers.get("X-Fal-Error-Type")
            body |= {"error": f"Invalid status code: {job.trouble.status}"} | ({"error_type": kind} if kind else {})
    return body

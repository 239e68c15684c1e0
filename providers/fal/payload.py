"""From a request to the body that a fal endpoint wants."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from providers.base import Payload, Request
from providers.catalog.camera import words
from providers.catalog.model import InputLimits
from providers.pictures import size_of

NO_MORE: Mapping[str, str] = {}


def endpoint_of(request: Request) -> str:
    model = request.model
    if request.end_frame and model.end_endpoint:
        return model.end_endpoint
    return model.edit_endpoint if request.inputs and model.edit_endpoint else model.endpoint


def names_of(request: Request) -> dict[str, str]:
    """What the endpoint calls the things that we send."""
    named = {**request.model.wire, **request.model.wire_at.get(endpoint_of(request), {})}
    return {ours: theirs for ours, theirs in named.items() if theirs}


def prompt_of(request: Request) -> str:
    """A camera move is said in words to a model that has no field for it."""
    if not request.camera_move or "camera_move" in request.model.wire:
        return request.prompt
    prompt = request.prompt.rstrip()
    return f"{prompt}{'.' if prompt[-1:].isalnum() else ''} {words(request.camera_move, request.camera_strength)}"


def frame_limits(request: Request) -> InputLimits:
    """The first and the last picture of a clip have one shape: the asked one where the clip takes it from them.

    When the asked ratio is only the nearest to that of the picture, the picture stays whole.
    """
    model, limits = request.model, request.model.input_limits
    if model.kind != "video" or request.source is None:
        return limits
    width, height = size_of(request.source)
    shape = width / height
    follows = "aspect_ratio" not in names_of(request)
    if follows and request.aspect_ratio not in ("", model.nearest_ratio(width, height)):
        across, down = request.aspect_ratio.split(":")
        shape = int(across) / int(down)
    least, most = limits.ratio
    shape = min(max(shape, least), most)
    return replace(limits, ratio=(shape, shape))


def body(request: Request, urls: Sequence[str], more: Mapping[str, str] = NO_MORE) -> Payload:
    """`urls` are the uploaded inputs, `more` those of "mask" and "end". A value without a name is left out."""
    model = request.model
    aspect_ratio = request.aspect_ratio or model.aspect_ratios[0]
    resolution = request.resolution or model.resolutions[0]
    duration = request.duration or next(iter(model.durations), 0)
    width, height = model.size(aspect_ratio, resolution)
    values = {
        "prompt": prompt_of(request),
        "inputs": list(urls) or None,
        "start": next(iter(urls), None),
        "size": {"width": width, "height": height},
        "aspect_ratio": model.word("aspect_ratio", aspect_ratio),
        "resolution": model.word("resolution", resolution),
        "duration": model.word("duration", str(duration)),
        "camera_move": model.word("camera_move", request.camera_move) or None,
        "format": request.format or next(iter(model.formats), None),
        "outputs": request.outputs,
        "seed": request.seed,
        **more,
    }
    named = {wire: values.get(name) for name, wire in names_of(request).items()}
    return {**model.pinned, **{name: value for name, value in named.items() if value is not None}}

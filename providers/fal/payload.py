"""From a request to the body that a fal endpoint wants."""

from collections.abc import Sequence

from providers.base import Payload, Request


def endpoint_of(request: Request) -> str:
    model = request.model
    return model.edit_endpoint if request.inputs and model.edit_endpoint else model.endpoint


def body(request: Request, urls: Sequence[str], mask_url: str = "") -> Payload:
    """`urls` are the uploaded inputs. A value without a name on the model's wire is left out."""
    model = request.model
    aspect_ratio = request.aspect_ratio or model.aspect_ratios[0]
    resolution = request.resolution or model.resolutions[0]
    width, height = model.size(aspect_ratio, resolution)
    values = {
        "prompt": request.prompt,
        "inputs": list(urls) or None,
        "mask": mask_url or None,
        "size": {"width": width, "height": height},
        "aspect_ratio": model.word("aspect_ratio", aspect_ratio),
        "resolution": model.word("resolution", resolution),
        "outputs": request.outputs,
        "seed": request.seed,
    }
    named = {wire: values[name] for name, wire in model.wire.items()}
    return {**model.pinned, **{name: value for name, value in named.items() if value is not None}}

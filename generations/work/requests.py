"""From a row to what an adapter understands."""

from pathlib import Path

from django.conf import settings

from generations.models import Generation, Output
from generations.planning.order import STRENGTH
from providers.base import Handle, InputFile, Request
from providers.catalog import MODELS


def request_of(generation: Generation) -> Request:
    """Reads the frozen references. A picture that was deleted meanwhile raises FileNotFoundError."""
    values = generation.parameters
    references = generation.references.select_related("output")
    return Request(
        model=MODELS[generation.model],
        prompt=generation.prompt_enhanced or generation.prompt,
        token=generation.attempt_token,
        workdir=settings.SPOOL_ROOT / generation.attempt_token,
        aspect_ratio=values.get("aspect_ratio", ""),
        resolution=values.get("resolution", ""),
        format=values.get("format", ""),
        outputs=values.get("outputs", 1),
        seed=values.get("seed"),
        duration=values.get("duration"),
        camera_move=values.get("camera_move", ""),
        source=_input(generation.source) if generation.source else None,
        camera_strength=values.get("camera_strength", STRENGTH),
        end_frame=_input(generation.end_frame) if generation.end_frame else None,
        mask=_input(generation.mask) if generation.mask else None,
        references=tuple(_input(reference.output) for reference in references),
        webhook_url=_webhook_url(generation),
    )


def handle_of(generation: Generation) -> Handle:
    return Handle(
        MODELS[generation.model], generation.provider_request_id, settings.SPOOL_ROOT / generation.attempt_token
    )


def _input(output: Output) -> InputFile:
    # In the trash its file is still there, but nobody wants it sent anywhere.
    if output.deleted_at or not output.file:
        raise FileNotFoundError(f"output {output.pk} was deleted")
    return InputFile(Path(output.file.path), output.content_type, output.sha256)


def _webhook_url(generation: Generation) -> str:
    """The token in the address is unguessable: it names this attempt even when the answer to the POST is lost."""
    public = settings.PUBLIC_URL
    return f"{public}/hooks/{generation.provider}/{generation.attempt_token}/" if public.startswith("https://") else ""

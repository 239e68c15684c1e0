"""What OpenAI's edit route refuses of the files that come along."""

from collections.abc import Sequence

from starlette.responses import Response

from tests.doubles.inputs import FORMATS, InputError, edit_area, looked_at
from tests.doubles.multipart import Part
from tests.doubles.openai_web import error

PICTURES_MAX = 16
LIMITS = {"bytes": 50_000_000}


def files_problem(pictures: Sequence[Part], masks: Sequence[Part]) -> Response | None:
    """The first thing that the service refuses."""
    if not 1 <= len(pictures) <= PICTURES_MAX:
        return error(400, f"Send 1 to {PICTURES_MAX} images.", "invalid_value", "image")
    for part in (*pictures, *masks):
        if part.content_type not in FORMATS.values() or not part.filename:
            message = f"Invalid file '{part.filename}': unsupported mimetype ('{part.content_type}')."
            return error(400, message, "unsupported_file_mimetype", part.name)
    try:
        inputs = [looked_at(part.data, LIMITS) for part in pictures]
    except InputError as refused:
        return error(400, str(refused), "invalid_image_file", "image")
    if any(part.content_type != seen.content_type for part, seen in zip(pictures, inputs, strict=True)):
        return error(400, "The file is not what its mimetype says.", "invalid_image_file", "image")
    try:
        for part in masks:
            edit_area(part.data, inputs[0].size)
    except InputError as refused:
        return error(400, str(refused), "invalid_mask_image_format", "mask")
    return None

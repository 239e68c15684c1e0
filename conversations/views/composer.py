"""The composer where it edits a picture: only models that take one, and the shape that the picture has."""

from collections.abc import Collection
from typing import Any

from generations.engines import editors
from generations.views.composer import Composer, choices, offers
from projects.models import Session


def edit_composer(
    session: Session, *, models: Collection[str], aspect_ratio: str, resolution: str, **facts: Any
) -> Composer:
    """`models` are chosen where they can be used. An empty or unknown shape means "as the picture"."""
    shapes, sizes = choices(editors())
    return Composer(
        session=session,
        offers=offers(editors(), models),
        shapes=["", *shapes],
        sizes=sizes,
        settings={
            "aspect_ratio": aspect_ratio if aspect_ratio in shapes else "",
            "resolution": resolution if resolution in sizes else sizes[0],
        },
        repeats=False,
        **facts,
    )

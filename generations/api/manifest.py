"""What a downloaded ZIP says of its files."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from generations.models import Generation, Output

WORDS_MAX = 40


def name_of(output: Output, place: str) -> str:
    """From the prompt, cleaned, and unique: a-lighthouse-at-dawn-local-landscape-01-881.png."""
    words = slugify(output.generation.prompt[:200], allow_unicode=True)[:WORDS_MAX].strip("-_")
    parts = (words or output.kind, slugify(output.generation.model), place, str(output.pk))
    return "-".join(filter(None, parts)) + Path(output.file.name).suffix


def facts_of(output: Output) -> dict[str, Any]:
    """Rows come from reading.outputs(), with their sessions."""
    generation = output.generation
    return {
        "id": output.pk,
        "generation": generation.pk,
        "batch": generation.batch_id,
        "session": {"id": generation.session_id, "name": generation.session.name},
        "prompt": generation.prompt,
        "prompt_sent": generation.prompt_sent or generation.prompt_enhanced or generation.prompt,
        "model": generation.model,
        "provider": generation.provider,
        "parameters": generation.parameters,
        "seed": output.seed,
        "price": _share(generation.price, generation),
        "cost": None if generation.cost is None else _share(generation.cost, generation),
        "tags": output.tag_names,
        "my_rating": output.my_rating,  # type: ignore[attr-defined]
        "likes": output.likes,  # type: ignore[attr-defined]
        "dislikes": output.dislikes,  # type: ignore[attr-defined]
        "kind": output.kind,
        "width": output.width,
        "height": output.height,
        "duration": output.duration,
        "bytes": output.bytes,
        "content_type": output.content_type,
        "sha256": output.sha256,
        "created_at": output.created_at.isoformat(),
    }


def _share(amount: Decimal, generation: Generation) -> float:
    """A generation is priced as a whole; this is the share of one of its files."""
    share = amount / max(1, generation.parameters.get("outputs", 1))
    return float(round(share, 6))

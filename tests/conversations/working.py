"""The work behind a turn, done by hand with the runner's own functions: which model ends when and how is the test's."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from conversations.models import Conversation, Turn
from generations.media import files
from generations.media.names import derived_name, original_name
from generations.models import Batch, Generation, Output
from generations.states import ACTIVE, State
from generations.work import ending, storing
from generations.work.leases import LEASE
from live.models import Event
from projects.models import Session
from providers.base import ErrorCode, Rejected, Result
from tests.generations.rows import a_generation, png

SEEDREAM, GROK, KLEIN = "fal-seedream-5", "fal-grok-imagine", "fal-flux-2-klein-9b"
MASKED = "openai-gpt-image-2"
End = Callable[[Generation], bool]


def kept(colour: str, width: int = 8, height: int = 6) -> files.Stored:
    """A small picture, durable as files.keep() leaves it, without the decoder's process."""
    data = png(width, height, colour).getvalue()
    digest = hashlib.sha256(data).hexdigest()
    origin = settings.SPOOL_ROOT / f"{colour}.png"
    origin.parent.mkdir(parents=True, exist_ok=True)
    origin.write_bytes(data)
    names = original_name(digest, "png"), derived_name(digest, "preview", origin)
    for name in names:
        if not files.storage().exists(name):
            files.storage().put(origin, name)
    facts: dict[str, Any] = dict.fromkeys(field.name for field in fields(files.Stored))
    facts |= {"file": names[0], "preview": names[1], "kind": "image", "content_type": "image/png", "sha256": digest}
    facts |= {
        "bytes": len(data),
        "width": width,
        "height": height,
        "poster": "",
        "blur": "",
    }
    return files.Stored(**facts)


def a_still(session: Session, colour: str = "teal", size: tuple[int, int] = (8, 6), **facts: Any) -> Output:
    generation = a_generation(session, model="upload", provider="upload", **facts)
    return Output.objects.create(generation=generation, project=session.project, **kept(colour, *size).fields())


def begin(generation: Generation) -> None:
    """Sent: it runs at its provider."""
    assert Generation.objects.claim(generation.pk, State.QUEUED, State.SUBMITTING, lease=LEASE)
    assert Generation.objects.move(generation.pk, State.SUBMITTING, State.SUBMITTED, lease_until=None)


def claimed(generation: Generation) -> Generation:
    """Its result is being stored."""
    generation.refresh_from_db(fields=["state"])
    if generation.state == State.QUEUED:
        begin(generation)
    row = storing._claim(generation.pk)
    assert row
    return row


def succeed(generation: Generation, *colours: str) -> bool:
    row = claimed(generation)
    stored = [kept(colour) for colour in colours or (f"#{row.pk % 0xFFFFFF:06x}",)]
    return storing.finish(row, Result(media=()), stored)


def fail(generation: Generation) -> bool:
    return ending.fail(_sent(generation), Rejected(ErrorCode.CONTENT_REJECTED, ""))


def lose(generation: Generation) -> bool:
    assert Generation.objects.claim(generation.pk, State.QUEUED, State.SUBMITTING, lease=LEASE)
    return ending.mark_unknown(Generation.objects.get(pk=generation.pk))


def cancel(generation: Generation) -> bool:
    return ending.mark_cancelled(_sent(generation))


def _sent(generation: Generation) -> Generation:
    generation.refresh_from_db(fields=["state"])
    if generation.state == State.QUEUED:
        begin(generation)
    return Generation.objects.get(pk=generation.pk)


def settle(turn: Turn, ends: Mapping[str, End] = MappingProxyType({})) -> Turn:
    """Each model makes a picture, unless `ends` says otherwise: `settle(turn, {GROK: fail})`."""
    for row in rows(turn):
        if row.state in ACTIVE:
            ends.get(row.model, succeed)(row)
    return Turn.objects.get(pk=turn.pk)


def rows(turn: Turn) -> list[Generation]:
    """What counts of a turn now, in the order of its models."""
    return Turn.objects.get(pk=turn.pk).current


def first_turn(conversation: Conversation) -> Turn:
    return conversation.turns.get(number=1)


def pictures(turn: Turn) -> list[Output]:
    return [output for row in rows(turn) for output in row.outputs.order_by("position")]


def sent(generation: Generation) -> list[int]:
    """The pictures that its model gets, the one that it edits first."""
    others = list(generation.references.values_list("output", flat=True))
    return [generation.source_id, *others] if generation.source_id else others


def completions(turn: Turn) -> list[str]:
    """How often, and how, whoever looks at the conversation heard that the turn has ended."""
    told = Event.objects.filter(topic=f"conversation:{turn.conversation_id}", ref=f"turn:{turn.pk}", change="put")
    return list(told.filter(state__in=("completed", "failed")).order_by("rev").values_list("state", flat=True))


def left_of(batches: list[int]) -> Iterator[str]:
    """What stands in the database of these batches."""
    generations = Generation.objects.filter(batch__in=batches)
    yield from (f"turn {pk}" for pk in Turn.objects.filter(pk__in=batches).values_list("pk", flat=True))
    yield from (f"batch {pk}" for pk in Batch.objects.filter(pk__in=batches).values_list("pk", flat=True))
    yield from (f"generation {row.pk} {row.state}" for row in generations)


def orphans() -> set[str]:
    """Files that no row names."""
    root = Path(settings.MEDIA_ROOT)
    there = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return there - {name for output in Output.objects.all() for name in output.file_names}


def missing() -> set[str]:
    """Files that a row names and that are not there."""
    named = {name for output in Output.objects.all() for name in output.file_names}
    return {name for name in named if not files.storage().exists(name)}

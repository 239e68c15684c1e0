"""Stored files: uploads, hiding."""

from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from generations import events, search
from generations.media import files
from generations.media.uploads import received
from generations.models import Batch, Generation, Output
from generations.models.batch import Purpose
from generations.states import State
from projects.models import Session


def store_upload(*, session: Session, by: User, file: UploadedFile) -> Output:
    """An upload is an output of a finished generation whose model is "upload". Leaves nothing behind when refused.

    Raises NotAPicture (415), TooLarge (413).
    """
    name = (file.name or "")[:120]
    with received(file) as path:
        return files.keep_and_name(path, partial(add_stored, session, by, name), clean=True)


@transaction.atomic
def add_stored(session: Session, by: User, name: str, stored: files.Stored, **facts: Any) -> Output:
    """`facts` are further ones of the generation, such as another `model`."""
    files.hold([stored])
    batch = Batch.objects.create(
        project_id=session.project_id, session=session, author=by, purpose=Purpose.UPLOAD, title=name[:120]
    )
    generation = Generation.objects.create(
        project_id=session.project_id,
        session=session,
        batch=batch,
        author=by,
        provider="upload",
        kind="image",
        prompt=name,
        state=State.SUCCEEDED,
        finished_at=Now(),
        **{"model": "upload", **facts},
    )
    search.index([generation])
    output = Output.objects.create(generation=generation, project_id=session.project_id, **stored.fields())
    events.batch_made(batch, [generation])
    return output


@transaction.atomic
def hide_output(*, output: Output) -> None:
    """Moderation: out of sight, not deleted."""
    if Output.objects.filter(pk=output.pk, hidden_at=None).update(hidden_at=Now()):
        events.outputs_gone([output])


@transaction.atomic
def show_output(*, output: Output) -> None:
    if Output.objects.filter(pk=output.pk).exclude(hidden_at=None).update(hidden_at=None):
        events.generation_changed(output.generation)

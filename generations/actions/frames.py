"""The last picture of a clip as a still of its own: to go on from where the clip ends."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404

from accounts.models import User
from generations.actions.stored import add_stored
from generations.errors import Conflict
from generations.media import files
from generations.media.inspect import NotMedia
from generations.models import Output
from projects.models import Session, SessionKind

MODEL = "frame"


def keep_last_frame(*, video: Output, by: User, session: Session | None = None) -> Output:
    """In `session`, else in that of the still that the clip was made from. Asking twice answers the same picture."""
    room = _room(video, session)
    same = {"generation__source": video, "generation__model": MODEL, "generation__session": room}
    if kept := Output.objects.shown().filter(generation__deleted_at=None, **same).first():
        return kept
    try:
        with files.last_frame(video.file.name) as path:
            return files.keep_and_name(path, partial(_keep, video, by, room))
    except (NotMedia, FileNotFoundError):
        raise Conflict("The last frame of this clip cannot be read.") from None


@transaction.atomic
def _keep(video: Output, by: User, session: Session, stored: files.Stored) -> Output:
    # Whoever deletes the clip meanwhile waits for us, or was faster and it is gone.
    get_object_or_404(Output.objects.select_for_update(no_key=True, of=("self",)), pk=video.pk, deleted_at=None)
    name = f"Last frame: {video.generation.prompt}"
    return add_stored(session, by, name, stored, model=MODEL, source=video)


def _room(video: Output, session: Session | None) -> Session:
    if video.kind != "video":
        raise ValidationError({"source": ["Only a clip has a last frame."]})
    still = video.generation.source
    room = session or (still.generation.session if still else None)
    ours = room and (room.project_id, room.kind, room.deleted_at) == (video.project_id, SessionKind.IMAGE, None)
    if room is None or not ours:
        raise ValidationError({"session": ["Choose a picture session of this project for the frame."]})
    return room

"""Rows and files of what was deleted. Deleting is a mark; this follows as soon as no work runs there any more."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from generations.media import files
from generations.models import Batch, Generation, Output
from generations.models.generation import GenerationQuerySet
from generations.states import ACTIVE
from projects.models import Project, Session

AT_ONCE = 1000


def forget_deleted() -> None:
    _drop_files()
    for project in Project.objects.exclude(deleted_at=None).exclude(generations__state__in=ACTIVE):
        if not project.outputs.filter(deleted_at=None).exists():
            project.delete()
    _forget_sessions()
    forget_generations(Generation.objects.all())


def _drop_files() -> None:
    gone = Q(generation__session__deleted_at__isnull=False) | Q(project__deleted_at__isnull=False)
    gone |= Q(generation__deleted_at__isnull=False)
    for output in Output.objects.filter(gone, deleted_at=None).exclude(generation__state__in=ACTIVE)[:AT_ONCE]:
        names = output.file_names
        Output.objects.filter(pk=output.pk).update(deleted_at=Now(), **Output.WITHOUT_FILES)
        files.drop(names)


def _forget_sessions() -> None:
    """Rows go too, unless a picture of the session was used elsewhere: then it stays as an empty ancestor."""
    for session in Session.objects.exclude(deleted_at=None).exclude(generations__state__in=ACTIVE):
        rows = Generation.objects.filter(session=session)
        elsewhere = any(uses.exclude(session=session).exists() for uses, _ in _uses_of(rows))
        if not elsewhere and not Output.objects.filter(generation__session=session, deleted_at=None).exists():
            with transaction.atomic():
                session.delete()


def forget_generations(among: GenerationQuerySet) -> None:
    """Rows of deleted generations: once their work has ended, and unless something that stays was made from them."""
    # A result that has come this very moment still has files, and only its row knows them.
    with_files = Output.objects.filter(generation=OuterRef("pk"), deleted_at=None)
    ended = among.exclude(deleted_at=None).exclude(state__in=ACTIVE).exclude(Exists(with_files))
    pks = set(ended.order_by("-pk").values_list("pk", flat=True)[:AT_ONCE])
    while pks and (needed := _needed(pks)):
        pks -= needed
    with transaction.atomic():
        batches = set(Generation.objects.filter(pk__in=pks).values_list("batch_id", flat=True))
        Generation.objects.filter(pk__in=pks).delete()
        Batch.objects.filter(pk__in=batches, generations=None).delete()


def _needed(pks: set[int]) -> set[int]:
    rows = Generation.objects.filter(pk__in=pks)
    return {pk for uses, path in _uses_of(rows) for pk in uses.exclude(pk__in=pks).values_list(path, flat=True)}


def _uses_of(rows: QuerySet[Generation]) -> list[tuple[QuerySet[Generation], str]]:
    """Generations that were made from the outputs of `rows` or in their place, and the path to what they used."""
    single = [f"{name}__generation" for name in ("source", "end_frame", "mask")]
    paths = ["references__output__generation", *single, "retry_of"]
    return [(Generation.objects.filter(**{f"{path}__in": rows}), path) for path in paths]

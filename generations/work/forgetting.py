"""What was in the trash for as long as it is kept goes for good: files first, then the rows that nothing else needs.

Everything here may be stopped anywhere and be done twice or side by side. Restoring refuses what is as old as this,
so what is taken here nobody brings back meanwhile.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import RESTRICT, Exists, F, OuterRef
from django.db.models.functions import Coalesce, Now

from generations.media import files
from generations.models import Batch, Generation, Output, Reference
from generations.models.generation import GenerationQuerySet
from generations.models.output import OutputQuerySet
from generations.states import ACTIVE
from projects.models import Project, Session

AT_ONCE = 1000
# Of one kind, in one go of the tidying.
MOST = 20 * AT_ONCE

# What goes before generations can: those who know of it add themselves in AppConfig.ready().
comes_first: list[Callable[[], None]] = []

# The generation of a row that names an output, by the model.
GENERATION_OF: dict[Any, str] = {Generation: "pk", Reference: "generation"}


def forget_trash() -> None:
    for forget in comes_first:
        forget()
    for rows in _due():
        forget_generations(rows)
    _drop_files(Output.objects.kept_too_long())
    _forget_outputs()
    # An empty one: as long as something elsewhere was made from its pictures it stays, for them.
    for session in Session.objects.kept_too_long().filter(generations=None):
        # Something may have been moved in the very moment in which it was deleted.
        keep_batches(session)
        session.delete()
    for project in Project.objects.kept_too_long().filter(generations=None):
        project.delete()


def _due() -> Iterator[GenerationQuerySet]:
    """Each by an index of its own. What uses others is newer than these, and goes before them."""
    yield Generation.objects.kept_too_long()
    for session in Session.objects.kept_too_long().order_by("-pk"):
        yield Generation.objects.filter(session=session)
    for project in Project.objects.kept_too_long():
        yield Generation.objects.filter(project=project)


def forget_generations(rows: GenerationQuerySet) -> None:
    """Once their work has ended, and unless something that stays was made from them."""
    ended = rows.exclude(state__in=ACTIVE)
    _drop_files(Output.objects.filter(generation__in=ended.order_by()).order_by())
    with_files = Exists(Output.objects.filter(generation=OuterRef("pk")).exclude(file=""))
    pks = sorted(ended.exclude(with_files).order_by().values_list("pk", flat=True)[:MOST], reverse=True)
    for start in range(0, len(pks), AT_ONCE):
        _forget_rows(set(pks[start : start + AT_ONCE]))


@transaction.atomic
def _forget_rows(pks: set[int]) -> None:
    pks = set(Generation.objects.filter(pk__in=pks).order_by("pk").hold_free())
    while needed := _needed(pks):
        pks -= needed
    batches = set(Generation.objects.filter(pk__in=pks).values_list("batch_id", flat=True))
    Generation.objects.filter(pk__in=pks).delete()
    Batch.objects.filter(pk__in=batches, generations=None).delete()


def _needed(pks: set[int]) -> set[int | None]:
    """Of these, those from which something else was made, or in whose place something else stands."""
    needed = set(Generation.objects.filter(retry_of__in=pks).exclude(pk__in=pks).values_list("retry_of", flat=True))
    for model, name in _uses():
        path = f"{name}__generation"
        users = model.objects.filter(**{f"{path}__in": pks})
        if of := GENERATION_OF.get(model):
            users = users.exclude(**{f"{of}__in": pks})
        needed |= set(users.values_list(path, flat=True))
    return needed


def _drop_files(outputs: OutputQuerySet) -> None:
    """Rows first: a file without a row is found later (tidying.sweep_media), a row without its file is a loss."""
    with transaction.atomic():
        held = outputs.exclude(file="").select_for_update(of=("self",), skip_locked=True)
        rows = list(held[:MOST])
        gone = {"deleted_at": Coalesce(F("deleted_at"), Now()), **Output.WITHOUT_FILES}
        Output.objects.filter(pk__in=[row.pk for row in rows]).update(**gone)
    files.drop(name for row in rows for name in row.file_names)


def _unused(outputs: OutputQuerySet) -> OutputQuerySet:
    for model, name in _uses():
        outputs = outputs.exclude(Exists(model.objects.filter(**{name: OuterRef("pk")})))
    return outputs


def _uses() -> list[tuple[Any, str]]:
    """Models whose rows may not lose the output that they name, and by which field; also those of upper apps."""
    relations = Output._meta.related_objects  # noqa: SLF001 - where Django documents it
    return [(row.related_model, row.field.name) for row in relations if row.on_delete is RESTRICT]


@transaction.atomic
def _forget_outputs() -> None:
    """The generation stays: it is what was paid for."""
    rows = _unused(Output.objects.kept_too_long().filter(file=""))
    of = Generation.objects.filter(pk__in=set(rows.values_list("generation", flat=True)[:AT_ONCE]))
    free = of.order_by("pk").hold_free()
    held = rows.filter(generation__in=free).select_for_update(of=("self",), skip_locked=True)
    gone = dict(held.values_list("pk", "generation")[:AT_ONCE])
    Generation.objects.filter(pk__in=set(gone.values())).update(emptied_at=Now())
    Output.objects.filter(pk__in=gone).delete()


def forget_output(output: Output) -> None:
    """In the caller's transaction, who holds it with its generation and drops its files afterwards."""
    this = Output.objects.filter(pk=output.pk)
    this.update(**Output.WITHOUT_FILES)
    if _unused(this).delete()[0]:
        Generation.objects.filter(pk=output.generation_id).update(emptied_at=Now())


def keep_batches(session: Session) -> None:
    """Batches of the session whose generations were moved elsewhere move along: they outlive it."""
    elsewhere = Generation.objects.filter(batch__session=session).exclude(session=session)
    # Of each batch the newest decides, and of those only in the trash no one against another.
    elsewhere = elsewhere.order_by(F("session__deleted_at").asc(nulls_last=True), "pk")
    for batch, now in sorted(dict(elsewhere.values_list("batch", "session")).items()):
        Batch.objects.filter(pk=batch).update(session=now)

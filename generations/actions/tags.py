"""Words to sort by."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count

from generations import events
from generations.errors import Conflict
from generations.events import ChangeName
from generations.models import Batch, Output, Tag
from generations.models.tag import TAG_MAX
from generations.work.tags import forget, hold_tags
from live.publish import Change

TAGS_MAX = 50
# A reader who was away catches up on about so many; whoever looks at one of more sees its new name later.
TOLD_MAX = 200

# Ids of outputs, each with the names of the tags that it was given or lost.
Named = dict[int, list[str]]
OutputTag: Any = Output.tags.through


def tag_name(name: str) -> str:
    """As it is kept. Raises ValidationError."""
    cleaned = unicodedata.normalize("NFC", " ".join(name.split()))
    kinds = {unicodedata.category(sign) for sign in cleaned}
    # Signs without a shape join others, as in emoji; alone they make a tag that nobody sees.
    if len(cleaned) > TAG_MAX or "Cc" in kinds or not kinds - {"Cf", "Zs"}:
        raise ValidationError({"tags": [f"A tag has 1 to {TAG_MAX} characters, and no control characters."]})
    return cleaned


def tag_key(name: str) -> str:
    """What makes two ways of writing the same tag."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()[: TAG_MAX * 3]


def tags_named(project_id: int, names: Iterable[str]) -> list[Tag]:
    """Those of the project, made where they are missing, each once. In the caller's transaction."""
    known, made = _named(project_id, names)
    return known + made


def set_tags(row: Output | Batch, names: Iterable[str]) -> list[Change]:
    """In the caller's transaction; answers what is to be published of the tags."""
    known, made = _named(row.project_id, names)
    if len(known + made) > TAGS_MAX:
        raise ValidationError({"tags": [f"At most {TAGS_MAX} tags."]})
    before = list(row.tags.all())
    row.tags.set(known + made)
    return _told(row.project_id, {*before, *known}, made)


@transaction.atomic
def set_output_tags(*, output: Output, names: Iterable[str]) -> None:
    """These and no others. The output comes with its generation."""
    hold_tags([output.project_id])
    _hold([output])
    events.outputs_changed([output], *set_tags(output, names))


@transaction.atomic
def tag_outputs(*, outputs: Sequence[Output], names: Sequence[str]) -> Named:
    """The outputs come with their generations. Answers those that did not have a tag before, each with which."""
    hold_tags(row.project_id for row in outputs)
    _hold(outputs)
    added: Named = defaultdict(list)
    changes: list[Change] = []
    for project_id, rows in _by_project(outputs).items():
        known, made = _named(project_id, names)
        links = _links(rows, known)
        missing = [(row.pk, tag) for row in rows for tag in known + made if (row.pk, tag.pk) not in links]
        OutputTag.objects.bulk_create(OutputTag(output_id=pk, tag_id=tag.pk) for pk, tag in missing)
        for pk, tag in missing:
            added[pk].append(tag.name)
        changes += _told(project_id, {tag for _, tag in missing} - set(made), made)
    _assert_few(added)
    events.outputs_changed([row for row in outputs if row.pk in added], *changes)
    return dict(added)


@transaction.atomic
def untag_outputs(*, outputs: Sequence[Output], names: Sequence[str]) -> Named:
    """Answers those that had one of the tags, each with which."""
    hold_tags(row.project_id for row in outputs)
    removed: Named = defaultdict(list)
    changes: list[Change] = []
    for project_id, rows in _by_project(outputs).items():
        tags = {tag.pk: tag for tag in Tag.objects.filter(project=project_id, key__in=map(tag_key, names))}
        links = _links(rows, tags.values())
        OutputTag.objects.filter(output__in=rows, tag__in=tags).delete()
        for pk, tag_pk in sorted(links):
            removed[pk].append(tags[tag_pk].name)
        changes += _told(project_id, {tags[tag_pk] for _, tag_pk in links}, [])
    events.outputs_changed([row for row in outputs if row.pk in removed], *changes)
    return dict(removed)


@transaction.atomic
def rename_tag(*, tag: Tag, name: str) -> Tag:
    """Another spelling of itself is fine. Raises Conflict when another tag has that name."""
    hold_tags([tag.project_id])
    tag.name, tag.key = tag_name(name), tag_key(name)
    if Tag.objects.filter(project=tag.project_id, key=tag.key).exclude(pk=tag.pk).exists():
        raise Conflict(f"There is a tag “{tag.name}” already. Merge this one into it instead.")
    if not Tag.objects.filter(pk=tag.pk).update(name=tag.name, key=tag.key):
        raise Conflict("This tag has just been removed.")
    events.outputs_changed(_some_of(tag), *_told(tag.project_id, [tag], []))
    return tag


@transaction.atomic
def merge_tags(*, tag: Tag, into: Tag) -> Tag:
    """Whatever has `tag` has `into` instead."""
    if tag.pk == into.pk or tag.project_id != into.project_id:
        raise ValidationError({"into": ["Choose another tag of the same project."]})
    hold_tags([tag.project_id])
    if len(Tag.objects.filter(pk__in=[tag.pk, into.pk])) < 2:
        raise Conflict("One of the two has just been removed.")
    told = _some_of(tag)
    for through, column in ((OutputTag, "output"), (Batch.tags.through, "batch")):
        has = through.objects.filter(tag=into).values(column)
        through.objects.filter(tag=tag).exclude(**{f"{column}__in": has}).update(tag=into)
    Tag.objects.filter(pk=tag.pk).delete()
    events.outputs_changed(told, _change(tag.project_id, tag.pk, "del"), _change(tag.project_id, into.pk, "put"))
    return into


@transaction.atomic
def delete_tag(*, tag: Tag) -> None:
    """Taken from everything that has it."""
    hold_tags([tag.project_id])
    told = _some_of(tag)
    Tag.objects.filter(pk=tag.pk).delete()
    events.outputs_changed(told, _change(tag.project_id, tag.pk, "del"))


def _named(project_id: int, names: Iterable[str]) -> tuple[list[Tag], list[Tag]]:
    """Those that there were, and those that were made."""
    # As the first of them is written.
    wanted = {tag_key(name): name for name in map(tag_name, reversed(list(names)))}
    hold_tags([project_id])
    known = list(Tag.objects.filter(project=project_id, key__in=wanted))
    missing = wanted.keys() - {tag.key for tag in known}
    made = [Tag(project_id=project_id, key=key, name=wanted[key]) for key in sorted(missing)]
    return known, Tag.objects.bulk_create(made)


def _told(project_id: int, used: Iterable[Tag], made: Iterable[Tag]) -> list[Change]:
    """What changed about tags that were given or taken away; those that nobody has any more go."""
    changes: Mapping[int, ChangeName] = {
        **{tag.pk: "put" for tag in used},
        **{tag.pk: "new" for tag in made},
    }
    gone = forget(Tag.objects.filter(pk__in=changes))
    return [_change(project_id, pk, "del" if pk in gone else change) for pk, change in changes.items()]


def _change(project_id: int, pk: int, change: ChangeName) -> Change:
    return Change((f"outputs:{project_id}",), f"tag:{pk}", change)


def _hold(outputs: Sequence[Output]) -> None:
    """Until the commit, where the database looks at what the new rows name: nobody deletes them in between."""
    rows = Output.objects.filter(pk__in=[row.pk for row in outputs]).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk"))


def _by_project(outputs: Iterable[Output]) -> dict[int, list[Output]]:
    rows: defaultdict[int, list[Output]] = defaultdict(list)
    for row in outputs:
        rows[row.project_id].append(row)
    return dict(sorted(rows.items()))


def _links(outputs: Sequence[Output], tags: Iterable[Tag]) -> set[tuple[int, int]]:
    links = OutputTag.objects.filter(output__in=[row.pk for row in outputs], tag__in=[tag.pk for tag in tags])
    return set(links.values_list("output_id", "tag_id"))


def _assert_few(added: Named) -> None:
    counts = OutputTag.objects.filter(output__in=added).values("output").annotate(count=Count("tag"))
    if counts.filter(count__gt=TAGS_MAX).exists():
        raise ValidationError({"tags": [f"At most {TAGS_MAX} tags, and one of these would have more."]})


def _some_of(tag: Tag) -> list[Output]:
    return list(tag.outputs.select_related("generation")[:TOLD_MAX])

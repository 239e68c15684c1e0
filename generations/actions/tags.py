"""Words to sort by."""

from collections.abc import Iterable

from generations.models import Tag
from generations.models.tag import TAG_MAX


def tags_named(project_id: int, names: Iterable[str]) -> list[Tag]:
    """Those of the project, made where they are missing, each once. In the caller's transaction."""
    wanted = {tag_key(name): " ".join(name.split()) for name in reversed(list(names))}
    # In the order of their keys, so that two who make the same ones never wait for each other.
    Tag.objects.bulk_create(
        [Tag(project_id=project_id, key=key, name=wanted[key]) for key in sorted(wanted) if key], ignore_conflicts=True
    )
    return list(Tag.objects.filter(project=project_id, key__in=wanted))


def tag_key(name: str) -> str:
    """What makes two ways of writing the same tag."""
    return " ".join(name.split()).casefold()[: TAG_MAX * 3]

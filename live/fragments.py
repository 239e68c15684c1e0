"""Small pieces of pages that are fetched again when their row changes: `generation:885` -> the HTML of that card."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import get_template

from accounts.models import User
from live.topics import KEY

Rows = Callable[[User, Sequence[int]], Iterable[Model]]


@dataclass(frozen=True, slots=True)
class Fragment:
    """`rows` reads those of the ids that the user may see, all at once; the template knows the row as `name`."""

    template: str
    rows: Rows
    name: str


kinds: dict[str, Fragment] = {}


def register(kind: str, template: str, rows: Rows, name: str) -> None:
    """For AppConfig.ready()."""
    kinds[kind] = Fragment(template, rows, name)


def parse(refs: Iterable[str]) -> dict[str, list[int]]:
    """Ids by kind. ValueError where a reference names none of ours."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for ref in refs:
        match = KEY.fullmatch(ref)
        if not match or match[1] not in kinds:
            raise ValueError(ref)
        wanted[match[1]].append(int(match[2]))
    return wanted


def render(request: HttpRequest, user: User, wanted: dict[str, list[int]]) -> str:
    """What is not visible is left out: the page removes what it asked for and did not get."""
    return "\n".join(
        get_template(kinds[kind].template).render({kinds[kind].name: row}, request)
        for kind, pks in wanted.items()
        for row in kinds[kind].rows(user, pks)
    )

"""What the library can be narrowed to, and how that is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar

from django.db.models import Case, CharField, F, Model, QuerySet, Value, When, Window
from django.db.models.functions import Cast, RowNumber

from accounts.models import User
from generations.fragments import revision_of
from generations.models import Tag
from library.views.tabs import OF_TABS
from library.views.wanted import Wanted
from projects.models import InProjectQuerySet, Membership, Project, Session, SessionKind
from providers.catalog import MODELS

T = TypeVar("T", bound=Model)
Options = Sequence[tuple[str, str]]

# More than this nobody looks through; whatever is not listed is still found by its link.
LISTED = 500
# A page hears of what is new in so many projects.
HEARD = 50

# Names before the values that do not speak for themselves.
CALLED = {"batch": "Batch", "concept": "Concept", "from": "From", "to": "Until", "session": "Session"}


@dataclass(frozen=True, slots=True)
class Field:
    """A select: `empty` is what it says when nothing is chosen."""

    name: str
    label: str
    empty: str
    options: Options
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set; `without` is the address that leaves it out."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class Choices:
    heard: Sequence[Any]
    fields: Sequence[Field]
    # For the rail and for who has nothing yet.
    last_session: str

    @classmethod
    def of(cls, user: User, wanted: Wanted) -> Choices:
        projects = list(Project.objects.visible_to(user).annotate(rev=revision_of("outputs", "pk")))
        named = _named(user, wanted)
        sessions = [(key, name if wanted.chosen("project") else f"{name} · {of}") for key, name, of in named["session"]]
        people = [(key, f"{first} {last}".split("@")[0].strip()) for key, first, last in named["author"]]
        options = {
            "project": ("Project", "All projects", [(str(row.pk), row.name) for row in projects]),
            "session": ("Session", "All sessions", sessions),
            "kind": ("Kind", "All kinds", SessionKind.choices),
            "model": ("Model", "All models", [(key, model.label) for key, model in MODELS.items()]),
            "author": ("Made by", "Everybody", sorted(people, key=itemgetter(1))),
            "tag": ("Tag", "All tags", sorted((key, name) for key, name, _ in named["tag"])),
        }
        chosen = wanted.values
        fields = [Field(name, *facts, chosen.get(name, "")) for name, facts in options.items()]
        shown = [field for field in fields if len(field.options) > 1 or field.chosen or field.name == "tag"]
        return cls(projects[:HEARD], shown, next((key for key, _ in sessions), ""))

    def chips(self, wanted: Wanted) -> Iterator[Chip]:
        named = {(field.name, value): label for field in self.fields for value, label in field.options}
        for name, value in wanted.values.items():
            if name not in OF_TABS:
                yield Chip(_label(name, value, named), wanted.address(**{name: None}))


def _label(name: str, value: str, named: dict[tuple[str, str], str]) -> str:
    if name == "q":
        return f"“{value}”"
    if name == "videos":
        return "With videos"
    known = named.get((name, value), value)
    return f"{CALLED[name]}: {known}" if name in CALLED else known


def _named(user: User, wanted: Wanted) -> dict[str, list[tuple[str, str, str]]]:
    """People, tags and sessions in one query, because a page has few. None crowds out the others."""
    nothing, key = Value("", CharField()), Cast("pk", CharField())
    members = Membership.objects.filter(project__in=Project.objects.visible_to(user))
    people = User.objects.filter(pk__in=members.values("user"))
    tags = _in_chosen(Tag.objects.visible_to(user), wanted)
    sessions = _in_chosen(Session.objects.visible_to(user), wanted)
    first = Case(When(first_name="", last_name="", then=F("email")), default=F("first_name"))
    parts = (
        _placed(people, "pk").values_list(Value("author"), key, first, "last_name", "place"),
        _placed(tags, "key").values_list(Value("tag"), "key", "name", nothing, "place"),
        _placed(sessions, "-last_used_at").values_list(Value("session"), key, "name", "project__name", "place"),
    )
    found: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for kind, pk, name, further, _ in parts[0].union(*parts[1:], all=True).order_by("place")[:LISTED]:
        found[kind].append((pk, name, further))
    return found


def _placed(rows: QuerySet[Any], order: str) -> Any:
    return rows.order_by().annotate(place=Window(RowNumber(), order_by=order))


def _in_chosen(rows: InProjectQuerySet[T], wanted: Wanted) -> InProjectQuerySet[T]:
    project = wanted.chosen("project")
    return rows.filter(project=project) if project else rows

"""What is done to many outputs in one go, and what takes it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from generations import actions
from generations.actions.discard import hold_generations
from generations.models import Generation, Output
from generations.models.output import OutputQuerySet
from generations.work.tags import hold_tags
from library.downloads import missing_outputs
from live.publish import published_together
from projects.models import Role, Session
from ratings.actions import rate_outputs, unrate_outputs
from ratings.models import Rating
from ratings.models.rating import Value

OUTPUTS_MAX = 1000

K = TypeVar("K", bound=Hashable)
Undo = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """`note` goes with a rating that comes back; None leaves what is there."""

    outputs: Sequence[Output]
    by: User
    tags: Sequence[str] = ()
    session: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """`undo` are requests of the same kind which, one after the other, take it back."""

    outputs: Sequence[int] = ()
    undo: Undo = field(default_factory=list)

    @property
    def changed(self) -> int:
        return len(self.outputs)

    @property
    def refs(self) -> list[str]:
        return [f"output:{pk}" for pk in self.outputs]


@transaction.atomic
def change_each(*, by: User, requests: Sequence[Mapping[str, Any]]) -> list[Changed]:
    """One after the other, as one: all of them or none. Everything is held first, in the order of everybody."""
    pks = {pk for request in requests for pk in request["outputs"]}
    mine = Output.objects.filter(pk__in=pks, project__memberships__user=by).order_by()
    hold_tags(mine.values_list("project", flat=True))
    hold_generations(Generation.objects.filter(pk__in=list(mine.values_list("generation", flat=True))))
    with published_together():
        return [change_outputs(by=by, **request) for request in requests]


@transaction.atomic
def change_outputs(*, by: User, do: str, outputs: Iterable[int], **further: Any) -> Changed:
    """All of them or none. Raises ValidationError, PermissionDenied, Conflict. `further` as in Asked.

    What is held, in the order in which everybody holds it: projects, generations, outputs; the rest is the action's.
    """
    pks = sorted(set(outputs))
    if do not in DOERS:
        raise ValidationError({"do": ["There is no such action."]})
    if not 0 < len(pks) <= OUTPUTS_MAX:
        raise ValidationError({"outputs": [f"Give 1 to {OUTPUTS_MAX} outputs."]})
    mine: Any = _mine(by, do).with_role().filter(pk__in=pks)
    seen = {row["pk"]: row for row in mine.values("pk", "project", "generation", "role")}
    _assert_all(pks, {pk: row["role"] for pk, row in seen.items()})
    hold_tags(row["project"] for row in seen.values())
    hold_generations(Generation.objects.filter(pk__in={row["generation"] for row in seen.values()}))
    # Once more: now they stay as they are.
    rows = {row.pk: row for row in mine.select_related("generation")}
    _assert_all(pks, {pk: row.role for pk, row in rows.items()})
    return DOERS[do](Asked([rows[pk] for pk in pks], by, **further))


def _mine(by: User, do: str) -> OutputQuerySet:
    return Output.objects.trash_of(by) if do == "restore" else Output.objects.visible_to(by)


def _assert_all(pks: Sequence[int], roles: Mapping[int, str]) -> None:
    if missing := [pk for pk in pks if pk not in roles]:
        raise missing_outputs(missing)
    if not all(Role(role).allows(Role.EDITOR) for role in set(roles.values())):
        raise PermissionDenied("You may only look at some of these. Ask an owner of the project to make you an editor.")


def _rate(asked: Asked, value: Value) -> Changed:
    before = _ratings(asked)
    # As it is already, also in what was said; without a note, whatever was said stays.
    same = {pk for pk, (was, note) in before.items() if was == value and asked.note in (None, note)}
    wanted = [row for row in asked.outputs if row.pk not in same]
    rate_outputs(outputs=wanted, by=asked.by, value=value, note=asked.note)
    return _rated(wanted, before)


def _unrate(asked: Asked) -> Changed:
    before = _ratings(asked)
    return _rated(unrate_outputs(outputs=asked.outputs, by=asked.by), before)


def _ratings(asked: Asked) -> dict[int, tuple[int, str]]:
    rows = Rating.objects.filter(user=asked.by, output__in=asked.outputs)
    return {pk: (value, note) for pk, value, note in rows.values_list("output", "value", "note")}


def _rated(rows: Sequence[Output], before: Mapping[int, tuple[int, str]]) -> Changed:
    groups = _grouped((row.pk, before.get(row.pk)) for row in rows)
    undo: Undo = []
    for was, pks in groups.items():
        if was is None:
            undo.append({"do": "unrate", "outputs": pks})
        else:
            do = "like" if was[0] == Value.LIKE else "dislike"
            undo.append({"do": do, "outputs": pks, "note": was[1]})
    return Changed([row.pk for row in rows], undo)


def _tag(asked: Asked) -> Changed:
    return _tagged("untag", actions.tag_outputs(outputs=asked.outputs, names=_names(asked)))


def _untag(asked: Asked) -> Changed:
    return _tagged("tag", actions.untag_outputs(outputs=asked.outputs, names=_names(asked)))


def _names(asked: Asked) -> Sequence[str]:
    if not asked.tags:
        raise ValidationError({"tags": ["Name at least one tag."]})
    return asked.tags


def _tagged(back: str, names: Mapping[int, Sequence[str]]) -> Changed:
    groups = _grouped((pk, tuple(given)) for pk, given in names.items())
    return Changed(list(names), [{"do": back, "outputs": pks, "tags": list(tags)} for tags, pks in groups.items()])


def _move(asked: Asked) -> Changed:
    session = Session.objects.visible_to(asked.by).filter(pk=asked.session or 0).first()
    if session is None:
        raise ValidationError({"session": ["Choose a session."]})
    came_from = actions.move_outputs(outputs=asked.outputs, session=session)
    undo = [{"do": "move", "outputs": pks, "session": before} for before, pks in came_from.items()]
    return Changed([pk for pks in came_from.values() for pk in pks], undo)


def _delete(asked: Asked) -> Changed:
    return _opposite("restore", actions.delete_outputs(outputs=asked.outputs))


def _restore(asked: Asked) -> Changed:
    return _opposite("delete", actions.restore_outputs(outputs=asked.outputs))


def _opposite(do: str, rows: Iterable[Output]) -> Changed:
    pks = [row.pk for row in rows]
    return Changed(pks, [{"do": do, "outputs": pks}])


def _grouped(pairs: Iterable[tuple[int, K]]) -> dict[K, list[int]]:
    groups: defaultdict[K, list[int]] = defaultdict(list)
    for pk, key in pairs:
        groups[key].append(pk)
    return groups


DOERS: dict[str, Callable[[Asked], Changed]] = {
    "like": lambda asked: _rate(asked, Value.LIKE),
    "dislike": lambda asked: _rate(asked, Value.DISLIKE),
    "unrate": _unrate,
    "tag": _tag,
    "untag": _untag,
    "move": _move,
    "delete": _delete,
    "restore": _restore,
}

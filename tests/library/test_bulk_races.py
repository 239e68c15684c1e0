"""Many people change the same at the same instant: nobody hangs, and what is left fits together."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.errors import Conflict
from accounts.models import User
from generations.actions import (
    create_batch,
    delete_output,
    delete_tag,
    merge_tags,
    rename_tag,
    set_output_tags,
    tag_outputs,
    update_batch,
)
from generations.models import Generation, Output, Tag
from generations.planning import Order
from generations.work.tags import forget_unused_tags
from library.actions import change_outputs
from projects.actions import create_session
from projects.models import Session
from tests.conversations.together import Call, at_once, surprises
from tests.generations.rows import an_output

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = {"embedded": 2, "production": 6}
# What may come of being second; nothing else may.
EXPECTED = (ValidationError, Conflict, Http404, Output.DoesNotExist, Tag.DoesNotExist)


@pytest.fixture
def outputs(session: Session) -> list[int]:
    return [an_output(session).pk for _ in range(20)]


@pytest.fixture
def rooms(session: Session, bob: User) -> list[Session]:
    return [create_session(project=session.project, kind="image", name=name, by=bob) for name in ("One", "Two")]


@pytest.fixture
def rounds(topology: str) -> range:
    return range(ROUNDS[topology])


def assert_fits_together() -> None:
    assert not Tag.objects.unused().exists()
    for tag in Tag.objects.all():
        assert tag.project.outputs.filter(tags=tag).exists() or tag.batches.exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"do": "tag", "tags": ["night", "dusk"]}, {"do": "untag", "tags": ["dusk", "night"]}),
        ({"do": "tag", "tags": ["new", "old"]}, {"do": "tag", "tags": ["old", "new"]}),
        ({"do": "move", "session": 0}, {"do": "move", "session": 1}),
        ({"do": "like"}, {"do": "delete"}),
        ({"do": "tag", "tags": ["night"]}, {"do": "delete"}),
        ({"do": "move", "session": 0}, {"do": "delete"}),
    ],
)
def test_the_same_rows_from_both_ends(
    bob: User,
    alice: User,
    outputs: list[int],
    rooms: list[Session],
    rounds: range,
    one: dict[str, Any],
    other: dict[str, Any],
) -> None:
    for _ in rounds:
        asked = [{**call, "session": rooms[call["session"]].pk} if "session" in call else call for call in (one, other)]
        calls = [
            partial(change_outputs, by=by, outputs=pks, **call)
            for call in asked
            for by, pks in ((bob, outputs), (alice, outputs[::-1]), (bob, outputs[::-1]))
        ]
        assert not surprises(at_once(calls), *EXPECTED)
        Output.objects.update(deleted_at=None)
        assert_fits_together()
        # Whoever was last, all went the same way.
        assert Generation.objects.values("session").distinct().count() == 1


def test_tags_from_every_side(session: Session, bob: User, outputs: list[int], rounds: range) -> None:
    dice = random.Random(3)

    def of(action: Callable[..., Any], *names: str, **further: Any) -> Call:
        """Each caller looks the tags up for itself."""
        return lambda: action(**dict(zip(("tag", "into"), map(tag, names), strict=False)), **further)

    def tag(name: str) -> Tag:
        return Tag.objects.get(key=name)

    rows = list(Output.objects.select_related("generation"))
    for _ in rounds:
        tag_outputs(outputs=rows[:10], names=["night", "dusk", "dawn"])
        order = Order(("local-flow",), ("waves",), references=(outputs[0], outputs[5]))
        calls: list[Call] = [
            of(rename_tag, "night", name="Noon"),
            of(rename_tag, "dusk", name="NOON"),
            of(merge_tags, "night", "dusk"),
            of(merge_tags, "dusk", "night"),
            of(delete_tag, "dawn"),
            partial(set_output_tags, output=rows[0], names=["dawn"]),
            partial(set_output_tags, output=rows[1], names=[]),
            partial(tag_outputs, outputs=rows[::-1], names=["dawn", "night"]),
            partial(update_batch, batch=rows[2].generation.batch, tags=["dusk", "noon"]),
            partial(change_outputs, by=bob, do="untag", outputs=outputs, tags=["noon", "night", "dawn"]),
            partial(create_batch, session=session, by=bob, order=order),
            partial(delete_output, output=rows[5]),
            forget_unused_tags,
        ]
        dice.shuffle(calls)
        assert not surprises(at_once(calls), *EXPECTED)
        assert_fits_together()


def test_a_double_click_counts_once(bob: User, outputs: list[int], topology: str) -> None:
    for asked in ({"do": "like"}, {"do": "tag", "tags": ["night"]}):
        answers = at_once([partial(change_outputs, by=bob, outputs=outputs, **asked)] * 4)
        assert not surprises(answers)
        assert sorted(answer.changed for answer in answers) == [0, 0, 0, len(outputs)]

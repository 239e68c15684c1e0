"""Deleting a conversation: all of it or nothing, whatever still runs, and never what something else was made from."""

from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.http import Http404

from accounts.models import User
from conversations.actions import delete_conversation
from conversations.models import Conversation, Turn
from generations.actions import create_batch, delete_output, retry_generation
from generations.models import Batch, Generation, Output, Reference
from generations.planning import Order
from generations.states import ACTIVE, State
from generations.tasks import look, store, submit
from generations.work import storing
from generations.work.forgetting import forget_generations
from live.models import Event
from projects.models import Session
from providers.base import Result
from tests.conversations.conftest import Send, Start
from tests.conversations.working import (
    GROK,
    KLEIN,
    MASKED,
    SEEDREAM,
    a_still,
    begin,
    cancel,
    claimed,
    fail,
    first_turn,
    kept,
    left_of,
    lose,
    missing,
    orphans,
    pictures,
    rows,
    settle,
    succeed,
)
from tests.doubles.server import DoubleServer
from tests.generations.runner import drain
from tests.generations.trash import empty_trash

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conversation(start: Start, send: Send) -> Conversation:
    """Two turns, two pictures each."""
    made = start(SEEDREAM, GROK)
    settle(first_turn(made))
    settle(send(made))
    return made


def batches(conversation: Conversation) -> list[int]:
    return list(conversation.turns.values_list("pk", flat=True))


def everything() -> list[object]:
    tables = (Conversation, Turn, Batch, Generation, Output, Reference, Event)
    return [row for table in tables for row in table.objects.order_by("pk").values()]


def test_turns_pictures_and_files_go_and_the_source_stays(conversation: Conversation, source: Output) -> None:
    made = batches(conversation)
    delete_conversation(conversation=conversation)
    empty_trash()
    assert not Conversation.objects.exists()
    assert not [*left_of(made)]
    assert list(Output.objects.all()) == [source]
    assert not orphans() | missing()


def test_twice_is_not_there(conversation: Conversation) -> None:
    stale = Conversation.objects.get(pk=conversation.pk)
    delete_conversation(conversation=conversation)
    with pytest.raises(Http404):
        delete_conversation(conversation=stale)


def test_whoever_looks_hears_that_it_went(conversation: Conversation) -> None:
    topics = {f"project:{conversation.project_id}", conversation.topic}
    gone = {output.pk for turn in conversation.turns.all() for output in pictures(turn)}
    Event.objects.all().delete()
    delete_conversation(conversation=conversation)
    told = Event.objects.filter(change="del")
    assert set(told.filter(ref__startswith="conversation:").values_list("topic", flat=True)) == topics
    ref = f"session:{conversation.session_id}"
    assert {f"output:{pk}" for pk in gone} < set(told.filter(topic=ref).values_list("ref", flat=True))


def queued(row: Generation) -> None:
    pass


@pytest.mark.parametrize("stand", [queued, begin, claimed, lose, fail, cancel], ids=lambda stand: stand.__name__)
def test_whatever_runs_leaves_nothing_behind(start: Start, stand: Callable[[Generation], object]) -> None:
    conversation = start(SEEDREAM, GROK)
    first, second = rows(first_turn(conversation))
    succeed(first)
    stand(second)
    made = batches(conversation)
    delete_conversation(conversation=conversation)
    for row in Generation.objects.filter(batch__in=made, state__in=ACTIVE):
        cancel(row) if row.state == State.SUBMITTED else storing.finish(row, Result(media=()), [kept("red")])
    empty_trash()
    assert not [*left_of(made)]
    assert not orphans() | missing()


def test_what_runs_is_told_to_stop(engines: DoubleServer, start: Start) -> None:
    conversation = start(
        SEEDREAM, instruction="night [[sim:stuck]]", source=a_still(start().session, "red", (300, 300))
    )
    (row,) = rows(first_turn(conversation))
    submit(row.pk)
    delete_conversation(conversation=conversation)
    row.refresh_from_db()
    assert (row.state, bool(row.cancel_requested_at)) == (State.SUBMITTED, True)
    look(row.pk)
    empty_trash()
    assert not Generation.objects.filter(pk=row.pk).exists()
    assert [request["path"] for request in engines.requests("/cancel")]


def test_a_result_that_comes_late_is_not_shown_and_not_kept(
    engines: DoubleServer, start: Start, bob: User, session: Session
) -> None:
    conversation = start(instruction="night [[sim:run=0]] [[sim:queue=0]]", source=a_still(session, "red", (300, 300)))
    (row,) = rows(first_turn(conversation))
    submit(row.pk)
    delete_conversation(conversation=conversation)
    drain()
    store(row.pk)
    assert not Output.objects.visible_to(bob).filter(generation=row.pk).exists()
    empty_trash()
    assert not [*left_of([row.batch_id])]
    assert not orphans()


def test_a_result_that_comes_while_the_tidying_is_at_it_keeps_its_row_until_its_files_are_gone(start: Start) -> None:
    conversation = start(SEEDREAM)
    row = claimed(rows(first_turn(conversation))[0])
    delete_conversation(conversation=conversation)
    assert storing.finish(row, Result(media=()), [kept("red")])
    forget_generations(Generation.objects.all())
    assert not orphans()
    empty_trash()
    assert not [*left_of([row.batch_id])]
    assert not orphans()


def test_a_retried_chain_goes_as_a_whole(start: Start, bob: User) -> None:
    conversation = start(GROK)
    (row,) = rows(first_turn(conversation))
    for _ in range(3):
        fail(row)
        row = retry_generation(generation=Generation.objects.get(pk=row.pk), by=bob)
    made = batches(conversation)
    delete_conversation(conversation=conversation)
    empty_trash()
    assert not [*left_of(made)]


def as_source(start: Start, used: Output, session: Session, by: User) -> None:
    start(SEEDREAM, source=used)


def as_reference(start: Start, used: Output, session: Session, by: User) -> None:
    create_batch(session=session, by=by, order=Order((SEEDREAM,), ("waves",), references=(used.pk,)))


def as_iteration(start: Start, used: Output, session: Session, by: User) -> None:
    create_batch(session=session, by=by, order=Order((SEEDREAM,), ("waves",), source_output=used.pk))


def as_mask(start: Start, used: Output, session: Session, by: User) -> None:
    start(MASKED, mask=used.pk)


@pytest.mark.parametrize("use", [as_source, as_reference, as_iteration, as_mask], ids=lambda use: use.__name__)
def test_a_picture_that_something_else_uses_stays(
    conversation: Conversation, start: Start, session: Session, bob: User, use: Callable[..., None]
) -> None:
    used = pictures(first_turn(conversation))[1]
    use(start, used, session, bob)
    delete_conversation(conversation=conversation)
    empty_trash()
    assert list(Output.objects.visible_to(bob).filter(generation__batch__purpose="turn")) == [used]
    assert default_storage.exists(used.file.name)
    assert list(Generation.objects.filter(batch=used.generation.batch_id)) == [used.generation]
    assert not Turn.objects.filter(pk=used.generation.batch_id).exists()
    used.generation.refresh_from_db()
    assert used.generation.topic == Batch.objects.get(pk=used.generation.batch_id).topic == ""
    assert not orphans() | missing()


def test_a_picture_that_only_something_deleted_used_goes_too(
    conversation: Conversation, start: Start, bob: User
) -> None:
    other = start(SEEDREAM, source=pictures(first_turn(conversation))[0])
    begin(rows(first_turn(other))[0])
    made = batches(conversation) + batches(other)
    delete_conversation(conversation=other)
    delete_conversation(conversation=conversation)
    assert not Output.objects.visible_to(bob).filter(generation__batch__in=made).exists()
    cancel(Generation.objects.get(model=SEEDREAM, batch__in=made, state=State.SUBMITTED))
    empty_trash()
    assert not [*left_of(made)]
    assert not orphans()


def test_two_that_grew_out_of_each_other_go_in_either_order(conversation: Conversation, start: Start) -> None:
    other = start(SEEDREAM, source=pictures(first_turn(conversation))[0])
    settle(first_turn(other))
    third = start(
        SEEDREAM, source=pictures(first_turn(other))[0], references=(pictures(first_turn(conversation))[0].pk,)
    )
    for made in (third, other, conversation):
        delete_conversation(conversation=made)
    empty_trash()
    assert Output.objects.count() == 1
    assert not orphans()


def test_a_file_that_another_picture_shares_stays(start: Start, session: Session) -> None:
    conversation = start(GROK, KLEIN)
    for row in rows(first_turn(conversation)):
        succeed(row, "red")
    same = a_still(session, "red")
    delete_conversation(conversation=conversation)
    empty_trash()
    assert default_storage.exists(same.file.name)
    delete_output(output=same)
    empty_trash()
    assert not default_storage.exists(same.file.name)


def test_a_picture_that_was_deleted_but_used_leaves_its_row_until_the_user_goes(
    conversation: Conversation, start: Start
) -> None:
    used = pictures(first_turn(conversation))[0]
    other = start(SEEDREAM, source=used)
    delete_output(output=used)
    delete_conversation(conversation=conversation)
    empty_trash()
    assert Output.objects.filter(pk=used.pk).exists()
    delete_conversation(conversation=other)
    empty_trash()
    assert not Output.objects.filter(pk=used.pk).exists()


def test_when_something_fails_inside_nothing_has_changed(conversation: Conversation, start: Start) -> None:
    start(SEEDREAM, source=pictures(first_turn(conversation))[0])
    before = everything()
    with connection.execute_wrapper(_fails_at("live_event")), pytest.raises(RuntimeError):
        delete_conversation(conversation=conversation)
    assert everything() == before
    assert not orphans() | missing()


def _fails_at(table: str) -> Callable[..., object]:
    """The database refuses to write to this table."""

    def refuse(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith("INSERT") and table in sql:
            raise RuntimeError("pulled the plug")
        return execute(sql, *rest)

    return refuse


def test_the_click_that_started_it_does_not_start_it_again(start: Start) -> None:
    conversation = start(SEEDREAM, key="k1")
    delete_conversation(conversation=conversation)
    assert start(SEEDREAM, key="k1").pk != conversation.pk

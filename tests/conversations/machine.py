"""Any order of what people do in conversations and what becomes of their work, on the real tables and real files.

After every step the tables are compared with what this machine has seen coming: it derives from its own notes which
pictures a turn takes, how each turn stands, how often it has ended, and what a deletion has to leave.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.test import TestCase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.models import User
from conversations.actions import (
    Asked,
    continue_conversation,
    delete_conversation,
    restore_conversation,
    retry_turn,
    start_conversation,
)
from conversations.errors import TurnTaken
from conversations.models import Conversation, Turn
from generations.actions import cancel_generation, create_batch, delete_output, retry_generation
from generations.errors import Conflict
from generations.models import Batch, Generation, Output
from generations.planning import Order
from generations.states import ACTIVE, RETRIABLE, State
from generations.work import recovery
from generations.work.tidying import tidy
from live.models import Event
from projects.models import Session
from tests.conversations.foreseen import (
    all_visible,
    foreseen,
    it_stands_as_its_models_do,
    one_of,
    seen_in,
    share,
    there,
    to_continue,
    used_by_others,
    with_ancestors,
)
from tests.conversations.working import (
    GROK,
    KLEIN,
    SEEDREAM,
    a_still,
    begin,
    cancel,
    fail,
    lose,
    missing,
    orphans,
    succeed,
)
from tests.generations.trash import empty_trash

REFUSED = (ValidationError, TurnTaken, Conflict, Http404)
ENDS: dict[str, Callable[[Generation], Any]] = {"fails": fail, "lost": lose, "cancelled": cancel, "begins": begin}
colours = st.sampled_from(("red", "green", "blue"))
models = st.lists(st.sampled_from((SEEDREAM, GROK, KLEIN)), min_size=1, max_size=4).map(tuple)
# Which of the rows that are there: the machine cannot know their ids before.
places = st.integers(0, 30)
few = st.lists(places, max_size=5)
outcomes = st.lists(st.sampled_from(("", "", "fails", "lost", "cancelled")), min_size=3, max_size=3)


class ConversationMachine(RuleBasedStateMachine):
    def __init__(self, session: Session, by: User, elsewhere: Session) -> None:
        super().__init__()
        self.transaction = ExitStack()
        self.transaction.enter_context(transaction.atomic())
        self.session, self.by = session, by
        self.others = {a_still(elsewhere, "black").pk}
        # By turn: its pictures, what each generation was given, and how often it has ended so far.
        self.contexts: dict[int, list[int]] = {}
        self.given: dict[int, list[int]] = {}
        self.ended: dict[int, int] = {}
        self.running: set[int] = set()
        self.stayed: set[int] = set()
        self.states: set[str] = set()
        self.deleted = False
        # By conversation, what went with it; and turns that were in the trash at some time.
        self.trash: dict[int, set[int]] = {}
        self.unheard: set[int] = set()

    def teardown(self) -> None:
        try:
            self._end_everything()
        finally:
            transaction.set_rollback(True)
            self.transaction.close()
            shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)

    # What people do

    @initialize(models=models)
    def begins_with_a_picture(self, models: tuple[str, ...]) -> None:
        self.upload("teal")
        self.start(0, [], models)

    @rule(colour=colours)
    def upload(self, colour: str) -> None:
        a_still(self.session, colour)

    @precondition(lambda self: there().count() < 3)
    @rule(place=places, own=few, models=models)
    def start(self, place: int, own: list[int], models: tuple[str, ...]) -> None:
        source, mine = one_of(Output.objects.exclude(pk__in=self.others), place), self._mine(own)
        context, base = foreseen([source], mine)
        made = self._does(start_conversation, source=source, by=self.by, asked=Asked("night", models, references=mine))
        assert bool(made) == bool(context and all_visible([source.pk, *mine], self.by))
        if made:
            self._note(made.turns.get(), context, base)

    @rule(which=places, own=few, models=models, made=colours, ends=outcomes)
    def send_when_all_have_ended(
        self, which: int, own: list[int], models: tuple[str, ...], made: str, ends: list[str]
    ) -> None:
        self.all_end(made, ends)
        self.send(which, "", 0, own, models)

    @rule(which=places, kind=st.sampled_from(("", "turn", "output")), place=places, own=few, models=models)
    def send(self, which: int, kind: str, place: int, own: list[int], models: tuple[str, ...]) -> None:
        conversation = one_of(there(), which)
        continues, pictures = to_continue(conversation, kind, place)
        mine, number = self._mine(own), conversation.turns.count() + 1
        context, base = foreseen(pictures, mine)
        free = not Generation.objects.filter(batch__turn__conversation=conversation, state__in=ACTIVE).exists()
        click = partial(
            continue_conversation,
            conversation=conversation,
            by=self.by,
            asked=Asked("more stars", models, references=mine),
            continues=continues,
            number=number,
            idempotency_key=f"{conversation.pk}-{number}",
        )
        turn = self._does(click)
        assert bool(turn) == bool(free and context and all_visible(mine, self.by))
        if turn:
            self._note(turn, context, base)
            assert click() == turn

    @precondition(lambda self: self.states & set(RETRIABLE))
    @rule(place=places)
    def retry_turn(self, place: int) -> None:
        if turn := one_of(Turn.objects.all(), place):
            before = {row.pk for row in turn.batch.generations.all() if row.state == State.SUCCEEDED}
            for row in self._does(retry_turn, turn=turn, by=self.by) or []:
                assert row.retry_of_id not in before
                self._note_retry(row)

    @precondition(lambda self: self.states & set(RETRIABLE))
    @rule(place=places)
    def retry_one(self, place: int) -> None:
        rows = Generation.objects.filter(state__in=RETRIABLE, deleted_at=None)
        if (failed := one_of(rows, place)) and (row := self._does(retry_generation, generation=failed, by=self.by)):
            self._note_retry(row)

    @precondition(lambda self: self.running)
    @rule(place=places)
    def cancel_one(self, place: int) -> None:
        if row := one_of(Generation.objects.filter(state__in=ACTIVE), place):
            self._does(cancel_generation, generation=row)

    @rule(place=places)
    def make_something_of_a_picture(self, place: int) -> None:
        pk = one_of(Output.objects.exclude(pk__in=self.others), place).pk
        self._does(create_batch, session=self.session, by=self.by, order=Order((GROK,), ("sea",), references=(pk,)))

    @rule(place=places)
    def delete_output(self, place: int) -> None:
        self._does(delete_output, output=one_of(Output.objects.exclude(pk__in=self.others), place))

    @precondition(lambda self: there().count() > 1)
    @rule(place=places)
    def delete_conversation(self, place: int) -> None:
        self._delete(one_of(there(), place))

    @precondition(lambda self: self.trash)
    @rule(place=places)
    def restore_conversation(self, place: int) -> None:
        conversation = one_of(Conversation.objects.trashed(), place)
        before = seen_in(conversation, self.by)
        self._does(restore_conversation, conversation=conversation)
        assert seen_in(conversation, self.by) >= before | self.trash.pop(conversation.pk)
        assert conversation in there()

    # What the runner does

    @precondition(lambda self: self.running)
    @rule(place=places, end=st.sampled_from(sorted(ENDS)))
    def goes_on(self, place: int, end: str) -> None:
        states = (State.QUEUED,) if end in ("lost", "begins") else (State.QUEUED, State.SUBMITTED)
        if row := one_of(Generation.objects.filter(state__in=states), place):
            self._does(ENDS[end], row)

    @precondition(lambda self: self.running)
    @rule(place=places, made=st.lists(colours, min_size=1, max_size=3))
    def succeeds(self, place: int, made: list[str]) -> None:
        if row := one_of(Generation.objects.filter(state__in=(State.QUEUED, State.SUBMITTED)), place):
            self._does(succeed, row, *made)

    @precondition(lambda self: self.running)
    @rule(made=colours, ends=outcomes)
    def all_end(self, made: str, ends: list[str]) -> None:
        waiting = Generation.objects.filter(state__in=(State.QUEUED, State.SUBMITTED)).order_by("pk")
        for row, end in zip(waiting, ends * 30, strict=False):
            if not end:
                self._does(succeed, row, made)
            elif end == "lost" and row.state == State.SUBMITTED:
                self._does(fail, row)
            else:
                self._does(ENDS[end], row)
            self.everything_agrees()

    @precondition(lambda self: State.UNKNOWN in self.states)
    @rule(place=places)
    def a_lost_one_turns_up(self, place: int) -> None:
        if row := one_of(Generation.objects.filter(state=State.UNKNOWN), place):
            self._does(recovery.adopt, row, f"r-{row.pk}")

    @precondition(lambda self: self.deleted)
    @rule()
    def tidies(self) -> None:
        self._does(recovery.stop_deleted)
        self._does(tidy)

    @precondition(lambda self: self.deleted)
    @rule()
    def a_month_passes(self) -> None:
        self._does(empty_trash)
        self.trash.clear()

    # What always holds

    @invariant()
    def everything_agrees(self) -> None:
        rows = list(Generation.objects.select_related("retry").prefetch_related("references"))
        self.states = {row.state for row in rows}
        self.deleted = any(row.deleted_at for row in rows)
        turns = list(Turn.objects.with_generations().select_related("conversation"))
        self._numbers_have_no_gaps(turns)
        self._what_a_turn_took_is_frozen(turns, rows)
        for turn in turns:
            it_stands_as_its_models_do(turn, [row for row in rows if row.batch_id == turn.pk])
        self._each_ended_as_often_as_was_told(turns)
        assert not orphans()
        assert not missing()

    def _numbers_have_no_gaps(self, turns: list[Turn]) -> None:
        conversation: Any
        for conversation in Conversation.objects.with_facts():
            theirs = [turn for turn in turns if turn.conversation_id == conversation.pk]
            assert sorted(turn.number for turn in theirs) == list(range(1, conversation.turn_count + 1))
            assert conversation.generating == any(turn.pending_models for turn in theirs)

    def _what_a_turn_took_is_frozen(self, turns: list[Turn], rows: list[Generation]) -> None:
        for turn in turns:
            assert turn.references == self.contexts[turn.pk]
            assert len(turn.references) == len(set(turn.references)) <= 5
            assert not self.others & set(turn.references)
        for row in rows:
            taken = [row.source_id, *(reference.output_id for reference in row.references.all())]
            assert self.given.get(row.pk, taken) == taken

    def _each_ended_as_often_as_was_told(self, turns: list[Turn]) -> None:
        ends = Event.objects.filter(change="put", state__in=("completed", "failed"))
        told = Counter(ends.values_list("topic", "ref"))
        active = {turn.pk for turn in turns if turn.pending_models}
        # What ends in the trash is told to nobody.
        self.unheard |= {turn.pk for turn in turns if turn.conversation.deleted_at}
        for turn in turns:
            if turn.pk in self.unheard:
                continue
            if turn.pk in self.running - active:
                self.ended[turn.pk] += 1
            assert told[f"batch:{turn.pk}", f"batch:{turn.pk}"] == self.ended[turn.pk]
            assert told[f"conversation:{turn.conversation_id}", f"turn:{turn.pk}"] == self.ended[turn.pk]
        self.running = active

    # Notes

    def _does(self, action: Callable[..., Any], *args: Any, **words: Any) -> Any:
        """With what follows its commit. None when it was refused, and then nothing has changed."""
        before = self._size()
        try:
            with TestCase.captureOnCommitCallbacks(execute=True):
                return action(*args, **words)
        except REFUSED:
            assert self._size() == before
            return None

    @staticmethod
    def _size() -> tuple[int, ...]:
        return tuple(table.objects.count() for table in (Conversation, Batch, Generation, Event))

    def _mine(self, own: Iterable[int]) -> tuple[int, ...]:
        pks = list(Output.objects.order_by("pk").values_list("pk", flat=True))
        return tuple(dict.fromkeys(pks[place % len(pks)] for place in own))

    def _note(self, turn: Turn, context: list[int], base: dict[str, int]) -> None:
        self.contexts[turn.pk], self.ended[turn.pk] = context, 0
        for row in turn.batch.generations.all():
            self.given[row.pk] = share(row.model, context, base)

    def _note_retry(self, row: Generation) -> None:
        if row.retry_of_id in self.given:
            self.given[row.pk] = self.given[row.retry_of_id]

    def _delete(self, conversation: Conversation) -> None:
        inside = list(Generation.objects.filter(batch__turn__conversation=conversation).values_list("pk", flat=True))
        stay = used_by_others(conversation)
        # Pictures made by the same call stay together.
        kept = set(Generation.objects.filter(outputs__in=stay).values_list("pk", flat=True))
        seen = seen_in(conversation, self.by)
        self._does(delete_conversation, conversation=conversation)
        left = Output.objects.visible_to(self.by).filter(generation__in=inside)
        assert set(left.values_list("generation", flat=True)) == kept
        assert conversation not in there()
        self.trash[conversation.pk] = seen - seen_in(conversation, self.by)
        self.stayed |= kept

    def _end_everything(self) -> None:
        for row in Generation.objects.filter(state__in=ACTIVE):
            self._does(cancel, row)
        for conversation in there():
            self._delete(conversation)
        self._does(empty_trash)
        connection.check_constraints()
        assert not Turn.objects.exists()
        assert not orphans() | missing()
        others = Generation.objects.exclude(batch__purpose="turn").values_list("pk", flat=True)
        assert set(Generation.objects.values_list("pk", flat=True)) <= with_ancestors(self.stayed | set(others))
        assert not Batch.objects.filter(generations=None).exists()

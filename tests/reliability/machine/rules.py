"""What can happen to generations, in any order."""

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.http import Http404
from django.test import RequestFactory, TestCase
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from conversations.actions import Asked, start_conversation
from generations import actions, hooks, tasks
from generations.errors import Conflict
from generations.models import Generation, Output
from generations.planning import Order
from generations.states import ACTIVE, OPEN, RETRIABLE, State
from projects.actions import delete_session, restore_session
from projects.models import Session
from providers.base import Phase
from tests.doubles.webhooks import signed_headers
from tests.reliability.machine.holds import Holds, Row
from tests.reliability.machine.stage import OutOfTime, Scene, Stage, playing
from tests.reliability.machine.vendor import AFTER, MOODS, UNDER_WAY
from tests.reliability.machine.workers import POINTS, Fate

REFUSED = (Conflict, Http404, ValidationError)
MODELS = ("fal-seedream-5", "fal-grok-imagine", "fal-z-image-turbo")
# Few at a time, so that much happens to each.
MOST, AT_ONCE = 16, 3
# Rounds in which everything has to come to rest, once the provider answers.
ROUNDS = 8

# Which of the rows that are there: the machine cannot know their ids before.
places = st.integers(0, 20)
# What becomes of a worker: how it ends, at which of the points that its task passes, and the mood of the provider.
Fates = tuple[str, int, str]
WELL: Fates = ("", 0, "")
fates = st.tuples(
    st.sampled_from(("", "dies", "freezes")), st.integers(0, 5), st.one_of(st.just(""), st.sampled_from(MOODS))
)
# Two workers that have the same row: the first is late, the second may be as well.
frozen = st.tuples(st.just("freezes"), st.integers(0, 5), st.sampled_from(("", "away")))
others = st.tuples(
    st.sampled_from(("", "dies", "freezes", "freezes")), st.integers(0, 5), st.sampled_from(("", *AFTER))
)
# What is done next with a row.
TASKS = {
    State.QUEUED: "submit",
    State.SUBMITTING: "submit",
    State.SUBMITTED: "look",
    State.STORING: "store",
    State.UNKNOWN: "ask",
}
FETCHED = (State.SUBMITTED, State.STORING)
CLICKS = (
    "asks",
    "asks_in_a_conversation",
    "retries",
    "cancels",
    "cancels",
    "cancels_batch",
    "deletes_or_restores_work",
    "deletes_or_restores_picture",
    "deletes_or_restores_session",
)


class GenerationMachine(RuleBasedStateMachine):
    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage, self.scene = stage, Scene()
        self.crew, self.vendor, self.bells = self.scene.crew, self.scene.vendor, self.scene.bells
        self.open = ExitStack()
        self.open.enter_context(playing(self.scene))
        self.open.enter_context(transaction.atomic())
        self.holds = Holds(self.vendor)
        self.keys = 0

    def teardown(self) -> None:
        try:
            # What is broken already would only break in yet another way.
            if not sys.exception():
                self.comes_to_rest()
        finally:
            self.crew.kill_all()
            transaction.set_rollback(True)
            self.open.close()

    # What people do

    @initialize(count=st.integers(1, 2), turn=st.booleans(), rounds=st.integers(0, 2))
    def begins(self, count: int, turn: bool, rounds: int) -> None:
        """With what waits, what is at the provider, or what can be fetched from there."""
        self._begins(count, turn)
        for _ in range(rounds):
            self.time_passes(leases=False, done=True, heard=True)

    @rule(place=places, what=st.sampled_from(CLICKS))
    def somebody(self, place: int, what: str) -> None:
        getattr(self, f"_{what}")(place)

    def _asks(self, place: int) -> None:
        self._begins(1 + place % 2, turn=False)

    def _asks_in_a_conversation(self, place: int) -> None:
        self._begins(1 + place % 2, turn=True)

    def _begins(self, count: int, turn: bool) -> None:
        if not self._room():
            return
        if Session.objects.get(pk=self.stage.session.pk).deleted_at:
            self._deletes_or_restores_session()
        self.keys += 1
        key = f"{self.keys}"
        click: Callable[..., Any]
        if turn:
            asked = Asked("night", MODELS[:count])
            click = partial(start_conversation, source=self.stage.still, by=self.stage.by, asked=asked)
        else:
            order = Order(models=MODELS[2:], prompts=("waves",), variants=count)
            click = partial(actions.create_batch, session=self.stage.session, by=self.stage.by, order=order)
        if made := self._does(click, idempotency_key=key):
            assert click(idempotency_key=key) == made

    def _retries(self, place: int) -> None:
        retried = {row.retry_of for row in self.holds.rows}
        row = self._one(place, lambda row: row.state in RETRIABLE and not row.deleted and row.pk not in retried)
        if row and self._room():
            made = self._does(actions.retry_generation, generation=row, by=self.stage.by)
            assert made == self._does(actions.retry_generation, generation=row, by=self.stage.by)

    def _cancels(self, place: int) -> None:
        if row := self._one(place, lambda row: row.state in ACTIVE):
            self._does(actions.cancel_generation, generation=row)

    def _cancels_batch(self, place: int) -> None:
        if row := self._one(place, lambda row: row.state in ACTIVE):
            self._does(actions.cancel_batch, batch=row.batch)

    def _deletes_or_restores_work(self, place: int) -> None:
        if row := self._one(place):
            does = actions.restore_generations if row.deleted_at else actions.delete_generations
            at = row.deleted_at or timezone.now()
            self._does(does, generations=Generation.objects.filter(batch=row.batch_id), at=at)

    def _deletes_or_restores_picture(self, place: int) -> None:
        if row := self._one(place, lambda row: row.state == State.SUCCEEDED):
            output = Output.objects.get(generation=row)
            self._does(actions.restore_output if output.deleted_at else actions.delete_output, output=output)

    def _deletes_or_restores_session(self, _place: int = 0) -> None:
        session = Session.objects.get(pk=self.stage.session.pk)
        self._does(restore_session if session.deleted_at else delete_session, session=session)

    # What workers do

    @precondition(lambda self: self.bells)
    @rule(place=places, fate=fates, again=st.booleans())
    def hears(self, place: int, fate: Fates, again: bool) -> None:
        """A doorbell; `again` is a broker that delivers it once more later."""
        name, args = self.bells[place % len(self.bells)]
        if not again:
            self.bells.remove((name, args))
        self._works(fate, name, *args)

    @precondition(lambda self: self.holds.any_in([State.QUEUED]) or self._room())
    @rule(place=places, fate=frozen, other=others, asked=st.booleans())
    def two_send(self, place: int, fate: Fates, other: Fates, asked: bool) -> None:
        """The second sends its retry, where somebody wanted one because nobody knew what became of the first."""
        if not self.holds.any_in([State.QUEUED]):
            self._asks(place)
        before, row = len(self.crew.frozen), self._any(place, lambda row: row.state == State.QUEUED)
        self._works(fate, "submit", row.pk)
        self.time_passes(leases=True)
        pk = self._retry_of(row.pk)
        self._works(other, "submit", pk)
        if asked and pk != row.pk:
            self.time_passes(leases=True)
            self._works(WELL, "ask", pk)
        if len(self.crew.frozen) > before:
            self.wakes_up(place=before)

    @precondition(lambda self: self.holds.any_in(FETCHED))
    @rule(place=places, fate=frozen, other=others)
    def two_store(self, place: int, fate: Fates, other: Fates) -> None:
        before, row = len(self.crew.frozen), self._any(place, lambda row: row.state in FETCHED)
        job = self.vendor.jobs[row.request]
        job.phase = Phase.DONE if job in self.vendor.under_way() else job.phase
        self._works(fate, "store", row.pk)
        self.time_passes(leases=True)
        self._works(other, "store", row.pk)
        if len(self.crew.frozen) > before:
            self.wakes_up(place=before)

    @precondition(lambda self: self.holds.any_in(OPEN))
    @rule(place=places, name=st.sampled_from(("", "submit", "look", "store", "ask")), fate=fates)
    def hears_what_nobody_rang(self, place: int, name: str, fate: Fates) -> None:
        """What is to be done next, or something that may be long done."""
        row = self._any(place, lambda row: bool(name) or row.state in OPEN)
        self._works(fate, name or TASKS[State(row.state)], row.pk)

    @precondition(lambda self: self.crew.frozen)
    @rule(place=places)
    def wakes_up(self, place: int) -> None:
        with self._committing():
            self.crew.goes_on(self.crew.frozen[place % len(self.crew.frozen)])
        self.holds.check()

    # What the clock and the provider do

    @precondition(lambda self: self.holds.any_in(OPEN))
    @rule(leases=st.booleans(), done=st.booleans(), heard=st.booleans())
    def time_passes(self, leases: bool, done: bool = False, heard: bool = False) -> None:
        """Some seconds, or so many that no lease is left. Work gets done at the provider, and here."""
        for job in self.vendor.under_way() if done else ():
            job.phase = Phase.DONE
        Generation.objects.exclude(next_look_at=None).update(next_look_at=Now())
        if leases:
            Generation.objects.exclude(lease_until=None).update(lease_until=Now())
        self._works(WELL, "sweep")
        for name, args in list(self.bells) if heard else ():
            self.bells.remove((name, args))
            self._works(WELL, name, *args)

    @precondition(lambda self: self.holds.pks(self._works_at_the_provider))
    @rule(place=places, obeys=st.booleans())
    def takes_too_long(self, place: int, obeys: bool) -> None:
        row = self._any(place, self._works_at_the_provider)
        Generation.objects.filter(pk=row.pk).update(submitted_at=F("submitted_at") - timedelta(hours=1))
        self.vendor.jobs[row.request].obeys = obeys
        self._works(WELL, "look", row.pk)

    @precondition(lambda self: self.vendor.under_way())
    @rule(place=places, phase=st.sampled_from(list(Phase)), obeys=st.booleans())
    def goes_on(self, place: int, phase: Phase, obeys: bool) -> None:
        jobs = self.vendor.under_way()
        job = jobs[place % len(jobs)]
        job.phase, job.obeys = phase, obeys

    @precondition(lambda self: self.vendor.jobs and self.holds.any_in(OPEN))
    @rule(place=places, times=st.integers(1, 3))
    def delivers(self, place: int, times: int) -> None:
        name = list(self.vendor.jobs)[place % len(self.vendor.jobs)]
        for _ in range(times):
            self._deliver(name)

    # What always holds

    @invariant()
    def holds_always(self) -> None:
        self.stage.steps += 1
        if time.process_time() > self.stage.until:
            raise OutOfTime
        self.holds.check()

    def comes_to_rest(self) -> None:
        """Everybody wakes up, the provider answers, and its history tells what it has taken."""
        while self.crew.frozen:
            self.wakes_up(0)
        self._everybody_works()
        # The history tells requests with pictures and without a seed not apart; a delivery names whose it is.
        assert all(row.topic for row in self.holds.lost()), "paid for and never found"
        for name in self.vendor.jobs:
            self._deliver(name)
        self._everybody_works()
        self.holds.check_at_rest()

    def _everybody_works(self) -> None:
        for _ in range(ROUNDS):
            for job in self.vendor.under_way():
                job.phase = Phase.DONE
            self.time_passes(leases=True)
            while self.bells:
                name, args = self.bells.pop()
                self._works(WELL, name, *args)
            if self.holds.settled():
                break

    # Means

    def _works_at_the_provider(self, row: Row) -> bool:
        return row.state == State.SUBMITTED and self.vendor.jobs[row.request].phase in UNDER_WAY

    def _room(self) -> bool:
        active = self.holds.pks(lambda row: row.state in ACTIVE)
        return len(active) < AT_ONCE and len(self.holds.rows) < MOST

    def _retry_of(self, pk: int) -> int:
        """Itself, when there is nothing to retry."""
        row = Generation.objects.get(pk=pk)
        made = self._does(actions.retry_generation, generation=row, by=self.stage.by)
        return made.pk if made else pk

    def _works(self, fate: Fates, name: str, *args: Any) -> None:
        how, place, mood = fate
        points = POINTS[name]
        with self._committing():
            self.crew.run(partial(getattr(tasks, name), *args), Fate(how, points[place % len(points)], mood))
        self.holds.check()

    def _does(self, action: Callable[..., Any], **words: Any) -> Any:
        """None when it was refused."""
        try:
            with self._committing():
                made = action(**words)
        except REFUSED:
            return None
        self.holds.check()
        return made

    @staticmethod
    def _committing() -> Any:
        """With what follows a commit."""
        return TestCase.captureOnCommitCallbacks(execute=True)

    def _deliver(self, name: str) -> None:
        token, body = self.vendor.jobs[name].token, b"{}"
        headers = signed_headers(name, body)
        request = RequestFactory().post("/", body, content_type="application/json", headers=headers)
        with self._committing():
            assert hooks.fal(request, token).status_code == 200

    def _one(self, place: int, wanted: Callable[[Row], bool] = lambda _: True) -> Generation | None:
        pks = self.holds.pks(wanted)
        return Generation.objects.get(pk=pks[place % len(pks)]) if pks else None

    def _any(self, place: int, wanted: Callable[[Row], bool] = lambda _: True) -> Row:
        rows = [row for row in self.holds.rows if wanted(row)]
        return rows[place % len(rows)]

"""Races at a limit. Each leaves the tables as it has found them, so that one ground does for all of them."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client

from accounts.actions import create_token, create_user
from accounts.models import Scope
from conversations.actions import Asked, continue_conversation, start_conversation
from conversations.errors import TurnTaken
from generations.actions import add_prompts, create_batch, retry_all, retry_generation
from generations.errors import Conflict
from generations.models import Batch, Generation
from generations.planning import CALLS_MAX, Order
from generations.states import ACTIVE, State
from generations.work import dispatching, recovery
from projects.actions import create_project, create_session, delete_session, restore_session
from projects.models import Session, SessionKind
from tests.conversations.together import Call, Together, surprises
from tests.conversations.working import GROK, SEEDREAM, a_still
from tests.generations.rows import a_generation

MODEL = "fal-z-image-turbo"
ORDER = Order(models=(MODEL,), prompts=("waves",))
SLOTS = 3


class Fault(Exception):
    """`kind` is "over" when a limit did not hold, "surprise" when a call ended as no call may."""

    def __init__(self, kind: str, *facts: object) -> None:
        super().__init__(kind, *facts)
        self.kind = kind


class Arena:
    def __init__(self, together: Together, dice: random.Random) -> None:
        self.together, self.dice = together, dice
        self.by = create_user(email="bob@example.com", password="only-for-the-proof")
        self.project = create_project(name="Spring campaign", by=self.by)
        self.session = self.new_session()
        self.token = create_token(user=self.by, name="races", scopes=Scope.values)[1]
        self.full = self.new_batch(CALLS_MAX - 2)
        self.conversation = start_conversation(
            source=a_still(self.new_session()), by=self.by, asked=Asked("night", (SEEDREAM, GROK))
        )
        self.number = 0

    def new_session(self) -> Session:
        return create_session(project=self.project, kind=SessionKind.IMAGE, name="Posters", by=self.by)

    def new_batch(self, count: int, state: State = State.FAILED, session: Session | None = None) -> Batch:
        session = session or self.new_session()
        batch = create_batch(session=session, by=self.by, order=ORDER)
        facts = {"project": self.project, "session": session, "batch": batch, "author": self.by}
        facts |= {"model": MODEL, "provider": "fal", "kind": "image", "prompt": "waves"}
        Generation.objects.bulk_create(Generation(**facts, prompt_index=number) for number in range(1, count))
        batch.generations.update(state=state)
        return batch

    def key(self) -> str:
        self.number += 1
        return f"race-{self.number}"

    def race(self, calls: Sequence[Call], *expected: type[Exception]) -> list[Any]:
        calls = list(calls)
        self.dice.shuffle(calls)
        answers = self.together(calls)
        if unexpected := surprises(answers, *expected):
            raise Fault("surprise", unexpected)
        return answers

    def post(self, key: str, prompt: str) -> Any:
        body = {"session": self.session.pk, "models": [MODEL], "prompt": prompt}
        headers = {"Host": "127.0.0.1", "Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        return Client().post("/api/generations/", body, content_type="application/json", headers=headers)


def _exactly(limit: int, made: int, *facts: object) -> None:
    if made != limit:
        raise Fault("over" if made > limit else "surprise", f"{made} instead of {limit}", *facts)


def one_click_from_many_places(arena: Arena) -> None:
    key = arena.key()
    click = partial(create_batch, session=arena.session, by=arena.by, order=ORDER, idempotency_key=key)
    arena.race([click] * 4)
    _exactly(1, Batch.objects.filter(idempotency_key=key).count())


def one_key_for_requests(arena: Arena) -> None:
    """Some of them for something else: those are refused."""
    key, before = arena.key(), Generation.objects.count()
    answers = arena.race([partial(arena.post, key, prompt) for prompt in ("waves", "waves", "waves", "hills")])
    _exactly(1, Generation.objects.count() - before, answers)
    later = arena.post(key, "waves").status_code, arena.post(key, "hills").status_code
    if sorted(later) != [202, 422]:
        raise Fault("surprise", later)


def the_last_places_of_a_batch(arena: Arena) -> None:
    add = partial(add_prompts, batch=arena.full, by=arena.by, prompts=["one more"])
    arena.race([add] * 4, ValidationError)
    rows = arena.full.generations.order_by()
    count = rows.count()
    _exactly(CALLS_MAX, count)
    # Each prompt has a place of its own.
    _exactly(rows.values("prompt_index").distinct().count(), count)
    rows.filter(prompt_index__gte=CALLS_MAX - 2).delete()


def the_last_slots_of_an_engine(arena: Arena) -> None:
    running, queued = arena.dice.randint(1, SLOTS), 6
    Generation.objects.filter(state__in=ACTIVE).update(state=State.FAILED)
    arena.new_batch(running, State.SUBMITTED, arena.session)
    arena.new_batch(queued, State.QUEUED, arena.session)
    Generation.objects.filter(state=State.QUEUED).update(next_look_at=None)
    with patch.dict(settings.SLOTS, {"fal": SLOTS}):
        # Past what makes the threads of one process choose one after the other: workers are processes.
        rung = arena.race([partial(dispatching._choice_at, "fal")] * 4)
    begun = [pk for choice in rung for pk in choice.begin]
    _exactly(SLOTS, running + len(begun), rung)
    _exactly(len(set(begun)), len(begun), rung)


def one_retry_of_a_failure(arena: Arena) -> None:
    failed = a_generation(arena.session, state=State.FAILED, model=MODEL, provider="fal", author=arena.by)
    retry = partial(retry_generation, generation=failed, by=arena.by)
    answers = arena.race([retry] * 4)
    _exactly(1, failed.batch.generations.exclude(pk=failed.pk).count(), answers)


def one_next_turn(arena: Arena) -> None:
    Generation.objects.filter(state__in=ACTIVE).update(state=State.FAILED)
    turns = arena.conversation.turns
    number = turns.count() + 1
    send = partial(
        continue_conversation,
        conversation=arena.conversation,
        by=arena.by,
        asked=Asked("more stars", (SEEDREAM, GROK)),
        number=number,
    )
    arena.race([send] * 4, TurnTaken)
    _exactly(number, turns.count())


def adding_while_it_is_deleted(arena: Arena) -> None:
    """Pictures of the batch have been moved elsewhere: the batch follows them when its session is deleted."""
    session, elsewhere = arena.new_session(), arena.new_session()
    batch = arena.new_batch(3, State.FAILED, session)
    moved = batch.generations.order_by("-pk").values_list("pk", flat=True)[:1]
    Generation.objects.filter(pk__in=list(moved)).update(session=elsewhere)
    failed = list(batch.generations.filter(session=session))
    calls: list[Call] = [
        partial(delete_session, session=session),
        partial(add_prompts, batch=batch, by=arena.by, prompts=["one more"]),
        partial(add_prompts, batch=batch, by=arena.by, prompts=["two more"]),
        partial(retry_all, generations=failed, by=arena.by),
    ]
    arena.race(calls, Conflict, Http404, ValidationError)
    recovery.stop_deleted()
    _exactly(0, Generation.objects.filter(session=session, state__in=ACTIVE).count(), "begin in the trash")
    arena.race([partial(restore_session, session=session), partial(delete_session, session=session)], Conflict)


RACES: tuple[Callable[[Arena], None], ...] = (
    one_click_from_many_places,
    one_key_for_requests,
    the_last_places_of_a_batch,
    the_last_slots_of_an_engine,
    one_retry_of_a_failure,
    one_next_turn,
    adding_while_it_is_deleted,
)

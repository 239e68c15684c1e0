"""One row of each kind that the sanity check tells of: how it is made, by the name of the check that finds it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from conversations.models import Conversation, Turn
from generations.models import Batch, Document, Generation, Output, Reference, Tag
from generations.states import State
from live.models import Event
from projects.models import Session
from ratings.models import Favorite, Rating
from tests.conversations.working import a_still
from tests.generations.rows import a_generation

NOW, TOMORROW, LONG_AGO = timezone.now(), timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=40)


class Spoiler:
    """Each call makes a row of its own, so that all can be told apart. Answers the id that is told."""

    def __init__(self, here: Session, there: Session, by: User) -> None:
        self.here, self.there, self.by = here, there, by

    def row(self, state: State = State.FAILED, **facts: Any) -> Generation:
        return a_generation(self.here, state=state, **facts)

    def generation(self, state: State = State.FAILED, **facts: Any) -> int:
        return self.row(state, **facts).pk

    def changed(self, **facts: Any) -> int:
        row = self.row()
        Generation.objects.filter(pk=row.pk).update(**facts)
        return row.pk

    def output(self, **facts: Any) -> int:
        still = a_still(self.here)
        Output.objects.filter(pk=still.pk).update(**facts)
        return still.pk

    def output_of(self, **facts: Any) -> Output:
        still = a_still(self.here)
        Generation.objects.filter(pk=still.generation_id).update(**facts)
        return still

    def itself_retried(self) -> int:
        row = self.row()
        return self._set(row, retry_of=row.pk)

    def foreign_reference(self) -> int:
        row = self.row()
        Reference.objects.create(generation=row, output=a_still(self.there), position=0)
        return row.pk

    def unfound(self) -> int:
        row = self.row()
        Document.objects.filter(pk=row.pk).delete()
        return row.pk

    def batch(self, **facts: Any) -> int:
        row = self.row()
        Batch.objects.filter(pk=row.batch_id).update(**facts)
        return row.batch_id

    def empty_batch(self) -> int:
        return Batch.objects.create(project=self.here.project, session=self.here).pk

    def tagged(self, row: Batch | Output) -> int:
        row.tags.add(Tag.objects.get_or_create(project=self.there.project, name="sea", key="sea")[0])
        return row.pk

    def event(self) -> int:
        return Event.objects.create(topic="batch:999999", rev=5, ref="batch:999999", change="put").pk

    def conversation(self, **facts: Any) -> Conversation:
        facts = {"project": self.here.project, "session": self.here, "title": "Some", **facts}
        return Conversation.objects.create(**{"source": a_still(self.here), **facts})

    def turn(self, session: Session | None = None, number: int = 1, **facts: Any) -> int:
        batch = a_generation(session or self.here, state=State.FAILED).batch
        talk = self.conversation()
        Turn.objects.create(conversation=talk, batch=batch, number=number, instruction="night", **facts)
        return talk.pk

    def opinion(self, model: type[Rating | Favorite], **facts: Any) -> int:
        still = a_still(self.here)
        return model.objects.create(project=self.there.project, user=self.by, output=still, **facts).pk

    @staticmethod
    def _set(row: Generation, **facts: Any) -> int:
        Generation.objects.filter(pk=row.pk).update(**facts)
        return row.pk


SPOILED: dict[str, Callable[[Spoiler], int]] = {
    "succeeded without outputs": lambda to: to.generation(State.SUCCEEDED),
    "outputs before success": lambda to: to.output_of(state=State.FAILED).pk,
    "work without a lease": lambda to: to.generation(State.STORING),
    "leases that last for ever": lambda to: to.generation(State.SUBMITTING, lease_until=TOMORROW),
    "work that nobody looks at": lambda to: to.generation(State.SUBMITTED),
    "queued after it was sent": lambda to: to.generation(State.QUEUED, posted_at=NOW),
    "unknown and never sent": lambda to: to.generation(State.UNKNOWN),
    "cost without a submission": lambda to: to.output_of(cost=1).generation_id,
    "retries in a circle": Spoiler.itself_retried,
    "retries of another batch": lambda to: to.generation(retry_of=to.row()),
    "generations of another project": lambda to: to.changed(project=to.there.project),
    "sources of another project": lambda to: to.generation(source=a_still(to.there)),
    "references of another project": Spoiler.foreign_reference,
    "generations that search does not find": Spoiler.unfound,
    "batches of nothing": Spoiler.empty_batch,
    "batches of another project": lambda to: to.batch(session=to.there),
    "tags of another project": lambda to: to.tagged(to.row().batch),
    "outputs of another project": lambda to: to.output(project=to.there.project),
    "tagged for another project": lambda to: to.tagged(a_still(to.here)),
    "in the trash for too long": lambda to: to.output(deleted_at=LONG_AGO),
    "events ahead of their topic": Spoiler.event,
    "conversations about another project": lambda to: to.conversation(source=a_still(to.there)).pk,
    "turns of another project": lambda to: to.turn(to.there),
    "turns that continue something else": lambda to: to.turn(number=2, continues_output=a_still(to.there)),
    "turns without a number": lambda to: to.turn(number=0),
    "batches of no turn": lambda to: to.batch(topic="conversation:999999"),
    "ratings of another project": lambda to: to.opinion(Rating, value=1),
    "favorites of another project": lambda to: to.opinion(Favorite, text="a lake", digest="0" * 64),
}

"""What the live layer may show of generations, and to whom, and what it hears of sessions. Loaded by ready()."""

from collections.abc import Iterable, Sequence

from accounts.models import User
from generations import viewer
from generations.batch_cards import batches_by_id, cards_by_id
from generations.events import session_back, session_gone
from generations.fragments import cards, iterations
from generations.models import Batch, Generation, Output
from generations.positions import with_positions
from generations.work.checking import checks, folders, impossible, stored
from generations.work.forgetting import keep_batches
from live import fragments, topics
from projects.events import before_end_of_session, ends_of_session, returns_of_session
from projects.models import Project


def _generations(user: User, pks: Sequence[int]) -> Iterable[Generation]:
    return with_positions(cards(user).filter(pk__in=pks))


def _iterations(user: User, pks: Sequence[int]) -> Iterable[Generation]:
    return with_positions(iterations(user).filter(pk__in=pks))


def _outputs(user: User, pks: Sequence[int]) -> Iterable[Output]:
    """By way of their generations: a card shows more of these than of the output itself."""
    wanted = set(pks)
    rows = cards(user).filter(outputs__in=wanted).distinct()
    return [output for row in rows for output in row.outputs.all() if output.pk in wanted]


def _tagged_outputs(user: User, pks: Sequence[int]) -> Iterable[Output]:
    return Output.objects.visible_to(user).with_role().filter(pk__in=pks).prefetch_related("tags")


def _tagged_batches(user: User, pks: Sequence[int]) -> Iterable[Batch]:
    return Batch.objects.visible_to(user).with_role().filter(pk__in=pks).prefetch_related("tags")


viewer.details.append("generations/_tags.html")
topics.register("batch", Batch.objects.visible_to)
topics.register("output", Output.objects.visible_to)
topics.register("outputs", Project.objects.visible_to)
before_end_of_session.append(keep_batches)
ends_of_session.append(session_gone)
returns_of_session.append(session_back)
fragments.register("generation", "generations/_generation.html", _generations, "generation")
fragments.register("iteration", "generations/_iteration.html", _iterations, "generation")
fragments.register("card", "generations/_card.html", _outputs, "output")
fragments.register("tags", "generations/_output_tags.html", _tagged_outputs, "output")
fragments.register("batchtags", "generations/_batch_tags.html", _tagged_batches, "batch")
fragments.register("batch", "batches/_batch.html", cards_by_id, "batch")
fragments.register("batchtitle", "batches/_title.html", batches_by_id, "batch")
fragments.register("summary", "batches/_summary.html", batches_by_id, "batch")
checks.extend([stored.Stored(), folders.Folders(), *impossible.EVERY])

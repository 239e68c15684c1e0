"""Rows of this app that no action makes."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from generations.models import Batch, Document, Generation, Output, Reference
from generations.states import ACTIVE, State
from generations.work.checking.rows import Impossible
from live.models import Event, Topic
from projects.models import TRASH_KEPT

GENERATION, BATCH, OUTPUT = "generations.generation", "generations.batch", "generations.output"
# No lease is longer than a few minutes.
LEASE_MAX = timedelta(hours=1)
# The tidying takes some thousands a minute.
EMPTIED_BY = TRASH_KEPT + timedelta(days=1)

generations, outputs, batches = Generation.objects.order_by(), Output.objects.order_by(), Batch.objects.order_by()
its_outputs = outputs.filter(generation=OuterRef("pk"))
TELL = "Tell whoever looks after the studio: nothing in it makes such a row."


def elsewhere(path: str) -> Q:
    """What `path` leads to is there and of another project."""
    return Q(**{f"{path}__isnull": False}) & ~Q(project=F(f"{path}__project"))


ABOUT_GENERATIONS = [
    Impossible(
        "succeeded without outputs",
        generations.filter(~Exists(its_outputs), state=State.SUCCEEDED, emptied_at=None),
        "It succeeded and has no output. Retry it, or look for what it made at the provider.",
    ),
    Impossible(
        "outputs before success",
        outputs.exclude(generation__state=State.SUCCEEDED),
        f"It is an output of a generation that has not succeeded. {TELL}",
    ),
    Impossible(
        "work without a lease",
        generations.filter(state__in=(State.SUBMITTING, State.STORING), lease_until=None),
        "It is being worked on, and nobody ever takes it over from whoever does. Cancel it and retry it.",
    ),
    Impossible(
        "leases that last for ever",
        generations.filter(state__in=ACTIVE, lease_until__gt=Now() + LEASE_MAX),
        "Somebody holds it for hours ahead. Cancel it and retry it; check the clock of the database.",
    ),
    Impossible(
        "work that nobody looks at",
        generations.filter(state=State.SUBMITTED, next_look_at=None),
        "It is at its provider, and nobody will ask what became of it. Cancel it and retry it.",
    ),
    Impossible(
        "queued after it was sent",
        generations.filter(state=State.QUEUED).exclude(posted_at=None),
        f"It waits to be sent and was sent already: it would be paid twice. Cancel it. {TELL}",
    ),
    Impossible(
        "unknown and never sent",
        generations.filter(state=State.UNKNOWN, posted_at=None),
        "It is unknown and was never sent, so it stays unknown for ever. Retry it.",
    ),
    Impossible(
        "cost without a submission",
        generations.filter(cost__gt=0, posted_at=None),
        f"It has a cost and was never sent. {TELL}",
    ),
    Impossible(
        "retries in a circle",
        generations.filter(retry_of__gte=F("pk")),
        f"It retries itself, or something newer than itself. {TELL}",
    ),
    Impossible(
        "retries of another batch",
        generations.exclude(retry_of=None).exclude(retry_of__batch=F("batch")),
        f"It stands in the place of a generation of another batch. {TELL}",
    ),
    Impossible(
        "generations of another project",
        generations.filter(elsewhere("batch") | elsewhere("session")),
        f"Its batch or its session belongs to another project. {TELL}",
    ),
    Impossible(
        "sources of another project",
        generations.filter(elsewhere("source") | elsewhere("end_frame") | elsewhere("mask")),
        f"It is made from a picture of another project. Delete it. {TELL}",
    ),
    Impossible(
        "references of another project",
        Reference.objects.order_by().exclude(output__project=F("generation__project")),
        f"A reference of it is a picture of another project. Delete it. {TELL}",
        about="generation_id",
        of=GENERATION,
    ),
    Impossible(
        "generations that search does not find",
        generations.exclude(Exists(Document.objects.filter(generation=OuterRef("pk")))),
        "Search does not know its words. Make it anew, or tell whoever looks after the studio.",
    ),
]

ABOUT_BATCHES = [
    Impossible(
        "batches of nothing",
        batches.exclude(Exists(generations.filter(batch=OuterRef("pk")))),
        f"It is a batch without generations. {TELL}",
    ),
    Impossible(
        "batches of another project",
        batches.filter(elsewhere("session")),
        f"Its session belongs to another project. {TELL}",
    ),
    Impossible(
        "tags of another project",
        Batch.tags.through.objects.order_by().exclude(tag__project=F("batch__project")),
        f"It has a tag of another project. Take the tag off. {TELL}",
        about="batch_id",
        of=BATCH,
    ),
]

ABOUT_OUTPUTS = [
    Impossible(
        "outputs of another project",
        outputs.exclude(project=F("generation__project")),
        f"It is of another project than its generation. {TELL}",
    ),
    Impossible(
        "tagged for another project",
        Output.tags.through.objects.order_by().exclude(tag__project=F("output__project")),
        f"It has a tag of another project. Take the tag off. {TELL}",
        about="output_id",
        of=OUTPUT,
    ),
    Impossible(
        "in the trash for too long",
        outputs.filter(deleted_at__lt=Now() - EMPTIED_BY).exclude(file=""),
        "It should have left the trash. Is `celery beat` running? Its files go within minutes when it is.",
    ),
]

ABOUT_TOPICS = [
    Impossible(
        "events ahead of their topic",
        Event.objects.order_by().exclude(Exists(Topic.objects.filter(pk=OuterRef("topic"), rev__gte=OuterRef("rev")))),
        f"Its topic is behind it, so pages miss changes until they are loaded anew. {TELL}",
    ),
]

EVERY = [*ABOUT_GENERATIONS, *ABOUT_BATCHES, *ABOUT_OUTPUTS, *ABOUT_TOPICS]

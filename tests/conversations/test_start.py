"""Starting a conversation about a still: its first turn, what goes to which model, and what is refused."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from conversations.actions import INSTRUCTION_MAX, Asked, estimate_start
from conversations.models import Conversation, Status
from generations.actions import create_batch, delete_output, hide_output
from generations.errors import Conflict
from generations.models import Batch, Generation, Output
from generations.models.batch import Purpose
from generations.planning import Order
from live.models import Event
from projects.actions import create_project, create_session
from projects.models import Session
from tests.conversations.conftest import Start
from tests.conversations.working import GROK, KLEIN, MASKED, SEEDREAM, a_still, first_turn, rows, sent
from tests.generations.rows import a_generation, add_output

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere(charlie: User) -> Output:
    """A picture of somebody else's project."""
    project = create_project(name="Secret", by=charlie)
    return a_still(create_session(project=project, kind="image", name="Drafts", by=charlie), "black")


@pytest.fixture
def mine(session: Session) -> list[int]:
    return [a_still(session, colour).pk for colour in ("red", "green", "blue", "gold", "gray")]


def refusals(start: Start, *models: str, **asked: object) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        start(*models, **asked)
    assert not Conversation.objects.exists()
    assert not Batch.objects.filter(purpose=Purpose.TURN).exists()
    return caught.value.message_dict


def test_the_first_turn_takes_the_source(start: Start, source: Output, bob: User) -> None:
    conversation = start(SEEDREAM, GROK, instruction="  Make it night.\nKeep the boat. ")
    turn = first_turn(conversation)
    assert (conversation.title, conversation.author, conversation.source) == (
        "Make it night. Keep the boat.",
        bob,
        source,
    )
    assert (turn.number, turn.instruction, turn.continues) == (1, "Make it night.\nKeep the boat.", None)
    assert (turn.models, turn.references, turn.status) == ([SEEDREAM, GROK], [source.pk], Status.PENDING)
    assert turn.pending_models == [SEEDREAM, GROK]
    assert [(row.model, row.prompt, sent(row)) for row in rows(turn)] == [
        (SEEDREAM, turn.instruction, [source.pk]),
        (GROK, turn.instruction, [source.pk]),
    ]


def test_a_model_named_twice_is_asked_once(start: Start) -> None:
    conversation = start(GROK, SEEDREAM, GROK)
    assert conversation.models == first_turn(conversation).models == [GROK, SEEDREAM]
    assert [row.model for row in rows(first_turn(conversation))] == [GROK, SEEDREAM]


def test_each_model_gets_as_many_of_mine_as_it_takes(start: Start, source: Output, mine: list[int]) -> None:
    turn = first_turn(start(SEEDREAM, KLEIN, GROK, references=tuple(mine[:4])))
    assert turn.references == [source.pk, *mine[:4]]
    assert [sent(row) for row in rows(turn)] == [[source.pk, *mine[:4]], [source.pk, *mine[:3]], [source.pk, *mine[:2]]]


def test_what_a_model_drops_is_told_before(source: Output, bob: User, mine: list[int]) -> None:
    asked = Asked("at night", (SEEDREAM, GROK), references=tuple(mine[:4]))
    draft = estimate_start(source=source, by=bob, asked=asked)
    assert draft.warnings == ["Grok Imagine takes 3 of these 5 pictures and drops 2 of yours."]
    assert draft.total == sum(call.price for call in draft.calls) > 0
    assert not Generation.objects.exclude(model="upload").exists()


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"instruction": "  "}, "instruction", "Say what should change."),
        ({"instruction": "x" * (INSTRUCTION_MAX + 1)}, "instruction", "At most 4000 characters."),
        ({"aspect_ratio": "7:1"}, "models", "cannot make the aspect ratio 7:1."),
        ({"resolution": "9k"}, "models", "cannot make the resolution 9k."),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(start: Start, asked: dict[str, str], field: str, words: str) -> None:
    assert words in refusals(start, **asked)[field][0]


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("local-landscape", "cannot edit or animate a picture"),
        ("no-such", "There is no model 'no-such'."),
        ("", "Pick"),
    ],
)
def test_one_model_that_cannot_edit_refuses_the_whole(
    source: Output, bob: User, start: Start, model: str, words: str
) -> None:
    models = (SEEDREAM, model) if model else ()
    with pytest.raises(ValidationError) as caught:
        estimate_start(source=source, by=bob, asked=Asked("at night", models))
    assert words in " ".join(caught.value.message_dict["models"])
    if model:
        refusals(start, SEEDREAM, model)


def test_more_than_five_pictures_are_refused_and_not_cut(start: Start, mine: list[int]) -> None:
    assert "Take away 1 of yours." in refusals(start, references=tuple(mine))["references"][0]


def test_the_source_among_mine_counts_once(start: Start, source: Output, mine: list[int]) -> None:
    turn = first_turn(start(references=(mine[0], source.pk)))
    assert turn.references == [source.pk, mine[0]]


@pytest.mark.parametrize("field", ["references", "mask"])
def test_a_foreign_picture_is_like_one_that_is_not_there(start: Start, elsewhere: Output, field: str) -> None:
    said = [
        refusals(start, MASKED, **{field: (pk,) if field == "references" else pk})[field][0].replace(str(pk), "N")
        for pk in (elsewhere.pk, 999_999)
    ]
    assert said == ["There is no picture N in this project."] * 2


def test_a_deleted_or_hidden_picture_is_not_there(start: Start, session: Session) -> None:
    deleted, hidden = a_still(session, "red"), a_still(session, "blue")
    delete_output(output=deleted)
    hide_output(output=hidden)
    for output in (deleted, hidden):
        assert "There is no picture" in refusals(start, references=(output.pk,))["references"][0]


def test_the_same_picture_twice_is_said(start: Start, mine: list[int]) -> None:
    assert refusals(start, references=(mine[0], mine[0]))["references"] == ["The same picture is there twice."]


@pytest.mark.parametrize("stale", [True, False], ids=["seen before it went", "seen after"])
def test_a_deleted_source_cannot_be_edited(start: Start, source: Output, stale: bool) -> None:
    gone = Output.objects.get(pk=source.pk)
    delete_output(output=source)
    if not stale:
        gone.refresh_from_db()
    assert "has been deleted" in refusals(start, source=gone)["references"][0]


def test_only_a_still_can_be_edited(start: Start, session: Session) -> None:
    clip = add_output(a_generation(session, kind="video"))
    assert refusals(start, source=clip) == {"source": ["Only a still can be edited."]}


def test_only_models_with_masks_take_one(start: Start, mine: list[int]) -> None:
    assert "takes no mask" in refusals(start, MASKED, SEEDREAM, mask=mine[0])["models"][0]
    assert rows(first_turn(start(MASKED, mask=mine[0])))[0].mask_id == mine[0]


def test_the_same_click_twice_starts_once(start: Start) -> None:
    first = start(key="k1")
    assert start(key="k1", instruction="something else").pk == first.pk
    assert start(key="k2").pk != first.pk
    assert Generation.objects.filter(model=SEEDREAM).count() == 2


def test_a_click_that_made_a_batch_does_not_start_a_conversation(start: Start, session: Session, bob: User) -> None:
    order = Order(models=("local-flow",), prompts=("waves",))
    create_batch(session=session, by=bob, order=order, idempotency_key="k1")
    with pytest.raises(Conflict):
        start(key="k1")
    assert not Conversation.objects.exists()


def test_whoever_looks_at_the_project_hears_of_it(start: Start, session: Session) -> None:
    conversation = start()
    told = Event.objects.filter(ref=f"conversation:{conversation.pk}", change="new")
    assert {event.topic for event in told} == {f"project:{session.project_id}", f"conversation:{conversation.pk}"}

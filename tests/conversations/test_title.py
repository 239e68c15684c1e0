"""What a conversation is called and set to."""

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from hypothesis import given, strategies as st

from conversations.actions import delete_conversation, update_conversation
from conversations.actions.send import TITLE_WIDTH, title_of
from conversations.models import Conversation
from live.models import Event
from tests.conversations.conftest import Start
from tests.conversations.working import GROK, SEEDREAM, first_turn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("instruction", "title"),
    [
        ("make it night", "make it night"),
        ("  make\n\tit   night ", "make it night"),
        ("turn the harbour into a night scene with warm lanterns", "turn the harbour into a night scene with warm…"),
        ("x" * 80, "x" * 49 + "…"),
        ("夜" * 80, "夜" * 49 + "…"),
        ("x" * 50, "x" * 50),
    ],
)
def test_it_is_made_from_the_first_instruction_and_cut_at_a_word(instruction: str, title: str) -> None:
    assert title_of(instruction) == title


@given(st.text(min_size=1).filter(str.strip))
def test_there_always_is_one_that_fits(instruction: str) -> None:
    assert 1 <= len(title_of(instruction)) <= TITLE_WIDTH


def test_what_is_not_named_stays(start: Start) -> None:
    conversation = start(SEEDREAM, GROK, aspect_ratio="16:9")
    before = conversation.updated_at
    update_conversation(conversation=conversation, title="  Night harbour ")
    fresh = Conversation.objects.get(pk=conversation.pk)
    assert (fresh.title, fresh.models, fresh.aspect_ratio) == ("Night harbour", [SEEDREAM, GROK], "16:9")
    assert fresh.updated_at >= before


def test_settings_are_for_the_turns_to_come(start: Start) -> None:
    conversation = start(SEEDREAM, aspect_ratio="16:9")
    update_conversation(conversation=conversation, models=[GROK, GROK], aspect_ratio="", resolution="1k")
    fresh = Conversation.objects.get(pk=conversation.pk)
    assert (fresh.models, fresh.aspect_ratio, fresh.resolution) == ([GROK], "", "1k")
    assert first_turn(fresh).models == [SEEDREAM]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "   "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"models": []}, "models"),
        ({"models": ["local-landscape"]}, "models"),
        ({"models": [GROK], "aspect_ratio": "21:9"}, "aspect_ratio"),
        ({"resolution": "9k"}, "resolution"),
    ],
)
def test_what_is_wrong_changes_nothing(start: Start, changes: dict[str, object], field: str) -> None:
    conversation = start(SEEDREAM)
    before = Conversation.objects.values().get()
    with pytest.raises(ValidationError) as caught:
        update_conversation(conversation=conversation, **{"title": "Good", **changes})  # type: ignore[arg-type]
    assert list(caught.value.message_dict) == [field]
    assert Conversation.objects.values().get() == before


def test_a_title_can_be_changed_when_the_models_are_no_longer_offered(start: Start) -> None:
    conversation = start()
    Conversation.objects.update(models=["no-longer-offered"])
    conversation.refresh_from_db()
    assert update_conversation(conversation=conversation, title="Night").title == "Night"


def test_whoever_looks_hears_of_it(start: Start) -> None:
    conversation = start()
    update_conversation(conversation=conversation, title="Night")
    told = Event.objects.filter(ref=conversation.topic).order_by("pk").last()
    assert told
    assert (told.change, told.topic) == ("put", f"project:{conversation.project_id}")


def test_one_that_is_gone_cannot_be_named(start: Start) -> None:
    conversation = start()
    stale = Conversation.objects.get(pk=conversation.pk)
    delete_conversation(conversation=conversation)
    with pytest.raises(Http404):
        update_conversation(conversation=stale, title="Night")

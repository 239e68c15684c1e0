"""What the live layer may show of conversations, and to whom. Loaded by AppConfig.ready()."""

from conversations.cards import cards_by_id
from conversations.fragments import heads_by_id, thumbs_by_id, turns_by_id
from conversations.models import Conversation
from conversations.work import impossible
from conversations.work.forgetting import forget_conversations
from generations import viewer
from generations.work.checking import checks
from generations.work.forgetting import comes_first
from live import fragments, topics

comes_first.append(forget_conversations)
topics.register("conversation", Conversation.objects.visible_to)
fragments.register("turn", "conversations/_turn.html", turns_by_id, "turn")
fragments.register("group", "conversations/_group.html", turns_by_id, "turn")
fragments.register("thumb", "conversations/_thumb.html", thumbs_by_id, "generation")
fragments.register("head", "conversations/_head.html", heads_by_id, "conversation")
fragments.register("going", "conversations/_going.html", heads_by_id, "conversation")
fragments.register("conversation", "conversations/_conversation.html", cards_by_id, "conversation")
viewer.details.append("conversations/_of_output.html")
checks.extend(impossible.EVERY)

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from generations.api.catalogue import ModelsView
from generations.media_views import MediaView, file_response
from generations.models import Output
from generations.planning import Inputs, Order, Picture
from projects.api import MemberViewSet
from projects.models import Membership, Role
from tests.security.vulnerable import instead


def _found(rows: Any, user: object, pk: int, role: object = None) -> Any:
    """As projects.access.get_visible(), asking nobody's leave."""
    found = get_object_or_404(rows.model._default_manager.all(), pk=pk)
    found.role = Role.OWNER
    return found


def _sent_to_anybody(view: MediaView, request: Any, pk: int) -> Any:
    found = Output.objects.get(pk=pk)
    return file_response(request, found, found.file.name, found.content_type)


def _any_inputs(session: object, by: object, orders: Sequence[Order]) -> list[Inputs]:
    def picture(pk: int | None) -> Picture | None:
        return Picture(pk, 64, 48) if pk else None

    single = ("source_output", "end_frame", "mask")
    return [
        Inputs(
            tuple(Picture(pk, 64, 48) for pk in order.references), *(picture(getattr(order, name)) for name in single)
        )
        for order in orders
    ]


def _member(view: MemberViewSet, role: object) -> Membership:
    return get_object_or_404(Membership, user=view.kwargs["user"])


def _told(rows: Any, **keys: Any) -> Any:
    if not rows.filter(**keys).exists() and rows.model._default_manager.filter(**keys).exists():
        raise PermissionDenied
    return get_object_or_404(rows, **keys)


@contextmanager
def links_to_anything() -> Iterator[None]:
    with patch("ratings.api.ratings.get_visible", _found), patch("ratings.api.favorites.get_visible", _found):
        yield


media_of_anybody = instead("generations.media_views.get_visible", _found)
media_without_sign_in = partial(patch.multiple, MediaView, permission_classes=[], get=_sent_to_anybody)
any_picture_as_input = instead("generations.actions.ask.chosen_each", _any_inputs)
every_role_may = instead("projects.models.roles.Role.allows", lambda role, needed: True)
any_conversation = instead("conversations.api.turns.get_visible", _found)
any_topic = instead("live.consumers.readable_by", lambda user, topics: set(topics))
members_of_any_project = instead("projects.api.members.MemberViewSet._membership", _member)
zip_of_anything = instead("generations.models.output.OutputQuerySet.visible_to", lambda rows, user: rows)
an_address_without_sign_in = partial(patch.multiple, ModelsView, permission_classes=[])
tells_that_it_exists = instead("projects.access.get_object_or_404", _told)

"""Where a form says that its work goes: into a session that is there, or into a new one."""

from django.core.exceptions import ValidationError

from accounts.models import User
from projects.models import Session


def chosen_session(pk: int | None, user: User) -> Session | None:
    """None where none was named. One that has gone since is no missing page, but another choice to make."""
    session = Session.objects.visible_to(user).filter(pk=pk).first() if pk else None
    if pk and session is None:
        raise ValidationError({"session": ["This session is not there any more. Choose another one."]})
    return session

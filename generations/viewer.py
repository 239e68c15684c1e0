"""What the apps above know of outputs and show with them. They add themselves in AppConfig.ready()."""

from collections.abc import Callable

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from accounts.models import User

Column = Subquery | Coalesce

# Annotations of outputs for the person who looks, such as what that person thinks of each.
columns: list[Callable[[User], dict[str, Column]]] = []
# Templates that the details of an output are made of, besides ours; they know `output` and `generation`.
details: list[str] = []
# Of buttons beside "Copy prompt", which know the same.
beside_prompt: list[str] = []

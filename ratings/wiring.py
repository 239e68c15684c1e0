"""What the layers below show of ratings. Loaded by AppConfig.ready()."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from generations import viewer
from generations.models import Output
from generations.viewer import Column
from generations.work.checking import Impossible, checks
from live import fragments
from ratings.models import Favorite, Rating
from ratings.models.rating import Value


def columns(user: User) -> dict[str, Column]:
    """`my_rating` is None where this person has not rated; `likes` and `dislikes` are everybody's."""
    ratings = Rating.objects.filter(output=OuterRef("pk")).order_by()
    mine = Subquery(ratings.filter(user=user).values("value"), output_field=IntegerField(null=True))
    return {"my_rating": mine, "likes": _count(ratings, Value.LIKE), "dislikes": _count(ratings, Value.DISLIKE)}


def _count(ratings: QuerySet[Rating], value: Value) -> Coalesce:
    counted = ratings.filter(value=value).values("output").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _outputs(user: User, pks: Sequence[int]) -> Iterable[Output]:
    return Output.objects.visible_to(user).with_role().for_viewer(user).filter(pk__in=pks)


def _elsewhere(model: type[Rating | Favorite]) -> Impossible:
    rows = model.objects.order_by().exclude(output=None).exclude(output__project=F("project"))
    name = f"{model._meta.verbose_name_plural} of another project"  # noqa: SLF001 - where Django documents it
    return Impossible(name, rows, "It is about a picture of another project. Delete it.")


viewer.columns.append(columns)
viewer.details.append("ratings/_opinions.html")
viewer.beside_prompt.append("ratings/_favorite.html")
fragments.register("rate", "generations/_rate.html", _outputs, "output")
fragments.register("opinions", "ratings/_opinions.html", _outputs, "output")
checks.extend([_elsewhere(Rating), _elsewhere(Favorite)])

"""What the layers below show of ratings. Loaded by AppConfig.ready()."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from generations import viewer
from generations.viewer import Column
from ratings.models import Rating
from ratings.models.rating import Value


def columns(user: User) -> dict[str, Column]:
    """`my_rating` is None where this person has not rated; `likes` and `dislikes` are everybody's."""
    ratings = Rating.objects.filter(output=OuterRef("pk")).order_by()
    mine = Subquery(ratings.filter(user=user).values("value"), output_field=IntegerField(null=True))
    return {"my_rating": mine, "likes": _count(ratings, Value.LIKE), "dislikes": _count(ratings, Value.DISLIKE)}


def _count(ratings: QuerySet[Rating], value: Value) -> Coalesce:
    counted = ratings.filter(value=value).values("output").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


viewer.columns.append(columns)

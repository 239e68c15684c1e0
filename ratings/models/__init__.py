from ratings.models.favorite import Favorite
from ratings.models.rating import Rating

__all__ = ["Favorite", "Rating"]

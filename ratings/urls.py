from django.urls import include, path

from ratings import views

of_ratings = [
    path("outputs/<int:pk>/like/", views.like, name="like"),
    path("outputs/<int:pk>/dislike/", views.dislike, name="dislike"),
    path("outputs/<int:pk>/note/", views.note, name="note"),
    path("outputs/<int:pk>/favorite/", views.favorite, name="favorite"),
]

urlpatterns = [path("", include((of_ratings, "ratings")))]

from django.urls import path

from prompts.views import enhance

app_name = "prompts"
urlpatterns = [
    path("enhance/", enhance.enhance, name="enhance"),
    path("enhance/keep/", enhance.keep, name="keep"),
]

from django.urls import path

from prompts.api.enhance import EnhanceView

urlpatterns = [path("enhance/", EnhanceView.as_view(), name="enhance")]

"""Every address of the studio."""

from allauth.account.decorators import secure_admin_login
from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from pixflow import views
from pixflow.icons import icons
from projects.urls import api_patterns, project_patterns

handler400 = "accounts.handlers.bad_request"
handler403 = "accounts.handlers.permission_denied"
handler404 = "accounts.handlers.not_found"
handler500 = "accounts.handlers.server_error"

# One way in for everybody, with one set of rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Pixflow"

# Swagger UI carries a style sheet inside its page; nowhere else is that allowed.
docs = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(SpectacularSwaggerSplitView.as_view(url_name="schema"))

urlpatterns = [
    path("", include((project_patterns, "projects"))),
    path("", include("generations.urls")),
    path("", include("conversations.urls")),
    path("", include("ratings.urls")),
    path("", include("library.urls")),
    path("prompts/", include("prompts.urls")),
    path("", include("live.urls")),
    path("icons.svg", icons, name="icons"),
    path("favicon.ico", views.favicon),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("metrics", views.metrics),
    path("csp-report", views.csp_report),
    path("settings/", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/", include(api_patterns)),
    path("api/", include("generations.api.urls")),
    path("api/", include("conversations.api.urls")),
    path("api/", include("ratings.api.urls")),
    path("api/", include("library.api.urls")),
    path("api/prompts/", include("prompts.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", docs, name="docs"),
    path("admin/", admin.site.urls),
]

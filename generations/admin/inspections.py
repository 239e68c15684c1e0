"""What the nightly checks found, with a way to each row."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from generations import tasks
from generations.admin.read_only import ReadOnlyAdmin
from generations.models import Inspection
from generations.models.inspection import InspectionState
from generations.work.checking import Kind, checks

SHOWN = ("stands", "result", "started_at", "finished_at", "looked", "error", "what_was_found")


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyAdmin):
    list_display = ["id", "stands", "result", "started_at", "finished_at", "looked"]
    fields = SHOWN
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*SHOWN]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.begin))
        return [path("begin/", view, name="generations_inspection_begin"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        running = Inspection.objects.filter(state=InspectionState.RUNNING).first()
        facts = {
            "title": "Checks of all rows and files",
            "running": self.stands(running) if running else "",
            "can_begin": not running and self.has_change_permission(request),
        }
        return super().changelist_view(request, facts | (extra_context or {}))

    def begin(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if tasks.start_inspection():
            self.message_user(request, "The check has begun.")
        else:
            self.message_user(request, "A check is running already.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:generations_inspection_changelist"))

    @admin.display(description="state")
    def stands(self, inspection: Inspection) -> str:
        if inspection.state != InspectionState.RUNNING:
            return inspection.get_state_display()
        place = next((place for place, check in enumerate(checks) if check.name == inspection.step), 0)
        share = min(100, 100 * inspection.position // max(1, checks[place].end()))
        return f"Running: {inspection.step or checks[0].name}, {share} % ({place + 1} of {len(checks)} checks)."

    @admin.display
    def result(self, inspection: Inspection) -> str:
        found = ", ".join(f"{count:,} {kind}" for kind, count in sorted(inspection.counts.items()))
        ended = inspection.state == InspectionState.FINISHED
        return found or ("Nothing is wrong" if ended else "Nothing so far")

    @admin.display
    def what_was_found(self, inspection: Inspection) -> SafeString | str:
        if not inspection.findings:
            return "–"
        told = format_html_join("", "<p><strong>{}</strong> {}<br>{}</p>", map(_cells, inspection.findings))
        more = inspection.found - len(inspection.findings)
        rest = f"{more:,} more are not listed here; manage.py sanity_check names all." if more else ""
        return format_html("{}{}", told, rest)


def _cells(finding: dict[str, str]) -> tuple[str, SafeString, str]:
    where, address = _breakable(finding["where"]), _address(finding["row"])
    linked = format_html('<a href="{}">{}</a>', address, where) if address else where
    return Kind(finding["kind"]).label, linked, finding["text"]


def _breakable(name: str) -> SafeString:
    """Names of files are longer than a phone is wide."""
    parts = ((name[start : start + 16],) for start in range(0, len(name), 16))
    return format_html_join("", "{}<wbr>", parts)


def _address(row: str) -> str:
    """Of the admin's page of that row, where there is one."""
    label, _, pk = row.partition(":")
    try:
        return reverse(f"admin:{label.replace('.', '_')}_change", args=[pk]) if pk else ""
    except NoReverseMatch:
        return ""

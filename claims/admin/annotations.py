"""Annotations: read here, given on the claim's own page. Nobody sees what would lead them."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.access import annotates
from claims.admin.base import ReadOnlyAdmin
from claims.admin.lists import ProjectFilter, show_line
from claims.models import Annotation, Decision, Evidence, User
from claims.operations.labelling import EVIDENCE_FIELDS
from claims.requests import note_rows_read

PARTS = (
    "uuid",
    "project",
    "claim",
    "annotator",
    "revision",
    "is_current",
    "created_at",
    "seconds",
    "guideline",
)
SAID = (
    "speaker",
    "together_with",
    "original_speaker",
    "quote_type",
    "reporting_source",
    "verifiability",
    "verdict",
    "checked",
    "wording",
    "claim_date",
    "claim_date_precision",
    "claim_types",
    "justification",
    "omission",
    "searched",
    "confidence",
    "comment",
)


class EvidenceInline(admin.StackedInline):
    """Visible where its annotation is; never changed."""

    model = Evidence
    extra = 0
    fields = readonly_fields = (*EVIDENCE_FIELDS, "url_key", "warned")

    @admin.display(description=_("warnings"))
    def warned(self, item: Evidence) -> str:
        return " ".join(item.list_warnings()) or "-"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SaidAdmin(ReadOnlyAdmin):
    """Lists and pages of labellings, people's or decided: whoever reads them labels these no more.

    As where claims are decided; one's own labels tell nothing.
    """

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Asked for by the list: the rows that it shows are those that are read."""
        found = super().get_changelist_instance(request)
        note_rows_read(request, found.result_list)
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        note_rows_read(request, [row] if row else [])
        return row

    @admin.display(description=_("claim"))
    def claim_text(self, row: Annotation | Decision) -> SafeString:
        return show_line(row.claim.text, 60)

    @admin.display(description=_("together with"))
    def together_with(self, row: Annotation | Decision) -> str:
        return ", ".join(str(speaker) for speaker in row.co_speakers.order_by("pk")) or "-"


@admin.register(Annotation)
class AnnotationAdmin(SaidAdmin):
    members_may_view = True
    linked_lookups = frozenset({"claim__id__exact"})
    list_display = ("claim_text", "annotator", "speaker", "verifiability", "verdict", "revision")
    list_select_related = ("claim", "annotator", "speaker", "verifiability", "verdict")
    list_filter = (ProjectFilter, "stage", "verifiable", "canonical_verdict")
    search_fields = ("=annotator__username", "claim__text")
    search_scans = True
    sortable_by = ()
    readonly_fields = ("is_current", "together_with")
    fieldsets = ((None, {"fields": PARTS}), (_("What was said"), {"fields": SAID}))
    inlines = (EvidenceInline,)

    def scope(self, rows: Any, user: User) -> models.QuerySet:
        return rows.visible_to(user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return annotates(request)

    def add_view(self, request: HttpRequest, *_args: Any, **_options: Any) -> HttpResponse:
        """A label is given on the page of its claim."""
        message = gettext("Choose the claim, then “Label this claim”.")
        self.message_user(request, message, messages.INFO)
        return HttpResponseRedirect(reverse("admin:claims_claim_changelist"))

    @admin.display(description=_("counts now"), boolean=True)
    def is_current(self, annotation: Annotation) -> bool:
        return annotation.slot.current_id == annotation.pk

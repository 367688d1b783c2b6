"""Claims: read in their paragraph, and labelled."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims import permissions
from claims.admin.base import ReadOnlyAdmin
from claims.admin.labelling import label_claim
from claims.admin.lists import ProjectFilter, show_line, show_text
from claims.models import Claim
from claims.queries.hints import list_hints
from claims.wording import describe_hints


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    members_may_view = True
    linked_lookups = frozenset({"article__id__exact"})
    list_display = ("text_start", "kind", "article_title", "project", "retired_at")
    list_select_related = ("article", "project")
    list_filter = (ProjectFilter, "kind", ("retired_at", admin.EmptyFieldListFilter))
    search_fields = ("text",)
    search_help_text = _("Words of the claim, or its UUID.")
    search_scans = True
    sortable_by = ()
    fields = (
        "uuid",
        "project",
        "article",
        "kind",
        "whole_text",
        "start",
        "end",
        "paragraph",
        "position",
        "hints_shown",
        "worth",
        "splitter_version",
        "retired_at",
    )

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.label_view)
        own = path("<path:object_id>/label/", page, name="claims_claim_label")
        return [own, *super().get_urls()]

    def label_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        claim = self.get_object(request, unquote(object_id))
        if claim is None:
            raise Http404
        request.current_app = self.admin_site.name
        return label_claim(request, claim, self.admin_site.each_context(request))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        claim = context["original"]
        context["may_label"] = permissions.can_annotate(request.user, claim.project)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("claim"))
    def text_start(self, claim: Claim) -> SafeString:
        return show_line(claim.text)

    @admin.display(description=_("hints"))
    def hints_shown(self, claim: Claim) -> str:
        return describe_hints(list_hints(claim)) or "-"

    @admin.display(description=_("article"))
    def article_title(self, claim: Claim) -> SafeString:
        return show_line(claim.article.title, 60)

    @admin.display(description=_("text"))
    def whole_text(self, claim: Claim) -> SafeString:
        return show_text(claim.text)

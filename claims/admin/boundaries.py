"""Boundary proposals: edits that annotators ask curators for."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims import permissions
from claims.admin.access import curates
from claims.admin.base import ReadOnlyAdmin
from claims.admin.buttons import ButtonedAdmin
from claims.admin.lists import ProjectFilter, show_line, show_text
from claims.models import BoundaryProposal, Claim, User
from claims.operations import boundaries
from claims.operations.boundary_plans import EditKind, list_texts_made
from claims.requests import get_user, read_now

KINDS = {
    EditKind.SPLIT: _("Split"),
    EditKind.MERGE: _("Merge"),
    EditKind.TRIM: _("Other offsets"),
    EditKind.SPAN: _("A part as a claim of its own"),
    EditKind.REMOVE_SPAN: _("No part of its own"),
    EditKind.SENTENCE: _("A heading as a sentence"),
}


@admin.register(BoundaryProposal)
class BoundaryProposalAdmin(ButtonedAdmin, ReadOnlyAdmin):
    members_may_view = True
    list_display = ("edit_kind", "article_title", "proposed_by", "reason", "status", "created_at")
    list_select_related = ("article", "proposed_by")
    list_filter = (ProjectFilter, "status")
    search_fields = ("=proposed_by__username", "reason")
    sortable_by = ()
    fields = (
        *("uuid", "project", "article", "edit_kind", "claim_texts", "texts_made", "reason"),
        *("proposed_by", "created_at", "status", "settled_by", "settled_at"),
    )
    actions = ("apply_selected", "decline_selected")
    buttons = ("apply", "decline")

    def scope(self, rows: Any, user: User) -> models.QuerySet:
        return rows.visible_to(user)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return curates(request)

    def may_press(self, request: HttpRequest, row: BoundaryProposal) -> bool:
        return permissions.can_curate(request.user, row.project)

    def list_buttons(self, row: BoundaryProposal) -> dict[str, str]:
        if row.status != BoundaryProposal.Status.OPEN:
            return {}
        return {"apply": gettext("Apply"), "decline": gettext("Decline")}

    def apply(self, request: HttpRequest, proposal: BoundaryProposal) -> str:
        boundaries.apply_proposal(actor=get_user(request), proposal=proposal, now=read_now(request))
        return gettext("Applied: %(proposal)s.") % {"proposal": proposal}

    def decline(self, request: HttpRequest, proposal: BoundaryProposal) -> str:
        boundaries.decline_proposal(
            actor=get_user(request), proposal=proposal, now=read_now(request)
        )
        return gettext("Declined: %(proposal)s.") % {"proposal": proposal}

    @admin.action(description=_("Apply the selected proposals"), permissions=["settle"])
    def apply_selected(
        self, request: HttpRequest, queryset: models.QuerySet[BoundaryProposal]
    ) -> None:
        # As they were made: one may rest on another.
        in_order = queryset.select_related("project").order_by("pk")
        self.do_to_each(request, in_order, partial(self.apply, request))

    @admin.action(description=_("Decline the selected proposals"), permissions=["settle"])
    def decline_selected(
        self, request: HttpRequest, queryset: models.QuerySet[BoundaryProposal]
    ) -> None:
        in_order = queryset.select_related("project").order_by("pk")
        self.do_to_each(request, in_order, partial(self.decline, request))

    @admin.display(description=_("edit"))
    def edit_kind(self, proposal: BoundaryProposal) -> str:
        return str(KINDS[EditKind(proposal.edit["kind"])])

    @admin.display(description=_("article"))
    def article_title(self, proposal: BoundaryProposal) -> SafeString:
        return show_line(proposal.article.title, 60)

    @admin.display(description=_("claims"))
    def claim_texts(self, proposal: BoundaryProposal) -> SafeString:
        named = Claim.objects.filter(article=proposal.article_id, uuid__in=proposal.edit["claims"])
        return show_texts([claim.text for claim in named.in_text_order()])

    @admin.display(description=_("claims made of them"))
    def texts_made(self, proposal: BoundaryProposal) -> SafeString | str:
        """Where the edit falls, in words: offsets tell a curator nothing."""
        texts = list_texts_made(proposal)
        return show_texts(texts) if texts else gettext("None: the sentence around is labelled.")


def show_texts(texts: Sequence[str]) -> SafeString:
    return format_html_join("", "{}", ((show_text(text),) for text in texts))

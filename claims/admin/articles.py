"""Articles: their text to read, their metadata to mend. They come in by the import."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from claims import permissions
from claims.admin.access import manages
from claims.admin.base import MergingForm
from claims.admin.buttons import ButtonedAdmin
from claims.admin.lists import ProjectFilter, show_line, show_text
from claims.errors import InvalidInput
from claims.models import Article, Outlet, User
from claims.operations import assignment, withdrawing
from claims.queries.reservations import list_kept, list_team
from claims.requests import get_user, read_now

QUEUE = ("priority", "overlap")
METADATA = ("url", "author", "published", "outlet", "licence", "redistribute", "embargo")
GIVEN = (
    "uuid",
    "project",
    "title",
    "language",
    "source_id",
    "previous",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_because",
    "length",
    "splitter_version",
    "created_at",
    "created_by",
)


class ArticleForm(MergingForm):
    """Takes outlets of the article's own project only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "outlet" in self.fields:
            own = Outlet.objects.filter(project=self.instance.project_id)
            self.fields["outlet"].queryset = own  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why an article is withdrawn."""

    reason = forms.CharField(label=_("Why"), max_length=withdrawing.REASON_LIMIT)


class PersonForm(forms.Form):
    """For whom an article is kept, or no longer."""

    person = forms.ModelChoiceField(label=_("Keep for"), queryset=User.objects.none())

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = list_team(article)  # type: ignore[attr-defined]


@admin.register(Article)
class ArticleAdmin(ButtonedAdmin):
    form = ArticleForm
    members_may_view = True
    list_display = (
        *("title_start", "project", "outlet", "language", "published"),
        *("priority", "created_at"),
    )
    list_select_related = ("project", "outlet")
    list_filter = (ProjectFilter, "priority", "redistribute")
    search_fields = ("title", "source_id")
    search_help_text = _("Title, id at the source, or UUID. New articles: by their project’s page.")
    sortable_by = ()
    autocomplete_fields = ("outlet",)
    readonly_fields = (*GIVEN, "claims_link", "whole_text")
    fieldsets = (
        (None, {"fields": (*GIVEN, "claims_link")}),
        (_("Queue"), {"fields": QUEUE}),
        (_("Metadata"), {"fields": METADATA}),
        (_("Text"), {"fields": ("whole_text",)}),
    )

    actions = ("hand_out_first", "hand_out_in_turn", "hand_out_last")
    buttons = ("reserve", "release", "withdraw", "restore")

    def get_list_display(self, request: HttpRequest) -> Any:
        return self._without_queue(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> Any:
        return self._without_queue(request, super().get_list_filter(request))

    def _without_queue(self, request: HttpRequest, shown: Any) -> Any:
        """For managers alone: why an article is handed out when it is would tell hidden gold."""
        return shown if manages(request) else [name for name in shown if name not in QUEUE]

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        shown = super().get_fieldsets(request, obj)
        if obj is None or permissions.can_manage(request.user, obj.project):
            return shown
        return [one for one in shown if one[1]["fields"] != QUEUE]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_one(self, request: HttpRequest, row: Article, changed: Collection[str]) -> None:
        """An operation for each thing that has one, another for the rest."""
        done: Any = {"actor": get_user(request), "article": row, "now": read_now(request)}
        # First what may hold people: they come before articles and lines (operations/locks.py).
        if metadata := set(changed).difference(QUEUE):
            assignment.save_article(**done, changed=metadata)
        if "overlap" in changed:
            assignment.set_overlap(**done, overlap=row.overlap)
        if "priority" in changed:
            assignment.set_priority(**done, priority=row.priority)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article = context["original"]
        if self.may_press(request, article):
            context["kept_for"] = list_kept(article)
            context["keep_form"] = PersonForm(article=article)
            context["withdraw_form"] = None if article.withdrawn_at else WithdrawForm()
        return super().render_change_form(request, context, *args, **kwargs)

    def list_buttons(self, row: Article) -> Mapping[str, str]:
        return {"restore": gettext("Work on it again")} if row.withdrawn_at else {}

    def withdraw(self, request: HttpRequest, article: Article) -> str:
        withdrawing.withdraw_article(
            actor=get_user(request),
            article=article,
            reason=request.POST.get("reason", ""),
            now=read_now(request),
        )
        return gettext("The article is withdrawn.")

    def restore(self, request: HttpRequest, article: Article) -> str:
        withdrawing.restore_article(actor=get_user(request), article=article, now=read_now(request))
        return gettext("The article is worked on, and counts, as before.")

    def reserve(self, request: HttpRequest, article: Article) -> str:
        person = self.read_person(request, article)
        count = assignment.reserve_article(
            actor=get_user(request), article=article, person=person, now=read_now(request)
        )
        done = ngettext(
            "%(count)d claim is kept for %(person)s.",
            "%(count)d claims are kept for %(person)s.",
            count,
        )
        return done % {"count": count, "person": person}

    def release(self, request: HttpRequest, article: Article) -> str:
        person = self.read_person(request, article)
        count = assignment.release_article(
            actor=get_user(request), article=article, person=person, now=read_now(request)
        )
        done = ngettext(
            "%(count)d claim is for everybody again.",
            "%(count)d claims are for everybody again.",
            count,
        )
        return done % {"count": count}

    def read_person(self, request: HttpRequest, article: Article) -> User:
        form = PersonForm(request.POST, article=article)
        if not form.is_valid():
            raise InvalidInput("unknown_choice", "Choose one of the values given.", field="person")
        person: User = form.cleaned_data["person"]
        return person

    @admin.action(description=_("Hand out first"), permissions=["change"])
    def hand_out_first(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self.prioritise(request, queryset, Article.Priority.HIGH)

    @admin.action(description=_("Hand out in its turn"), permissions=["change"])
    def hand_out_in_turn(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self.prioritise(request, queryset, Article.Priority.NORMAL)

    @admin.action(description=_("Hand out last"), permissions=["change"])
    def hand_out_last(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self.prioritise(request, queryset, Article.Priority.LOW)

    def prioritise(
        self, request: HttpRequest, chosen: QuerySet[Article], priority: Article.Priority
    ) -> None:
        def prioritise_one(article: Article) -> str:
            assignment.set_priority(
                actor=get_user(request), article=article, priority=priority, now=read_now(request)
            )
            return gettext("%(article)s is handed out: %(when)s.") % {
                "article": article,
                "when": priority.label,
            }

        self.do_to_each(request, chosen.select_related("project"), prioritise_one)

    @admin.display(description=_("title"))
    def title_start(self, article: Article) -> SafeString:
        return show_line(article.title)

    @admin.display(description=_("claims"))
    def claims_link(self, article: Article) -> SafeString:
        url = reverse("admin:claims_claim_changelist")
        return format_html(
            '<a href="{}?article__id__exact={}">{}</a>', url, article.pk, gettext("All its claims")
        )

    @admin.display(description=_("text"))
    def whole_text(self, article: Article) -> SafeString:
        return show_text(article.body.text)

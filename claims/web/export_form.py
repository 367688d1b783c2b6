"""What one takes out, and by what it is narrowed down: the form of the export page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.exchange.formats import DEFAULT_FORMAT, FORMATS, Format
from claims.exchange.shapes import format_moment
from claims.forms.fields import MomentField
from claims.models import Article, Project, Speaker, Stage, User
from claims.queries import speakers
from claims.queries.export_selection import Of, Selection, Status
from claims.queries.labels import map_scheme_labels
from claims.web.forms import PlainForm

KINDS = {
    Of.ANNOTATIONS: gettext_lazy("Labels: each person’s, as they count now"),
    Of.DECISIONS: gettext_lazy("Decisions: what stands for each claim, in each pass"),
    Of.CLAIMS: gettext_lazy("Claims: of each claim one decision, the later pass’s"),
    Of.ARTICLES: gettext_lazy("Articles: their texts, and where their claims are"),
}
STATUSES = {
    Status.DECIDED: gettext_lazy("Decided"),
    Status.UNDECIDED: gettext_lazy("Not decided"),
    Status.AGREED: gettext_lazy("Labels agree"),
    Status.DISPUTED: gettext_lazy("Labels differ"),
}
ANY = ("", gettext_lazy("Any"))
# In the order of the page: what, of which claims, saying what, by whom, when, and how it is sent.
ALWAYS = ("of", "format")
ORDER = (
    *ALWAYS,
    *("article", "stage", "status", "verifiability", "verdict", "speaker"),
    *("annotator", "from", "to", "changed_since", "rounds", "compress"),
)
# Of those whose names a text fits, so many are offered.
OFFERED = 20

# One of these: its UUID, what it is called, and what tells it apart from others called so.
Found = tuple[UUID, str, str]


class ExportForm(PlainForm, forms.Form):
    of = forms.ChoiceField(label=gettext_lazy("What"), choices=list(KINDS.items()))
    format = forms.ChoiceField(label=gettext_lazy("Format"))
    article = forms.CharField(
        label=gettext_lazy("Article, by words of its title"), max_length=200, required=False
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Pass"), choices=[ANY, *Stage.choices], required=False
    )
    status = forms.ChoiceField(
        label=gettext_lazy("How far the claim is"),
        choices=[ANY, *STATUSES.items()],
        required=False,
    )
    verifiability = forms.ChoiceField(label=gettext_lazy("Verifiability"), required=False)
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), required=False)
    speaker = forms.CharField(
        label=gettext_lazy("Speaker, by their name"), max_length=200, required=False
    )
    annotator = forms.CharField(
        label=gettext_lazy("Annotator, by their pseudonym"), max_length=40, required=False
    )
    to = forms.DateField(
        label=gettext_lazy("Made up to (UTC)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    changed_since = MomentField(
        label=gettext_lazy("Made, or made anew, since (UTC)"), required=False
    )
    rounds = forms.ChoiceField(
        label=gettext_lazy("Rounds that are not part of the data set"),
        choices=[("", gettext_lazy("Leave out")), ("all", gettext_lazy("Take in"))],
        required=False,
    )
    compress = forms.ChoiceField(
        label=gettext_lazy("Compression"),
        choices=[("", gettext_lazy("None")), ("gzip", "gzip")],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, project: Project, user: User) -> None:
        self.project = project
        self.user = user
        given = {"of": Of.ANNOTATIONS.value, "format": DEFAULT_FORMAT, **_flatten(data)}
        super().__init__(given)
        since = forms.DateField(
            label=gettext_lazy("Made from (UTC)"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date", "class": "field"}),
        )
        self.fields = {**self.fields, "from": since}  # No name that a class could give.
        self.order_fields(ORDER)
        of = Of(given["of"]) if given["of"] in set(Of) else Of.ANNOTATIONS
        offered = [name for name, one in FORMATS.items() if of.kind in one.kinds]
        self._offer("format", [(name, _describe(FORMATS[name])) for name in offered])
        labels = map_scheme_labels(project)
        for name, scheme in (
            ("verifiability", project.verifiability_scheme_id),
            ("verdict", project.verdict_scheme_id),
        ):
            self._offer(name, [ANY, *((one.value, one.name) for one in labels[scheme])])

    @property
    def chosen(self) -> list[forms.BoundField]:
        """What is taken out, and as what."""
        return [self[name] for name in ALWAYS]

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """By what it can be narrowed down, and how it is sent."""
        return [field for field in self if field.name not in ALWAYS]

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() or field.errors for field in self.narrowing)

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_article(self) -> UUID | None:
        text: str = self.cleaned_data["article"]
        fits = Q(uuid=uuid) if (uuid := _read_uuid(text)) else Q(title__icontains=text)
        visible = Article.objects.visible_to(self.user).filter(fits, project=self.project)
        called_so = Case(When(title__iexact=text, then=0), default=1)
        found = (
            visible.select_related("outlet").order_by(called_so, "-pk")[:OFFERED] if text else ()
        )
        return self._pick(
            "article", text, [(one.uuid, one.title, _tell_article(one)) for one in found]
        )

    def clean_speaker(self) -> UUID | None:
        text: str = self.cleaned_data["speaker"]
        if uuid := _read_uuid(text):
            visible = Speaker.objects.visible_to(self.user)
            found = list(visible.filter(project=self.project, uuid=uuid))
        else:
            found = [speaker for speaker, _names in speakers.search(self.user, self.project, text)]
        return self._pick(
            "speaker", text, [(one.uuid, one.name, _tell_speaker(one)) for one in found]
        )

    def _pick(self, name: str, text: str, found: Sequence[Found]) -> UUID | None:
        """Who or what is meant by a UUID, a whole name, words that fit one only, or by choosing.

        A UUID of none is for `resolve` to refuse.
        """
        if not text:
            return None
        uuid, told = _read_uuid(text), {"words": text}
        called = [one for one, title, _shown in found if title.casefold() == text.casefold()]
        if uuid is None and len(called) == 1:
            return called[0]
        if uuid is None and not found:
            raise ValidationError(_("The project has none called “%(words)s”.") % told, "unknown")
        if uuid is None and len(found) == 1:
            uuid = found[0][0]  # Shown as chosen: it may be another than is meant.
        if found:
            self.fields[name].widget = forms.Select({"class": "field"})
            self.fields[name].widget.choices = [ANY, *((one, shown) for one, _name, shown in found)]
            self.data = {**self.data, name: str(uuid or "")}
        if uuid is None:
            raise ValidationError(_("Several fit “%(words)s”: choose one.") % told, "several")
        return uuid

    def read(self) -> Selection:
        """What is chosen; what is odd narrows nothing, and is told beside its field."""
        self.is_valid()
        given = self.cleaned_data
        return Selection(
            of=Of(given.get("of") or Of.ANNOTATIONS),
            first_day=given.get("from"),
            last_day=given.get("to"),
            all_rounds=given.get("rounds") == "all",
            article=given.get("article"),
            speaker=given.get("speaker"),
            changed_since=given.get("changed_since"),
            **{
                name: given.get(name, "")
                for name in ("annotator", "stage", "status", "verifiability", "verdict")
            },
        )

    def make_query(self) -> str:
        """The same for the API, as the query of an address."""
        return self._write_query()

    def make_report_query(self) -> str:
        return self._write_query(but_not="compress")

    def _write_query(self, but_not: str = "") -> str:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return urlencode({name: _write(one) for name, one in given.items() if name != but_not})


def _write(value: object) -> str:
    return format_moment(value) if isinstance(value, datetime) else str(value)


def _read_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _tell_article(article: Article) -> str:
    """What tells articles of one title apart."""
    day = date_format(article.published, "DATE_FORMAT") if article.published else ""
    outlet = article.outlet.name if article.outlet else ""
    return " · ".join(filter(None, (article.title, outlet, day)))


def _tell_speaker(speaker: Speaker) -> str:
    parts = (str(speaker), speaker.get_kind_display(), speaker.role, speaker.affiliation)
    return " · ".join(filter(None, parts))


def _describe(format_: Format) -> str:
    return f"{_(format_.title)}: {_(format_.description)}"


def _flatten(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in data}

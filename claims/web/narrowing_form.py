"""By what records are narrowed down, as fields: of the page of exports, and of releases."""

from collections.abc import Sequence
from copy import copy
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.forms.fields import MomentField
from claims.models import Article, Project, Speaker, Stage, User
from claims.queries import speakers
from claims.queries.export_selection import NARROWING, Status
from claims.queries.labels import map_scheme_labels
from claims.web.forms import PlainForm

STATUSES = {
    Status.DECIDED: gettext_lazy("Decided"),
    Status.UNDECIDED: gettext_lazy("Not decided"),
    Status.AGREED: gettext_lazy("Labels agree"),
    Status.DISPUTED: gettext_lazy("Labels differ"),
}
ANY = ("", gettext_lazy("Any"))
SINCE = gettext_lazy("Made from (UTC)")
# Of those whose names a text fits, so many are offered.
OFFERED = 20

# One of these: its UUID, what it is called, and what tells it apart from others called so.
Found = tuple[UUID, str, str]


class NarrowingForm(PlainForm, forms.Form):
    """The fields of NARROWING; articles and speakers are found by their names."""

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

    def __init__(self, *args: Any, project: Project, user: User, **kwargs: Any) -> None:
        self.project = project
        self.user = user
        super().__init__(*args, **kwargs)
        since = forms.DateField(
            label=SINCE,
            required=False,
            widget=forms.DateInput(attrs={"type": "date", "class": "field"}),
        )
        self.fields = {**self.fields, "from": since}  # No name that a class could give.
        labels = map_scheme_labels(project)
        for name, scheme in (
            ("verifiability", project.verifiability_scheme_id),
            ("verdict", project.verdict_scheme_id),
        ):
            self._offer(name, [ANY, *((one.value, one.name) for one in labels[scheme])])

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """By what it can be narrowed down."""
        return [self[name] for name in NARROWING]

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() or field.errors for field in self.narrowing)

    def clean_article(self) -> UUID | None:
        text: str = self.cleaned_data["article"]
        return self._pick("article", text, self._find_articles(text))

    def clean_speaker(self) -> UUID | None:
        text: str = self.cleaned_data["speaker"]
        return self._pick("speaker", text, self._find_speakers(text))

    def _find_articles(self, text: str) -> list[Found]:
        if not text:
            return []
        fits = Q(uuid=uuid) if (uuid := _read_uuid(text)) else Q(title__icontains=text)
        visible = Article.objects.visible_to(self.user).filter(fits, project=self.project)
        called_so = Case(When(title__iexact=text, then=0), default=1)
        found = visible.select_related("outlet").order_by(called_so, "-pk")[:OFFERED]
        return [(one.uuid, one.title, _tell_article(one)) for one in found]

    def _find_speakers(self, text: str) -> list[Found]:
        if not text:
            return []
        if uuid := _read_uuid(text):
            visible = Speaker.objects.visible_to(self.user)
            found = list(visible.filter(project=self.project, uuid=uuid))
        else:
            found = [speaker for speaker, _names in speakers.search(self.user, self.project, text)]
        return [(one.uuid, one.name, _tell_speaker(one)) for one in found]

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
            self._offer_found(name, found)
            data: Any = copy(self.data)
            data[name] = str(uuid or "")
            self.data = data
        if uuid is None:
            raise ValidationError(_("Several fit “%(words)s”: choose one.") % told, "several")
        return uuid

    def _show_kept(self) -> None:
        """What was chosen before by its name, not by its UUID."""
        for name, find in (("article", self._find_articles), ("speaker", self._find_speakers)):
            if found := find(self.initial.get(name, "")):
                self._offer_found(name, found)

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _offer_found(self, name: str, found: Sequence[Found]) -> None:
        self.fields[name].widget = forms.Select({"class": "field"})
        self.fields[name].widget.choices = [ANY, *((one, shown) for one, _name, shown in found)]


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

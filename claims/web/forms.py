"""Forms of the smaller pages. They check shapes; the rules live in the operations."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import ProseField, date_field
from claims.models import ApiToken, Guideline
from claims.operations.labelling import VERSION_LIMIT
from claims.queries.duplicates import SpeakerRow

UNSTYLED = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)


class PlainForm(forms.BaseForm):
    """Gives inputs the design's class, those of Django's own forms too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, UNSTYLED):
                field.widget.attrs.setdefault("class", "field")


class ThemeForm(PlainForm, forms.Form):
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("", _("Same as the system")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
        required=False,
    )


class LanguageForm(PlainForm, forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("Same as the browser")), *settings.LANGUAGES],
        widget=forms.RadioSelect,
        required=False,
    )


class TokenForm(PlainForm, forms.Form):
    """An API token that one wants."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What it is for; shown in this list."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself."),
    )
    last_day = date_field(
        label=_("Last day"), help_text=_("In UTC. Leave empty to have it work until it is revoked.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.TOKEN_MAX_DAYS:
            told = gettext("In UTC. Tokens last up to %(days)s days here.")
            self.fields["last_day"].help_text = told % {"days": settings.TOKEN_MAX_DAYS}

    def get_expiry(self) -> datetime | None:
        """The end of the last day."""
        last_day: date | None = self.cleaned_data["last_day"]
        if last_day is None or last_day == date.max:
            return None
        return datetime.combine(last_day, time(), UTC) + timedelta(days=1)


class GuidelineForm(PlainForm, forms.Form):
    """The next version, and the one it was begun on: 0 where there was none."""

    text = ProseField(label=_("Text, in Markdown"), rows=24, spellcheck=True, strip=False)
    onto = forms.IntegerField(
        min_value=0, max_value=VERSION_LIMIT, required=False, widget=forms.HiddenInput
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        latest: Guideline | None,
        added: str = "",
        **kwargs: Any,
    ) -> None:
        """`added`: what is to be put in, below what the latest version says."""
        text = "\n\n".join(part for part in (latest.text if latest else "", added) if part)
        initial = {"text": text, "onto": latest.version if latest else 0}
        super().__init__(data, initial=initial, **kwargs)

    def clean_onto(self) -> int:
        """Who does not say began on nothing: so they are shown what there is."""
        return self.cleaned_data["onto"] or 0

    def move_onto(self, latest: Guideline | None) -> None:
        """Go on with what was typed, now that its author is shown this version."""
        self.data = {"text": self.data.get("text"), "onto": latest.version if latest else 0}


class ReadForm(forms.Form):
    """The version that somebody says they have read."""

    version = forms.IntegerField(min_value=1, max_value=VERSION_LIMIT)


class VersionsForm(PlainForm, forms.Form):
    """Two versions of a guideline that are to be compared: at first the last two."""

    def __init__(self, *args: Any, versions: Sequence[Guideline], **kwargs: Any) -> None:
        numbers = [one.version for one in versions]
        super().__init__(*args, initial=dict(zip(("to", "from"), numbers, strict=False)), **kwargs)
        choices = [(one.version, self._name(one)) for one in versions]
        for name, label in (("from", _("From")), ("to", _("To"))):
            widget = forms.Select(attrs={"class": "field"})
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=choices, coerce=int, widget=widget
            )

    def _name(self, one: Guideline) -> str:
        when = date_format(localtime(one.created_at), "DATE_FORMAT")
        return gettext("Version %(version)d, %(when)s") % {"version": one.version, "when": when}

    @property
    def pair(self) -> tuple[int, int]:
        return self.cleaned_data["from"], self.cleaned_data["to"]


class ArticleFilterForm(forms.Form):
    """What the list of articles is narrowed down to. Anything odd narrows nothing."""

    q = forms.CharField(label=_("Title contains"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), ("unfinished", _("Unfinished")), ("finished", _("Finished"))],
        required=False,
    )

    def __init__(self, data: QueryDict, *, by_state: bool = True) -> None:
        super().__init__(data)
        if not by_state:
            del self.fields["state"]

    def get_words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    def get_state(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("state", ""))


class SpeakerFilterForm(forms.Form):
    """What the list of speakers is narrowed down to. Anything odd narrows nothing."""

    q = forms.CharField(label=_("Name contains"), max_length=100, required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("All")), ("alike", _("Likely duplicates"))],
        required=False,
    )

    def get_words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    def wants_alike(self) -> bool:
        self.is_valid()
        return self.cleaned_data.get("show") == "alike"


class MergeForm(forms.Form):
    """Which of two speakers stands for both: the one more labels name, unless one says other."""

    into = forms.ChoiceField(
        label=_("Who stands for both?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )

    def __init__(self, *args: Any, rows: Sequence[SpeakerRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = max(rows, key=lambda row: row.labels)
        self.initial["into"] = str(most.speaker.uuid)
        into = self.fields["into"]
        assert isinstance(into, forms.ChoiceField)  # noqa: S101 - for the type checker
        into.choices = [(str(row.speaker.uuid), str(row.speaker)) for row in rows]

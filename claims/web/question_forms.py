"""Forms of questions about the guideline."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import ProseField
from claims.models import Stage
from claims.operations.labelling import VERSION_LIMIT
from claims.operations.questions import QUESTION_LIMIT, RULING_LIMIT
from claims.queries.questions import State
from claims.web.forms import PlainForm


class QuestionForm(PlainForm, forms.Form):
    """What one would like to know."""

    text = ProseField(
        label=_("What would you like to know?"),
        max_length=QUESTION_LIMIT,
        rows=3,
        spellcheck=True,
    )


class RulingForm(PlainForm, forms.Form):
    """What is ruled, and how many rulings there were when its author looked."""

    text = ProseField(
        label=_("Ruling, in Markdown"), max_length=RULING_LIMIT, rows=6, spellcheck=True
    )
    known = forms.IntegerField(
        min_value=0, max_value=VERSION_LIMIT, required=False, widget=forms.HiddenInput
    )


class QuestionNameForm(forms.Form):
    """A question that an address names."""

    question = forms.UUIDField()


class ClaimNameForm(forms.Form):
    """A claim that an address names, and the pass in which somebody comes from it."""

    claim = forms.UUIDField()
    stage = forms.ChoiceField(choices=Stage.choices, required=False)


class QuestionFilterForm(forms.Form):
    """What the list of questions is narrowed down to. Anything odd narrows nothing."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    state = forms.ChoiceField(
        choices=[(state.value, state.value) for state in State], required=False
    )

    def get_words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    def get_state(self) -> str | None:
        self.is_valid()
        return self.cleaned_data.get("state") or None

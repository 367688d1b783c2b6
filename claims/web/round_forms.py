"""Forms of rounds: starting one, and what can be changed of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.models import Round
from claims.models.stages import MOST_IN_ROUND, MOST_LABELS
from claims.operations.labelling import VERSION_LIMIT
from claims.operations.rounds import NAME_LIMIT
from claims.web.forms import PlainForm


class RoundChangeForm(PlainForm, forms.Form):
    """What a round is called, and whether exports have its labels."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LIMIT, widget=forms.TextInput({"dir": "auto"})
    )
    in_releases = forms.BooleanField(
        label=_("Part of the data set"),
        help_text=_("Otherwise exports leave its labels out unless one asks for them."),
        required=False,
    )


class RoundForm(RoundChangeForm):
    """A round that one would start."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Round.Kind.choices)
    size = forms.IntegerField(label=_("Articles"), min_value=1, max_value=MOST_IN_ROUND)
    overlap = forms.IntegerField(
        label=_("Labels wanted per claim"),
        help_text=_("Empty: as the project says."),
        min_value=1,
        max_value=MOST_LABELS,
        required=False,
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_("The same number draws the same articles again. Empty: a new one."),
        min_value=0,
        max_value=VERSION_LIMIT,
        required=False,
    )
    field_order = ("name", "kind", "size", "overlap", "seed", "in_releases")

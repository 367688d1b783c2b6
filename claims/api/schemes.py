"""Label schemes: which there are, and new ones."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.projects import SchemeOut
from claims.api.shapes import ManyField, NumberField, OptionField, StrictSerializer, TextField
from claims.api.views import ListView
from claims.errors import Conflict
from claims.models import Label, LabelScheme, User
from claims.operations.schemes import install_presets
from claims.requests import get_user, read_now

LABELS_LIMIT, TEXT_LIMIT, VERSION_LIMIT = 50, 10_000, 32_767


class SchemeListOut(SchemeOut):
    """A scheme, and what its labels are about."""

    class Meta(SchemeOut.Meta):
        fields = ["kind", *SchemeOut.Meta.fields]
        read_only_fields = fields


class LabelIn(StrictSerializer):
    """A label of a new scheme; in their order."""

    value = TextField(max_length=60, allow_blank=False)
    name = TextField(max_length=60, allow_blank=False)
    definition = TextField(max_length=TEXT_LIMIT, required=False)
    hotkey = TextField(max_length=1, required=False)
    tone = OptionField(choices=[one for one in Label.Tone.choices if one[0]], required=False)
    verifiable = OptionField(choices=Label.Verifiable.choices, required=False)
    check_worthy = OptionField(choices=Label.CheckWorthy.choices, required=False)
    verdict_rule = OptionField(choices=Label.VerdictRule.choices, required=False)
    canonical = OptionField(choices=Label.Canonical.choices, required=False)
    rating = NumberField(min_value=1, max_value=5, required=False)


class SchemeIn(StrictSerializer):
    """A scheme with all its labels. A changed meaning is a new version."""

    kind = OptionField(choices=LabelScheme.Kind.choices)
    slug = TextField(max_length=60, allow_blank=False)
    version = NumberField(min_value=1, max_value=VERSION_LIMIT)
    name = TextField(max_length=100, allow_blank=False)
    description = TextField(max_length=TEXT_LIMIT, required=False)
    labels = ManyField(limit=LABELS_LIMIT, child=LabelIn(), allow_empty=False)


class SchemesView(ListView):
    """The schemes that projects may have."""

    serializer_class = SchemeListOut

    def find(self, user: User, **wanted: Any) -> QuerySet[LabelScheme]:
        labels = Prefetch("labels", Label.objects.order_by("order", "pk"))
        return LabelScheme.objects.prefetch_related(labels)

    @extend_schema(request=SchemeIn, responses={201: SchemeListOut})
    def post(self, request: Request) -> Response:
        """For site admins. 409 `scheme_exists` where there is that version already."""
        body = self.read_body(SchemeIn)
        made = install_presets(actor=get_user(request), presets=[body], now=read_now(request))
        if not made:
            raise Conflict("scheme_exists", "There is this version of the scheme already.")
        return Response(SchemeListOut(made[0]).data, status=201)

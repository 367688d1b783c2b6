"""Webhooks: where other systems are told what happens, for managers. Guide: docs/webhooks.md"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.members import PersonOut
from claims.api.parameters import Query
from claims.api.requests import get_project
from claims.api.shapes import (
    AbsentTextField,
    ManyField,
    NothingIn,
    OptionField,
    StrictSerializer,
    TextField,
)
from claims.api.views import DetailView, ListView, OperationView
from claims.models import ApiToken, Delivery, EventType, User, Webhook
from claims.models.webhooks import TOLD, WebhookQuerySet
from claims.operations import deliveries, webhooks
from claims.requests import get_user, read_now
from claims.wording import describe


class WebhookOut(serializers.ModelSerializer):
    """Where to, of what, and whether it is on. Its secret is shown when it is made, once."""

    description = AbsentTextField()
    events = serializers.ListField(child=serializers.ChoiceField(choices=TOLD))
    off_reason = serializers.ChoiceField(
        choices=Webhook.OffReason.choices, allow_null=True, help_text="null: it is on."
    )
    created_by = PersonOut()

    class Meta:
        model = Webhook
        fields = [
            *("uuid", "url", "description", "events", "fingerprint", "failing_since"),
            *("off_since", "off_reason", "created_at", "created_by", "ended_at"),
        ]
        read_only_fields = fields

    def to_representation(self, instance: Webhook) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, "off_reason": shown["off_reason"] or None}


class SecretOut(serializers.Serializer):
    """A webhook with its secret, which nothing shows again."""

    webhook = WebhookOut()
    secret = serializers.CharField(
        help_text="`whsec_` and the key in base64, as Standard Webhooks has it."
    )


class WebhookIn(StrictSerializer):
    """The webhook that you would add."""

    url = TextField(
        max_length=webhooks.URL_LIMIT,
        help_text="https, and of a host that the operator has listed (WEBHOOK_HOSTS).",
    )
    events = ManyField(
        limit=len(TOLD), child=OptionField(choices=TOLD), help_text="What to tell of."
    )
    description = TextField(max_length=webhooks.DESCRIPTION_LIMIT, required=False)


class WebhookChangeIn(StrictSerializer):
    """What can be changed of a webhook, any of it."""

    url = TextField(
        max_length=webhooks.URL_LIMIT,
        required=False,
        help_text="https, and of a host that the operator has listed (WEBHOOK_HOSTS).",
    )
    events = ManyField(
        limit=len(TOLD),
        child=OptionField(choices=TOLD),
        required=False,
        help_text="All that it is to be told of.",
    )
    description = TextField(max_length=webhooks.DESCRIPTION_LIMIT, required=False)


class DeliveryOut(serializers.ModelSerializer):
    """That a webhook was, or is to be, told of an event: how that goes, not of what."""

    event = serializers.UUIDField(
        help_text="As `webhook-id` of each attempt, and `id` in its body."
    )
    type = serializers.ChoiceField(choices=EventType.choices)
    next_attempt_at = serializers.DateTimeField(allow_null=True, help_text="Null: none is to come.")
    error = serializers.SerializerMethodField(help_text="What went wrong last.")

    class Meta:
        model = Delivery
        fields = [
            *("uuid", "event", "type", "state", "attempts", "next_attempt_at", "last_status"),
            *("error", "created_at", "finished_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_error(self, delivery: Delivery) -> str | None:
        return describe(delivery.problem) if delivery.problem else None

    def to_representation(self, instance: Delivery) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, "next_attempt_at": None} if instance.is_finished else shown


class DeliveryQuery(Query):
    state = OptionField(choices=Delivery.State.choices, required=False)


class ProjectWebhooksView(ListView):
    """The webhooks of a project, for its managers; ended ones are not among them."""

    # An address may hold a secret of the receiver.
    read_scope = ApiToken.Scope.MANAGE
    is_secret = True
    serializer_class = WebhookOut

    def find(self, user: User, **wanted: Any) -> QuerySet[Webhook]:
        project = get_project(self.request, self.kwargs["project"])
        permissions.require(permissions.can_manage(user, project))
        return find_webhooks(user).standing().filter(project=project)

    @extend_schema(request=WebhookIn, responses={201: SecretOut})
    def post(self, request: Request, project: str) -> Response:
        """For managers. The secret is in this answer alone.

        409 `webhooks_off` where the operator has listed no hosts, `too_many_webhooks` beyond ten.
        """
        found = get_project(request, project)
        permissions.require(permissions.can_manage(get_user(request), found))
        body = WebhookIn(data=request.data)
        body.is_valid(raise_exception=True)
        made, secret = webhooks.create_webhook(
            actor=get_user(request), project=found, now=read_now(request), **body.validated_data
        )
        return Response(SecretOut({"webhook": made, "secret": secret}).data, status=201)


def find_webhooks(user: User) -> WebhookQuerySet:
    return Webhook.objects.visible_to(user).select_related("project", "created_by")


class WebhookView(DetailView):
    """One webhook, ended ones too."""

    read_scope = ApiToken.Scope.MANAGE
    serializer_class = WebhookOut

    def find(self, user: User) -> QuerySet[Webhook]:
        return find_webhooks(user)


class WebhookDeliveriesView(ListView):
    """What a webhook was told in the last 30 days, and what waits to be sent."""

    read_scope = ApiToken.Scope.MANAGE
    serializer_class = DeliveryOut
    query = DeliveryQuery

    def find(self, user: User, state: str = "", **wanted: Any) -> QuerySet[Delivery]:
        webhook = get_object_or_404(find_webhooks(user), uuid=self.kwargs["uuid"])
        told = Delivery.objects.filter(webhook=webhook)
        return told.filter(state=state) if state else told


class WebhookActView(OperationView):
    """What is common to what is done to a webhook."""

    def get_webhook(self, uuid: UUID) -> Webhook:
        return get_object_or_404(find_webhooks(get_user(self.request)), uuid=uuid)

    def take_webhook(self, uuid: UUID) -> Webhook:
        """The one that the address names; the body is empty."""
        found = self.get_webhook(uuid)
        self.read_body(NothingIn)
        return found


class WebhookChangeView(WebhookActView):
    """Another address, other events, another description."""

    @extend_schema(request=WebhookChangeIn, responses=WebhookOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """What is left out stays, and so does the secret. Safe to repeat."""
        found = self.get_webhook(uuid)
        values = self.read_body(WebhookChangeIn)
        webhooks.change_webhook(
            actor=get_user(request), webhook=found, values=values, now=read_now(request)
        )
        return Response(WebhookOut(found).data)


class WebhookSecretView(WebhookActView):
    """Another secret."""

    is_secret = True

    @extend_schema(request=NothingIn, responses=SecretOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """The secret is in this answer alone. For 24 hours the one before signs too."""
        found = self.take_webhook(uuid)
        secret = webhooks.rotate_secret(
            actor=get_user(request), webhook=found, now=read_now(request)
        )
        return Response(SecretOut({"webhook": found, "secret": secret}).data)


class WebhookOnView(WebhookActView):
    """Switching on."""

    @extend_schema(request=NothingIn, responses=WebhookOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """What happened while it was off is not told. Safe to repeat."""
        found = self.take_webhook(uuid)
        webhooks.switch_on(actor=get_user(request), webhook=found, now=read_now(request))
        return Response(WebhookOut(found).data)


class WebhookOffView(WebhookActView):
    """Switching off."""

    @extend_schema(request=NothingIn, responses=WebhookOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """What waits goes on waiting, for a day at most. Safe to repeat."""
        found = self.take_webhook(uuid)
        webhooks.switch_off(actor=get_user(request), webhook=found, now=read_now(request))
        return Response(WebhookOut(found).data)


class WebhookEndView(WebhookActView):
    """The end of a webhook."""

    @extend_schema(request=NothingIn, responses=WebhookOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """For good: what waits is not sent any more. Safe to repeat."""
        found = self.take_webhook(uuid)
        webhooks.end_webhook(actor=get_user(request), webhook=found, now=read_now(request))
        return Response(WebhookOut(found).data)


class WebhookTestView(WebhookActView):
    """An event that tells nothing, to see whether it arrives."""

    @extend_schema(request=NothingIn, responses={201: DeliveryOut})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Of type `webhook.test`; 409 `webhook_off` where the webhook is off."""
        found = self.take_webhook(uuid)
        sent = deliveries.send_test(actor=get_user(request), webhook=found, now=read_now(request))
        return Response(DeliveryOut(sent).data, status=201)


class DeliveryAgainView(OperationView):
    """Sending once more what was sent, or could not be."""

    @extend_schema(request=NothingIn, responses=DeliveryOut)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Under the same `webhook-id`. 409 `not_finished` where it waits still."""
        self.read_body(NothingIn)
        visible = Delivery.objects.visible_to(get_user(request))
        delivery = get_object_or_404(visible.select_related("webhook__project"), uuid=uuid)
        deliveries.send_again(actor=get_user(request), delivery=delivery, now=read_now(request))
        return Response(DeliveryOut(delivery).data)

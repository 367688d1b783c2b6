"""Webhooks: where other systems are told what happens, and whether it arrives."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import DomainError, InvalidInput
from claims.forms.fields import add_refusal
from claims.models import Delivery, Project, Webhook
from claims.operations import deliveries, signatures, webhooks
from claims.queries.jobs import count_workers
from claims.queries.webhooks import count_deliveries
from claims.requests import get_user, read_now
from claims.web.scope import get_managed
from claims.web.webhook_forms import WebhookForm

DELIVERIES_PER_PAGE = 50
# What is done to a webhook, and what is said then.
WEBHOOK_ACTS: dict[str, tuple[Callable[..., object], Any]] = {
    "on": (webhooks.switch_on, gettext_lazy("The webhook is on.")),
    "off": (webhooks.switch_off, gettext_lazy("The webhook is off: nothing is sent.")),
    "end": (webhooks.end_webhook, gettext_lazy("The webhook is ended.")),
    "test": (deliveries.send_test, gettext_lazy("A test is on its way: see below how it goes.")),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The project's webhooks; making one shows its secret in this one answer."""
    project = get_managed(request, slug)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (made := _create(request, project, form)):
        return _show_secret(request, *made)
    found = list(Webhook.objects.standing().filter(project=project).order_by("pk"))
    posts = count_deliveries(found)
    context = {
        "rows": [{"webhook": webhook, "post": posts[webhook.pk]} for webhook in found],
        "form": form,
        **_describe_service(request),
    }
    return render(request, "claims/webhooks/list.html", context, status=422 if form.errors else 200)


def _create(
    request: HttpRequest, project: Project, form: WebhookForm
) -> tuple[Webhook, str] | None:
    try:
        return webhooks.create_webhook(
            actor=get_user(request), project=project, now=read_now(request), **form.cleaned_data
        )
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None


def _show_secret(request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
    context = {"webhook": webhook, "secret": secret}
    return render(request, "claims/webhooks/secret.html", context)


def _describe_service(request: HttpRequest) -> dict[str, Any]:
    """Whether anything can be sent, and whether anybody is there to send it."""
    is_on = bool(settings.WEBHOOK_HOSTS)
    return {
        "is_on": is_on,
        "hosts": settings.WEBHOOK_HOSTS,
        "workforce": count_workers(read_now(request)) if is_on else None,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """One webhook, and what it was told lately; a POST changes where to, and of what."""
    found = _get_webhook(request, slug, uuid)
    form = _fill_form(request, found)
    if form.is_bound and form.is_valid() and _change(request, found, form):
        messages.success(request, str(gettext_lazy("The webhook is changed.")))
        return redirect("webhook", slug, uuid)
    told = found.deliveries.order_by("-pk")
    context = {
        "webhook": found,
        "form": form,
        "post": count_deliveries([found])[found.pk],
        "is_as_shown": signatures.is_as_shown(found),
        "page": Paginator(told, DELIVERIES_PER_PAGE).get_page(request.GET.get("page")),
        **_describe_service(request),
    }
    return render(request, "claims/webhooks/page.html", context, status=422 if form.errors else 200)


def _fill_form(request: HttpRequest, webhook: Webhook) -> WebhookForm:
    if request.method == "POST":
        return WebhookForm(request.POST)
    return WebhookForm(initial={name: getattr(webhook, name) for name in WebhookForm.base_fields})


def _change(request: HttpRequest, webhook: Webhook, form: WebhookForm) -> bool:
    values, now = form.cleaned_data, read_now(request)
    try:
        webhooks.change_webhook(actor=get_user(request), webhook=webhook, values=values, now=now)
    except InvalidInput as refusal:
        add_refusal(form, refusal)
        return False
    return True


@login_required
@require_POST
def change_webhook(request: HttpRequest, slug: str, uuid: UUID, verb: str) -> HttpResponse:
    """Switch it on or off, end it, or send a test."""
    found = _get_webhook(request, slug, uuid)
    act, said = WEBHOOK_ACTS[verb]
    act(actor=get_user(request), webhook=found, now=read_now(request))
    messages.success(request, str(said))
    return redirect("webhooks", slug) if verb == "end" else redirect("webhook", slug, uuid)


@login_required
@require_POST
def rotate_webhook(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Another secret, shown in this one answer."""
    found = _get_webhook(request, slug, uuid)
    secret = webhooks.rotate_secret(actor=get_user(request), webhook=found, now=read_now(request))
    return _show_secret(request, found, secret)


@login_required
@require_POST
def send_again(request: HttpRequest, slug: str, uuid: UUID, delivery: UUID) -> HttpResponse:
    """Let a delivery be sent once more."""
    found = _get_webhook(request, slug, uuid)
    told = Delivery.objects.filter(webhook=found).select_related("webhook__project")
    again = get_object_or_404(told, uuid=delivery)
    deliveries.send_again(actor=get_user(request), delivery=again, now=read_now(request))
    messages.success(request, str(gettext_lazy("It is on its way again.")))
    return redirect("webhook", slug, uuid)


def _get_webhook(request: HttpRequest, slug: str, uuid: UUID) -> Webhook:
    project = get_managed(request, slug)
    found = Webhook.objects.visible_to(request.user).filter(project=project)
    shown = get_object_or_404(found.select_related("created_by"), uuid=uuid)
    shown.project = project
    return shown

"""A database with a row of every kind, and every reference followed by some: for backups."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from factory.django import DjangoModelFactory

from claims import tasks
from claims.models import (
    Article,
    Claim,
    CoSpeaker,
    DecisionBasis,
    Draft,
    GoldLabel,
    Lineage,
    Speaker,
    User,
)
from claims.queries.backup_rows import list_models
from tests import factories
from tests.factories import NOW

# What a text may hold, and what JSON may.
TEXT = "A\tb\\n \\. \r\n “ü” \U0001f600 e\u0301 \u202eright\u202c '\" \ufeff%s"
ODD_JSON = {"b": [1e22, 1e16, 0.1, -0.0, 1e-7, 1.0, 2**70], "a": {"y": None, "x": TEXT}, "": []}


def make_every_row() -> None:
    """One of each at least, and what is hard to bring back."""
    with transaction.atomic():
        for model, factory in _map_factories().items():
            if not model._default_manager.exists():
                factory()
        _add_what_has_no_factory()
        _add_circles()


def list_lacking() -> list[str]:
    """The tables without any row: give their model a factory, or a line below."""
    return [one._meta.db_table for one in list_models() if not one._base_manager.exists()]


def _map_factories() -> dict:
    made = vars(factories).values()
    found = [one for one in made if isinstance(one, type) and issubclass(one, DjangoModelFactory)]
    own = set(apps.get_app_config("claims").get_models())
    return {one._meta.model: one for one in found if one._meta.model in own}


def _add_what_has_no_factory() -> None:
    person = User.objects.first()
    assert person is not None
    address = EmailAddress.objects.create(user=person, email="every@example.org", verified=True)
    EmailConfirmation.objects.create(email_address=address, key="k", sent=NOW)
    Authenticator.objects.create(user=person, type="totp", data=ODD_JSON, created_at=NOW)
    provider = SocialApp.objects.create(provider="openid_connect", name="Desk", client_id="c")
    identity = SocialAccount.objects.create(user=person, provider="desk", uid="7")
    SocialToken.objects.create(app=provider, account=identity, token="t", expires_at=NOW)
    group = Group.objects.create(name="Everybody")
    permission = Permission.objects.latest("pk")
    group.permissions.add(permission)
    person.groups.add(group)
    person.user_permissions.add(permission)
    LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.latest("pk"),
        action_flag=ADDITION,
        change_message=TEXT,
    )
    tasks.run_job.enqueue("00000000-0000-0000-0000-000000000000")
    gold = GoldLabel.objects.first()
    assert gold is not None
    gold.speakers.set(gold.project.speakers.all()[:1])
    gold.labels.set(gold.project.verifiability_scheme.labels.all()[:1])
    label = factories.AnnotationFactory()
    CoSpeaker.objects.create(annotation=label, speaker=factories.SpeakerFactory())
    decision = factories.DecisionFactory(claim=label.claim)
    DecisionBasis.objects.create(decision=decision, annotation=label)
    factories.AuditEventFactory(address="2001:db8::7")
    Draft.objects.create(
        claim=label.claim,
        annotator=person,
        stage="label",
        body=ODD_JSON,
        version=2**62,
        saved_at=NOW,
    )


def _add_circles() -> None:
    """Rows that name later ones of their table, or ones that name them."""
    first, second = Claim.objects.order_by("pk")[:2]
    Claim.objects.filter(pk=first.pk).update(carried_from=second)
    Lineage.objects.create(parent=second, child=first)
    early, late = Article.objects.order_by("pk")[:2]
    Article.objects.filter(pk=early.pk).update(previous=late, title=TEXT)
    gone = factories.SpeakerFactory()
    stands = factories.SpeakerFactory(project=gone.project)
    Speaker.objects.filter(pk=gone.pk).update(merged_into=stands, merged_with=stands)

"""Every list and every page of a row, at a cost that does not grow with the rows."""

from typing import Any

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from factory.django import DjangoModelFactory

from claims.admin import lists
from claims.models import Claim, User
from tests import factories

pytestmark = pytest.mark.django_db


class GroupFactory(DjangoModelFactory[Group]):
    class Meta:
        model = Group

    name = factories.UserFactory.username


# Model: the factory, and the queries of its list and of one row's page.
PAGES: dict[str, tuple[Any, int, int]] = {
    "claims_annotation": (factories.AnnotationFactory, 0, 0),
    "claims_apitoken": (factories.ApiTokenFactory, 0, 0),
    "claims_article": (factories.ArticleFactory, 0, 0),
    "claims_auditevent": (factories.AuditEventFactory, 0, 0),
    "claims_claim": (factories.ClaimFactory, 0, 0),
    "claims_flag": (factories.FlagFactory, 0, 0),
    "claims_guideline": (factories.GuidelineFactory, 0, 0),
    "claims_labelscheme": (factories.LabelSchemeFactory, 0, 0),
    "claims_lease": (factories.LeaseFactory, 0, 0),
    "claims_membership": (factories.MembershipFactory, 0, 0),
    "claims_outlet": (factories.OutletFactory, 0, 0),
    "claims_project": (factories.ProjectFactory, 0, 0),
    "claims_skip": (factories.SkipFactory, 0, 0),
    "claims_slot": (factories.SlotFactory, 0, 0),
    "claims_speaker": (factories.SpeakerFactory, 0, 0),
    "claims_user": (factories.UserFactory, 0, 0),
}

def count(client, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    with CaptureQueriesContext(connection, ) as c:
        r = client.get(url)
    return r, len(c), [q["sql"][:200] for q in c.captured_queries]

@pytest.mark.parametrize("name", PAGES)
def test_smoke(name, site):
    factory = PAGES[name][0]
    row = factory()
    LogEntry.objects.count()
    r1, n1, _ = count(site, reverse(f"admin:{name}_changelist"))
    r1, n1, q1 = count(site, reverse(f"admin:{name}_changelist"))
    p1, m1, mq1 = count(site, reverse(f"admin:{name}_change", args=[row.pk]))
    factory(); factory()
    r3, n3, q3 = count(site, reverse(f"admin:{name}_changelist"))
    p3, m3, mq3 = count(site, reverse(f"admin:{name}_change", args=[row.pk]))
    print("RESULT", name, r1.status_code, p1.status_code, n1, n3, m1, m3)
    if n1 != n3: print("\n".join(q3))
    for q in mq3: print("   ", q)

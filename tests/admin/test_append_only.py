"""What is append-only, or belongs to the record, can be neither changed nor deleted here."""

from collections.abc import Callable
from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from claims.models import Evidence
from tests import factories

pytestmark = pytest.mark.django_db

# Rows that nobody changes, and rows that may be changed but stay.
NEVER_CHANGED: list[Callable[..., Any]] = [
    factories.AnnotationFactory,
    factories.ApiTokenFactory,
    factories.AuditEventFactory,
    factories.BoundaryProposalFactory,
    factories.ClaimFactory,
    factories.DecisionFactory,
    factories.ExclusionFactory,
    factories.FlagFactory,
    factories.GuidelineFactory,
    factories.LeaseFactory,
    factories.SkipFactory,
    factories.SlotFactory,
]
NEVER_DELETED: list[Callable[..., Any]] = [
    *NEVER_CHANGED,
    factories.ArticleFactory,
    factories.MembershipFactory,
    factories.ProjectFactory,
    factories.UserFactory,
]


def find_url(row: Any, page: str) -> str:
    return reverse(f"admin:claims_{row._meta.model_name}_{page}", args=[row.pk])


@pytest.mark.parametrize("factory", NEVER_CHANGED)
def test_it_cannot_be_changed(factory: Callable[..., Any], site: Client) -> None:
    row = factory()
    before = model_to_dict(row)

    page = site.get(find_url(row, "change"))
    answer = site.post(find_url(row, "change"), dict.fromkeys(before, "1"))

    assert 'name="_save"' not in page.content.decode()
    assert answer.status_code == 403
    row.refresh_from_db()
    assert model_to_dict(row) == before


@pytest.mark.parametrize("factory", NEVER_DELETED)
def test_it_cannot_be_deleted(factory: Callable[..., Any], site: Client) -> None:
    row = factory()

    page = site.get(find_url(row, "change"))
    asked = site.get(find_url(row, "delete"))
    answer = site.post(find_url(row, "delete"), {"post": "yes"})

    assert 'class="deletelink"' not in page.content.decode()
    assert (asked.status_code, answer.status_code) == (403, 403)
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "name",
    ["apitoken", "auditevent", "boundaryproposal", "claim", "decision", "flag", "lease", "slot"],
)
def test_it_cannot_be_added_by_hand(name: str, site: Client) -> None:
    url = reverse(f"admin:claims_{name}_add")

    assert (site.get(url).status_code, site.post(url, {}).status_code) == (403, 403)


def test_articles_come_in_by_the_import_only(site: Client) -> None:
    url = reverse("admin:claims_article_add")

    assert (site.get(url).status_code, site.post(url, {}).status_code) == (403, 403)


def test_the_text_of_an_article_stays(site: Client) -> None:
    article = factories.ArticleFactory()
    text = article.body.text
    fields = {
        "redistribute": "none",
        "priority": "0",
        "text": "x",
        "title": "x",
        "sha256": "x",
        "whole_text": "x",
    }

    answer = site.post(find_url(article, "change"), {**fields, "author": "A. Writer"})

    assert answer.status_code == 302
    again = type(article).objects.get(pk=article.pk)
    assert (again.author, again.body.text, again.title) == ("A. Writer", text, article.title)


def test_evidence_cannot_be_changed_through_its_annotation(site: Client) -> None:
    evidence = factories.EvidenceFactory()

    answer = site.post(
        find_url(evidence.annotation, "change"),
        {
            "evidence-TOTAL_FORMS": "1",
            "evidence-INITIAL_FORMS": "1",
            "evidence-0-id": evidence.pk,
            "evidence-0-quote": "changed",
            "evidence-0-DELETE": "on",
        },
    )

    assert answer.status_code == 403
    assert Evidence.objects.get().quote == evidence.quote


def test_adding_an_annotation_leads_to_the_claims(site: Client) -> None:
    answer = site.post(reverse("admin:claims_annotation_add"), {"claim": "1"}, follow=True)

    assert answer.redirect_chain == [(reverse("admin:claims_claim_changelist"), 302)]
    assert "Choose the claim, then “Label this claim”." in answer.content.decode()

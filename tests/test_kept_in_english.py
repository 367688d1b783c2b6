"""What is kept and exported is in no language of whoever wrote it: others read it later."""

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from claims.models import Annotation, Article, AuditEvent, Flag, Project, Skip, User
from tests.admin.test_projects import DEFAULTS
from tests.api.bodies import make_checked
from tests.api.conftest import make_client
from tests.conftest import SignIn
from tests.pseudo_locale import OPEN, list_texts
from tests.web.test_desk import fill_in

pytestmark = pytest.mark.django_db
TEXT = (
    "Buses are late\n\nThe buses were late on Monday. “We are sorry,” Anna Berg said. “Fares will "
    "rise by 4 percent,” officials said.\n\nLEE: We will see.\n"
)
LABEL_ONLY = {"client_uuid", "revises", "seconds", "confidence", "comment"}


def import_by_pages(client: Client, project: Project) -> Article:
    staged = client.post(
        f"/p/{project.slug}/import/", {"way": "paste", "text": TEXT, "published": "2026-02-03"}
    )
    client.post(staged["Location"], {"action": "import"})
    return project.articles.get()


def label_by_pages(client: Client, article: Article) -> None:
    """One label, one flag, one skip; and a refusal of each."""
    slug = article.project.slug
    client.post(reverse("desk-next", args=[slug]))
    first, second, *_others = article.claims.filter(kind="sentence").order_by("position")
    client.post(reverse("desk-claim", args=[slug, first.uuid]), {})
    client.post(reverse("desk-claim", args=[slug, first.uuid]), fill_in(first))
    client.post(reverse("desk-flag", args=[slug, first.uuid]), {"reason": "Odd."})
    client.post(reverse("desk-skip", args=[slug, second.uuid]), {"reason": "I know them."})


def decide_over_rest(client: APIClient, annotation: Annotation) -> None:
    body = make_checked(annotation.claim)
    decision = {name: value for name, value in body.items() if name not in LABEL_ONLY}
    decision["reason"] = "The register."
    client.post(f"/api/v1/claims/{annotation.claim.uuid}/step-aside/")
    answer = client.post(f"/api/v1/claims/{annotation.claim.uuid}/decisions/", decision)
    assert answer.status_code == 201, answer.json()


def create_by_admin(client: Client, project: Project) -> None:
    add = reverse("admin:claims_project_add")
    schemes = {
        "verifiability_scheme": project.verifiability_scheme_id,
        "verdict_scheme": project.verdict_scheme_id,
    }
    sent = {"name": "New", "slug": "new", "guideline": "# Ours", **DEFAULTS, **schemes}
    assert client.post(add, sent).status_code == 302


def test_nothing_translated_is_kept(
    project: Project,
    annotator: User,
    curator: User,
    manager: User,
    admin: User,
    sign_in: SignIn,
    pseudo_locale: None,
) -> None:
    article = import_by_pages(sign_in(manager), project)
    label_by_pages(sign_in(annotator), article)
    annotation = Annotation.objects.get()
    decide_over_rest(make_client(curator), annotation)
    create_by_admin(sign_in(admin), project)
    sign_in(annotator).post("/account/language/", {"language": "de"})
    exported = sign_in(manager).get(f"/api/v1/projects/{project.slug}/export/")
    kept = list(list_texts())

    # One skipped, the curator stepped aside.
    assert (Flag.objects.count(), Skip.objects.count()) == (1, 2)
    assert AuditEvent.objects.values("action").distinct().count() > 5
    assert [text for text in kept if OPEN in text] == []
    assert OPEN not in b"".join(exported.streaming_content).decode()  # type: ignore[attr-defined]

"""The page on which one chooses what to take out."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from claims import clock
from claims.models import Project, User
from tests.factories import AnnotationFactory, ArticleFactory, ClaimFactory, SlotFactory

pytestmark = pytest.mark.django_db


def read(client: Any, project: Project, **query: str) -> str:
    answer = client.get(reverse("export", args=[project.slug]), query)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_what_is_chosen_is_counted_and_leads_to_the_file_and_its_report(
    project: Project, manager: User, sign_in: Any
) -> None:
    later = clock.now() + timedelta(days=1)
    for embargo, value in ((None, "no_claim"), (None, "prediction"), (later, "no_claim")):
        claim = ClaimFactory(article=ArticleFactory(project=project, embargo=embargo))
        AnnotationFactory(slot=SlotFactory(claim=claim, held=True), value=value)
    client = sign_in(manager)

    plain = read(client, project)
    chosen = {"verifiability": "prediction", "format": "csv", "compress": "gzip"}
    narrowed = read(client, project, **chosen, **{"from": "2026-01-01"})

    assert "2 records." in plain
    assert "1 more stays out" in plain
    assert "export/?of=annotations&amp;format=jsonl" in plain
    assert "1 record." in narrowed
    assert "verifiability=prediction" in narrowed
    assert "from=2026-01-01" in narrowed
    assert "export/report/?of=annotations&amp;format=csv" in narrowed
    assert narrowed.count("compress=gzip") == 2


@pytest.mark.parametrize(
    "query",
    [
        {"annotator": "a-nobody"},
        {"of": "articles", "stage": "label"},
        {"of": "x"},
        {"format": "x"},
        {"from": "x"},
    ],
)
def test_what_cannot_be_looked_for_is_told_and_leads_nowhere(
    query: dict[str, str], project: Project, manager: User, sign_in: Any
) -> None:
    text = read(sign_in(manager), project, **query)

    assert "errorlist" in text
    assert "change it first" in text
    assert "Export-Moment" in text

"""Rows made and inserted many at once are the rows that Django would make and insert."""

import pytest
from django.forms import model_to_dict

from claims.models import Claim, Outlet, bulk
from claims.models.bulk import insert_all, insert_values, make_all
from tests.factories import ArticleFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def test_rows_made_at_once_have_what_is_given_and_the_models_defaults() -> None:
    article = ArticleFactory()
    given = {"project_id": article.project_id, "article_id": article.pk, "start": 0, "end": 5}

    made, other = make_all(Claim, [given, given | {"start": 7, "end": 9}])

    assert model_to_dict(made) == model_to_dict(Claim(**given, uuid=made.uuid))
    assert (made.hints, other.start, made._state.adding) == ([], 7, True)
    assert made.uuid != other.uuid
    assert made.hints is not other.hints


@pytest.mark.parametrize("at_once", [1, 1000])
def test_rows_inserted_at_once_are_all_in(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(bulk, "ROWS_AT_ONCE", at_once)
    project = ProjectFactory()
    outlets = [Outlet(project=project, name=name) for name in ("a", "b%s", "c")]

    insert_all(outlets)

    found = Outlet.objects.filter(project=project).order_by("pk")
    assert [(one.name, one.uuid) for one in found] == [(one.name, one.uuid) for one in outlets]


def test_nothing_is_inserted_of_nothing() -> None:
    insert_all([])
    insert_values(Outlet, ["name"], [])

    assert not Outlet.objects.exists()

"""Rows made and inserted many at once are the rows that Django would make and insert."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.forms import model_to_dict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg2.extras import Json

from claims.models import ArticleText, Claim, Outlet
from claims.models.bulk import _write_for_copy, insert_all, insert_values, make_all
from tests.factories import NOW, ArticleFactory, ClaimFactory, ProjectFactory

pytestmark = pytest.mark.django_db

# Parts of sentences, of which many may begin at one place.
NOWHERE = {"kind": "span", "start": 0, "end": 1, "position": 0, "paragraph": 0}


def test_rows_made_at_once_have_what_is_given_and_the_models_defaults() -> None:
    article = ArticleFactory()
    about = {"project_id": article.project_id, "article_id": article.pk, "start": 0, "end": 5}

    made, other = make_all(Claim, [about, about | {"start": 7, "end": 9}])

    assert model_to_dict(made) == model_to_dict(Claim(**about, uuid=made.uuid))
    assert (made.hints, other.start, made._state.adding) == ([], 7, True)
    assert made.uuid != other.uuid
    assert made.hints is not other.hints


def test_rows_inserted_at_once_are_all_in() -> None:
    project = ProjectFactory()
    outlets = [Outlet(project=project, name=name) for name in ("a", "b%s", "c")]

    insert_all(outlets)

    found = Outlet.objects.filter(project=project).order_by("pk")
    assert [(one.name, one.uuid) for one in found] == [(one.name, one.uuid) for one in outlets]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
@example([r"\N", r"\.", "\\", "\\\n", "a\tb\nc\rd\r\n", "", "'%s", "\v\x1b\u2028"])
def test_any_text_is_inserted_as_it_is(texts: list[str]) -> None:
    article = ArticleFactory()
    about = {"project_id": article.project_id, "article_id": article.pk}

    insert_all([*make_all(Claim, [about | NOWHERE | {"text": text} for text in texts])])

    found = Claim.objects.filter(article=article).order_by("pk")
    assert list(found.values_list("text", flat=True)) == texts


def test_lists_moments_numbers_and_nothing_are_inserted_as_django_does() -> None:
    hints = [["number", 1, 2], ["\\n\n", 3, 4]]
    claim = ClaimFactory.build(
        article=ArticleFactory(), **NOWHERE, text="a", hints=hints, worth=0.1, retired_at=NOW
    )

    insert_all([claim])

    found = Claim.objects.get()
    assert model_to_dict(found, exclude=["id"]) == model_to_dict(claim, exclude=["id"])
    assert (found.uuid, found.hints, found.worth) == (claim.uuid, hints, 0.1)
    assert (found.retired_at, found.carried_from) == (NOW, None)


def test_what_is_there_already_is_refused_as_django_does() -> None:
    outlet = Outlet.objects.create(project=ProjectFactory(), name="a")

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all([Outlet(project=outlet.project, name="a")])


def test_rows_whose_number_is_anothers_are_inserted_with_it() -> None:
    article = ArticleFactory()
    article.pk, article.uuid, article.sha256_lf = None, uuid4(), "f" * 64
    article.save(force_insert=True)

    insert_all([ArticleText(article=article, text="a")])

    assert ArticleText.objects.get(text="a").article == article


def test_a_column_that_there_is_not_is_refused() -> None:
    with pytest.raises(TypeError, match="Claim has no txt"):
        list(make_all(Claim, [NOWHERE | {"txt": "a"}]))


def test_copy_is_given_nothing_that_postgresql_might_read_otherwise() -> None:
    with pytest.raises(TypeError, match="no values of memoryview"):
        _write_for_copy(memoryview(b"a"))


def test_copy_is_given_json_as_the_field_writes_it() -> None:
    moment = Json([NOW], dumps=lambda value: f'["{value[0].year}\\n"]')

    assert _write_for_copy(moment) == r'["2026\\n"]'


def test_what_is_no_text_leaves_the_transaction_as_it_was() -> None:
    outlet = Outlet.objects.create(project=ProjectFactory(), name="a")

    with pytest.raises(UnicodeEncodeError):
        insert_all([Outlet(project=outlet.project, name="\ud800")])

    assert list(Outlet.objects.all()) == [outlet]


def test_nothing_is_inserted_of_nothing() -> None:
    insert_all([])
    insert_values(Outlet, ["name"], [])

    assert not Outlet.objects.exists()

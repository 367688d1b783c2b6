"""What is told about a person: of each table that names them, all of theirs and nothing else."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from claims.models import Annotation, AuditEvent, Project, User
from claims.queries import own_data
from claims.queries.own_data import LEFT_OUT, SECTIONS, count_sections, stream_own_data
from tests.factories import (
    AnnotationFactory,
    ApiTokenFactory,
    ClaimFactory,
    InvitationFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db


def name_key(model: type[models.Model], field: str) -> str:
    return f"{model._meta.label_lower}.{field}"


def list_keys_to_people() -> list[str]:
    """Every foreign key to a person that any table has, those of others' apps too."""
    return sorted(
        name_key(model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is User
    )


def test_each_column_that_names_a_person_is_told_or_says_why_not() -> None:
    told = [name_key(section.model, section.whose) for section in SECTIONS]

    assert sorted([*told, *LEFT_OUT]) == list_keys_to_people()
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)


def read(user: User) -> dict[str, Any]:
    return dict(json.loads("".join(stream_own_data(user))))


def test_ones_own_rows_are_told_and_nobody_elses(
    project: Project, annotator: User, other_annotator: User
) -> None:
    claims = ClaimFactory.create_batch(2, article__project=project)
    for claim, person in zip(claims, (annotator, other_annotator), strict=True):
        slot = SlotFactory(claim=claim, annotator=person)
        AnnotationFactory(slot=slot, comment=f"“{person.username}” says\n…")
    ApiTokenFactory(user=annotator, name="Mine")
    ApiTokenFactory(user=other_annotator, name="Theirs")

    told = read(annotator)

    assert set(told) == {"profile", *(section.name for section in SECTIONS)}
    assert (told["profile"]["username"], told["profile"]["email"]) == (
        "annotator",
        "annotator@example.org",
    )
    (label,) = told["labels"]
    assert (label["claim.uuid"], label["comment"]) == (
        str(claims[0].uuid),
        "“annotator” says\n…",
    )
    assert [token["name"] for token in told["tokens"]] == ["Mine"]
    assert [one["project.slug"] for one in told["memberships"]] == [project.slug]
    assert count_sections(annotator) == {
        section.name: len(told[section.name]) for section in SECTIONS
    }


def test_no_secret_and_no_address_of_others_is_told(project: Project, manager: User) -> None:
    ApiTokenFactory(user=manager, key="secret")
    InvitationFactory(project=project, created_by=manager, email="other@example.org")
    AuditEvent.objects.update(actor=manager)

    text = "".join(stream_own_data(manager))

    for word in ("digest", "password", "other@example.org", "md5$"):
        assert word not in text, word


def test_however_much_there_is_a_few_rows_are_in_memory(
    annotator: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """A part for each row, read as the file is written; one query for each section."""
    monkeypatch.setattr(own_data, "CHUNK", 2)
    AnnotationFactory.create_batch(5, slot__annotator=annotator)

    with django_assert_num_queries(len(SECTIONS)):
        parts = list(stream_own_data(annotator))

    assert Annotation.objects.count() == 5
    assert max(map(len, parts)) < 2_000
    assert len(parts) > 2 * len(SECTIONS) + 5


def test_counts_are_one_query(annotator: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        counts = count_sections(annotator)

    assert counts["memberships"] == 1

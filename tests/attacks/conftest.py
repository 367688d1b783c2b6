"""A project in which every text that somebody can write is an attack."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models.signals import pre_save

from claims.models import Annotation, Article, ArticleText, Label, Project, Question, User
from tests.attacks.payloads import PAYLOADS, SHORT
from tests.factories import (
    AuditEventFactory,
    DraftFactory,
    EvidenceFactory,
    FlagFactory,
    GuidelineFactory,
    RulingFactory,
    SkipFactory,
    SpeakerAliasFactory,
)
from tests.routes import Arguments, describe_routes

# Texts in a form of their own, which no operation lets anybody choose otherwise.
FORMED = {
    *("sha256", "sha256_lf", "body_sha256", "digest", "key_digest", "request_digest", "salt"),
    *("old_salt", "fingerprint", "pseudonym_key", "page_key", "url_key", "wire_key", "name_key"),
    *("last_word", "password", "username", "email", "language", "time_zone", "splitter_version"),
    *("version", "format", "vocabulary", "scopes", "stored_as", "content_type", "domain", "hotkey"),
    *("url", "archived_url", "same_as", "author_same_as", "appearance_url", "reviewer_url"),
    *("newsroom_url", "request_id", "text", "quote_type", "source", "pseudonym"),
}
# Only where something has happened.
CONDITIONAL = {
    ("ReleaseFile", "name"),
    ("Release", "reason"),
    ("Evidence", "asked_whom"),
    ("Evidence", "answer"),
}
# `text` of these is what people write; a claim's is cut from its article's, which see below.
WRITTEN = {("Guideline", "text"), ("Question", "text"), ("Ruling", "text")}


def list_texts() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every column of ours that holds what somebody chose to write."""
    for model in apps.get_app_config("claims").get_models():
        for column in model._meta.concrete_fields:
            is_text = isinstance(column, models.CharField | models.TextField)
            is_free = column.name not in FORMED or (model.__name__, column.name) in WRITTEN
            if (model.__name__, column.name) in CONDITIONAL:
                continue
            if is_text and is_free and not column.choices and not column.unique:
                yield model, column


def write(model: type[models.Model], column: models.Field, number: int) -> str:
    """Which column it is, the short payload, and as many others as there is room for."""
    about = f"{model.__name__}.{column.name}"
    text = f"{SHORT} {number} {about} "
    room = column.max_length or 5000
    for payload in PAYLOADS[number % len(PAYLOADS) :] + PAYLOADS[: number % len(PAYLOADS)]:
        if len(text) + len(payload) < room:
            text += payload + (" " if column.max_length else "\n\n")
    return text[:room].strip()


@contextmanager
def writing_attacks() -> Iterator[None]:
    """Whatever row is made has attacks in its texts."""
    texts: dict[type[models.Model], list[models.Field]] = {}
    for model, column in list_texts():
        texts.setdefault(model, []).append(column)
    numbers = iter(range(100_000))

    def attack(sender: type[models.Model], instance: Any, **_: Any) -> None:
        if not instance._state.adding:
            return
        for column in texts.get(sender, []):
            setattr(instance, column.attname, write(sender, column, next(numbers)))
        if sender is ArticleText:
            instance.text = write_article(next(numbers))
            Article.objects.filter(pk=instance.article_id).update(length=len(instance.text))

    pre_save.connect(attack)
    try:
        yield
    finally:
        pre_save.disconnect(attack)


def write_article(number: int) -> str:
    """Each line is a claim."""
    lines = [f"{SHORT} {number}", *(f"A claim: {payload}." for payload in PAYLOADS)]
    return "\n".join(line.replace("\t", " ") for line in lines)


def attack_row(row: Any, number: int) -> None:
    """What was there before is written anew."""
    changed = {
        column.attname: write(model, column, number)
        for model, column in list_texts()
        if model is type(row)
    }
    type(row).objects.filter(pk=row.pk).update(**changed)
    row.refresh_from_db()


@pytest.fixture
def arguments(project: Project, annotator: User, manager: User, admin: User) -> Arguments:
    """What each route is about, where everything is hostile."""
    with writing_attacks():
        for number, row in enumerate((project, annotator, manager, admin)):
            attack_row(row, number)
        Label.objects.update(name=f"{SHORT} Label.name"[:60], definition=" ".join(PAYLOADS))
        GuidelineFactory(project=project)
        arguments = describe_routes(project, annotator, manager)
        add_rows(project, annotator)
        return arguments


@pytest.fixture
def tame(project: Project, annotator: User, manager: User, admin: User) -> Arguments:
    """The same, where nothing is hostile."""
    GuidelineFactory(project=project)
    arguments = describe_routes(project, annotator, manager)
    add_rows(project, annotator)
    return arguments


def add_rows(project: Project, annotator: User) -> None:
    """What no address is about, and pages show all the same."""
    article = project.articles.earliest("pk")
    claim = article.claims.filter(slots__annotator=annotator).earliest("pk")
    label = Annotation.objects.filter(project=project).earliest("pk")
    EvidenceFactory(annotation=label)
    FlagFactory(claim=claim, annotator=annotator)
    SkipFactory(claim=label.claim, annotator=annotator)
    DraftFactory(claim=claim, annotator=annotator, body={"comment": SHORT})
    AuditEventFactory(project=project, data={"a": SHORT})
    RulingFactory(question=Question.objects.earliest("pk"))
    SpeakerAliasFactory(speaker=project.speakers.exclude(name="").earliest("pk"))

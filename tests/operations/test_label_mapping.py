"""Choosing how labels are said in other words: by whom, what it does, and what is refused."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError

from claims.errors import InvalidInput, NotAllowed
from claims.exchange.mapping import VOCABULARIES, LabelSense, Said
from claims.models import AuditEvent, Label, LabelMapping, Project, User
from claims.operations.label_mapping import choose_words, reset_words
from claims.operations.schemes import remove_label
from claims.queries.label_mapping import describe_mapping, read_label_map
from tests.factories import NOW, LabelFactory, LabelMappingFactory, ProjectFactory
from tests.operations.test_races import race

pytestmark = pytest.mark.django_db
LIAR = VOCABULARIES["liar"]


def choose(project: Project, actor: User, vocabulary: str = "liar", **given: Any) -> None:
    choose_words(actor=actor, project=project, vocabulary=vocabulary, now=NOW, **given)


def say(project: Project, value: str, canonical: str | None = None) -> Said:
    sense = LabelSense("averitec", 1, value, canonical=canonical)
    return read_label_map(project).say(LIAR, sense)


def test_a_choice_holds_until_it_is_taken_back(project: Project, manager: User) -> None:
    choose(
        project, manager, choices={"Refuted": "false", "Conflicting Evidence/Cherrypicking": None}
    )

    assert say(project, "Refuted", "refuted") == Said("false", lossy=True)
    assert say(project, "Conflicting Evidence/Cherrypicking", "conflicting") == Said(None)
    assert say(ProjectFactory(), "Refuted", "refuted") == Said(None)

    choose(project, manager, choices={"Refuted": "pants-fire"})
    assert say(project, "Refuted", "refuted") == Said("pants-fire", lossy=True)

    choose(project, manager, choices={}, defaults=["Refuted"])
    assert say(project, "Refuted", "refuted") == Said(None)
    assert LabelMapping.objects.get().target == ""

    reset_words(actor=manager, project=project, vocabulary="liar", now=NOW)
    assert say(project, "Conflicting Evidence/Cherrypicking", "conflicting").target == "half-true"


def test_each_change_is_audited_once(project: Project, manager: User) -> None:
    choose(project, manager, choices={"Refuted": "false"})
    choose(project, manager, choices={"Refuted": "false"})
    reset_words(actor=manager, project=project, vocabulary="liar", now=NOW)
    reset_words(actor=manager, project=project, vocabulary="liar", now=NOW)

    events = AuditEvent.objects.filter(action="mapping.changed").order_by("pk")
    assert [(event.target, event.data) for event in events] == [
        ("liar", {"changes": {"Refuted": [None, "false"]}}),
        ("liar", {"changes": {"Refuted": ["false", None]}}),
    ]
    assert {event.project_id for event in events} == {project.pk}


@pytest.mark.parametrize(
    ("vocabulary", "choices", "code", "field"),
    [
        ("latin", {}, "unknown_vocabulary", "vocabulary"),
        ("liar", {"check_worthy_fact": "true"}, "unknown_label", "value"),
        ("claimbuster", {"Refuted": "1"}, "unknown_label", "value"),
        ("liar", {"Refuted": "False"}, "unknown_target", "target"),
        ("liar", {"Refuted": ""}, "unknown_target", "target"),
    ],
)
def test_what_is_refused(
    project: Project,
    manager: User,
    vocabulary: str,
    choices: dict[str, str | None],
    code: str,
    field: str,
) -> None:
    with pytest.raises(InvalidInput) as caught:
        choose(project, manager, vocabulary, choices=choices)

    assert (caught.value.code, caught.value.field) == (code, field)
    assert not LabelMapping.objects.exists()


@pytest.mark.parametrize("who", ["reader", "annotator", "curator", "stranger"])
def test_only_managers_choose(request: pytest.FixtureRequest, project: Project, who: str) -> None:
    actor = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        choose(project, actor, choices={"Refuted": "false"})
    with pytest.raises(NotAllowed):
        reset_words(actor=actor, project=project, vocabulary="liar", now=NOW)


def test_a_label_has_one_choice_in_a_vocabulary(project: Project) -> None:
    first = LabelMappingFactory(project=project)
    LabelMappingFactory(project=project, vocabulary="fever", label=first.label)

    with pytest.raises(IntegrityError):
        LabelMappingFactory(project=project, label=first.label)


def test_words_of_no_vocabulary_say_nothing(project: Project) -> None:
    LabelMappingFactory(project=project, vocabulary="of-a-later-version", target="x")

    assert read_label_map(project).chosen == {}


def test_a_label_that_nobody_gave_can_still_be_removed(project: Project, admin: User) -> None:
    label = LabelFactory(scheme=project.verdict_scheme, value="Odd")
    LabelMappingFactory(project=project, label=label)

    remove_label(actor=admin, label=label, now=NOW)

    assert not Label.objects.filter(value="Odd").exists()
    assert not LabelMapping.objects.exists()


def test_every_label_of_the_project_is_described(project: Project, manager: User) -> None:
    choose(project, manager, choices={"Refuted": "false"})

    with_words = {one.vocabulary.name: one for one in describe_mapping(project)}

    assert list(with_words) == list(VOCABULARIES)
    assert [
        (one.label.value, one.said.target, one.said.lossy, one.is_chosen)
        for one in with_words["liar"].labels
    ] == [
        ("Supported", None, False, False),
        ("Refuted", "false", True, True),
        ("Not Enough Evidence", None, False, False),
        ("Conflicting Evidence/Cherrypicking", "half-true", True, False),
    ]
    assert [
        (one.label.value, one.said.target, one.said.lossy)
        for one in with_words["claimbuster"].labels
    ] == [
        ("check_worthy_fact", "1", False),
        ("routine_fact", "0", False),
        ("partly_fact", "1", True),
        ("prediction", None, False),
        ("no_claim", "-1", False),
    ]
    assert (with_words["liar"].is_changed, with_words["fever"].is_changed) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_both_hold(project: Project, manager: User) -> None:
    targets = ("true", "false", "half-true", "pants-fire")

    def choose_one(target: str) -> None:
        choose(project, manager, choices={"Refuted": target, "Supported": target})

    assert race([partial(choose_one, target) for target in targets]) == [None] * 4

    rows = LabelMapping.objects.filter(project=project)
    assert sorted(rows.values_list("label__value", flat=True)) == ["Refuted", "Supported"]
    assert len(set(rows.values_list("target", flat=True))) == 1

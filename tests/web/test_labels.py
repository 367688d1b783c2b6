"""My labels: what one has done, found again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from claims.models import Annotation, Article, Project, User
from claims.operations import undo
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    DraftFactory,
    FlagFactory,
    MembershipFactory,
    ProjectFactory,
    SkipFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project, title="Ferry fares")


@pytest.fixture
def signed_in(client: Client, annotator: User) -> Client:
    client.force_login(annotator)
    return client


def label(article: Article, person: User, **values: Any) -> Annotation:
    """Another claim of the article with the person's label."""
    slot = SlotFactory(
        claim=ClaimFactory(article=article),
        annotator=person,
        stage=values.pop("stage", "label"),
    )
    return AnnotationFactory(slot=slot, **values)


def ask(client: Client, project: Project, **wanted: str) -> Any:
    return client.get(reverse("label-list", args=[project.slug]), wanted)


def find(client: Client, project: Project, **wanted: str) -> list[Annotation]:
    return list(ask(client, project, **wanted).context["page"])


def locate(given: Annotation) -> str:
    return reverse("desk-claim", args=[given.project.slug, given.claim.uuid])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many(
    rows: int,
    signed_in: Client,
    annotator: User,
    project: Project,
    article: Article,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _row in range(rows):
        given = label(article, annotator)
        DraftFactory(claim=given.claim, annotator=annotator)
        FlagFactory(claim=given.claim, annotator=annotator)
        SkipFactory(claim=ClaimFactory(article=article), annotator=annotator)

    with django_assert_num_queries(13):
        answer = ask(signed_in, project)

    # Each among the labels, and among the drafts.
    assert answer.content.decode().count("#current") == 2 * rows
    assert len(answer.context["actions"]) == 3 * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_drafts_cost_the_same_however_many(
    rows: int,
    signed_in: Client,
    annotator: User,
    project: Project,
    article: Article,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for claim in ClaimFactory.create_batch(rows, article=article):
        DraftFactory(claim=claim, annotator=annotator)

    with django_assert_num_queries(12):
        answer = ask(signed_in, project, state="draft")

    assert answer.content.decode().count("#current") == rows


def test_labels_are_one_s_own_alone(
    signed_in: Client,
    annotator: User,
    other_annotator: User,
    project: Project,
    article: Article,
) -> None:
    mine, theirs = label(article, annotator), label(article, other_annotator)
    elsewhere = ProjectFactory()
    MembershipFactory(project=elsewhere, user=annotator, role="annotator")
    label(ArticleFactory(project=elsewhere), annotator)
    DraftFactory(claim=theirs.claim, annotator=other_annotator)
    FlagFactory(claim=theirs.claim, annotator=other_annotator, reason="Whisper")

    page = ask(signed_in, project)

    html = page.content.decode()
    assert list(page.context["page"]) == [mine]
    assert locate(mine) in html
    assert locate(theirs) not in html
    assert "Whisper" not in html


def test_labels_are_found_by_what_was_said_of_what(
    signed_in: Client, annotator: User, project: Project, article: Article
) -> None:
    project.has_check_pass = True
    project.save()
    prediction = label(article, annotator, value="prediction")
    refuted = label(
        article, annotator, value="check_worthy_fact", verdict_value="Refuted", stage="check"
    )
    other = label(ArticleFactory(project=project, title="100% Rain"), annotator)

    found = {
        name: find(signed_in, project, **{field: value})
        for name, field, value in (
            ("all", "q", " "),
            ("claim", "q", prediction.claim.text),
            ("title", "q", "100% rain"),
            ("verifiability", "verifiability", "prediction"),
            ("verdict", "verdict", "Refuted"),
            ("pass", "stage", "check"),
            ("odd", "verdict", "Nonsense"),
        )
    }

    assert found == {
        "all": [other, refuted, prediction],
        "claim": [prediction],
        "title": [other],
        "verifiability": [prediction],
        "verdict": [refuted],
        "pass": [refuted],
        "odd": [other, refuted, prediction],
    }


def test_labels_are_found_by_what_became_of_them(
    signed_in: Client, annotator: User, project: Project, article: Article
) -> None:
    plain, flagged, withdrawn, first = (label(article, annotator) for _number in range(4))
    revised = AnnotationFactory(slot=first.slot, value="prediction")
    FlagFactory(claim=flagged.claim, annotator=annotator, reason="Two in one")
    undo.undo_label(actor=annotator, annotation=withdrawn, now=NOW)

    found = {
        state: [row.claim for row in find(signed_in, project, state=state)]
        for state in ("", "revised", "flagged", "withdrawn", "nonsense")
    }

    standing = [revised.claim, flagged.claim, plain.claim]
    assert found == {
        "": standing,
        "revised": [revised.claim],
        "flagged": [flagged.claim],
        "withdrawn": [withdrawn.claim],
        "nonsense": standing,
    }


def test_labels_are_found_that_were_decided_otherwise(
    signed_in: Client, annotator: User, project: Project, article: Article
) -> None:
    someone = SpeakerFactory(project=project)
    same = SpeakerFactory(project=project, merged_into=someone, merged_with=someone)
    merged = label(article, annotator, speaker=someone)
    _undecided, agreed, other_label, other_speaker, in_other_pass = (
        label(article, annotator) for _number in range(5)
    )
    checked = label(
        article, annotator, value="check_worthy_fact", verdict_value="Refuted", stage="check"
    )
    DecisionFactory(claim=agreed.claim)
    DecisionFactory(claim=merged.claim, speaker=same)
    replaced = DecisionFactory(claim=other_label.claim)
    DecisionFactory(claim=other_label.claim, previous=replaced, value="prediction")
    DecisionFactory(claim=other_speaker.claim, speaker=someone)
    DecisionFactory(claim=in_other_pass.claim, value="prediction", stage="check")
    DecisionFactory(claim=checked.claim, value="check_worthy_fact", stage="check")

    found = find(signed_in, project, state="overruled")

    assert found == [checked, other_speaker, other_label]
    assert ask(signed_in, project).content.decode().count(">decided otherwise<") == 3


def test_a_label_after_another_s_in_the_same_slot_is_no_revision(
    signed_in: Client,
    annotator: User,
    other_annotator: User,
    project: Project,
    article: Article,
) -> None:
    theirs = label(article, other_annotator)
    theirs.slot.annotator = annotator
    theirs.slot.save()
    AnnotationFactory(slot=theirs.slot)

    html = ask(signed_in, project).content.decode()

    assert ">revised<" not in html


def test_drafts_flags_and_steps_stand_beside_the_labels(
    signed_in: Client, annotator: User, project: Project, article: Article
) -> None:
    given = label(article, annotator)
    drafted, flagged, skipped = ClaimFactory.create_batch(3, article=article)
    DraftFactory(claim=drafted, annotator=annotator, stage="check")
    FlagFactory(claim=flagged, annotator=annotator, reason="<i>Odd</i>")
    FlagFactory(claim=skipped, annotator=annotator, withdrawn_at=NOW)
    SkipFactory(claim=skipped, annotator=annotator)

    page = ask(signed_in, project)

    html = page.content.decode()
    assert [draft.claim for draft in page.context["drafts"]] == [drafted]
    assert reverse("check-claim", args=[project.slug, drafted.uuid]) in html
    assert [flag.claim for flag in page.context["flags"]] == [flagged]
    assert "&lt;i&gt;Odd&lt;/i&gt;" in html
    steps = [(step.kind, step.claim, step.can_undo) for step in page.context["actions"]]
    assert sorted(steps, key=str) == sorted(
        [
            ("label", given.claim, True),
            ("flag", flagged, True),
            ("flag", skipped, False),
            ("skip", skipped, True),
        ],
        key=str,
    )
    assert html.count(reverse("label-undo", args=[project.slug])) == 3


def test_filters_stay_through_pages_and_steps_back(
    signed_in: Client, annotator: User, project: Project, article: Article
) -> None:
    label(article, annotator)

    html = ask(signed_in, project, q="Ferry & co", state="").content.decode()

    assert 'name="query" value="q=Ferry+%26+co&amp;state="' in html
    assert "Nothing of yours matches." in html


def test_only_projects_with_a_check_pass_ask_for_the_pass(
    signed_in: Client, annotator: User, project: Project, article: Article
) -> None:
    without = "stage" in ask(signed_in, project).context["form"].fields
    project.has_check_pass = True
    project.save()

    assert (without, "stage" in ask(signed_in, project).context["form"].fields) == (False, True)


@pytest.mark.parametrize("page", ["project", "desk"])
def test_who_was_overruled_is_told_where_they_begin(
    page: str, signed_in: Client, annotator: User, project: Project, article: Article
) -> None:
    for value in ("no_claim", "prediction", "prediction"):
        DecisionFactory(claim=label(article, annotator).claim, value=value)
    other = label(article, MembershipFactory(project=project).user)
    DecisionFactory(claim=other.claim, value="prediction")
    address = reverse(page, args=[project.slug])

    html = " ".join(signed_in.get(address).content.decode().split())
    agreed = Client()
    agreed.force_login(MembershipFactory(project=project, role="annotator").user)

    link = f'<a href="{reverse("label-list", args=[project.slug])}?state=overruled">'
    assert f"{link} 2 of your labels were decided otherwise </a>" in html
    assert len(find(signed_in, project, state="overruled")) == 2
    assert "decided otherwise" not in agreed.get(address).content.decode()


@pytest.mark.parametrize("purpose", ["gold", "training"])
def test_what_was_decided_of_gold_and_training_is_not_told(
    purpose: str, signed_in: Client, annotator: User, project: Project, article: Article
) -> None:
    slot = SlotFactory(claim=ClaimFactory(article=article), annotator=annotator, purpose=purpose)
    AnnotationFactory(slot=slot)
    DecisionFactory(claim=slot.claim, value="prediction")

    page = signed_in.get(reverse("project", args=[project.slug])).content.decode()

    assert "decided otherwise" not in page

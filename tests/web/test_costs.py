"""What pages ask the database that no other test counts, with one row and with three.

And that each page is counted somewhere, or says why it need not be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims.models import Claim, Project, Release, Stage, StagedImport, StagedLabels, User
from tests.api.conftest import make_client
from tests.conftest import SignIn, add_member
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApiTokenFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    QuestionFactory,
    ReleaseFactory,
    ReleaseFileFactory,
    RulingFactory,
    SkipFactory,
    SlotFactory,
    SourceRowFactory,
    SpeakerFactory,
    StagedImportFactory,
    StagedLabelsFactory,
)
from tests.figures import FACT, label
from tests.operations.disputed import add_team, dispute
from tests.routes import make_address, read_table

pytestmark = pytest.mark.django_db

TESTS = Path(__file__).parents[1]


@pytest.fixture
def team(project: Project) -> list[User]:
    Project.objects.filter(pk=project.pk).update(overlap=3)
    project.refresh_from_db()
    return add_team(project)


def add_labels(project: Project, team: list[User], count: int) -> None:
    """So many claims with two labels that differ, decided, by so many pairs of people."""
    article = ArticleFactory(project=project)
    for number in range(count):
        people = [team[0], add_member(project, f"person-{number}", "annotator")]
        claim = ClaimFactory(article=article)
        label(claim, people, {"seconds": 9}, {"value": FACT})
        DecisionFactory(claim=claim, value=FACT)


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize(
    ("page", "asked", "cost"),
    (
        ("agreement", "whole=1", 76),
        ("agreement", "field=verifiability&whole=1", 23),
        ("agreement", "field=evidence&whole=1", 17),
        ("agreement", "field=people&whole=1", 34),
        ("agreement-part", "part=row&field=verifiability", 17),
        ("agreement-part", "part=field&field=verifiability", 22),
        ("agreement-part", "part=people", 33),
    ),
)
def test_agreement(
    count: int,
    page: str,
    asked: str,
    cost: int,
    project: Project,
    team: list[User],
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    add_labels(project, team, count)
    client = sign_in(curator)
    cache.clear()

    with django_assert_num_queries(cost):
        answer = client.get(f"{reverse(page, args=[project.slug])}?{asked}")

    assert answer.status_code == 200


@pytest.mark.parametrize("count", (1, 3))
def test_one_question(
    count: int,
    project: Project,
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    question = QuestionFactory(claim=None, project=project, asked_by=curator)
    RulingFactory.create_batch(count, question=question)
    client = sign_in(curator)

    with django_assert_num_queries(10):
        answer = client.get(reverse("question", args=[project.slug, question.uuid]))

    assert answer.status_code == 200


@pytest.mark.parametrize("count", (1, 3))
def test_marks_of_skips(
    count: int,
    project: Project,
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        person = add_member(project, f"person-{number}", "annotator")
        SkipFactory(claim=ClaimFactory(article__project=project), annotator=person, reason="Hard")
    client = sign_in(curator)

    with django_assert_num_queries(11):
        answer = client.get(f"{reverse('progress-marks', args=[project.slug])}?kind=skips")

    assert answer.content.decode().count("Hard") == count


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize("why", ("verifiability_differs", "to_label"))
def test_cases_that_wait_for_one_thing(
    count: int,
    why: str,
    project: Project,
    team: list[User],
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        claim = dispute(project, team, "prediction")
        if why == "to_label":
            SlotFactory(claim=claim)
    client = sign_in(curator)

    with django_assert_num_queries(12):
        answer = client.get(f"{reverse('adjudicate', args=[project.slug])}?why={why}")

    assert len(answer.context["rows"]) == count


@pytest.mark.parametrize("count", (1, 3))
def test_the_next_case_over_rest(
    count: int,
    project: Project,
    team: list[User],
    curator: User,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        dispute(project, team, "prediction")
    client = make_client(curator)

    with django_assert_num_queries(16):
        answer = client.post(f"/api/v1/projects/{project.slug}/cases/next/", {}, format="json")

    assert answer.json()["case"] is not None


# So many rows, all for somebody who manages the project; what the address is about, if not it.
Make = Callable[[Project, User, int], Any]


def make_tokens(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        ApiTokenFactory(user=person, maker=ApiTokenFactory())


def make_sources(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        SourceRowFactory(source__project=project)


def make_revisions(project: Project, person: User, count: int) -> Claim:
    """In both passes, with further speakers and evidence."""
    claim = ClaimFactory(article__project=project)
    for stage in Stage:
        slot = SlotFactory(claim=claim, annotator=person, stage=stage)
        for number in range(count):
            annotation = AnnotationFactory(
                slot=slot,
                comment=f"Look {number}",
                speaker=SpeakerFactory(project=project),
                original_speaker=SpeakerFactory(project=project),
            )
            annotation.co_speakers.add(SpeakerFactory(project=project))
            EvidenceFactory(annotation=annotation)
    return claim


def make_upload(project: Project, person: User, count: int) -> StagedImport:
    return stage(project, person, [f"Ferry {number} is late." for number in range(count)])


def make_known_upload(project: Project, person: User, count: int) -> StagedImport:
    known = ArticleFactory.create_batch(count, project=project)
    return stage(project, person, [article.body.text for article in known])


def stage(project: Project, person: User, texts: Sequence[str]) -> StagedImport:
    rows = [{"row": row, "record": {"text": text}} for row, text in enumerate(texts, start=1)]
    return StagedImportFactory(project=project, created_by=person, rows=rows)


def make_labelled_upload(project: Project, person: User, count: int) -> StagedLabels:
    lines = [f"{number}\tFerry {number} is late.\tYes" for number in range(count)]
    data = "\n".join(["Sentence_id\tText\tclass_label", *lines, ""]).encode()
    return StagedLabelsFactory(project=project, created_by=person, data=data)


def make_files(project: Project, person: User, count: int) -> Release:
    release = ReleaseFactory(project=project, ready=True)
    ReleaseFileFactory.create_batch(count, release=release)
    return release


def make_other_releases(project: Project, person: User, count: int) -> Release:
    release, *_ = ReleaseFactory.create_batch(count + 1, project=project, ready=True)
    return release


def make_withdrawn_articles(project: Project, person: User, count: int) -> Release:
    """Of a release that is withdrawn itself: which it held is no longer known."""
    withdrawn: dict[str, Any] = {
        "withdrawn_at": NOW,
        "withdrawn_by": person,
        "withdrawn_because": "Asked to.",
    }
    for article in ArticleFactory.create_batch(count, project=project, **withdrawn):
        AnnotationFactory(slot=SlotFactory(claim=ClaimFactory(article=article), held=True))
    gone: dict[str, Any] = {"state": "withdrawn", "withdrawn_at": NOW, "reason": "Asked to."}
    return ReleaseFactory(project=project, ready=True, **gone)


@dataclass(frozen=True, slots=True)
class Scene:
    """How rows of a page are made, what it then costs, and where its context has them."""

    page: str
    make: Make
    cost: int
    rows: Callable[[Any], Any]


SCENES = (
    Scene("account", make_tokens, 4, lambda shown: shown["tokens"]),
    Scene("labelled-import", make_sources, 10, lambda shown: shown["sources"]),
    Scene("desk-history", make_revisions, 14, lambda shown: shown["history"]),
    Scene("check-history", make_revisions, 14, lambda shown: shown["history"]),
    Scene("import-preview", make_upload, 14, lambda shown: shown["new"].rows),
    Scene("import-preview", make_known_upload, 11, lambda shown: shown["known"].rows),
    Scene("labelled-preview", make_labelled_upload, 11, lambda shown: range(shown["labels"])),
    Scene("release", make_files, 15, lambda shown: shown["files"]),
    Scene("release", make_other_releases, 15, lambda shown: shown["others"]),
    Scene("release", make_withdrawn_articles, 14, lambda shown: shown["since_shown"]),
)
# Where the others are counted.
ELSEWHERE = {
    "adjudicate": "web/test_cases.py",
    "adjudicate-claim": "web/test_adjudication.py",
    "agreement": "web/test_costs.py",
    "agreement-claims": "web/test_agreement_claims.py",
    "agreement-part": "web/test_costs.py",
    "article": "web/test_articles.py",
    "article-gold": "web/test_gold.py",
    "article-list": "web/test_articles.py",
    "claim-boundaries": "web/test_boundaries.py",
    "corrections": "web/test_corrections.py",
    "desk": "web/test_desk.py",
    "audit": "web/test_audit.py",
    "desk-claim": "web/test_desk.py",
    "export": "web/test_export.py",
    "export-mapping": "web/test_export_mapping.py",
    "export-report": "web/test_export.py",
    "guideline": "web/test_guideline.py",
    "guideline-changes": "web/test_guideline_changes.py",
    "home": "web/test_home.py",
    "label-list": "web/test_labels.py",
    "members": "web/test_members.py",
    "notices": "web/test_training.py",
    "own-data": "web/test_own_data.py",
    "person": "web/test_own_data.py",
    "progress": "web/test_steering.py",
    "progress-articles": "web/test_steering.py",
    "progress-marks": "web/test_steering.py",
    "progress-people": "web/test_steering.py",
    "project": "web/test_home.py",
    "proposals": "web/test_proposals.py",
    "publication": "web/test_publications.py",
    "publications": "web/test_publications.py",
    "quality": "web/test_gold.py",
    "quality-person": "web/test_gold.py",
    "question": "web/test_costs.py",
    "questions": "web/test_questions.py",
    "releases": "web/test_releases.py",
    "round": "web/test_rounds.py",
    "rounds": "web/test_rounds.py",
    "site-audit": "web/test_audit.py",
    "speaker-list": "web/test_speakers.py",
    "speaker-merged": "web/test_speakers.py",
    "speaker-search": "web/test_speakers.py",
    "usersessions_list": "web/test_sessions.py",
    "webhook": "web/test_webhooks.py",
    "webhooks": "web/test_webhooks.py",
}
# What else is shown there, and why it cannot grow with the rows.
WITHOUT_ROWS = {
    "article-import": "a form",
    "claim-gold": "one claim",
    "claim-publish": "one decision",
    "guideline-part": "one row",
    "publication-claimreview": "one row",
    "speaker-merge": "two speakers, and counts",
    "release-new": "a form, and counts",
    "release-edit": "a form, and counts",
    "release-progress": "one job",
    "release-file": "read from the storage",
    "release-diff": "read from the storage",
    "consent": "what one has accepted: as many rows as there are texts",
    "invitation": "one row",
    "own-keys": "one row",
    "session": "one row",
    "healthz": "asks nothing of the database",
    "readyz": "asks the database whether it is there",
    **dict.fromkeys(
        (
            "account_login",
            "account_reauthenticate",
            "account_change_password",
            "account_change_password_done",
            "account_reset_password",
            "account_reset_password_from_key_done",
            "account_reset_password_from_key",
            "account_reset_password_done",
        ),
        "a form",
    ),
    "mfa_index": "one person's own",
    "socialaccount_login_cancelled": "a sentence",
}


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.page}-{scene.make.__name__}")
def test_a_page_costs_the_same_however_much_it_lists(
    scene: Scene,
    count: int,
    project: Project,
    manager: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    about = scene.make(project, manager, count)
    arguments = {scene.page: {"slug": project.slug, "uuid": about.uuid}} if about else {}
    address = make_address(scene.page, {"slug": {"slug": project.slug}, "project": {}, **arguments})
    client = sign_in(manager)

    with django_assert_num_queries(scene.cost):
        answer = client.get(address)

    assert len(scene.rows(answer.context)) == count


def test_each_page_is_counted_or_says_why_not() -> None:
    shown = {
        route
        for (method, route), statuses in read_table().items()
        if method == "GET" and not route.startswith("api-") and "200" in statuses
    }

    counted = {scene.page for scene in SCENES}
    assert sorted([*counted, *ELSEWHERE, *WITHOUT_ROWS]) == sorted(shown)


@pytest.mark.parametrize("module", sorted(set(ELSEWHERE.values())))
def test_what_is_counted_elsewhere_is(module: str) -> None:
    assert "django_assert_num_queries(" in (TESTS / module).read_text("utf-8")

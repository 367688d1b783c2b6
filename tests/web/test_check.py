"""The desk in a project whose verdicts are given in a pass of their own."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from claims.models import (
    Annotation,
    Article,
    Claim,
    Draft,
    Flag,
    Lease,
    Project,
    Skip,
    Slot,
    Speaker,
    User,
)
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    DraftFactory,
    LeaseFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(project: Project) -> Project:
    """One label of each claim, then one verdict."""
    project.has_check_pass, project.overlap = True, 1
    project.save(update_fields=["has_check_pass", "overlap"])
    return project


@pytest.fixture
def article(project: Project, other_annotator: User) -> Article:
    """Two claims that somebody else has found worth checking, each with a verdict to give."""
    article = ArticleFactory(project=project)
    mayor = SpeakerFactory(project=project, name="Ilse Brandt")
    for claim in ClaimFactory.create_batch(2, article=article):
        AnnotationFactory(
            slot__claim=claim,
            slot__annotator=other_annotator,
            speaker=mayor,
            value="check_worthy_fact",
            comment="Secret remark",
        )
        SlotFactory(claim=claim, stage="check")
    return article


@pytest.fixture
def claims(article: Article) -> list[Claim]:
    return list(article.claims.order_by("position"))


@pytest.fixture
def desk(client: Client, annotator: User, article: Article) -> Client:
    """An annotator with the first claim before them to check."""
    client.force_login(annotator)
    client.post(reverse("check-next", args=[article.project.slug]))
    return client


def url_of(claim: Claim, name: str = "check-claim") -> str:
    return reverse(name, args=[claim.project.slug, claim.uuid])


def fill_in(**changes: Any) -> dict[str, Any]:
    """A check as the browser sends it."""
    return {
        "verdict": "Refuted",
        "justification": "The register says so.",
        "claim_date": "2026-01-10",
        "client_uuid": str(uuid.uuid4()),
        "evidence-TOTAL_FORMS": "1",
        "evidence-INITIAL_FORMS": "0",
        "evidence-0-stance": "refutes",
        "evidence-0-url": "https://register.example/1",
    } | changes


def take_back(claim: Claim) -> None:
    """Let the label pass come to nothing for the claim."""
    Slot.objects.filter(claim=claim, stage="label").update(current=None)


def test_one_claim_is_taken_at_a_time(desk: Client, claims: list[Claim], annotator: User) -> None:
    answer = desk.get(reverse("check", args=[claims[0].project.slug]))

    assert answer["Location"] == url_of(claims[0]) + "#current"
    assert Lease.objects.get().stage == "check"
    assert [slot.claim for slot in Slot.objects.filter(annotator=annotator)] == [claims[0]]


def test_speaker_and_verifiability_are_shown_and_not_asked(
    desk: Client, claims: list[Claim]
) -> None:
    page = desk.get(url_of(claims[0])).content.decode()

    assert "<bdi>Ilse Brandt</bdi>" in page
    assert "<bdi>Fact worth checking</bdi>" in page
    for name in ("speaker", "other_name", "verifiability", "co_speakers", "quote_type"):
        assert f'name="{name}"' not in page
    for name in ("verdict", "evidence-0-url", "justification", "claim_date", "wording"):
        assert f'name="{name}"' in page
    assert "Secret remark" not in page
    assert "other_annotator" not in page


def test_a_check_takes_over_what_was_settled_and_leads_on(
    desk: Client, claims: list[Claim], annotator: User
) -> None:
    sent = fill_in(speaker="else", other_name="Nobody", verifiability="no_claim")

    answer = desk.post(url_of(claims[0]), sent)

    label = Annotation.objects.get(annotator=annotator)
    assert answer["Location"] == url_of(claims[1]) + "#current"
    assert (label.stage, label.speaker.name) == ("check", "Ilse Brandt")
    assert label.verifiability.value == "check_worthy_fact"
    assert (label.verdict and label.verdict.value) == "Refuted"
    assert label.evidence.get().url == "https://register.example/1"


def test_what_the_settled_label_means_is_there_to_read(desk: Client, claims: list[Claim]) -> None:
    label = claims[0].project.verifiability_scheme.labels.get(value="check_worthy_fact")

    page = desk.get(url_of(claims[0])).content.decode()

    assert label.definition
    assert f'<p class="hint" dir="auto">{escape(label.definition)}</p>' in page


def test_when_all_is_checked_one_is_told(desk: Client, claims: list[Claim]) -> None:
    for claim in claims:
        answer = desk.post(url_of(claim), fill_in(), follow=True)

    page = answer.content.decode()
    assert "There is nothing for you to check here for now." in page
    assert "Take the next claim to check" in page


def test_a_check_needs_a_verdict_and_loses_nothing(desk: Client, claims: list[Claim]) -> None:
    answer = desk.post(url_of(claims[0]), fill_in(verdict="", comment="Do not lose me."))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Fact worth checking” needs a verdict." in page
    assert "Do not lose me." in page
    assert "<bdi>Ilse Brandt</bdi>" in page


def test_an_own_check_is_revised(desk: Client, claims: list[Claim], annotator: User) -> None:
    desk.post(url_of(claims[0]), fill_in())
    page = desk.get(url_of(claims[0])).content.decode()
    revises = re.search(r'name="revises" value="([^"]+)"', page)

    assert revises
    desk.post(url_of(claims[0]), fill_in(revises=revises[1], comment="Better."))

    own = Annotation.objects.filter(annotator=annotator).order_by("revision")
    assert [(label.revision, label.comment) for label in own] == [(1, ""), (2, "Better.")]


def test_my_labels_lead_to_the_desk_of_their_pass(desk: Client, claims: list[Claim]) -> None:
    desk.post(url_of(claims[0]), fill_in())

    page = desk.get(reverse("label-list", args=[claims[0].project.slug])).content.decode()

    assert f'href="{url_of(claims[0])}#current"' in page


def test_a_skip_leads_on_to_the_next_claim_to_check(desk: Client, claims: list[Claim]) -> None:
    answer = desk.post(url_of(claims[0], "check-skip"), {"reason": "I know them."})

    assert answer["Location"] == url_of(claims[1]) + "#current"
    assert (Skip.objects.get().stage, Skip.objects.get().claim) == ("check", claims[0])


def test_a_flag_keeps_what_was_begun(desk: Client, claims: list[Claim]) -> None:
    answer = desk.post(url_of(claims[0], "check-flag"), fill_in(reason="Out of date."), follow=True)

    assert (Flag.objects.get().stage, Flag.objects.get().reason) == ("check", "Out of date.")
    assert Draft.objects.get().stage == "check"
    assert "https://register.example/1" in answer.content.decode()


def test_stopping_frees_the_claim_and_keeps_what_was_begun(
    desk: Client, claims: list[Claim], annotator: User
) -> None:
    answer = desk.post(url_of(claims[0], "check-stop"), fill_in(), follow=True)

    assert not Slot.objects.filter(annotator=annotator).exists()
    assert answer.redirect_chain == [(reverse("check", args=[claims[0].project.slug]), 302)]
    assert f'href="{url_of(claims[0])}#current"' in answer.content.decode()


def test_drafts_stand_at_the_desk_of_their_pass(
    client: Client, annotator: User, claims: list[Claim]
) -> None:
    DraftFactory(claim=claims[0], annotator=annotator, stage="check")
    DraftFactory(claim=claims[1], annotator=annotator, stage="label")
    client.force_login(annotator)

    listed = [
        [draft.claim for draft in client.get(address).context["drafts"]]
        for address in (
            reverse("check", args=[claims[0].project.slug]),
            reverse("desk", args=[claims[0].project.slug]),
        )
    ]

    assert listed == [[claims[0]], [claims[1]]]


def test_a_check_of_what_was_taken_back_is_kept_as_a_draft(
    desk: Client, claims: list[Claim], annotator: User
) -> None:
    take_back(claims[0])

    shown = desk.get(url_of(claims[0])).content.decode()
    answer = desk.post(url_of(claims[0]), fill_in())

    assert "there is nothing to check for now" in shown
    assert re.findall(r'<button[^>]* id="(skip|flag)"', shown) == ["skip"]
    assert "Stop here" in shown
    for name in ("verdict", "evidence-0-url", "wording"):
        assert f'name="{name}"' not in shown
    assert 'class="button primary" type="submit" aria-keyshortcuts="Enter"' not in shown
    assert answer.status_code == 422
    assert "This claim has no decided label to check." in answer.content.decode()
    assert Draft.objects.get(annotator=annotator).body["verdict"] == "Refuted"


def test_who_labelled_a_claim_is_not_let_check_it_and_keeps_a_draft(
    client: Client, other_annotator: User, claims: list[Claim]
) -> None:
    client.force_login(other_annotator)

    answer = client.post(url_of(claims[0]), fill_in(), follow=True)

    assert answer.redirect_chain == [(reverse("check", args=[claims[0].project.slug]), 302)]
    assert "That claim is not assigned to you." in answer.content.decode()
    assert Draft.objects.get(annotator=other_annotator).stage == "check"


@pytest.fixture
def blind(client: Client, annotator: User, claims: list[Claim]) -> Client:
    """Somebody who has yet to label the first claim, which a curator has decided meanwhile."""
    SlotFactory(claim=claims[0], annotator=annotator, number=2)
    mayor = Speaker.objects.get(name="Ilse Brandt")
    DecisionFactory(claim=claims[0], speaker=mayor, value="check_worthy_fact")
    client.force_login(annotator)
    return client


@pytest.mark.parametrize("has_check_pass", [True, False])
@pytest.mark.parametrize(
    ("name", "sent", "is_kept"),
    [
        ("check-claim", {}, False),
        ("check-claim", fill_in(claim_date="soon"), False),
        ("check-claim", fill_in(), True),
        ("check-flag", fill_in(reason="Odd."), False),
        ("check-flag", {}, False),
        ("check-skip", fill_in(), False),
        ("check-stop", fill_in(), False),
    ],
)
def test_what_is_settled_is_told_to_nobody_who_may_still_label_the_claim(
    name: str,
    sent: dict[str, Any],
    is_kept: bool,  # noqa: FBT001
    has_check_pass: bool,  # noqa: FBT001
    blind: Client,
    claims: list[Claim],
) -> None:
    Project.objects.update(has_check_pass=has_check_pass)

    done = blind.post(url_of(claims[0], name), sent, follow=True).content.decode()
    shown = blind.get(url_of(claims[0]), follow=True).content.decode()

    assert "That claim is not assigned to you." in shown
    for secret in ("Ilse Brandt", "Fact worth checking", "check_worthy_fact"):
        assert secret not in done
        assert secret not in shown
    kept = [draft.body.keys() & {"speaker", "verifiability"} for draft in Draft.objects.all()]
    assert kept == [set()] * is_kept


@pytest.mark.parametrize("has_check_pass", [True, False])
def test_a_draft_alone_does_not_open_a_claim_to_check(
    has_check_pass: bool,  # noqa: FBT001
    blind: Client,
    annotator: User,
    claims: list[Claim],
) -> None:
    Project.objects.update(has_check_pass=has_check_pass)
    DraftFactory(claim=claims[0], annotator=annotator, stage="check")

    page = blind.get(url_of(claims[0]), follow=True).content.decode()

    assert "That claim is not assigned to you." in page
    assert "Ilse Brandt" not in page


def test_whoever_could_take_the_claim_is_shown_what_is_wrong_with_their_check(
    client: Client, annotator: User, claims: list[Claim]
) -> None:
    client.force_login(annotator)

    answer = client.post(url_of(claims[0]), fill_in(verdict=""))

    assert answer.status_code == 422
    assert "<bdi>Ilse Brandt</bdi>" in answer.content.decode()


@pytest.mark.parametrize("claim_date", ["2026-01-10", "soon"])
def test_a_check_that_comes_too_late_is_kept_even_unfinished(
    claim_date: str, desk: Client, claims: list[Claim], annotator: User, other_annotator: User
) -> None:
    Slot.objects.filter(annotator=annotator).update(annotator=other_annotator)

    answer = desk.post(url_of(claims[0]), fill_in(claim_date=claim_date), follow=True)

    assert "That claim is not assigned to you." in answer.content.decode()
    assert Draft.objects.get(annotator=annotator).body["claim_date"] == claim_date


def fill_in_label(claim: Claim, **changes: Any) -> dict[str, Any]:
    """A label as the browser sends it where the verdict is not asked."""
    voice = Speaker.objects.get(project=claim.project, kind=Speaker.Kind.ARTICLE)
    return {
        "speaker": str(voice.uuid),
        "verifiability": "check_worthy_fact",
        "client_uuid": str(uuid.uuid4()),
        "evidence-TOTAL_FORMS": "2",
        "evidence-INITIAL_FORMS": "0",
    } | changes


def test_the_label_card_asks_no_verdict(client: Client, annotator: User, project: Project) -> None:
    claim = ClaimFactory(article__project=project)
    lease = LeaseFactory(article=claim.article, annotator=annotator)
    SlotFactory(claim=claim, annotator=annotator, lease=lease)
    client.force_login(annotator)
    address = url_of(claim, "desk-claim")

    page = client.get(address).content.decode()
    refused = client.post(address, fill_in_label(claim, verdict="Refuted"))
    client.post(address, fill_in_label(claim))

    for name in ("verdict", "justification", "claim_date", "checked", "evidence-0-url"):
        assert f'name="{name}"' not in page
    assert refused.status_code == 422
    assert "In this project the verdict is given in the check pass." in refused.content.decode()
    assert Annotation.objects.get().verifiability.value == "check_worthy_fact"


def test_a_verdict_of_before_does_not_stand_in_the_way_of_a_revision(
    client: Client, annotator: User, project: Project
) -> None:
    label = AnnotationFactory(
        slot__claim__article__project=project,
        slot__annotator=annotator,
        value="check_worthy_fact",
        verdict_value="Refuted",
    )
    client.force_login(annotator)
    address = url_of(label.claim, "desk-claim")

    page = client.get(address).content.decode()
    client.post(address, fill_in_label(label.claim, revises=str(label.uuid)))

    assert 'name="verdict"' not in page
    assert Annotation.objects.get(revision=2).verdict is None


def test_the_entry_is_there_only_where_there_is_a_check_pass(
    client: Client, annotator: User, project: Project, article: Article
) -> None:
    client.force_login(annotator)
    pages = ["/", reverse("project", args=[project.slug])]
    entry = f'href="{reverse("check", args=[project.slug])}"'

    with_pass = [entry in client.get(page).content.decode() for page in pages]
    Project.objects.update(has_check_pass=False)
    without = [entry in client.get(page).content.decode() for page in pages]
    answer = client.get(reverse("check", args=[project.slug]))

    assert (with_pass, without) == ([True, True], [False, False])
    assert answer["Location"] == reverse("desk", args=[project.slug])


@pytest.mark.parametrize("name", ["desk", "check"])
def test_a_paused_project_says_so_and_hands_nothing_out(
    name: str, client: Client, annotator: User, project: Project, article: Article
) -> None:
    Project.objects.update(paused_at=timezone.now())
    client.force_login(annotator)

    page = client.get(reverse(name, args=[project.slug])).content.decode()
    answer = client.post(reverse(f"{name}-next", args=[project.slug]), follow=True)

    assert "no work is handed out until a manager resumes it" in page
    assert f'action="{reverse(f"{name}-next", args=[project.slug])}"' not in page
    assert answer.status_code == 200
    assert "This project is paused: nothing is handed out for now." in answer.content.decode()
    assert not Lease.objects.exists()


def test_what_is_held_in_a_paused_project_is_finished(
    desk: Client, claims: list[Claim], annotator: User
) -> None:
    Project.objects.update(paused_at=timezone.now())
    slug = claims[0].project.slug

    at_hand = desk.get(reverse("check", args=[slug]))
    answer = desk.post(url_of(claims[0]), fill_in(), follow=True)

    assert at_hand["Location"] == url_of(claims[0]) + "#current"
    assert answer.redirect_chain == [(reverse("check", args=[slug]), 302)]
    assert Annotation.objects.filter(annotator=annotator).count() == 1


def test_a_claim_not_held_in_a_paused_project_is_kept_as_a_draft(
    client: Client, annotator: User, claims: list[Claim]
) -> None:
    Project.objects.update(paused_at=timezone.now())
    client.force_login(annotator)

    answer = client.post(url_of(claims[0]), fill_in())

    assert answer.status_code == 422
    assert "This project is paused" in answer.content.decode()
    assert Draft.objects.get(annotator=annotator).stage == "check"


def test_a_label_of_a_claim_whose_boundaries_changed_is_kept_as_a_draft(
    client: Client, annotator: User, project: Project
) -> None:
    claim = ClaimFactory(article__project=project, retired_at=timezone.now())
    client.force_login(annotator)

    answer = client.post(url_of(claim, "desk-claim"), fill_in_label(claim))

    assert answer.status_code == 422
    assert "The boundaries of this claim have been changed." in answer.content.decode()
    assert Draft.objects.get(annotator=annotator).claim == claim


@pytest.mark.parametrize("count", [1, 3])
def test_the_check_desk_costs_the_same_however_long_the_article(
    count: int,
    client: Client,
    annotator: User,
    other_annotator: User,
    project: Project,
    django_assert_num_queries: Any,
) -> None:
    article = ArticleFactory(project=project)
    lease = LeaseFactory(article=article, annotator=annotator, stage="check")
    for claim in ClaimFactory.create_batch(count, article=article):
        AnnotationFactory(slot__claim=claim, slot__annotator=other_annotator)
    SlotFactory(claim=claim, stage="check", annotator=annotator, lease=lease)
    # Long enough to be recognised in other articles: three queries look for it there.
    Claim.objects.filter(pk=claim.pk).update(wire_key="0" * 32)
    client.force_login(annotator)
    url = url_of(claim)

    with django_assert_num_queries(24):
        client.get(url)

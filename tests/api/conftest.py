"""A project at work, and clients that sign in by token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from claims import clock
from claims.models import (
    Annotation,
    ApiToken,
    Article,
    BoundaryProposal,
    Claim,
    CorrectionReview,
    Decision,
    Delivery,
    Exclusion,
    GoldLabel,
    Invitation,
    LabelSource,
    Lease,
    Notice,
    Outlet,
    Project,
    Publication,
    Question,
    Release,
    Round,
    Speaker,
    User,
    Webhook,
)
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApiTokenFactory,
    ArticleFactory,
    ArticleSpeakerFactory,
    BoundaryProposalFactory,
    ClaimFactory,
    CorrectionReviewFactory,
    DecisionFactory,
    DeliveryFactory,
    EvidenceFactory,
    ExclusionFactory,
    GoldLabelFactory,
    GuidelineFactory,
    InvitationFactory,
    LabelSourceFactory,
    LeaseFactory,
    MembershipFactory,
    NoticeFactory,
    OutletFactory,
    PublicationFactory,
    QuestionFactory,
    ReleaseFactory,
    RoundFactory,
    SlotFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
    SuggestionFactory,
    VerdictFactory,
    WebhookFactory,
    open_newsroom,
    store_file,
)

SignIn = Callable[..., APIClient]
# Queries of a request that goes on with the article at hand.
COST_OF_NEXT = 18


ALL_SCOPES = " ".join(ApiToken.Scope.values)


def make_client(user: User, *, scopes: str = ALL_SCOPES, scheme: str = "Bearer") -> APIClient:
    """A client that sends a token of this person, used just now."""
    key = f"fct_{user.username}_{len(scopes)}"
    ApiTokenFactory(user=user, key=key, scopes=scopes, last_used_at=clock.now())
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"{scheme} {key}")
    return client


@pytest.fixture
def api(annotator: User) -> APIClient:
    """The annotator's client."""
    return make_client(annotator)


@pytest.fixture
def other_api(other_annotator: User) -> APIClient:
    return make_client(other_annotator)


@pytest.fixture
def curator_api(curator: User) -> APIClient:
    return make_client(curator)


@pytest.fixture
def manager_api(manager: User) -> APIClient:
    return make_client(manager)


@pytest.fixture
def stranger_api(stranger: User) -> APIClient:
    return make_client(stranger)


@dataclass(frozen=True, slots=True)
class Work:
    """An article of which the annotator has labelled the first claim and has the second open.

    The first is decided, and the annotator would have other boundaries for it.
    """

    project: Project
    article: Article
    labelled: Claim
    open: Claim
    free: Claim
    lease: Lease
    speaker: Speaker
    annotation: Annotation
    annotator: User
    outlet: Outlet
    decision: Decision
    proposal: BoundaryProposal
    exclusion: Exclusion
    round: Round
    question: Question
    notice: Notice
    gold: GoldLabel
    # Somebody else of the project.
    person: User
    token: ApiToken
    review: CorrectionReview
    invitation: Invitation
    webhook: Webhook
    delivery: Delivery
    draft: Release
    release: Release
    source: LabelSource

    # Made where a test asks for them: they would stand in every list.
    @property
    def publication(self) -> Publication:
        known = Publication.objects.filter(project=self.project).first()
        return known or PublicationFactory(decision=VerdictFactory(claim=self._make_claim()))

    @property
    def published(self) -> Decision:
        return self.publication.decision

    @property
    def verdict(self) -> Decision:
        """What can be published."""
        open_newsroom(self.project)
        decided = Decision.objects.filter(project=self.project, verdict__isnull=False)
        known = decided.exclude(pk__in=Publication.objects.values("decision")).first()
        return known or VerdictFactory(claim=self._make_claim())

    @property
    def checked(self) -> Claim:
        return self.verdict.claim

    def _make_claim(self) -> Claim:
        return ClaimFactory(article=ArticleFactory(project=self.project))


@pytest.fixture
def work(project: Project, annotator: User, settings: Any) -> Work:
    settings.WEBHOOK_HOSTS = ["hooks.example"]
    person = MembershipFactory(project=project, role="annotator").user
    GuidelineFactory(project=project)
    article = ArticleFactory(project=project, source_id="a-1")
    labelled, open_, free = ClaimFactory.create_batch(3, article=article)
    speaker = SpeakerFactory(project=project, name="Ada Marrow")
    SpeakerAliasFactory(speaker=speaker, name="the mayor")
    ArticleSpeakerFactory(article=article, speaker=speaker)
    SuggestionFactory(claim=open_, speaker=speaker)
    now = clock.now()
    lease = LeaseFactory(
        article=article, annotator=annotator, started_at=now, expires_at=now + timedelta(hours=1)
    )
    annotation = AnnotationFactory(
        slot=SlotFactory(claim=labelled, annotator=annotator, lease=lease),
        speaker=speaker,
        value="check_worthy_fact",
        verdict_value="Supported",
        created_at=now,
    )
    EvidenceFactory(annotation=annotation)
    SlotFactory(claim=open_, annotator=annotator, lease=lease)
    for claim in (labelled, open_, free):
        SlotFactory(claim=claim)
    outlet = OutletFactory(project=project)
    decision = DecisionFactory(claim=labelled)
    webhook = WebhookFactory(project=project)
    release = ReleaseFactory(project=project, ready=True)
    store_file(release)
    return Work(
        project=project,
        article=article,
        labelled=labelled,
        open=open_,
        free=free,
        lease=lease,
        speaker=speaker,
        annotation=annotation,
        annotator=annotator,
        outlet=outlet,
        decision=decision,
        proposal=BoundaryProposalFactory(article=article, claim=labelled, proposed_by=annotator),
        exclusion=ExclusionFactory(outlet=outlet),
        round=RoundFactory(project=project, ended_at=NOW),
        question=QuestionFactory(claim=labelled, asked_by=annotator),
        notice=NoticeFactory(project=project, person=annotator),
        gold=GoldLabelFactory(claim=labelled, ended_at=now),
        person=person,
        token=ApiTokenFactory(user=person),
        review=CorrectionReviewFactory(decision=decision, article=article),
        invitation=InvitationFactory(project=project),
        webhook=webhook,
        delivery=DeliveryFactory(webhook=webhook, state="failed", finished_at=now),
        draft=ReleaseFactory(project=project),
        release=release,
        source=LabelSourceFactory(project=project),
    )

"""What lists ask the database over REST, with one row and with three."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse

from claims import clock
from claims.models import Annotation, Project, Speaker, User
from claims.operations import disputes
from tests.api import routes
from tests.api.conftest import make_client
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApiTokenFactory,
    ApprovalFactory,
    ArticleFactory,
    AuditEventFactory,
    BoundaryProposalFactory,
    ClaimFactory,
    CorrectionReviewFactory,
    DecisionFactory,
    DeliveryFactory,
    EvidenceFactory,
    ExclusionFactory,
    FlagFactory,
    GoldLabelFactory,
    GuidelineFactory,
    InvitationFactory,
    LabelFactory,
    LabelSchemeFactory,
    LabelSuggestionFactory,
    MembershipFactory,
    NoticeFactory,
    OutletFactory,
    ProjectFactory,
    PublicationCorrectionFactory,
    PublicationFactory,
    QuestionFactory,
    ReleaseFactory,
    ReleaseFileFactory,
    RoundFactory,
    RulingFactory,
    SkipFactory,
    SlotFactory,
    SourceRowFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
    SuggestionFactory,
    VerdictFactory,
    WebhookFactory,
)
from tests.signing_in import make_session

pytestmark = pytest.mark.django_db

TESTS = Path(__file__).parents[1]

# So many rows, all for somebody who manages the project; what the address is about, if not it.
Make = Callable[[Project, User, int], Any]


def make_projects(project: Project, person: User, count: int) -> None:
    for made in ProjectFactory.create_batch(count):
        MembershipFactory(project=made, user=person, role="manager")
        GuidelineFactory(project=made)


def make_articles(project: Project, person: User, count: int) -> None:
    previous = ArticleFactory(project=project)
    for _ in range(count):
        outlet = OutletFactory(project=project)
        round_ = RoundFactory(project=project, ended_at=NOW)
        previous = ArticleFactory(
            project=project, previous=previous, outlet=outlet, round=round_, replaced_at=NOW
        )


def make_claims(project: Project, person: User, count: int) -> None:
    parent = ClaimFactory(article__project=project)
    for claim in ClaimFactory.create_batch(count, article=parent.article):
        claim.parents.add(parent)
        SuggestionFactory(claim=claim, speaker=make_merged(project))


def make_speakers(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        SpeakerAliasFactory.create_batch(2, speaker=make_merged(project))


def make_merged(project: Project) -> Speaker:
    """Somebody for whom another speaker stands."""
    speaker = SpeakerFactory(project=project)
    return SpeakerFactory(project=project, merged_into=speaker, merged_with=speaker)


def make_invitations(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        InvitationFactory(project=project)


def make_annotation(project: Project, person: User) -> Annotation:
    """With all that is told of one: who says it, and with whom, all of them merged; evidence."""
    annotation = AnnotationFactory(
        slot=SlotFactory(claim__article__project=project, annotator=person),
        value="check_worthy_fact",
        verdict_value="Refuted",
        speaker=make_merged(project),
        original_speaker=make_merged(project),
    )
    annotation.co_speakers.add(make_merged(project), make_merged(project))
    EvidenceFactory.create_batch(2, annotation=annotation)
    return annotation


def make_annotations(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        make_annotation(project, person)


def make_decisions(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        annotation = make_annotation(project, person)
        decision = DecisionFactory(
            claim=annotation.claim,
            value="check_worthy_fact",
            verdict_value="Refuted",
            speaker=make_merged(project),
            original_speaker=make_merged(project),
        )
        decision.co_speakers.add(make_merged(project), make_merged(project))
        decision.basis.add(annotation)
        for position in (1, 2):
            EvidenceFactory(annotation=None, decision=decision, position=position)
        ApprovalFactory(decision=decision)


def make_proposals(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        parent, child = ClaimFactory.create_batch(2, article=ArticleFactory(project=project))
        child.parents.add(parent)
        BoundaryProposalFactory(article=child.article)


def make_publications(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        decision = VerdictFactory(claim__article__project=project)
        PublicationCorrectionFactory(publication=PublicationFactory(decision=decision))


def make_publishable(project: Project, person: User, count: int) -> None:
    VerdictFactory.create_batch(count, claim__article__project=project)


def make_corrections(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        claim = ClaimFactory(article__project=project)
        decision = DecisionFactory(claim__article__project=project)
        CorrectionReviewFactory(decision=decision, claim=claim)


def make_sessions(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        make_session(person)


def make_tokens(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        ApiTokenFactory(user=person, maker=ApiTokenFactory())


def make_members(project: Project, person: User, count: int) -> None:
    MembershipFactory.create_batch(count, project=project, role="annotator")


def make_schemes(project: Project, person: User, count: int) -> None:
    for scheme in LabelSchemeFactory.create_batch(count):
        LabelFactory.create_batch(2, scheme=scheme)


def make_guidelines(project: Project, person: User, count: int) -> None:
    GuidelineFactory.create_batch(count, project=project)


def make_skips(project: Project, person: User, count: int) -> None:
    SkipFactory.create_batch(count, claim__article__project=project)


def make_flags(project: Project, person: User, count: int) -> None:
    FlagFactory.create_batch(count, claim__article__project=project)


def make_events(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        AuditEventFactory(project=project, token=ApiTokenFactory())


def make_actions(project: Project, person: User, count: int) -> None:
    """Of each kind that can be taken back."""
    for number in range(count):
        claim = ClaimFactory(article__project=project)
        if number == 0:
            AnnotationFactory(slot=SlotFactory(claim=claim, annotator=person))
        else:
            (SkipFactory if number == 1 else FlagFactory)(claim=claim, annotator=person)


def make_waiting(project: Project, person: User, count: int) -> None:
    for claim in ClaimFactory.create_batch(count, article=ArticleFactory(project=project)):
        claim.parents.add(ClaimFactory(article=claim.article))
        for value in ("no_claim", "prediction"):
            AnnotationFactory(slot__claim=claim, value=value)
        FlagFactory(claim=claim)
        disputes.refresh(project, [claim.pk])


def make_weeks(project: Project, person: User, count: int) -> None:
    """In one week, each by somebody else: the sheet asks once for each week."""
    claim = ClaimFactory(article__project=project)
    moment = clock.now()
    AnnotationFactory.create_batch(count, slot__claim=claim, created_at=moment)


def make_notices(project: Project, person: User, count: int) -> None:
    NoticeFactory.create_batch(count, project=project)


def make_exclusions(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        ExclusionFactory(outlet__project=project)


def make_rounds(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        RoundFactory(project=project, ended_at=NOW, guideline=GuidelineFactory(project=project))


def make_questions(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        question = QuestionFactory(claim__article__project=project)
        RulingFactory.create_batch(2, question=question)


def make_releases(project: Project, person: User, count: int) -> None:
    """One that is ready, and others that were withdrawn for it."""
    heir = ReleaseFactory(project=project, ready=True)
    said = {"state": "withdrawn", "withdrawn_at": NOW, "reason": "Wrong.", "successor": heir}
    ReleaseFactory.create_batch(count - 1, project=project, ready=True, **said)


def make_gold(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        GoldLabelFactory(claim__article__project=project)


def make_answers(project: Project, person: User, count: int) -> None:
    """Wrong ones to what is known, each by somebody else."""
    for _ in range(count):
        member = MembershipFactory(project=project, role="annotator")
        claim = ClaimFactory(article__project=project)
        slot = SlotFactory(claim=claim, annotator=member.user, purpose="gold")
        AnnotationFactory(slot=slot, value="prediction")
        GoldLabelFactory(claim=claim)


def make_sources(project: Project, person: User, count: int) -> None:
    for _ in range(count):
        SourceRowFactory(source__project=project)


def make_programs(project: Project, person: User, count: int) -> None:
    for number in range(count):
        claim = ClaimFactory(article__project=project)
        LabelSuggestionFactory(claim=claim, source=f"tagger-{number}")


def make_hooks(project: Project, person: User, count: int) -> None:
    for webhook in WebhookFactory.create_batch(count, project=project):
        DeliveryFactory(webhook=webhook, error={"message": "No.", "params": {}})


def make_deliveries(project: Project, person: User, count: int) -> Any:
    webhook = WebhookFactory(project=project)
    DeliveryFactory.create_batch(count, webhook=webhook, error={"message": "No.", "params": {}})
    return webhook


def make_claim_with_suggestions(project: Project, person: User, count: int) -> Any:
    claim = ClaimFactory(article__project=project)
    for _ in range(count):
        SuggestionFactory(claim=claim, speaker=make_merged(project))
    return claim


def make_annotation_with_evidence(project: Project, person: User, count: int) -> Any:
    annotation = make_annotation(project, person)
    EvidenceFactory.create_batch(count, annotation=annotation)
    return annotation


def make_decision_with_evidence(project: Project, person: User, count: int) -> Any:
    decision = DecisionFactory(claim__article__project=project)
    for position in range(count):
        EvidenceFactory(annotation=None, decision=decision, position=position + 1)
    return decision


def make_speaker_with_names(project: Project, person: User, count: int) -> Any:
    speaker = SpeakerFactory(project=project)
    SpeakerAliasFactory.create_batch(count, speaker=speaker)
    return speaker


def make_publication_with_corrections(project: Project, person: User, count: int) -> Any:
    publication = PublicationFactory(decision__claim__article__project=project)
    PublicationCorrectionFactory.create_batch(count, publication=publication)
    return publication


def make_release_with_files(project: Project, person: User, count: int) -> Any:
    release = ReleaseFactory(project=project, ready=True)
    ReleaseFileFactory.create_batch(count, release=release)
    return release


@dataclass(frozen=True, slots=True)
class Scene:
    """How rows of a list are made, and what it then costs.

    `part` is where they stand in the answer; "" where they are all of it. `there` are rows that
    were there before.
    """

    make: Make
    cost: int
    part: str = "results"
    there: int = 0

    def read(self, answer: Any) -> list[Any]:
        body = json.loads(answer.getvalue())
        return list(body[self.part] if self.part else body)


SCENES = {
    "api-projects": Scene(make_projects, 3, there=1),
    "api-articles": Scene(make_articles, 3, there=1),
    "api-project-articles": Scene(make_articles, 4, there=1),
    "api-claims": Scene(make_claims, 4, there=1),
    "api-speakers": Scene(make_speakers, 6, there=2),
    "api-project-speakers": Scene(make_speakers, 7, there=2),
    "api-annotations": Scene(make_annotations, 5),
    "api-decisions": Scene(make_decisions, 10),
    "api-proposals": Scene(make_proposals, 3),
    "api-publications": Scene(make_publications, 7),
    "api-corrections": Scene(make_corrections, 3),
    "api-schemes": Scene(make_schemes, 4, there=2),
    "api-sessions": Scene(make_sessions, 3),
    "api-tokens": Scene(make_tokens, 3, there=1),
    "api-people": Scene(make_members, 4, there=1),
    "api-guidelines": Scene(make_guidelines, 4),
    "api-project-undo": Scene(make_actions, 6, "actions"),
    "api-outlets": Scene(make_exclusions, 4),
    "api-questions": Scene(make_questions, 6),
    "api-waiting": Scene(make_waiting, 8),
    "api-timesheet": Scene(make_weeks, 9, ""),
    "api-members": Scene(make_members, 5, there=1),
    "api-notices": Scene(make_notices, 5),
    "api-exclusions": Scene(make_exclusions, 5),
    "api-rounds": Scene(make_rounds, 5),
    "api-labelled": Scene(make_sources, 5),
    "api-gold": Scene(make_gold, 10),
    "api-quality": Scene(make_answers, 11, "people"),
    "api-publishable": Scene(make_publishable, 8),
    "api-invitations": Scene(make_invitations, 5),
    "api-webhooks": Scene(make_hooks, 5),
    "api-webhook-deliveries": Scene(make_deliveries, 4),
    "api-releases": Scene(make_releases, 5),
    "api-suggestions": Scene(make_programs, 6),
    "api-skips": Scene(make_skips, 5),
    "api-flags": Scene(make_flags, 5),
    "api-audit": Scene(make_events, 5),
    "api-claim": Scene(make_claim_with_suggestions, 6, "suggestions"),
    "api-annotation": Scene(make_annotation_with_evidence, 5, "evidence", there=2),
    "api-decision": Scene(make_decision_with_evidence, 10, "evidence"),
    "api-speaker": Scene(make_speaker_with_names, 5, "other_names"),
    "api-publication": Scene(make_publication_with_corrections, 7, "corrections"),
    "api-release": Scene(make_release_with_files, 5, "files"),
}
# Where they are counted instead, since there is more to say of them.
ELSEWHERE = {
    "api-site-audit": "web/test_audit.py",
    "api-agreement": "api/test_agreement.py",
    "api-agreement-people": "api/test_agreement.py",
    "api-agreement-claims": "api/test_agreement_claims.py",
    "api-claim-alike": "operations/test_alike.py",
    "api-claimreviews": "api/test_publications.py",
    "api-project": "api/test_reading.py",
    "api-progress": "api/test_steering.py",
    "api-export-mapping": "api/test_label_mapping.py",
    "api-guideline": "api/test_guidelines.py",
    "api-export": "queries/test_export.py",
}
# What else is read there, and why it cannot grow with the rows.
WITHOUT_ROWS = {
    "api-article": "one row, with its text",
    "api-account": "one row",
    "api-consent": "one row, and the last that was accepted",
    "api-own-data": "streamed, one query for each table: queries/test_own_data.py",
    "api-settings": "one row",
    "api-guideline-version": "one row",
    "api-claim-draft": "one row",
    "api-webhook": "one row",
    "api-proposal": "one row",
    "api-publication-claimreview": "one row",
    "api-claim-feedback": "as many answers as a label has fields",
    "api-export-report": "as many labels as the project's schemes have",
    "api-label-source-file": "streamed from one query",
    "api-audit-export": "streamed by the thousand",
    "api-site-audit-export": "streamed by the thousand",
    "api-release-file": "read from the storage",
    "api-release-diff": "read from the storage",
    "api-release-diff-claims": "read from the storage",
    "api-schema": "asks nothing of the database",
    "api-docs": "asks nothing of the database",
}


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize("name", SCENES)
def test_a_list_costs_the_same_however_long(
    name: str,
    count: int,
    project: Project,
    manager: User,
    django_assert_num_queries: Any,
) -> None:
    scene = SCENES[name]
    address = locate(name, scene.make(project, manager, count) or project)
    client = make_client(manager)
    # What is done once, however often one looks: noting what was read.
    client.get(address)

    with django_assert_num_queries(scene.cost):
        rows = scene.read(client.get(address))

    assert len(rows) == count + scene.there


def locate(name: str, about: Any) -> str:
    """The address of a list: of a project, of something else, or of none."""
    for known in ({"project": getattr(about, "slug", "")}, {"uuid": about.uuid}):
        try:
            return reverse(name, kwargs=known)
        except NoReverseMatch:
            continue
    return reverse(name)


def test_each_list_is_counted_or_says_why_not() -> None:
    asked = {route.name for route in routes.ALL if route.method == "get"}

    assert sorted([*SCENES, *ELSEWHERE, *WITHOUT_ROWS]) == sorted(asked)


@pytest.mark.parametrize("module", sorted(set(ELSEWHERE.values())))
def test_what_is_counted_elsewhere_is(module: str) -> None:
    source = (TESTS / module).read_text("utf-8")

    assert "django_assert_num_queries(" in source

"""What there is to ask for: every route, its address, and what each role is to be answered."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from claims import clock
from claims.models import Project, User
from tests.factories import (
    AnnotationFactory,
    ApiTokenFactory,
    ArticleFactory,
    BoundaryProposalFactory,
    ClaimFactory,
    CorrectionReviewFactory,
    DecisionFactory,
    DeliveryFactory,
    ExclusionFactory,
    GoldLabelFactory,
    InvitationFactory,
    LabelSourceFactory,
    LeaseFactory,
    NoticeFactory,
    PublicationFactory,
    QuestionFactory,
    ReleaseFactory,
    RoundFactory,
    SlotFactory,
    SpeakerFactory,
    StagedImportFactory,
    StagedLabelsFactory,
    VerdictFactory,
    store_file,
)

Arguments = dict[str, dict[str, object]]

ROLES = (
    "anonymous",
    "stranger",
    "former",
    "reader",
    "annotator",
    "other_annotator",
    "curator",
    "manager",
    "admin",
)
TABLE = Path(__file__).with_name("routes.txt")


def list_routes(patterns: object = None, namespace: str = "") -> Iterator[str]:
    for entry in patterns or get_resolver().url_patterns:  # type: ignore[attr-defined]
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from list_routes(entry.url_patterns, namespace + inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"


OURS = sorted({name for name in list_routes() if not name.startswith("admin:")})


def read_table() -> dict[tuple[str, str], list[str]]:
    """(method, route) -> the status for each role, in the order of ROLES."""
    lines = TABLE.read_text("utf-8").splitlines()
    cells = [line.split() for line in lines if line and not line.startswith("#")]
    return {(method, route): statuses for method, route, *statuses in cells}


DESK_PAGES = ("claim", "draft", "skip", "flag", "stop", "history")
DESK_ROUTES = [f"{desk}-{page}" for desk in ("desk", "check") for page in DESK_PAGES]
ARTICLE_ROUTES = (
    "api-article",
    "api-boundaries",
    "api-boundaries-preview",
    "api-article-overlap",
    "api-article-priority",
    "api-article-reserve",
    "api-article-release",
    "api-article-training",
    "api-article-withdraw",
    "api-article-restore",
    "api-article-purge",
    "api-article-label-anew",
)
CLAIM_ROUTES = (
    "api-claim",
    "api-claim-annotations",
    "api-claim-draft",
    "api-claim-skip",
    "api-claim-flag",
    "api-claim-undo",
    "api-claim-decisions",
    "api-claim-opinions",
    "api-claim-step-aside",
    "api-claim-adopt",
    "api-claim-alike",
    "api-claim-feedback",
    "api-claim-gold",
    "api-claim-publications",
)
CASE_ROUTES = (
    "adjudicate-claim",
    "adjudicate-put-down",
    "adjudicate-opinion",
    "adjudicate-look",
)
RELEASE_VERBS = ("build", "cancel", "delete", "withdraw")
ROUND_ROUTES = ("round", "round-end")
GOLD_ROUTES = ("claim-gold", "claim-gold-end")
SPEAKER_ROUTES = ("api-speaker", "api-speaker-merge", "api-speaker-unmerge")
PUBLICATION_PAGES = ("", "-correct", "-withdraw", "-claimreview")
WEBHOOK_PAGES = ("webhook", *[f"webhook-{verb}" for verb in ("rotate", "on", "off", "end", "test")])
WEBHOOK_ROUTES = (
    "api-webhook",
    *[
        f"api-webhook-{verb}"
        for verb in ("deliveries", "change", "secret", "on", "off", "end", "test")
    ],
)
PERSON_ROUTES = (
    "person",
    *[
        f"{edge}person-{verb}"
        for edge in ("", "api-")
        for verb in ("deactivate", "reactivate", "anonymise")
    ],
)
PROPOSAL_ROUTES = (
    "api-proposal",
    "api-proposal-apply",
    "api-proposal-decline",
    "api-proposal-withdraw",
)


def describe_routes(project: Project, annotator: User, manager: User) -> Arguments:
    """What each route is about; those not named take no argument."""
    article = ArticleFactory(project=project)
    claim, labelled = ClaimFactory.create_batch(2, article=article)
    lease = LeaseFactory(article=article, annotator=annotator)
    SlotFactory(claim=claim, annotator=annotator, lease=lease)
    annotation = AnnotationFactory(slot__claim=labelled, slot__annotator=annotator)
    decision = DecisionFactory(claim=labelled)
    proposal = BoundaryProposalFactory(article=article, claim=labelled, proposed_by=annotator)
    exclusion = ExclusionFactory(outlet__project=project)
    notice = NoticeFactory(project=project, person=annotator)
    gold = GoldLabelFactory(claim=ClaimFactory(article=article))
    review = CorrectionReviewFactory(decision=decision)
    staged = StagedImportFactory(project=project, created_by=manager, rows=[])
    staged_labels = StagedLabelsFactory(project=project, created_by=manager)
    source = LabelSourceFactory(project=project)
    token = ApiTokenFactory(user=annotator)
    round_ = RoundFactory(project=project)
    draft, ready = ReleaseFactory(project=project), ReleaseFactory(project=project, ready=True)
    store_file(ready)
    file: dict[str, object] = {"name": "labels.jsonl", "uuid": ready.uuid}
    two: dict[str, object] = {"uuid": ready.uuid, "other": ready.uuid}
    question = QuestionFactory(claim=None, project=project, asked_by=annotator)
    checked = ArticleFactory(project=project)
    verdict = VerdictFactory(claim=ClaimFactory(article=checked))
    publication = PublicationFactory(decision=VerdictFactory(claim=ClaimFactory(article=checked)))
    of_publication = {"slug": project.slug, "uuid": publication.uuid}
    invitation = InvitationFactory(
        project=project, token="t", created_by=manager, expires_at=clock.now() + timedelta(days=1)
    )
    delivery = DeliveryFactory(webhook__project=project)
    webhook = delivery.webhook
    of_webhook: dict[str, object] = {"slug": project.slug, "uuid": webhook.uuid}
    of_claim = {"slug": project.slug, "uuid": labelled.uuid}
    ada, bo = SpeakerFactory.create_batch(2, project=project)
    return {
        "slug": {"slug": project.slug},
        "project": {"project": project.slug},
        **{name: {"slug": project.slug, "uuid": claim.uuid} for name in DESK_ROUTES},
        **{name: {**of_claim, "stage": "label"} for name in CASE_ROUTES},
        **{
            f"adjudicate-{verb}": {**of_claim, "stage": "label", "decision": decision.uuid}
            for verb in ("approve", "reopen", "adopt", "adopt-all")
        },
        "claim-boundaries": {"slug": project.slug, "uuid": claim.uuid},
        **{name: {"uuid": claim.uuid} for name in CLAIM_ROUTES},
        "article": {"slug": project.slug, "uuid": article.uuid},
        "article-training": {"slug": project.slug, "uuid": article.uuid},
        "article-label-anew": {"slug": project.slug, "uuid": article.uuid},
        "article-withdraw": {"slug": project.slug, "uuid": article.uuid},
        "article-restore": {"slug": project.slug, "uuid": article.uuid},
        "article-purge": {"slug": project.slug, "uuid": article.uuid},
        "api-correction-settle": {"uuid": review.uuid},
        "correction-settle": {"slug": project.slug, "uuid": review.uuid},
        "correction-dismiss": {"slug": project.slug, "uuid": review.uuid},
        "notice-read": {"slug": project.slug, "uuid": notice.uuid},
        **{
            f"member-{verb}": {"slug": project.slug, "uuid": annotator.uuid}
            for verb in ("resume", "pass", "retry", "role", "remove")
        },
        "invitation": {"token": "t"},
        **{
            f"invitation-{verb}": {"slug": project.slug, "uuid": invitation.uuid}
            for verb in ("renew", "revoke")
        },
        **{f"api-invitation-{verb}": {"uuid": invitation.uuid} for verb in ("renew", "revoke")},
        **{name: {"uuid": annotator.uuid} for name in PERSON_ROUTES},
        "article-gold": {"slug": project.slug, "uuid": article.uuid},
        **{name: {"slug": project.slug, "uuid": gold.claim.uuid} for name in GOLD_ROUTES},
        "quality-person": {"slug": project.slug, "uuid": annotator.uuid},
        "api-gold-end": {"uuid": gold.uuid},
        **dict.fromkeys(WEBHOOK_PAGES, of_webhook),
        "delivery-again": {**of_webhook, "delivery": delivery.uuid},
        **{name: {"uuid": webhook.uuid} for name in WEBHOOK_ROUTES},
        "api-delivery-again": {"uuid": delivery.uuid},
        "import-preview": {"slug": project.slug, "uuid": staged.uuid},
        "import-report": {"slug": project.slug, "uuid": staged.uuid},
        "labelled-preview": {"slug": project.slug, "uuid": staged_labels.uuid},
        "labelled-report": {"slug": project.slug, "uuid": staged_labels.uuid},
        "api-label-source-file": {"uuid": source.uuid},
        **{name: {"uuid": article.uuid} for name in ARTICLE_ROUTES},
        **{name: {"uuid": proposal.uuid} for name in PROPOSAL_ROUTES},
        **{
            f"proposal-{verb}": {"slug": project.slug, "uuid": proposal.uuid}
            for verb in ("apply", "decline", "withdraw")
        },
        "api-decision": {"uuid": decision.uuid},
        "api-decision-adopt": {"uuid": decision.uuid},
        "api-decision-approve": {"uuid": decision.uuid},
        "api-decision-reopen": {"uuid": decision.uuid},
        "api-token-revoke": {"uuid": token.uuid},
        "api-guideline-version": {"project": project.slug, "version": 1},
        "api-exclusion-end": {"uuid": exclusion.uuid},
        "api-notice-read": {"uuid": notice.uuid},
        "api-annotation": {"uuid": annotation.uuid},
        "api-lease-renew": {"uuid": lease.uuid},
        "api-lease-stop": {"uuid": lease.uuid},
        **{name: {"slug": project.slug, "number": round_.number} for name in ROUND_ROUTES},
        "api-round-change": {"uuid": round_.uuid},
        "api-round-end": {"uuid": round_.uuid},
        **{
            f"release-{verb}": {"slug": project.slug, "uuid": draft.uuid}
            for verb in ("progress", "edit", *RELEASE_VERBS)
        },
        **{f"api-release-{verb}": {"uuid": draft.uuid} for verb in ("change", *RELEASE_VERBS)},
        "release": {"slug": project.slug, "uuid": ready.uuid},
        "release-file": {"slug": project.slug, **file},
        "release-diff": {"slug": project.slug, **two},
        "api-release": {"uuid": ready.uuid},
        "api-release-file": file,
        "api-release-diff": two,
        "api-release-diff-claims": two,
        "question": {"slug": project.slug, "uuid": question.uuid},
        "question-look": {"slug": project.slug, "uuid": question.uuid},
        "api-question-rulings": {"uuid": question.uuid},
        "claim-publish": {"slug": project.slug, "uuid": verdict.claim.uuid},
        **{f"publication{page}": of_publication for page in PUBLICATION_PAGES},
        **{f"api-publication{page}": {"uuid": publication.uuid} for page in PUBLICATION_PAGES},
        "speaker-merge": {"slug": project.slug, "uuid": ada.uuid, "other": bo.uuid},
        "speaker-unmerge": {"slug": project.slug, "uuid": ada.uuid},
        **{name: {"uuid": ada.uuid} for name in SPEAKER_ROUTES},
        "token-revoke": {"uuid": token.uuid},
        "session-end": {"uuid": token.uuid},
        "api-session-end": {"uuid": token.uuid},
        "account_confirm_email": {"key": "none"},
        "openid_connect_login": {"provider_id": "none"},
        "openid_connect_callback": {"provider_id": "none"},
        "account_reset_password_from_key": {"uidb64": "MQ", "token": "none"},
    }


def make_address(route: str, arguments: Arguments) -> str:
    for known in (arguments.get(route), {}, arguments["slug"], arguments["project"]):
        try:
            return reverse(route, kwargs=known)
        except NoReverseMatch:
            continue
    raise AssertionError(f"What is {route} about? Add it to `describe_routes`.")

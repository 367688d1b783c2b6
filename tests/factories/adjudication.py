"""Decisions, and boundary edits that wait for a curator."""

import factory

from claims.models import Approval, BoundaryProposal, Case, CorrectionReview, Decision
from tests.factories.annotations import find_verdict, find_verifiability
from tests.factories.articles import ArticleFactory, ClaimFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory


class DecisionFactory(ModelFactory[Decision]):
    """A curator's: "no factual claim", said by the article itself. `value`: another label."""

    class Meta:
        model = Decision

    class Params:
        value = "no_claim"
        verdict_value = ""

    claim = factory.SubFactory(ClaimFactory)
    project = factory.SelfAttribute("claim.project")
    decided_by = factory.SubFactory(UserFactory)
    created_at = NOW
    speaker = factory.LazyAttribute(lambda new: new.project.speakers.get(kind="article", name=""))
    verifiability = factory.LazyAttribute(lambda new: find_verifiability(new, new.value))
    verdict = factory.LazyAttribute(lambda new: find_verdict(new, new.verdict_value))
    verifiable = factory.SelfAttribute("verifiability.verifiable")
    check_worthy = factory.SelfAttribute("verifiability.check_worthy")
    canonical_verdict = factory.LazyAttribute(
        lambda new: new.verdict.canonical if new.verdict else ""
    )


class ApprovalFactory(ModelFactory[Approval]):
    """Somebody else's, of a curator's decision."""

    class Meta:
        model = Approval

    decision = factory.SubFactory(DecisionFactory)
    decided_by = factory.SelfAttribute("decision.decided_by")
    approver = factory.SubFactory(UserFactory)
    number = factory.LazyAttribute(lambda new: new.decision.approvals.count() + 1)
    created_at = NOW


class CorrectionReviewFactory(ModelFactory[CorrectionReview]):
    """Of a decision whose sentence is gone from the text that came later."""

    class Meta:
        model = CorrectionReview

    decision = factory.SubFactory(DecisionFactory)
    project = factory.SelfAttribute("decision.project")
    article = factory.SubFactory(ArticleFactory, project=factory.SelfAttribute("..project"))
    reason = CorrectionReview.Reason.GONE
    created_at = NOW


class CaseFactory(ModelFactory[Case]):
    """A claim that somebody flagged."""

    class Meta:
        model = Case

    claim = factory.SubFactory(ClaimFactory)
    project = factory.SelfAttribute("claim.project")
    is_flagged = True
    dispute = 1000


class BoundaryProposalFactory(ModelFactory[BoundaryProposal]):
    """Somebody would split a claim of the article at its fifth character."""

    class Meta:
        model = BoundaryProposal

    class Params:
        claim = factory.SubFactory(ClaimFactory, article=factory.SelfAttribute("..article"))

    article = factory.SubFactory(ArticleFactory)
    project = factory.SelfAttribute("article.project")
    edit = factory.LazyAttribute(
        lambda new: {
            "kind": "split",
            "claims": [str(new.claim.uuid)],
            "at": [new.claim.start + 5],
            "start": None,
            "end": None,
        }
    )
    proposed_by = factory.SubFactory(UserFactory)
    created_at = NOW

"""One factory per model: `ClaimFactory()` makes a claim and everything that it stands on."""

from tests.factories.adjudication import (
    ApprovalFactory,
    BoundaryProposalFactory,
    CaseFactory,
    DecisionFactory,
)
from tests.factories.annotations import AnnotationFactory, EvidenceFactory
from tests.factories.articles import ArticleFactory, ClaimFactory, StagedImportFactory
from tests.factories.audit import AuditEventFactory
from tests.factories.moments import NOW
from tests.factories.people import PASSWORD, ApiTokenFactory, UserFactory
from tests.factories.projects import (
    GuidelineFactory,
    GuidelineReadingFactory,
    MembershipFactory,
    OutletFactory,
    ProjectFactory,
)
from tests.factories.quality import GoldLabelFactory, NoticeFactory
from tests.factories.queue import (
    BookmarkFactory,
    DraftFactory,
    ExclusionFactory,
    FlagFactory,
    LeaseFactory,
    SkipFactory,
    SlotFactory,
)
from tests.factories.rounds import QuestionFactory, RoundFactory, RulingFactory
from tests.factories.schemes import LabelFactory, LabelSchemeFactory, install_scheme
from tests.factories.sources import (
    LabelSourceFactory,
    SourceAnnotatorFactory,
    SourceRowFactory,
    StagedLabelsFactory,
)
from tests.factories.speakers import (
    ArticleSpeakerFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
    SuggestionFactory,
)

__all__ = [
    "NOW",
    "PASSWORD",
    "AnnotationFactory",
    "ApiTokenFactory",
    "ApprovalFactory",
    "ArticleFactory",
    "ArticleSpeakerFactory",
    "AuditEventFactory",
    "BookmarkFactory",
    "BoundaryProposalFactory",
    "CaseFactory",
    "ClaimFactory",
    "DecisionFactory",
    "DraftFactory",
    "EvidenceFactory",
    "ExclusionFactory",
    "FlagFactory",
    "GoldLabelFactory",
    "GuidelineFactory",
    "GuidelineReadingFactory",
    "LabelFactory",
    "LabelSchemeFactory",
    "LabelSourceFactory",
    "LeaseFactory",
    "MembershipFactory",
    "NoticeFactory",
    "OutletFactory",
    "ProjectFactory",
    "QuestionFactory",
    "RoundFactory",
    "RulingFactory",
    "SkipFactory",
    "SlotFactory",
    "SourceAnnotatorFactory",
    "SourceRowFactory",
    "SpeakerAliasFactory",
    "SpeakerFactory",
    "StagedImportFactory",
    "StagedLabelsFactory",
    "SuggestionFactory",
    "UserFactory",
    "install_scheme",
]

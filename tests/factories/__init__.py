"""One factory per model: `ClaimFactory()` makes a claim and everything that it stands on."""

from tests.factories.adjudication import (
    ApprovalFactory,
    BoundaryProposalFactory,
    CaseFactory,
    CorrectionReviewFactory,
    DecisionFactory,
)
from tests.factories.annotations import AnnotationFactory, EvidenceFactory
from tests.factories.articles import ArticleFactory, ClaimFactory, StagedImportFactory
from tests.factories.audit import AuditCutFactory, AuditEventFactory, AuditSealFactory
from tests.factories.invitations import (
    AcceptanceFactory,
    ConsentTextFactory,
    InvitationFactory,
)
from tests.factories.jobs import JobFactory, WorkerFactory
from tests.factories.mappings import LabelMappingFactory
from tests.factories.moments import NOW
from tests.factories.people import PASSWORD, ApiTokenFactory, UserFactory
from tests.factories.projects import (
    GuidelineFactory,
    GuidelineReadingFactory,
    MembershipFactory,
    OutletFactory,
    ProjectFactory,
)
from tests.factories.publications import (
    PublicationCorrectionFactory,
    PublicationFactory,
    VerdictFactory,
    open_newsroom,
)
from tests.factories.purges import PurgeFactory
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
from tests.factories.releases import ReleaseFactory, ReleaseFileFactory, store_file
from tests.factories.requests import KeyedAnswerFactory, RateWindowFactory
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
    LabelSuggestionFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
    SuggestionFactory,
)
from tests.factories.webhooks import DeliveryFactory, WebhookFactory

__all__ = [
    "NOW",
    "PASSWORD",
    "AcceptanceFactory",
    "AnnotationFactory",
    "ApiTokenFactory",
    "ApprovalFactory",
    "ArticleFactory",
    "ArticleSpeakerFactory",
    "AuditCutFactory",
    "AuditEventFactory",
    "AuditSealFactory",
    "BookmarkFactory",
    "BoundaryProposalFactory",
    "CaseFactory",
    "ClaimFactory",
    "ConsentTextFactory",
    "CorrectionReviewFactory",
    "DecisionFactory",
    "DeliveryFactory",
    "DraftFactory",
    "EvidenceFactory",
    "ExclusionFactory",
    "FlagFactory",
    "GoldLabelFactory",
    "GuidelineFactory",
    "GuidelineReadingFactory",
    "InvitationFactory",
    "JobFactory",
    "KeyedAnswerFactory",
    "LabelFactory",
    "LabelMappingFactory",
    "LabelSchemeFactory",
    "LabelSourceFactory",
    "LabelSuggestionFactory",
    "LeaseFactory",
    "MembershipFactory",
    "NoticeFactory",
    "OutletFactory",
    "ProjectFactory",
    "PublicationCorrectionFactory",
    "PublicationFactory",
    "PurgeFactory",
    "QuestionFactory",
    "RateWindowFactory",
    "ReleaseFactory",
    "ReleaseFileFactory",
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
    "VerdictFactory",
    "WebhookFactory",
    "WorkerFactory",
    "install_scheme",
    "open_newsroom",
    "store_file",
]

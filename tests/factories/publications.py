"""Publications: decisions on pages of the newsroom's own."""

import factory

from claims.models import Project, Publication, PublicationCorrection, digest_page
from tests.factories.adjudication import DecisionFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.speakers import SpeakerFactory

NEWSROOM = {
    "newsroom_name": "The Harbour Check",
    "newsroom_url": "https://check.example/about",
    "newsroom_domains": ["check.example"],
}


def open_newsroom(project: Project) -> Project:
    """Let the project publish on check.example."""
    Project.objects.filter(pk=project.pk).update(**NEWSROOM)
    project.refresh_from_db()
    return project


class VerdictFactory(DecisionFactory):
    """A curator's decision that what a person says is refuted: it can be published."""

    class Params:
        value = "check_worthy_fact"
        verdict_value = "Refuted"

    speaker = factory.LazyAttribute(
        lambda new: SpeakerFactory(project=new.project, name=f"Ada Marrow {new.claim.pk}")
    )


class PublicationFactory(ModelFactory[Publication]):
    """Of a decision that what a person says is refuted."""

    class Meta:
        model = Publication

    decision = factory.SubFactory(VerdictFactory)
    project = factory.SelfAttribute("decision.project")
    claim = factory.SelfAttribute("decision.claim")
    stage = factory.SelfAttribute("decision.stage")
    url = factory.Sequence(lambda number: f"https://check.example/{number}")
    page_key = factory.LazyAttribute(lambda new: digest_page(new.url))
    claim_reviewed = factory.Sequence(lambda number: f"Port traffic has grown by {number} %")
    reviewed_on = NOW.date()
    rating_name = factory.LazyAttribute(lambda new: new.decision.verdict.name)
    rating = factory.LazyAttribute(lambda new: new.decision.verdict.rating)
    author_kind = Publication.AuthorKind.PERSON
    author_name = factory.LazyAttribute(lambda new: new.decision.speaker.name)
    reviewer_name = "The Harbour Check"
    reviewer_url = "https://check.example/about"
    appearance_url = "https://harbour.example/a"
    appearance_title = "The harbour"
    published_at = NOW
    published_by = factory.SubFactory(UserFactory)
    changed_at = NOW


class PublicationCorrectionFactory(ModelFactory[PublicationCorrection]):
    """A note on what was corrected, the publication's own row left as it is."""

    class Meta:
        model = PublicationCorrection

    publication = factory.SubFactory(PublicationFactory)
    kind = PublicationCorrection.Kind.CORRECTION
    version = factory.LazyAttribute(lambda new: new.publication.corrections.count() + 2)
    note = factory.Sequence(lambda number: f"Figure {number} was wrong.")
    decision = factory.SelfAttribute("publication.decision")
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)

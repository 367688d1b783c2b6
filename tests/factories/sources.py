"""Sources of imported labels."""

import hashlib

import factory

from claims.models import LabelSource, SourceAnnotator, SourceRow, StagedLabels
from tests.factories.articles import ClaimFactory
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory


class LabelSourceFactory(ModelFactory[LabelSource]):
    """A list in the format of LIAR."""

    class Meta:
        model = LabelSource

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda number: f"Source {number}")
    format = "liar"
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)


class SourceAnnotatorFactory(ModelFactory[SourceAnnotator]):
    """Who stands for all who gave labels there."""

    class Meta:
        model = SourceAnnotator

    source = factory.SubFactory(LabelSourceFactory)
    user = factory.SubFactory(UserFactory, is_active=False, is_source=True)


class SourceRowFactory(ModelFactory[SourceRow]):
    """A row of two columns."""

    class Meta:
        model = SourceRow

    source = factory.SubFactory(LabelSourceFactory)
    claim = factory.SubFactory(
        ClaimFactory, article__project=factory.SelfAttribute("...source.project")
    )
    key = factory.Sequence(lambda number: f"{number}.json")
    row = factory.LazyAttribute(lambda new: f'{{"id":"{new.key}","label":"true"}}')
    sha256 = factory.LazyAttribute(lambda new: hashlib.sha256(new.row.encode()).hexdigest())


class StagedLabelsFactory(ModelFactory[StagedLabels]):
    """A file of one sentence whose owner is looking at it."""

    class Meta:
        model = StagedLabels

    project = factory.SubFactory(ProjectFactory)
    created_by = factory.SubFactory(UserFactory)
    created_at = NOW
    file_name = "dev.tsv"
    name = "Sentences"
    format = "checkthat-2024"
    data = b"Sentence_id\tText\tclass_label\n1\tThe town bought two buses.\tYes\n"

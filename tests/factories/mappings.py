"""How a project says its labels in other words."""

import factory

from claims.models import LabelMapping
from tests.factories.base import ModelFactory
from tests.factories.projects import ProjectFactory


class LabelMappingFactory(ModelFactory[LabelMapping]):
    """The first verdict of the project's scheme, left out of LIAR."""

    class Meta:
        model = LabelMapping

    project = factory.SubFactory(ProjectFactory)
    vocabulary = "liar"
    label = factory.LazyAttribute(
        lambda new: new.project.verdict_scheme.labels.order_by("order")[0]
    )
    target = ""

"""Projects and what belongs to them directly."""

from typing import Any

import factory

from claims.models import (
    Guideline,
    GuidelineReading,
    Line,
    Membership,
    Outlet,
    Project,
    Speaker,
    Stage,
)
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.schemes import install_scheme


class ProjectFactory(ModelFactory[Project]):
    """A project with the default label schemes and the two speakers that every project has."""

    class Meta:
        model = Project

    slug = factory.Sequence(lambda number: f"project-{number}")
    name = factory.Sequence(lambda number: f"Project {number}")
    verifiability_scheme = factory.LazyFunction(lambda: install_scheme("factcheck-verifiability"))
    verdict_scheme = factory.LazyFunction(lambda: install_scheme("averitec"))
    created_at = NOW

    @classmethod
    def _create(cls, model_class: type[Project], *args: Any, **kwargs: Any) -> Project:
        project = super()._create(model_class, *args, **kwargs)
        for kind in (Speaker.Kind.ARTICLE, Speaker.Kind.UNNAMED):
            Speaker.objects.create(project=project, kind=kind, name="", name_key="")
        Line.objects.bulk_create(Line(project=project, stage=stage) for stage in Stage.values)
        return project


class MembershipFactory(ModelFactory[Membership]):
    """An annotator's place in a project."""

    class Meta:
        model = Membership

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory(UserFactory)
    role = Membership.Role.ANNOTATOR


class GuidelineFactory(ModelFactory[Guideline]):
    """A version of a project's guideline."""

    class Meta:
        model = Guideline

    project = factory.SubFactory(ProjectFactory)
    version = factory.LazyAttribute(lambda new: new.project.guidelines.count() + 1)
    text = factory.LazyAttribute(lambda new: f"# Guideline, version {new.version}\n")
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)


class GuidelineReadingFactory(ModelFactory[GuidelineReading]):
    """Somebody has read a version."""

    class Meta:
        model = GuidelineReading

    user = factory.SubFactory(UserFactory)
    guideline = factory.SubFactory(GuidelineFactory)
    read_at = NOW


class OutletFactory(ModelFactory[Outlet]):
    """A newspaper."""

    class Meta:
        model = Outlet

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda number: f"The Daily {number}")
    domain = factory.Sequence(lambda number: f"daily{number}.example")

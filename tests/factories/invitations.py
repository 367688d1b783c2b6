"""Invitations, and texts of consent."""

from datetime import timedelta

import factory

from claims.models import Acceptance, ConsentText, Invitation
from claims.operations.invitations import digest_token
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import MembershipFactory, ProjectFactory


class InvitationFactory(ModelFactory[Invitation]):
    """An open invitation by a manager, that was sent; its token is given as `token=`."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda number: f"token-{number}")

    project = factory.SubFactory(ProjectFactory)
    role = "annotator"
    email = factory.Sequence(lambda number: f"invited{number}@example.org")
    digest = factory.LazyAttribute(lambda made: digest_token(made.token))
    created_at = NOW
    created_by = factory.LazyAttribute(
        lambda made: MembershipFactory(project=made.project, role="manager").user
    )
    expires_at = NOW + timedelta(days=7)
    mailed_at = NOW


class ConsentTextFactory(ModelFactory[ConsentText]):
    """A version of the text that asks everybody; nobody is marked as asked."""

    class Meta:
        model = ConsentText

    version = factory.LazyFunction(lambda: ConsentText.objects.count() + 1)
    text = factory.LazyAttribute(lambda made: f"# Terms {made.version}\n\nLabel *with care*.")
    asks_again = True
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)


class AcceptanceFactory(ModelFactory[Acceptance]):
    """Somebody has accepted a version."""

    class Meta:
        model = Acceptance

    user = factory.SubFactory(UserFactory)
    text = factory.SubFactory(ConsentTextFactory)
    accepted_at = NOW

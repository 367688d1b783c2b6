"""Whose labels one sees."""

import pytest

from claims.models import Annotation, Project, Slot, User
from tests.factories import AnnotationFactory, ClaimFactory, SkipFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def label(project: Project, other_annotator: User) -> Annotation:
    """Another's label on a claim of which a second one is wanted."""
    claim = ClaimFactory(article__project=project)
    label = AnnotationFactory(slot__claim=claim, slot__annotator=other_annotator)
    SlotFactory(claim=claim)
    return label


def sees(user: User, label: Annotation) -> bool:
    return Annotation.objects.visible_to(user).filter(pk=label.pk).exists()


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("annotator", False),
        ("other_annotator", True),
        ("curator", False),
        ("manager", False),
        ("reader", True),
        ("stranger", False),
        ("admin", True),
    ],
)
def test_who_could_still_label_a_claim_sees_no_other_label_on_it(
    role: str,
    expected: bool,  # noqa: FBT001
    label: Annotation,
    request: pytest.FixtureRequest,
) -> None:
    assert sees(request.getfixturevalue(role), label) is expected


def test_a_curator_sees_what_is_no_longer_theirs_to_label(
    label: Annotation, curator: User, manager: User
) -> None:
    SkipFactory(claim=label.claim, annotator=curator)
    Slot.objects.filter(annotator=None).delete()

    assert sees(curator, label)
    assert sees(manager, label)


def test_who_holds_a_claim_sees_no_other_label_on_it(label: Annotation, admin: User) -> None:
    Slot.objects.filter(annotator=None).update(annotator=admin)

    assert not sees(admin, label)

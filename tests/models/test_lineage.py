"""From which claims a claim was made."""

import pytest

from claims.models import Lineage
from tests.factories import ArticleFactory, ClaimFactory

pytestmark = pytest.mark.django_db


def test_parents_are_what_a_claim_was_made_of() -> None:
    whole, part = ClaimFactory.create_batch(2, article=ArticleFactory())
    Lineage.objects.create(parent=whole, child=part)

    assert list(part.parents.all()) == [whole]
    assert list(whole.children.all()) == [part]
    assert not whole.parents.exists()

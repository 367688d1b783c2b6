"""Labels to measure: finished claims with labels of two people, for tests of pages and of REST."""

from collections.abc import Sequence
from typing import Any

from claims.models import Annotation, Article, Claim, Stage, User
from tests.factories import AnnotationFactory, ClaimFactory, SlotFactory

FACT, NONE = "check_worthy_fact", "no_claim"
# Of two people on four claims who differ on one: 1 - (2/8) / (2·3·5 / (8·7)).
SAID = ((FACT, FACT), (FACT, NONE), (NONE, NONE), (NONE, NONE))
ALPHA = 8 / 15


def label(
    claim: Claim, people: Sequence[User], *each: dict[str, Any], **all_: Any
) -> list[Annotation]:
    """A label of each of these people."""
    stage = all_.pop("stage", Stage.LABEL)
    return [
        AnnotationFactory(
            slot=SlotFactory(claim=claim, annotator=person, stage=stage), **all_, **said
        )
        for person, said in zip(people, each, strict=True)
    ]


def disagree(article: Article, people: Sequence[User]) -> list[Claim]:
    """Four claims of the article: the two agree on the verifiability of all but the second."""
    claims = ClaimFactory.create_batch(len(SAID), article=article)
    for claim, values in zip(claims, SAID, strict=True):
        label(claim, people, *({"value": value} for value in values))
    return claims

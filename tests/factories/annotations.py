"""Annotations and their evidence."""

import hashlib
import uuid
from typing import Any

import factory

from claims.models import Annotation, Evidence, Label, Speaker
from claims.text.links import normalise_url
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.queue import SlotFactory


def find_verifiability(of: Any, value: str) -> Label:
    return of.project.verifiability_scheme.labels.get(value=value)


def find_verdict(of: Any, value: str) -> Label | None:
    return of.project.verdict_scheme.labels.get(value=value) if value else None


class AnnotationFactory(ModelFactory[Annotation]):
    """A label that counts: "no factual claim", said by the article itself.

    `value` and `verdict_value` name other labels; `slot__annotator` says whose it is, and
    `slot__claim` of what. A second one on the same slot is a revision.
    """

    class Meta:
        model = Annotation

    class Params:
        value = "no_claim"
        verdict_value = ""

    slot = factory.SubFactory(SlotFactory, held=True)
    project = factory.SelfAttribute("slot.project")
    claim = factory.SelfAttribute("slot.claim")
    stage = factory.SelfAttribute("slot.stage")
    annotator = factory.SelfAttribute("slot.annotator")
    revision = factory.LazyAttribute(lambda new: new.slot.annotations.count() + 1)
    client_uuid = factory.LazyFunction(uuid.uuid4)
    body_sha256 = factory.LazyAttribute(
        lambda new: hashlib.sha256(new.client_uuid.bytes).hexdigest()
    )
    created_at = NOW
    speaker = factory.LazyAttribute(
        lambda new: new.project.speakers.get(kind=Speaker.Kind.ARTICLE, name="")
    )
    verifiability = factory.LazyAttribute(lambda new: find_verifiability(new.slot, new.value))
    verdict = factory.LazyAttribute(lambda new: find_verdict(new.slot, new.verdict_value))
    verifiable = factory.SelfAttribute("verifiability.verifiable")
    check_worthy = factory.SelfAttribute("verifiability.check_worthy")
    canonical_verdict = factory.LazyAttribute(
        lambda new: new.verdict.canonical if new.verdict else ""
    )

    @classmethod
    def _create(cls, model_class: type[Annotation], *args: Any, **kwargs: Any) -> Annotation:
        annotation = super()._create(model_class, *args, **kwargs)
        annotation.slot.current = annotation
        annotation.slot.revisions = annotation.revision
        annotation.slot.save(update_fields=["current", "revisions"])
        return annotation


class EvidenceFactory(ModelFactory[Evidence]):
    """A passage that supports the claim."""

    class Meta:
        model = Evidence

    annotation = factory.SubFactory(
        AnnotationFactory, value="check_worthy_fact", verdict_value="Supported"
    )
    position = factory.LazyAttribute(lambda new: new.annotation.evidence.count() + 1)
    stance = Evidence.Stance.SUPPORTS
    url = factory.Sequence(lambda number: f"https://records.example/{number}")
    url_key = factory.LazyAttribute(lambda new: normalise_url(new.url))
    quote = "The council bought the buses."

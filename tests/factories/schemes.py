"""Label schemes: the presets that are shipped, and made-up ones."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import factory

from claims.models import Label, LabelScheme
from tests.factories.base import ModelFactory

PRESETS = Path(__file__).resolve().parents[2] / "fixtures" / "schemes.json"


@cache
def read_presets() -> dict[str, dict[str, Any]]:
    """The shipped schemes by their slug."""
    return {preset["slug"]: preset for preset in json.loads(PRESETS.read_text(encoding="utf-8"))}


def install_scheme(slug: str) -> LabelScheme:
    """The shipped scheme of that name, made unless this test has it already."""
    fields = dict(read_presets()[slug])
    labels = fields.pop("labels")
    key = {"slug": fields.pop("slug"), "version": fields.pop("version")}
    scheme, created = LabelScheme.objects.get_or_create(**key, defaults=fields)
    if created:
        Label.objects.bulk_create(
            Label(scheme=scheme, order=order, **values) for order, values in enumerate(labels, 1)
        )
    return scheme


class LabelSchemeFactory(ModelFactory[LabelScheme]):
    """An empty scheme."""

    class Meta:
        model = LabelScheme

    kind = LabelScheme.Kind.VERIFIABILITY
    slug = factory.Sequence(lambda number: f"scheme-{number}")
    name = factory.Sequence(lambda number: f"Scheme {number}")


class LabelFactory(ModelFactory[Label]):
    """A verifiability label that says no."""

    class Meta:
        model = Label

    scheme = factory.SubFactory(LabelSchemeFactory)
    value = factory.Sequence(lambda number: f"value_{number}")
    name = factory.LazyAttribute(lambda label: label.value.replace("_", " "))
    verifiable = Label.Verifiable.NO
    check_worthy = Label.CheckWorthy.NO

"""Presets of label schemes, and what may still be changed in one."""

import pytest

from claims.errors import Conflict
from claims.models import (
    Label,
    LabelScheme,
    Project,
    User,
)
from claims.operations import schemes
from tests.factories import (
    NOW,
    AnnotationFactory,
    GoldLabelFactory,
)

pytestmark = pytest.mark.django_db


PRESET = {
    "kind": "verdict",
    "slug": "two",
    "version": 1,
    "name": "Two",
    "description": "",
    "labels": [{"value": "yes", "name": "Yes", "hotkey": "A", "canonical": "supported"}],
}


def test_presets_are_installed_once_and_edits_stay() -> None:
    schemes.install_presets(actor=None, presets=[PRESET], now=NOW)
    Label.objects.filter(value="yes").update(name="Yea")

    again = schemes.install_presets(actor=None, presets=[PRESET], now=NOW)

    assert again == []
    assert LabelScheme.objects.get(slug="two").labels.get().name == "Yea"


def test_what_records_derive_from_freezes_at_first_use_and_words_do_not(admin: User) -> None:
    label = AnnotationFactory(value="no_claim").verifiability
    label.name = "Nothing to check"
    schemes.save_label(actor=admin, label=label, now=NOW)
    label.check_worthy = "yes"

    with pytest.raises(Conflict, match="new version"):
        schemes.save_label(actor=admin, label=label, now=NOW)
    with pytest.raises(Conflict):
        schemes.remove_label(actor=admin, label=label, now=NOW)

    label.refresh_from_db()
    assert (label.name, label.check_worthy) == ("Nothing to check", "no")


def test_a_label_that_is_right_of_a_claim_stays(admin: User) -> None:
    gold = GoldLabelFactory(value="prediction")
    label = gold.labels.get()

    with pytest.raises(Conflict, match="has to stay"):
        schemes.remove_label(actor=admin, label=label, now=NOW)

    assert gold.labels.get() == label


def test_an_unused_label_can_be_changed_and_removed(project: Project, admin: User) -> None:
    label = project.verdict_scheme.labels.get(value="Refuted")
    label.rating = 1
    schemes.save_label(actor=admin, label=label, now=NOW)
    schemes.remove_label(actor=admin, label=label, now=NOW)

    assert not Label.objects.filter(value="Refuted").exists()

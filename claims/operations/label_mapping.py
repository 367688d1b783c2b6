"""Choosing how a project's labels are said in the words of other data sets."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from claims import permissions
from claims.errors import InvalidInput
from claims.exchange.mapping import VOCABULARIES, Vocabulary
from claims.models import Label, LabelMapping, Project, User
from claims.operations import audit
from claims.queries.label_mapping import list_labels

# What a label becomes in an audit row where it is left out; None there: as by default.
LEFT_OUT = ""


@transaction.atomic
def choose_words(
    *,
    actor: User,
    project: Project,
    vocabulary: str,
    choices: Mapping[str, str | None],
    defaults: Collection[str] = (),
    now: datetime,
) -> None:
    """Say labels, named by their values, in these words from now on; None leaves a label out.

    Those in `defaults` are said as by default again, the others stay as they are. Exports that run
    already go on as they began. Raises NotAllowed, InvalidInput ("unknown_vocabulary",
    "unknown_label", "unknown_target").
    """
    permissions.require(permissions.can_manage(actor, project))
    words = _find_vocabulary(vocabulary)
    labels = {label.value: label for label in list_labels(project)[words.subject]}
    for value in (*choices, *defaults):
        _check_label(value, labels)
    for target in choices.values():
        _check_target(target, words)
    # A label that is both chosen and back at its default is the latter.
    wanted: dict[str, str | None] = {value: target or LEFT_OUT for value, target in choices.items()}
    wanted |= dict.fromkeys(defaults)
    _save(actor, project, words, {labels[value]: target for value, target in wanted.items()}, now)


@transaction.atomic
def reset_words(*, actor: User, project: Project, vocabulary: str, now: datetime) -> None:
    """Say all labels as by default again in this vocabulary. Twice does nothing more."""
    permissions.require(permissions.can_manage(actor, project))
    words = _find_vocabulary(vocabulary)
    labels = list_labels(project)[words.subject]
    _save(actor, project, words, dict.fromkeys(labels), now)


def _find_vocabulary(name: str) -> Vocabulary:
    if name not in VOCABULARIES:
        raise InvalidInput(
            "unknown_vocabulary",
            "There are no such words. There are those of: %(known)s.",
            field="vocabulary",
            known=", ".join(VOCABULARIES),
        )
    return VOCABULARIES[name]


def _check_label(value: str, labels: Collection[str]) -> None:
    if value not in labels:
        raise InvalidInput("unknown_label", "The project has no such label.", field="value")


def _check_target(target: str | None, vocabulary: Vocabulary) -> None:
    if target is not None and target not in vocabulary.values:
        raise InvalidInput(
            "unknown_target",
            "Choose one of: %(known)s.",
            field="target",
            known=", ".join(vocabulary.values),
        )


def _save(
    actor: User,
    project: Project,
    vocabulary: Vocabulary,
    wanted: Mapping[Label, str | None],
    now: datetime,
) -> None:
    """Write what differs from what is there, in one statement each: two at once both hold."""
    rows = LabelMapping.objects.filter(project=project, vocabulary=vocabulary.name)
    before: dict[int, str] = dict(rows.values_list("label_id", "target"))
    # In one order, so that two of them never wait for each other.
    changed = {
        label: target
        for label, target in sorted(wanted.items(), key=lambda item: item[0].pk)
        if before.get(label.pk) != target
    }
    if not changed:
        return
    rows.filter(label__in=[label for label, target in changed.items() if target is None]).delete()
    LabelMapping.objects.bulk_create(
        [
            LabelMapping(project=project, vocabulary=vocabulary.name, label=label, target=target)
            for label, target in changed.items()
            if target is not None
        ],
        update_conflicts=True,
        unique_fields=["project", "vocabulary", "label"],
        update_fields=["target"],
    )
    audit.record(
        "mapping.changed",
        actor=actor,
        now=now,
        project=project,
        target=vocabulary.name,
        data={
            "changes": {
                label.value: [before.get(label.pk), target] for label, target in changed.items()
            }
        },
    )

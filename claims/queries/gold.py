"""Gold labels: which articles have them, and what they make of the labels people gave.

What is right of a field is any of the answers given in the gold label; of a field without one
nothing is judged. Labels are held against the gold label that stands now, so one that is put right
puts right what was judged by it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from claims.models import (
    Annotation,
    Approval,
    Article,
    Claim,
    Decision,
    Exclusion,
    GoldLabel,
    Label,
    Lease,
    Project,
    Skip,
    Slot,
    Stage,
    User,
    read_survivor,
)
from claims.models.annotations import AnnotationQuerySet
from claims.queries.figures.wanted import Field, find_stage

# What is judged of a label.
JUDGED = (Field.SPEAKER, Field.VERIFIABILITY, Field.VERDICT)
# So many claims that were missed are listed, of all and of one person.
MISSED_SHOWN = 20


# ---- Which article comes next --------------------------------------------------------------------


def choose_article(person: User, project: Project) -> int | None:
    """The number of the gold article for the person: of those least used one by the seed."""
    found = _find_articles(person, project).annotate(
        used=Count("slots__reserved_for", filter=Q(slots__purpose=Slot.Purpose.GOLD), distinct=True)
    )
    rows = list(found.order_by("pk").values_list("used", "sha256", "pk"))
    return min(rows, key=lambda row: (row[0], _hash(project, person, row[1])))[2] if rows else None


def _hash(project: Project, person: User, sha256: str) -> bytes:
    return hashlib.sha256(f"{project.sample_seed}:{person.uuid}:{sha256}".encode()).digest()


def may_be_given(person: User, article: Article) -> bool:
    """Whether the article, as it is now, may be hidden gold for the person."""
    return _find_articles(person, article.project).filter(pk=article.pk).exists()


def _find_articles(person: User, project: Project) -> QuerySet[Article]:
    """Those with gold labels that the person never had to do with, and that have no live work."""
    queued = Claim.objects.filter(project=project).queued(project)
    gold = GoldLabel.objects.standing().filter(
        project=project, stage=Stage.LABEL, claim__in=queued.values("pk")
    )
    articles = Article.objects.filter(
        pk__in=gold.values("claim__article"), project=project, is_training=False
    )
    of_article = {"article": OuterRef("pk")}
    of_claims = {"claim__article": OuterRef("pk")}
    live = Slot.objects.filter(stage=Stage.LABEL, **of_article).open_to(person)
    known: tuple[QuerySet[Any], ...] = (
        # What they had, have, or have kept for them.
        Slot.objects.filter(Q(annotator=person) | Q(reserved_for=person), **of_article),
        Lease.objects.filter(annotator=person, **of_article),
        Annotation.objects.filter(annotator=person, **of_claims),
        Skip.objects.filter(annotator=person, **of_claims),
        # What they know the answer of, since it is theirs.
        GoldLabel.objects.filter(created_by=person, **of_claims),
        Decision.objects.filter(decided_by=person, **of_claims),
        Approval.objects.filter(approver=person, decision__claim__article=OuterRef("pk")),
        Exclusion.objects.keeping(person, OuterRef("outlet")),  # type: ignore[arg-type]
        live,
    )
    return articles.filter(*(~Exists(rows) for rows in known))


# ---- Right and wrong -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """What is right of a claim: of each field the numbers of the answers, speakers by who stands
    for them. Empty: of that field nothing is judged.
    """

    speakers: frozenset[int] = frozenset()
    verifiabilities: frozenset[int] = frozenset()
    verdicts: frozenset[int] = frozenset()

    def read(self, name: Field) -> frozenset[int]:
        return {
            Field.SPEAKER: self.speakers,
            Field.VERIFIABILITY: self.verifiabilities,
            Field.VERDICT: self.verdicts,
        }[name]


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A label held against the gold label of its claim; all by their numbers.

    `right` says it of each field that was judged; there is at least one.
    """

    annotation: int
    annotator: int
    claim: int
    right: Mapping[Field, bool]

    @property
    def is_right(self) -> bool:
        """All right: every field that was judged is."""
        return all(self.right.values())


def judge(
    said: Mapping[Field, int | None], accepted: Accepted, *, has_verdict: bool = True
) -> dict[Field, bool]:
    """Whether each field that can be judged is right.

    Without `has_verdict` the label could not give one: then no verdict is judged, since what is
    wrong about that is wrong about the verifiability already.
    """
    return {
        name: said[name] in accepted.read(name)
        for name in JUDGED
        if accepted.read(name) and (has_verdict or name != Field.VERDICT)
    }


def judge_labels(project: Project, labels: AnnotationQuerySet) -> list[Judged]:
    """The labels of the label pass that have something to be judged by, in the order they came.

    Of one project, one per slot: as `Annotation.objects.independent(purpose)` has them. Four
    queries.
    """
    rows = list(
        labels.filter(stage=Stage.LABEL)
        .order_by("pk")
        .values_list(
            *("pk", "annotator_id", "claim_id", read_survivor("speaker")),
            *("verifiability_id", "verdict_id", "verifiability__verdict_rule"),
        )
    )
    accepted = map_accepted(project)
    asks_verdict = find_stage(project, Field.VERDICT) == Stage.LABEL
    judged = (
        Judged(
            annotation=annotation,
            annotator=annotator,
            claim=claim,
            right=judge(
                dict(zip(JUDGED, said, strict=True)),
                accepted.get(claim, NOTHING),
                has_verdict=asks_verdict and rule != Label.VerdictRule.REFUSED,
            ),
        )
        for annotation, annotator, claim, *said, rule in rows
    )
    return [one for one in judged if one.right]


NOTHING = Accepted()


def map_accepted(project: Project) -> dict[int, Accepted]:
    """What is right, by the claim's number; of the gold labels that stand. Two queries."""
    standing = GoldLabel.objects.standing().filter(project=project, stage=Stage.LABEL)
    speakers: dict[int, set[int]] = defaultdict(set)
    labels: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for claim, speaker in standing.filter(speakers__isnull=False).values_list(
        "claim_id", read_survivor("speakers")
    ):
        speakers[claim].add(speaker)
    for claim, scheme, label in standing.filter(labels__isnull=False).values_list(
        "claim_id", "labels__scheme_id", "labels"
    ):
        labels[claim][scheme].add(label)
    return {
        claim: Accepted(
            speakers=frozenset(speakers[claim]),
            verifiabilities=frozenset(labels[claim][project.verifiability_scheme_id]),
            verdicts=frozenset(labels[claim][project.verdict_scheme_id]),
        )
        for claim in {*speakers, *labels}
    }


def list_judged(project: Project, purpose: str = Slot.Purpose.GOLD) -> list[Judged]:
    """What people said as hidden gold, or in training, held against what is right."""
    labels = Annotation.objects.filter(project=project).independent(purpose)
    return judge_labels(project, labels)

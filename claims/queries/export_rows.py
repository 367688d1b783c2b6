"""Which rows an export is of: what counts now, or what counted at a moment.

What counts now is what pointers say: a slot's label, a decision that nothing replaced. What counted
at a moment is computed from the rows there were: of each slot the last revision, unless that took
the label back; of each chain the last decision. At the moment itself both are the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from claims.models import (
    Annotation,
    Article,
    Decision,
    Project,
    Slot,
    Stage,
    read_survivor,
)
from claims.queries.export_moment import Past
from claims.queries.export_parts import Ids, select_ids
from claims.queries.export_selection import Narrowing, Of, Status

LIVE = Slot.Purpose.LIVE
# Boundaries were edited at a time that is read before the edit is committed: who edits them for
# longer than this is not waited for.
EDITED_WITHIN = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Whose rows, which of them, as of when, and read where."""

    project: Project
    narrowing: Narrowing
    as_of: datetime
    past: Past

    @property
    def alias(self) -> str:
        return self.past.alias

    @property
    def is_past(self) -> bool:
        return self.past.moment is not None

    @property
    def of(self) -> Of:
        return self.narrowing.selection.of


def select_rows(choice: Choice) -> QuerySet[Any]:
    """The rows that make records, in no order. Of labels that count now slots, else annotations."""
    rows, article = _select_standing(choice)
    return rows.exclude(**{f"{article}__in": list_embargoed(choice)})


def find_bound(choice: Choice, last: int, count: int) -> int | None:
    """Of labels that counted at a moment: up to which slot the next so many are; None: to the end.

    Databases gather all that is left, and sort it, to find the first of them otherwise.
    """
    if not choice.is_past or choice.of != Of.ANNOTATIONS:
        return None
    slots = Slot.objects.using(choice.alias).filter(
        project=choice.project, purpose=LIVE, pk__gt=last
    )
    return slots.order_by("pk").values_list("pk", flat=True)[count - 1 : count].first()


def find_label_pass(choice: Choice, claims: Ids) -> set[str]:
    """Of which of the claims a row of the label pass is chosen, too: their UUIDs."""
    rows = select_rows(choice).filter(stage=Stage.LABEL, claim__in=select_ids(choice.alias, claims))
    return set(map(str, rows.values_list("claim__uuid", flat=True)))


def count_embargoed(choice: Choice) -> int:
    """How many records stay out because their articles are not to be published yet.

    Mostly there are none such, which an index tells; nothing is counted then.
    """
    embargoed = list(list_embargoed(choice).values_list("pk", flat=True))
    if not embargoed:
        return 0
    rows, article = _select_standing(choice)
    return rows.filter(**{f"{article}__in": select_ids(choice.alias, embargoed)}).count()


def list_embargoed(choice: Choice) -> QuerySet[Article, Any]:
    """The project's articles that are not to be published before some time to come."""
    articles = Article.objects.using(choice.alias).under_embargo(choice.as_of)
    return articles.filter(project=choice.project).values("pk")


def _select_standing(choice: Choice) -> tuple[QuerySet[Any], str]:
    """As `_select_all`, without what was withdrawn by now, whatever counted at the moment."""
    rows, article = _select_all(choice)
    withdrawn = Article.objects.using(choice.alias).withdrawn().filter(project=choice.project)
    return rows.exclude(**{f"{article}__in": withdrawn.values("pk")}), article


def _select_all(choice: Choice) -> tuple[QuerySet[Any], str]:
    """The rows, embargoed and withdrawn ones too; and the column that names their article."""
    if choice.of == Of.ARTICLES:
        return _select_articles(choice), "pk"
    if choice.of != Of.ANNOTATIONS:
        return _select_decisions(choice), "claim__article"
    if choice.is_past:
        return _select_annotations(choice), "slot__article"
    return _select_slots(choice), "article"


def _select_slots(choice: Choice) -> QuerySet[Any]:
    """The live slots of the project with a label that counts now."""
    slots = Slot.objects.using(choice.alias).labelled()
    slots = slots.filter(project=choice.project, purpose=LIVE)
    return _narrow(slots, choice, article="article", said="current__", whose="annotator")


def _select_annotations(choice: Choice) -> QuerySet[Any]:
    """The annotations that counted in live slots at the moment."""
    rows = _counting_then(choice).filter(slot__project=choice.project)
    return _narrow(rows, choice, article="slot__article", said="", whose="annotator")


def _counting_then(choice: Choice) -> QuerySet[Any]:
    everything = Annotation.objects.using(choice.alias)
    later = everything.filter(
        choice.past.had("annotations"),
        slot=OuterRef("slot"),
        revision__gt=OuterRef("revision"),
    )
    return everything.filter(
        ~Exists(later), choice.past.had("annotations"), withdrawn=False, slot__purpose=LIVE
    )


def _select_decisions(choice: Choice) -> QuerySet[Any]:
    """The decisions that stand, of claims whose boundaries do; for claims the later pass's only."""
    wanted = choice.narrowing.selection
    rows = Decision.objects.using(choice.alias).filter(
        Q(claim__retired_at=None) | Q(claim__retired_at__gt=choice.as_of - EDITED_WITHIN),
        choice.past.had("decisions"),
        project=choice.project,
        claim__article__is_training=False,
    )
    if choice.is_past:
        later = Decision.objects.using(choice.alias).filter(choice.past.had("decisions"))
        rows = rows.filter(~Exists(later.filter(previous=OuterRef("pk"))))
    else:
        rows = rows.standing()
    if wanted.of == Of.CLAIMS and not wanted.stage:
        checked = Decision.objects.using(choice.alias).filter(
            choice.past.had("decisions"), claim=OuterRef("claim"), stage=Stage.CHECK
        )
        rows = rows.filter(Q(stage=Stage.CHECK) | ~Exists(checked))
    return _narrow(rows, choice, article="claim__article", said="", whose="decided_by")


def _select_articles(choice: Choice) -> QuerySet[Any]:
    rows = Article.objects.using(choice.alias).filter(
        choice.past.had("articles"),
        choice.narrowing.match_dates(),
        project=choice.project,
        is_training=False,
        is_queued=True,
    )
    if choice.narrowing.article is not None:
        rows = rows.filter(pk=choice.narrowing.article)
    return _leave_out_rounds(rows, choice, "pk")


def _leave_out_rounds(rows: QuerySet[Any], choice: Choice, article: str) -> QuerySet[Any]:
    if choice.narrowing.selection.all_rounds:
        return rows
    left_out = Article.objects.using(choice.alias).filter(
        round__project=choice.project, round__in_releases=False
    )
    return rows.exclude(**{f"{article}__in": left_out.values("pk")})


def _narrow(
    rows: QuerySet[Any], choice: Choice, *, article: str, said: str, whose: str
) -> QuerySet[Any]:
    """Labels or decisions, narrowed: by the columns behind `said`, and those of these names."""
    narrowing = choice.narrowing
    wanted = narrowing.selection
    rows = _leave_out_rounds(rows.filter(narrowing.match_said(said)), choice, article)
    if narrowing.article is not None:
        rows = rows.filter(**{article: narrowing.article})
    if narrowing.annotator is not None:
        rows = rows.filter(**{whose: narrowing.annotator})
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    if wanted.status:
        rows = _match_status(rows, choice, Status(wanted.status), said)
    return rows


def _match_status(rows: QuerySet[Any], choice: Choice, status: Status, said: str) -> QuerySet[Any]:
    """Those of claims that are so far, in the row's pass.

    Disputed: another label that counts names another speaker, verifiability or verdict; of a
    decision any label does. Agreed: there is another label, and none that does.
    """
    of_claim = {"claim": OuterRef("claim"), "stage": OuterRef("stage")}
    if status in {Status.DECIDED, Status.UNDECIDED}:
        decided = Decision.objects.using(choice.alias).filter(choice.past.had("decisions"))
        is_decided = Q(Exists(decided.filter(**of_claim)))
        return rows.filter(is_decided if status == Status.DECIDED else ~is_decided)
    # Slots say whose a row is, where there is anything to tell apart: decisions are no labels.
    # Of the project, which the claim says already: PostgreSQL may read them all before it compares.
    others = _counting(choice).filter(project=choice.project, **of_claim)
    if choice.of == Of.ANNOTATIONS:
        others = others.exclude(slot=OuterRef("slot" if choice.is_past else "pk"))
    same = Q(
        who=OuterRef("who"),
        verifiability=OuterRef(f"{said}verifiability"),
        judged=OuterRef("judged"),
    )
    differing = others.alias(who=read_survivor("speaker"), judged=Coalesce("verdict", 0)).exclude(
        same
    )
    rows = rows.alias(who=read_survivor(f"{said}speaker"), judged=Coalesce(f"{said}verdict", 0))
    if status == Status.DISPUTED:
        return rows.filter(Exists(differing))
    return rows.filter(Exists(others), ~Exists(differing))


def _counting(choice: Choice) -> QuerySet[Any]:
    """The labels of live slots that count, now or at the moment."""
    if choice.is_past:
        return _counting_then(choice)
    return Annotation.objects.using(choice.alias).filter(current_of__purpose=LIVE)

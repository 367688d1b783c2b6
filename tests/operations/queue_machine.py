"""Random days in a small project: everything that may happen to its queue, in any order.

The machine calls the operations as people and programs do, with a clock of its own, and looks at
the tables after each step. A refusal is fine; an exception of another kind, or a table that breaks
one of the rules in `QueueMachine.check_…`, is not. `tests/operations/test_queue_machine.py` runs
it, and shows that it finds bugs.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from claims.errors import DomainError
from claims.models import (
    Annotation,
    Article,
    BoundaryProposal,
    Case,
    Claim,
    Decision,
    Exclusion,
    Label,
    Lease,
    Membership,
    Outlet,
    Project,
    Slot,
    Stage,
    User,
)
from claims.operations import (
    adjudication,
    annotations,
    assignment,
    boundaries,
    cases,
    marks,
    projects,
    queue,
    slots,
    undo,
)
from claims.operations.boundary_plans import Edit, EditKind
from claims.queries.attention import Reason, list_waiting
from claims.queries.disputes import Dispute, find_disputes
from claims.queries.progress import describe_articles, map_progress
from claims.queries.undo import list_actions
from claims.queries.votes import read_outcomes
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    GoldLabelFactory,
    MembershipFactory,
    OutletFactory,
    ProjectFactory,
    UserFactory,
)
from tests.operations.labellings import (
    find_article_voice,
    make_checked,
    make_labelling,
    submit,
)
from tests.operations.queue_tables import QueueTables
from tests.operations.queues import list_claims, queue_article

PEOPLE = 4
WHO = st.integers(0, PEOPLE - 1)
WHICH = st.integers(0, 50)
STAGES = st.sampled_from([Stage.LABEL, Stage.LABEL, Stage.LABEL, Stage.CHECK])
VALUES = st.sampled_from(["check_worthy_fact", "check_worthy_fact", "no_claim"])
ROLE = Membership.Role
ADMINISTERED = (
    "change_settings",
    "set_overlap",
    "set_priority",
    "ask_opinions",
    "reserve",
    "exclude_or_readmit",
    "pause_or_resume",
    "change_role",
)
DISPUTE_FIELDS = [field.name for field in fields(Dispute)]


class QueueMachine(RuleBasedStateMachine):
    """One example is one project; nothing of it is left in the database afterwards."""

    # How often each rule did what it says, over all examples.
    done: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOW
        self.has_changed = False
        self.taken: dict[tuple[int, str], int] = {}
        self.annotations: dict[int, Any] = {}

    @initialize(
        overlap=st.integers(1, 3),
        has_check_pass=st.booleans(),
        rule=st.sampled_from(Project.DecisionRule.values),
        opinions_limit=st.sampled_from([0, 0, 3]),
        gold_percent=st.sampled_from([0, 50]),
    )
    def open_project(
        self,
        *,
        overlap: int,
        has_check_pass: bool,
        rule: str,
        opinions_limit: int,
        gold_percent: int,
    ) -> None:
        self.project = ProjectFactory(
            gold_percent=gold_percent,
            sample_seed=7,
            overlap=overlap,
            has_check_pass=has_check_pass,
            decision_rule=rule,
            opinions_limit=opinions_limit,
            evidence_rule=Project.EvidenceRule.NONE,
            queue_version=1,
        )
        self.tables = QueueTables(self.project)
        roles = (ROLE.ANNOTATOR, ROLE.ANNOTATOR, ROLE.ANNOTATOR, ROLE.CURATOR)
        self.people = [MembershipFactory(project=self.project, role=r).user for r in roles]
        self.curator = self.people[-1]
        self.manager = UserFactory(admin=True)
        outlets = OutletFactory.create_batch(2, project=self.project)
        for outlet in outlets:
            article = ArticleFactory(project=self.project, outlet=outlet)
            ClaimFactory.create_batch(3, article=article)
        slots.adjust_some(self.project, self.now)
        if gold_percent:
            self.add_gold(overlap, outlets[0])
        self.has_changed = True

    def add_gold(self, overlap: int, outlet: Outlet) -> None:
        """An article with a gold label, of which people who have left gave all the labels."""
        team = [MembershipFactory(project=self.project) for _ in range(overlap)]
        gold = queue_article(self.project, claims=2)
        Article.objects.filter(pk=gold.pk).update(outlet=outlet)
        for claim in list_claims(gold):
            for member in team:
                submit(member.user, claim, now=self.now)
        GoldLabelFactory(claim=claim)
        Membership.objects.filter(pk__in=[member.pk for member in team]).update(is_active=False)

    def teardown(self) -> None:
        try:
            if hasattr(self, "project"):
                self.drain()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # What happens. Each rule is one thing that somebody does.

    def do(self, name: str, action: Callable[[], Any]) -> Any:
        """Do it as a request would: a refusal undoes all of it."""
        self.now += timedelta(seconds=1)
        try:
            with transaction.atomic():
                result = action()
        except DomainError as refusal:
            type(self).done[f"{name}: {refusal.code}"] += 1
            return None
        type(self).done[name] += 1
        self.has_changed = True
        return result

    def get_claim(self, which: int) -> Claim:
        claims = list(Claim.objects.filter(project=self.project).order_by("pk"))
        return claims[which % len(claims)]

    def get_article(self, which: int) -> Article:
        articles = list(Article.objects.filter(project=self.project).order_by("pk"))
        return articles[which % len(articles)]

    @rule(minutes=st.sampled_from([1, 30, 61, 500]))
    def let_time_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(who=WHO, stage=STAGES)
    def ask_for_work(self, who: int, stage: str) -> None:
        person = self.people[who]
        self.do(
            "next",
            lambda: queue.lease_next(actor=person, project=self.project, now=self.now, stage=stage),
        )

    @rule(who=WHO, stage=STAGES)
    def ask_ahead(self, who: int, stage: str) -> None:
        """Twice, as two pages do: that is still one lease more at most."""
        about: Any = {"actor": self.people[who], "project": self.project, "stage": stage}
        before = self.count_leases(**about)
        for _ in range(2):
            self.do("ahead", lambda: queue.lease_next(**about, now=self.now, ahead=True))
        most = 2 if stage == Stage.LABEL else 1
        assert self.count_leases(**about) <= max(before, most), "too much is fetched ahead"

    def count_leases(self, actor: User, project: Project, stage: str) -> int:
        return Lease.objects.open().filter(annotator=actor, project=project, stage=stage).count()

    @rule(who=WHO, which=WHICH, stage=STAGES, value=VALUES)
    def label_what_is_held(self, who: int, which: int, stage: str, value: str) -> None:
        held = Slot.objects.filter(project=self.project, annotator=self.people[who], stage=stage)
        claims = list(Claim.objects.filter(pk__in=held.held().values("claim")).order_by("pk"))
        if claims:
            self.submit("submit", self.people[who], claims[which % len(claims)], stage, value)

    @rule(who=WHO, count=st.integers(1, 6), stage=STAGES, value=VALUES)
    def work_on(self, who: int, count: int, stage: str, value: str) -> None:
        """Several claims, one after the other: else no random walk gets anywhere."""
        for _ in range(count):
            self.ask_for_work(who, stage)
            self.label_what_is_held(who, 0, stage, value)

    @rule(who=WHO, count=st.integers(2, 6))
    def work_on_in_agreement(self, who: int, count: int) -> None:
        """As most people do: each says the same, in both passes."""
        for stage in Stage.values:
            self.work_on(who, count, stage, "check_worthy_fact")

    @rule(who=WHO, which=WHICH, stage=STAGES, value=VALUES)
    def label_anything(self, who: int, which: int, stage: str, value: str) -> None:
        self.submit("submit without a lease", self.people[who], self.get_claim(which), stage, value)

    def submit(self, name: str, person: User, claim: Claim, stage: str, value: str) -> None:
        claim = Claim.objects.select_related("project").get(pk=claim.pk)
        current = Annotation.objects.current().filter(claim=claim, annotator=person, stage=stage)
        revised = current.first()
        labelling = self.make_labelling(claim, stage, value)
        self.do(
            "revise" if revised else name,
            lambda: annotations.submit(
                actor=person,
                claim=claim,
                labelling=labelling,
                client_uuid=uuid.uuid4(),
                revises=revised.uuid if revised else None,
                now=self.now,
                stage=stage,
            ),
        )

    def make_labelling(self, claim: Claim, stage: str, value: str) -> Any:
        outcome = read_outcomes([claim.pk]).get(claim.pk) if stage == Stage.CHECK else None
        if outcome is not None:
            value = Label.objects.get(pk=outcome.verifiability).value
        needs_verdict = value == "check_worthy_fact"
        if needs_verdict and (stage == Stage.CHECK or not claim.project.has_check_pass):
            return make_checked(claim, verifiability=value)
        return make_labelling(claim, speaker=find_article_voice(claim).uuid, verifiability=value)

    @rule(who=WHO, which=WHICH, stage=STAGES)
    def skip(self, who: int, which: int, stage: str) -> None:
        self.ask_for_work(who, stage)
        held = Slot.objects.filter(project=self.project, annotator=self.people[who], stage=stage)
        claims = list(Claim.objects.filter(pk__in=held.held().values("claim")).order_by("pk"))
        if claims:
            claim = claims[which % len(claims)]
            self.do(
                "skip",
                lambda: marks.skip_claim(
                    actor=self.people[who], claim=claim, now=self.now, stage=stage
                ),
            )

    @rule(who=WHO, which=WHICH)
    def flag(self, who: int, which: int) -> None:
        claim = self.get_claim(which)
        self.do(
            "flag",
            lambda: marks.flag_claim(
                actor=self.people[who], claim=claim, reason="Odd.", now=self.now
            ),
        )

    @rule(
        who=WHO,
        first=st.sampled_from(["label", "skip", "flag", "nothing"]),
        stage=STAGES,
        which=st.integers(0, 3),
    )
    def think_better_of_it(self, who: int, first: str, stage: str, which: int) -> None:
        if first == "label":
            self.work_on(who, 1, stage, "check_worthy_fact")
        elif first == "skip":
            self.skip(who, which, stage)
        elif first == "flag":
            self.flag(who, which)
        self.undo(who, 0 if first != "nothing" else which)

    def undo(self, who: int, which: int) -> None:
        person = self.people[who]
        actions = [one for one in list_actions(person, self.project) if one.can_undo]
        if not actions:
            return
        action = actions[which % len(actions)]
        about = {"actor": person, "now": self.now}
        of_claim = about | {"claim": action.claim, "stage": action.stage}
        steps: dict[str, Callable[[], Any]] = {
            "label": lambda: undo.undo_label(annotation=action.row, **about),  # type: ignore[arg-type]
            "skip": lambda: undo.undo_skip(**of_claim),  # type: ignore[arg-type]
            "flag": lambda: undo.undo_flag(**of_claim),  # type: ignore[arg-type]
        }
        self.do(f"undo {action.kind}", steps[action.kind])

    @rule(who=WHO)
    def stop(self, who: int) -> None:
        lease = Lease.objects.open().filter(annotator=self.people[who]).order_by("pk").last()
        if lease is not None:
            self.do(
                "stop",
                lambda: queue.stop_lease(actor=self.people[who], lease=lease, now=self.now),
            )

    @rule(
        kinds=st.permutations(ADMINISTERED),
        who=WHO,
        which=WHICH,
        number=st.integers(0, 3),
        switches=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    )
    def administer_twice(self, kinds: list[str], **drawn: Any) -> None:
        """One rule for all that is rarely done, so that work is done in between."""
        for what in kinds[:2]:
            self.administer(what, **drawn)

    def administer(
        self, what: str, who: int, which: int, number: int, switches: tuple[bool, bool, bool]
    ) -> None:
        first, second, third = switches
        if what == "change_settings":
            self.change_settings(
                max(number, 1),
                50 * third,
                has_check_pass=first,
                check_by_labellers=second,
            )
        elif what == "set_overlap":
            self.set_overlap(which, number or None)
        elif what == "set_priority":
            self.set_priority(which, number % 3 - 1)
        elif what == "ask_opinions":
            self.ask_opinions(which)
        elif what == "reserve":
            self.reserve(who, which, keep=first or second)
        elif what == "exclude_or_readmit":
            self.exclude_or_readmit(who, which)
        elif what == "pause_or_resume":
            self.pause_or_resume(pause=first or second)
        else:
            self.change_role(who % (PEOPLE - 1), ROLE.READER if first else ROLE.ANNOTATOR)

    def change_settings(self, overlap: int, double_percent: int, **switches: bool) -> None:
        values = {
            "overlap": 1 if double_percent else overlap,
            "double_percent": double_percent,
            **switches,
        }
        project = Project.objects.get(pk=self.project.pk)
        self.do(
            "settings",
            lambda: projects.save_project(
                actor=self.manager, project=project, values=values, now=self.now
            ),
        )

    def set_overlap(self, which: int, overlap: int | None) -> None:
        article = self.get_article(which)
        self.do(
            "overlap",
            lambda: assignment.set_overlap(
                actor=self.manager, article=article, overlap=overlap, now=self.now
            ),
        )

    def set_priority(self, which: int, priority: int) -> None:
        article = self.get_article(which)
        self.do(
            "priority",
            lambda: assignment.set_priority(
                actor=self.manager, article=article, priority=priority, now=self.now
            ),
        )

    def ask_opinions(self, which: int) -> None:
        claim = self.get_claim(which)
        self.do(
            "opinions",
            lambda: assignment.ask_opinions(actor=self.curator, claim=claim, now=self.now),
        )

    def reserve(self, who: int, which: int, *, keep: bool) -> None:
        article, person = self.get_article(which), self.people[who]
        step = assignment.reserve_article if keep else assignment.release_article
        self.do(
            "reserve" if keep else "release",
            lambda: step(actor=self.manager, article=article, person=person, now=self.now),
        )

    def exclude_or_readmit(self, who: int, which: int) -> None:
        outlet, person = self.get_article(which).outlet, self.people[who]
        assert outlet is not None
        known = Exclusion.objects.standing().filter(outlet=outlet, person=person).first()
        if known is None:
            self.do(
                "exclude",
                lambda: assignment.exclude_person(
                    actor=self.manager, outlet=outlet, person=person, now=self.now
                ),
            )
        else:
            self.do(
                "readmit",
                lambda: assignment.end_exclusion(actor=self.manager, exclusion=known, now=self.now),
            )

    def pause_or_resume(self, *, pause: bool) -> None:
        step = projects.pause_project if pause else projects.resume_project
        self.do(
            "pause" if pause else "resume",
            lambda: step(actor=self.manager, project=self.project, now=self.now),
        )

    def change_role(self, who: int, role: str) -> None:
        self.do(
            f"make {role}",
            lambda: projects.set_membership(
                actor=self.manager,
                project=self.project,
                user=self.people[who],
                role=role,
                now=self.now,
            ),
        )

    @rule(who=WHO, which=WHICH, kind=st.sampled_from(EditKind), length=st.integers(1, 20))
    def edit_boundaries(self, who: int, which: int, kind: EditKind, length: int) -> None:
        claims = list(
            Claim.objects.active()
            .filter(article=self.get_article(which))
            .exclude(kind="span" if kind != EditKind.REMOVE_SPAN else "none")
            .in_text_order()
        )
        if kind == EditKind.REMOVE_SPAN:
            claims = [claim for claim in claims if claim.kind == Claim.Kind.SPAN]
        if not claims or Claim.objects.filter(project=self.project).count() > 30:
            return
        first = which % len(claims)
        chosen = claims[first : first + 1 + (kind == EditKind.MERGE)]
        claim = chosen[0]
        edit = Edit(
            kind=kind,
            claims=tuple(one.uuid for one in chosen),
            at=(claim.start + length,) if kind == EditKind.SPLIT else (),
            start=claim.start,
            end=claim.start + length,
        )
        edited = self.do(
            f"edit: {kind}",
            lambda: boundaries.edit_boundaries(
                actor=self.people[who], article=claim.article, edit=edit, now=self.now
            ),
        )
        if edited and edited.proposal:
            type(self).done["propose"] += 1

    @rule(accept=st.booleans())
    def settle_proposal(self, *, accept: bool) -> None:
        proposals = BoundaryProposal.objects.filter(project=self.project, status="open")
        proposal = proposals.order_by("pk").first()
        if proposal is not None:
            step: Any = boundaries.apply_proposal if accept else boundaries.decline_proposal
            self.do(
                "apply proposal" if accept else "decline proposal",
                lambda: step(actor=self.curator, proposal=proposal, now=self.now),
            )

    @rule(which=WHICH, stage=STAGES, value=VALUES)
    def decide(self, which: int, stage: str, value: str) -> None:
        claim = Claim.objects.select_related("project").get(pk=self.get_claim(which).pk)
        standing = Decision.objects.standing().filter(claim=claim, stage=stage).first()
        labelling = self.make_labelling(claim, stage, value)
        self.do(
            "step aside",
            lambda: cases.step_aside(actor=self.curator, claim=claim, stage=stage, now=self.now),
        )
        self.do(
            "decide",
            lambda: adjudication.decide(
                actor=self.curator,
                claim=claim,
                labelling=labelling,
                reason="As it came about.",
                replaces=standing.uuid if standing else None,
                stage=stage,
                now=self.now,
            ),
        )

    # What must be true after each of them.

    @invariant()
    def check(self) -> None:
        if self.has_changed:
            self.has_changed = False
            self.check_slots()
            self.check_gold()
            self.check_number_wanted()
            self.check_annotations()
            self.check_reach()
            self.check_counts()
            self.check_cases()
            self.check_boundaries()

    def check_slots(self) -> None:
        """Nobody twice, nothing held without a running lease, pointers where they belong."""
        leases = self.tables.map_leases()
        annotations = self.tables.map_annotations()
        people: set[tuple[int, str, int]] = set()
        for slot in self.tables.list_slots():
            if slot.annotator is not None:
                key = (slot.claim, slot.stage, slot.annotator)
                assert key not in people, "somebody has two slots of a claim"
                people.add(key)
            if slot.annotator is not None and slot.current is None:
                assert slot.lease is not None, "a slot is held without a lease"
                lease = leases[slot.lease]
                assert lease.ended_at is None, "a slot is held by an ended lease"
                assert lease.annotator == slot.annotator
                assert lease.article == slot.article
            if slot.current is not None:
                current = annotations[slot.current]
                assert current.slot == slot.pk
                assert current.annotator == slot.annotator
                assert not current.withdrawn
                assert current.revision == slot.revisions

    def check_gold(self) -> None:
        """Gold slots are each one person's, in the label pass; none of what nobody is to label."""
        claims = {claim.pk: claim for claim in self.tables.list_claims()}
        for slot in self.tables.list_slots():
            if slot.purpose == "gold":
                type(self).done["gold"] += 1
                assert slot.stage == "label"
                assert slot.reserved_for is None or slot.annotator in {None, slot.reserved_for}
                assert not slot.wanted or claims[slot.claim].retired_at is None, "retired, and gold"

    def check_number_wanted(self) -> None:
        """Nobody is given a slot of a claim beyond the number of labels wanted of it now."""
        all_slots = self.tables.list_live_slots()
        taken = Counter(
            (slot.claim, slot.stage) for slot in all_slots if slot.annotator is not None
        )
        wanted = self.count_wanted()
        for key, count in taken.items():
            if count > self.taken.get(key, 0):
                assert count <= wanted[key], f"{count} of {wanted[key]} labels of {key}"
        self.taken = dict(taken)
        version = self.tables.read_project().queue_version
        articles = self.tables.list_articles()
        adjusted = {article.pk for article in articles if article.queue_version == version}
        open_slots = Counter(
            (slot.claim, slot.stage)
            for slot in all_slots
            if slot.wanted and slot.article in adjusted
        )
        claims = {claim.pk for claim in self.tables.list_claims() if claim.article in adjusted}
        of_adjusted = {key: number for key, number in wanted.items() if number and key[0] in claims}
        assert dict(open_slots) == of_adjusted, "slots are not as many as labels are wanted"

    def count_wanted(self) -> dict[tuple[int, str], int]:
        """Counted anew, by the words of the settings, not by the program's own rules."""
        project = self.tables.read_project()
        articles = {article.pk: article for article in self.tables.list_articles()}
        claims = self.tables.list_claims()
        checked = self.list_claims_to_check() if project.has_check_pass else set()
        wanted: dict[tuple[int, str], int] = defaultdict(int)
        for claim in claims:
            if claim.retired_at is not None or claim.kind == "heading":
                continue
            inner = [
                other
                for other in claims
                if other.kind == "span"
                and other.retired_at is None
                and other.pk != claim.pk
                and other.article == claim.article
                and claim.start <= other.start
                and other.end <= claim.end
            ]
            if claim.kind == "span" or not inner:
                article = articles[claim.article]
                base = article.overlap or project.overlap
                if project.double_percent and article.overlap is None:
                    base += slots.is_sampled(project, article, claim.start)
                wanted[claim.pk, "label"] = base + claim.extra_labels
                if claim.pk in checked:
                    wanted[claim.pk, "check"] = project.check_overlap + claim.extra_checks
        return wanted

    def list_claims_to_check(self) -> set[int]:
        """Those whose label asks for a verdict: as a curator says, or all who have labelled."""
        decisions, basis = self.tables.map_decisions(), self.tables.map_basis()
        annotations = self.tables.map_annotations()
        requiring = self.tables.list_that_require_a_verdict()
        slots_of = defaultdict(list)
        for slot in self.tables.list_live_slots():
            if slot.stage == "label":
                slots_of[slot.claim].append(slot)
        found = set()
        for claim in self.tables.list_claims():
            given = slots_of[claim.pk]
            counting = {slot.current for slot in given if slot.current is not None}
            standing = decisions.get(claim.pk)
            if standing and (standing.rule == "hand" or counting == basis[standing.pk]):
                said = {standing.verifiability}
            elif any(slot.wanted and slot.current is None for slot in given):
                continue
            else:
                votes = [annotations[number] for number in counting]
                if len({(vote.speaker, vote.verifiability, vote.verdict) for vote in votes}) != 1:
                    continue
                said = {vote.verifiability for vote in votes}
            if said <= requiring:
                found.add(claim.pk)
        return found

    def check_annotations(self) -> None:
        """No label that was given has changed or gone."""
        now = self.tables.map_annotations()
        for number, row in self.annotations.items():
            assert now[number] == row, "an annotation was changed"
        self.annotations = now

    def check_reach(self) -> None:
        """Every free slot is before somebody in the line, or in the curators' queue."""
        free, waiting = self.tables.list_free(), self.tables.list_out_of_reach()
        seen = self.tables.map_bookmarks()
        latest = {
            (lease.annotator, lease.stage): lease.article
            for lease in self.tables.map_leases().values()
        }
        reached: set[int] = set()
        for person in self.list_team():
            for slot in self.tables.list_open_to(person):
                passed = seen.get((person.pk, slot.stage, slot.priority), 0)
                assert slot.turn > passed or slot.article == latest.get((person.pk, slot.stage)), (
                    "somebody has passed by what they may label"
                )
                if slot.purpose == "live":
                    reached.add(slot.pk)
                else:
                    assert slot.reserved_for == person.pk, "somebody finds another's gold"
        assert reached | waiting == free
        assert not reached & waiting

    def list_team(self) -> list[User]:
        team = self.tables.list_team()
        return [person for person in self.people if person.pk in team]

    def check_counts(self) -> None:
        """What pages say of the progress is what a recount says."""
        live = [
            slot
            for slot in self.tables.list_live_slots()
            if slot.stage == "label" and (slot.wanted or slot.current)
        ]
        given = sum(slot.current is not None for slot in live)
        progress = map_progress([self.project]).get(self.project.pk)
        shown = (progress.given, progress.wanted) if progress else (0, 0)
        assert shown == (given, len(live))
        for row in describe_articles(list(Article.objects.filter(project=self.project))):
            of_article = [slot for slot in live if slot.article == row.article.pk]
            assert row.labels.wanted == len(of_article)
            assert row.labels.given == sum(slot.current is not None for slot in of_article)

    def check_cases(self) -> None:
        """The curators' queue is what one finds who looks at everything."""
        project = Project.objects.get(pk=self.project.pk)
        adjusted = Claim.objects.filter(
            article__project=project, article__queue_version=project.queue_version
        )
        claims = list(adjusted.values_list("pk", flat=True))
        found = [asdict(one) for one in find_disputes(project, claims)]
        kept = Case.objects.filter(claim__in=claims).order_by("claim", "stage")
        shown = [{name: getattr(case, name) for name in DISPUTE_FIELDS} for case in kept]
        assert shown == found, "the cases are not as they would be found"

    def check_boundaries(self) -> None:
        """Sentences never overlap; spans nest."""
        plain = [
            claim
            for claim in self.tables.list_claims()
            if claim.retired_at is None and claim.kind != "span"
        ]
        plain.sort(key=lambda claim: (claim.article, claim.start))
        for before, after in pairwise(plain):
            assert before.article != after.article or before.end <= after.start, "claims overlap"

    def drain(self) -> None:
        """At the end everybody works until nothing is left: then curators know of all the rest."""
        projects.resume_project(actor=self.manager, project=self.project, now=self.now)
        self.now += timedelta(days=30)
        for _ in range(3):
            for person in self.list_team():
                for stage in Stage.values:
                    self.work_until_nothing_is_left(person, stage)
        self.check_slots()
        self.check_number_wanted()
        free = Slot.objects.filter(project=self.project, purpose="live").free()
        held = Slot.objects.filter(project=self.project).held()
        waiting = set(list_waiting(self.project, Reason.NOBODY_LEFT).values_list("pk", flat=True))
        assert not held.exists(), "something is held by somebody who has nothing left to do"
        assert set(free.values_list("claim_id", flat=True)) <= waiting, "a claim is stuck"

    def work_until_nothing_is_left(self, person: User, stage: str) -> None:
        for _ in range(200):
            lease = queue.lease_next(actor=person, project=self.project, now=self.now, stage=stage)
            if lease is None:
                return
            slot = Slot.objects.filter(lease=lease).held().select_related("claim").first()
            assert slot is not None, "a lease holds nothing"
            self.submit("submit in the end", person, slot.claim, stage, "check_worthy_fact")
            if Slot.objects.held().filter(pk=slot.pk).exists():
                # The label pass has been opened again under somebody who checks.
                assert stage == Stage.CHECK, "what is held cannot be labelled"
                marks.skip_claim(actor=person, claim=slot.claim, now=self.now, stage=stage)
        raise AssertionError("work never ends")

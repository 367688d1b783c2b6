"""Bring in the demo: eight people, a project, articles, work done, disputed and open; training."""

import json
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from claims import clock
from claims.errors import Conflict
from claims.exchange.articles import read_articles
from claims.management.demo_curators import play_curators
from claims.management.demo_publications import play_publications
from claims.management.demo_team import play_team, read_first_guideline
from claims.management.demo_training import play_training
from claims.models import (
    Article,
    Claim,
    LabelScheme,
    Membership,
    Project,
    Skip,
    Speaker,
    Stage,
    User,
)
from claims.operations import (
    annotations,
    articles,
    marks,
    people,
    projects,
    queue,
    schemes,
    speakers,
)
from claims.operations.labelling import EvidenceItem, Labelling

SLUG = "harbour-2026"
ROLES = {
    "annotator1": Membership.Role.ANNOTATOR,
    "annotator2": Membership.Role.ANNOTATOR,
    "annotator3": Membership.Role.ANNOTATOR,
    "curator": Membership.Role.CURATOR,
    "manager": Membership.Role.MANAGER,
    "newcomer": Membership.Role.ANNOTATOR,
    "beginner": Membership.Role.ANNOTATOR,
}
# How long ago the project was made.
BEGUN = timedelta(days=24)
# Under this namespace a demo label has always the same client UUID: seeding again adds nothing.
DEMO = uuid.UUID("6a1d1f7e-9b7b-4c55-8f0e-3a5b1c0d9e21")


def make_password(username: str) -> str:
    """Public: anybody can read it here. The command refuses to run outside DEBUG."""
    return f"demo-{username}"


class Command(BaseCommand):
    help = "Load the demo. Run again, it resets nobody's password and no label. DEBUG only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo's passwords are public: it loads with DEBUG=1 only.")
        schemes.install_presets(actor=None, presets=_read_json("schemes.json"), now=clock.now())
        admin = self.add_people()
        project = self.add_project(admin)
        self.import_articles(admin, project)
        play_team(project, DEMO, clock.now())
        self.play_labels(project)
        play_curators(project, clock.now())
        play_publications(project, clock.now())
        play_training(admin, project, _read("demo_training.jsonl"), DEMO, clock.now())
        self.say_who()

    def add_people(self) -> User:
        for username in (*ROLES, "admin"):
            if not User.objects.filter(username=username).exists():
                people.add_person(
                    actor=None,
                    username=username,
                    password=make_password(username),
                    email=f"{username}@factcheck.example",
                    is_staff=username == "manager",
                    is_superuser=username == "admin",
                    now=clock.now(),
                )
        return User.objects.get(username="admin")

    def add_project(self, admin: User) -> Project:
        known = Project.objects.filter(slug=SLUG).first()
        if known is not None:
            return known
        now = clock.now() - BEGUN
        project = projects.create_project(
            actor=admin,
            slug=SLUG,
            name="Harbour 2026",
            description="Eleven articles from an invented coast, to try everything on.",
            verifiability_scheme=LabelScheme.objects.get(slug="factcheck-verifiability", version=1),
            verdict_scheme=LabelScheme.objects.get(slug="averitec", version=1),
            decision_rule=Project.DecisionRule.UNANIMOUS,
            approvals_wanted=1,
            guideline=read_first_guideline(),
            now=now,
        )
        for username, role in ROLES.items():
            user = User.objects.get(username=username)
            projects.set_membership(actor=admin, project=project, user=user, role=role, now=now)
        return project

    def import_articles(self, admin: User, project: Project) -> None:
        rows = read_articles(_read("articles.jsonl"), "articles.jsonl")
        now = clock.now() - BEGUN
        report = articles.import_articles(actor=admin, project=project, rows=rows, now=now)
        for row in report.rows:
            if row.refusal is not None:
                raise CommandError(f"articles.jsonl, row {row.row}: {row.refusal}")
        self.stdout.write(f"Demo articles: {report.created} new, {report.known} known.")

    def play_labels(self, project: Project) -> None:
        demo = _read_json("demo_labels.json")
        days = range(len(demo["parts"]) + 1, 1, -1)
        for part, day in zip(demo["parts"], days, strict=True):
            when = clock.now() - timedelta(days=day)
            Player(project, part, set(demo["organisations"]), when).play()

    def say_who(self) -> None:
        self.stdout.write("The demo's people and their first passwords (user / password):")
        for username in (*ROLES, "admin"):
            self.stdout.write(f"  {username} / {make_password(username)}")


class Player:
    """Gives one annotator's labels of one article, as if they sat at the desk on that day."""

    def __init__(
        self, project: Project, part: dict[str, Any], organisations: set[str], when: datetime
    ) -> None:
        self.project = project
        self.when = when
        self.part = part
        self.organisations = organisations
        self.annotator = User.objects.get(username=part["annotator"])
        self.article = Article.objects.get(project=project, source_id=part["source_id"])

    def play(self) -> None:
        for entry in self.part["labels"]:
            self.submit(entry)
        for entry in self.part.get("skip", ()):
            self.skip(entry)
        for entry in self.part.get("flag", ()):
            marks.flag_claim(
                actor=self.annotator,
                claim=self.find_claim(entry),
                reason=entry["reason"],
                now=self.when,
            )

    def find_claim(self, entry: dict[str, Any]) -> Claim:
        claims = Claim.objects.active().exclude(kind=Claim.Kind.HEADING)
        return claims.select_related("project", "article").get(
            article=self.article, text__startswith=entry["starts_with"]
        )

    def submit(self, entry: dict[str, Any]) -> None:
        claim = self.find_claim(entry)
        name = f"{self.article.source_id}/{self.annotator.username}/{entry['starts_with']}"
        try:
            annotations.submit(
                actor=self.annotator,
                claim=claim,
                labelling=self.read_labelling(entry),
                client_uuid=uuid.uuid5(DEMO, name),
                now=self.when,
            )
        except Conflict:
            return  # Somebody at work in the demo has had this claim meanwhile: theirs counts.

    def read_labelling(self, entry: dict[str, Any]) -> Labelling:
        plain = ("quote_type", "verifiability", "justification", "omission", "searched")
        return Labelling(
            speaker=self.find_speaker(entry["speaker"]).uuid,
            verdict=entry["verdict"] or "",
            claim_date=_read_date(entry["claim_date"]),
            claim_date_precision="day" if entry["claim_date"] else "",
            confidence=entry["confidence"],
            seconds=entry["seconds"],
            evidence=tuple(
                EvidenceItem(**{**item, "published": _read_date(item.get("published"))})
                for item in entry["evidence"]
            ),
            **{name: entry[name] for name in plain},
        )

    def find_speaker(self, name: str) -> Speaker:
        if name in {"article", "unnamed"}:
            return Speaker.objects.get(project=self.project, kind=name, name="")
        kind = Speaker.Kind.ORGANISATION if name in self.organisations else Speaker.Kind.PERSON
        return speakers.add_speaker(
            actor=self.annotator,
            project=self.project,
            name=name,
            kind=kind,
            article=self.article,
            now=self.when,
        )

    def skip(self, entry: dict[str, Any]) -> None:
        claim = self.find_claim(entry)
        if Skip.objects.filter(claim=claim, annotator=self.annotator).exists():
            return
        try:
            with transaction.atomic():
                by: Any = {"actor": self.annotator, "claim": claim, "now": self.when}
                article = queue.begin_work(**by)
                queue.hold_slot(article=article, stage=Stage.LABEL, **by)
                marks.skip_claim(reason=entry["reason"], **by)
        except Conflict:
            return  # Taken by somebody at work in the demo.


def _read(name: str) -> bytes:
    return (Path(settings.BASE_DIR) / "fixtures" / name).read_bytes()


def _read_json(name: str) -> Any:
    return json.loads(_read(name))


def _read_date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None

"""Claims on which a team does not agree, and what a curator makes of them."""

from claims.models import Case, Claim, Decision, Project, User
from claims.operations import adjudication, cases
from tests.conftest import add_member
from tests.factories import NOW
from tests.operations.labellings import make_labelling, submit
from tests.operations.queues import queue_claim


def add_team(project: Project) -> list[User]:
    """Three who label, as many as the project is to want per claim."""
    return [add_member(project, f"member{number}", "annotator") for number in range(3)]


def dispute(project: Project, team: list[User], *values: str) -> Claim:
    """A claim of its own article on which people say this; “no factual claim” by who is left."""
    claim = queue_claim(project)
    for person, value in zip(team, (*values, *["no_claim"] * 3), strict=False):
        submit(person, claim, make_labelling(claim, verifiability=value))
    return claim


def find(claim: Claim) -> Case:
    return Case.objects.get(claim=claim)


def decide(actor: User, claim: Claim, value: str = "no_claim", **options: object) -> Decision:
    """By a curator who labels it no more: who looks at a claim gives that up."""
    cases.step_aside(actor=actor, claim=claim, now=NOW, stage=str(options.get("stage", "label")))
    options.setdefault("labelling", make_labelling(claim, verifiability=value))
    return adjudication.decide(actor=actor, claim=claim, now=NOW, **options)  # type: ignore[arg-type]

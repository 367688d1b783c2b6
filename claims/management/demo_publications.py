"""What the demo's newsroom has published: two decisions, of which one was corrected since."""

from datetime import datetime, timedelta

from claims.models import Project, Publication, User
from claims.operations import projects, publications
from claims.operations.publications import Page
from claims.queries.publications import (
    Candidate,
    describe_candidates,
    list_candidates,
    suggest_wording,
)

NEWSROOM = {
    "newsroom_name": "The Harbour Check",
    "newsroom_url": "https://check.harbour.example/about",
    "newsroom_domains": ["check.harbour.example"],
}
PUBLISHED = 2
NOTE = "We had left out who says it. The claim now stands as it was made; its rating is the same."


def play_publications(project: Project, now: datetime) -> None:
    """Let the newsroom publish; run again, it adds nothing."""
    if Publication.objects.filter(project=project).exists():
        return
    curator, manager = (User.objects.get(username=name) for name in ("curator", "manager"))
    yesterday = now - timedelta(days=1)
    projects.save_project(actor=manager, project=project, values=NEWSROOM, now=yesterday)
    for number, candidate in enumerate(_find_some(project, curator, now), start=1):
        _publish(candidate, number, curator, yesterday)
    corrected = Publication.objects.filter(project=project).order_by("pk").last()
    if corrected is not None:
        _correct(corrected, curator, now)


def _find_some(project: Project, curator: User, now: datetime) -> list[Candidate]:
    """The first decided of those that can be published."""
    found = describe_candidates(list_candidates(curator, project).order_by("pk"), now)
    return [one for one in found if not one.bars][:PUBLISHED]


def _publish(candidate: Candidate, number: int, curator: User, when: datetime) -> None:
    decision = candidate.decision
    publications.publish(
        actor=curator,
        claim=decision.claim,
        decision=decision.uuid,
        page=Page(
            url=f"https://check.harbour.example/checks/{number}",
            claim_reviewed=suggest_wording(decision),
        ),
        now=when,
    )


def _correct(publication: Publication, curator: User, now: datetime) -> None:
    publications.correct(
        actor=curator,
        publication=publication,
        version=publication.version,
        decision=publication.decision.uuid,
        page=Page(
            url=publication.url,
            claim_reviewed=f"{publication.author_name}: {publication.claim_reviewed}",
        ),
        note=NOTE,
        now=now,
    )

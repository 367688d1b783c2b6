"""What the demo's newsroom has published: two decisions, of which one was corrected since."""

from datetime import datetime, timedelta

from claims.models import Decision, Project, Publication, User
from claims.operations import projects, publications
from claims.operations.publications import Page
from claims.queries.publications import describe_candidates, list_candidates

NEWSROOM = {
    "newsroom_name": "The Harbour Check",
    "newsroom_url": "https://check.harbour.example/about",
    "newsroom_domains": ["check.harbour.example"],
}
# Sentences as they begin, and in how few words they were published.
PUBLISHED = {
    "Council backs ferry plan": "Council backs ferry plan",
    "The opposition leader, Dr. Tomas Reyl, disputed": "The charging piers are missing",
}
CORRECTED = "The council’s figure for the ferries leaves out the charging piers"
NOTE = "We had shortened the claim until one could not tell what was missing where."


def play_publications(project: Project, now: datetime) -> None:
    """Let the newsroom publish; run again, it adds nothing."""
    if Publication.objects.filter(project=project).exists():
        return
    curator, manager = (User.objects.get(username=name) for name in ("curator", "manager"))
    yesterday = now - timedelta(days=1)
    projects.save_project(actor=manager, project=project, values=NEWSROOM, now=yesterday)
    made = [
        _publish(found, number, said, curator, yesterday)
        for number, (found, said) in enumerate(_find_some(project, curator, now), start=1)
    ]
    if made:
        _correct(made[-1], curator, now)


def _find_some(project: Project, curator: User, now: datetime) -> list[tuple[Decision, str]]:
    """Of what can be published the claims named above, each with its words."""
    found = describe_candidates(list_candidates(curator, project).order_by("pk"), now)
    return [
        (one.decision, said)
        for begins, said in PUBLISHED.items()
        for one in found
        if not one.bars and one.decision.claim.text.startswith(begins)
    ]


def _publish(
    decision: Decision, number: int, said: str, curator: User, when: datetime
) -> Publication:
    url = f"https://check.harbour.example/checks/{number}"
    return publications.publish(
        actor=curator,
        claim=decision.claim,
        decision=decision.uuid,
        page=Page(url=url, claim_reviewed=said),
        now=when,
    )


def _correct(publication: Publication, curator: User, now: datetime) -> None:
    publications.correct(
        actor=curator,
        publication=publication,
        version=publication.version,
        decision=publication.decision.uuid,
        page=Page(url=publication.url, claim_reviewed=CORRECTED),
        note=NOTE,
        now=now,
    )

"""Proposed boundaries: curators settle them, annotators see and withdraw their own."""

from typing import Any

import pytest
from django.urls import reverse

from claims.models import Article, BoundaryProposal, Claim, Project, User
from claims.operations import boundaries
from claims.operations.boundary_plans import read_edit
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    ArticleFactory,
    BoundaryProposalFactory,
    ClaimFactory,
)

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def proposal(project: Project, annotator: User) -> BoundaryProposal:
    return propose(project, annotator)


def propose(project: Project, person: User, **values: Any) -> BoundaryProposal:
    """The person would split a claim of an article of its own at its fifth character."""
    return BoundaryProposalFactory(article__project=project, proposed_by=person, **values)


def find_claim(proposal: BoundaryProposal) -> Claim:
    return Claim.objects.get(uuid=proposal.edit["claims"][0])


def address(project: Project, query: str = "") -> str:
    return reverse("proposals", args=[project.slug]) + query


def settle(client: Any, proposal: BoundaryProposal, verb: str) -> Any:
    kwargs = {"slug": proposal.project.slug, "uuid": proposal.uuid}
    return client.post(reverse(f"proposal-{verb}", kwargs=kwargs))


def list_rows(response: Any) -> list[BoundaryProposal]:
    return [row.proposal for row in response.context["rows"]]


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize("query", ("", "?state=settled"))
def test_the_list_costs_the_same_however_many_proposals(
    count: int,
    query: str,
    project: Project,
    annotator: User,
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    settled = {"status": "declined", "settled_by": curator, "settled_at": NOW} if query else {}
    for _ in range(count):
        propose(project, annotator, **settled)
    client = sign_in(curator)
    # The session and the person; project, role (for the page too), how many, the page, its
    # claims, and how many, how many cases and how many questions are open for the links.
    with django_assert_num_queries(11):
        response = client.get(address(project, query))

    assert len(response.context["rows"]) == count


def test_curators_see_who_proposes_what_and_why(
    project: Project, annotator: User, curator: User, sign_in: SignIn
) -> None:
    article = ArticleFactory(project=project, title=HOSTILE, text=f"Bus\n\n{HOSTILE} twice.\n")
    ClaimFactory(article=article)
    claim = ClaimFactory(article=article)
    propose(project, annotator, article=article, claim=claim, reason=HOSTILE)

    response = sign_in(curator).get(address(project))

    html = response.content.decode()
    assert "<bdi>annotator</bdi>" in html
    assert HOSTILE not in html
    assert '&lt;scri<span class="cut">' in html
    assert "Withdraw" not in html
    assert 'Proposals <span class="tag">1' in " ".join(html.split())


def test_annotators_see_their_own_only_and_no_button_of_a_curator(
    project: Project,
    proposal: BoundaryProposal,
    annotator: User,
    other_annotator: User,
    sign_in: SignIn,
) -> None:
    propose(project, other_annotator)

    response = sign_in(annotator).get(address(project))

    html = response.content.decode()
    assert list_rows(response) == [proposal]
    assert "My proposals" in html
    assert "/withdraw/" in html
    assert "/apply/" not in html
    assert "/decline/" not in html


def test_open_ones_come_first_settled_ones_have_a_page_of_their_own(
    project: Project, proposal: BoundaryProposal, annotator: User, curator: User, sign_in: SignIn
) -> None:
    later = propose(project, annotator)
    values = {"settled_by": curator, "settled_at": NOW}
    declined = propose(project, annotator, status="declined", **values)
    applied = propose(project, annotator, status="applied", **values)
    client = sign_in(curator)

    assert list_rows(client.get(address(project))) == [proposal, later]
    settled = client.get(address(project, "?state=settled"))
    assert list_rows(settled) == [applied, declined]
    assert "/decline/" not in settled.content.decode()


def test_pages_have_twenty_each(
    project: Project, annotator: User, curator: User, sign_in: SignIn
) -> None:
    article = ArticleFactory(project=project)
    proposals = [propose(project, annotator, article=article) for _ in range(21)]

    response = sign_in(curator).get(address(project, "?page=2"))

    assert list_rows(response) == proposals[20:]


@pytest.mark.parametrize(
    ("verb", "status", "role"),
    [
        ("apply", "applied", "curator"),
        ("decline", "declined", "curator"),
        ("withdraw", "withdrawn", "annotator"),
    ],
)
def test_a_proposal_is_settled(
    verb: str,
    status: str,
    role: str,
    proposal: BoundaryProposal,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    response = settle(sign_in(request.getfixturevalue(role)), proposal, verb)

    proposal.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, address(proposal.project))
    assert proposal.status == status
    assert find_claim(proposal).children.count() == (2 if verb == "apply" else 0)


@pytest.mark.parametrize(
    ("verb", "role", "status"),
    [
        ("apply", "annotator", 403),
        ("decline", "annotator", 403),
        ("withdraw", "curator", 403),
        ("apply", "other_annotator", 404),
        ("withdraw", "reader", 403),
        ("apply", "stranger", 404),
    ],
)
def test_others_settle_nothing(
    verb: str,
    role: str,
    status: int,
    proposal: BoundaryProposal,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    response = settle(sign_in(request.getfixturevalue(role)), proposal, verb)

    proposal.refresh_from_db()
    assert (response.status_code, proposal.status) == (status, "open")


def test_what_is_not_possible_any_more_is_said_at_its_place(
    project: Project, proposal: BoundaryProposal, annotator: User, curator: User, sign_in: SignIn
) -> None:
    other = propose(project, annotator)
    boundaries.edit_boundaries(
        actor=curator, article=proposal.article, edit=read_edit(proposal.edit), now=NOW
    )
    client = sign_in(curator)

    listed = client.get(address(project))
    refused = settle(client, proposal, "apply")

    assert [row.is_late for row in listed.context["rows"]] == [True, False]
    assert listed.content.decode().count("/apply/") == 1
    assert refused.status_code == 409
    assert [row.refusal for row in refused.context["rows"]] == [
        "The boundaries of this claim have been changed.",
        "",
    ]
    assert list_rows(refused) == [proposal, other]


def test_what_has_been_settled_meanwhile_is_told(
    proposal: BoundaryProposal, curator: User, sign_in: SignIn
) -> None:
    client = sign_in(curator)
    settle(client, proposal, "decline")

    response = settle(client, proposal, "apply")

    assert response.status_code == 409
    assert "This proposal has been settled already." in response.content.decode()


KINDS: dict[str, dict[str, Any]] = {
    "merge": {},
    "trim": {"start": 4, "end": 10},
    "span": {"start": 4, "end": 10},
    "remove_span": {},
    "sentence": {},
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_shown(
    kind: str, project: Project, annotator: User, curator: User, sign_in: SignIn
) -> None:
    article: Article = ArticleFactory(project=project)
    claims = [ClaimFactory(article=article, kind="heading") for _ in range(2)]
    named = claims if kind == "merge" else claims[:1]
    edit = {
        "kind": kind,
        "claims": [str(claim.uuid) for claim in reversed(named)],
        "at": [],
        "start": None,
        "end": None,
    }
    propose(project, annotator, article=article, edit=edit | KINDS[kind])

    response = sign_in(curator).get(address(project))

    (row,) = response.context["rows"]
    assert len(row.change.before) == len(named)
    assert len(row.change.after) == (0 if kind == "remove_span" else 1)


def test_what_is_said_of_words_does_not_decide_which_way_the_text_runs(
    project: Project, annotator: User, curator: User, sign_in: SignIn
) -> None:
    article = ArticleFactory(project=project, text="رأس\n\nقالت المديرة إن السعر ثابت\n")
    ClaimFactory(article=article)
    claim = ClaimFactory(article=article)
    places = {"at": [], "start": claim.start + 5, "end": claim.end}
    edit = {"kind": "trim", "claims": [str(claim.uuid)], **places}
    propose(project, annotator, article=article, claim=claim, edit=edit)

    html = sign_in(curator).get(address(project)).content.decode()

    marked = '<del><bdi class="sr">(left out:) </bdi>قالت <bdi class="sr"> (up to here)</bdi></del>'
    assert f'<li dir="auto"><span>{marked}' in html

"""The same sentence in several articles: what is told of the other, and one decision for both."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from claims import permissions
from claims.errors import Conflict, DomainError, InvalidInput, NotAllowed
from claims.models import Article, Claim, Decision, Project, Stage, User
from claims.operations import adjudication, assignment, cases, slots
from claims.operations.alike import adopt_decision, adopt_for_all
from claims.queries.alike import list_checked_alike, list_decided_alike, read_twins
from tests.api.conftest import make_client
from tests.conftest import SignIn, add_member
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    OutletFactory,
    ProjectFactory,
)
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import change_project, take

pytestmark = pytest.mark.django_db

WIRE = "The council of Harbourtown bought “eleven” new electric buses."


@pytest.fixture
def project(db: None) -> Project:
    """One label per claim, then one verdict where the label asks for it."""
    return ProjectFactory(has_check_pass=True, overlap=1, queue_headlines=False)


@pytest.fixture
def checker(project: Project) -> User:
    return add_member(project, "checker", "annotator")


def queue_wire(project: Project, number: int, text: str = WIRE) -> Claim:
    """The sentence, in an article of its own."""
    article = ArticleFactory(project=project, text=f"Paper {number}\n\n{text}\n")
    ClaimFactory.create_batch(2, article=article)
    with transaction.atomic():
        slots.adjust(article, NOW)
    return article.claims.select_related("project", "article").get(kind="sentence")


def label(person: User, claim: Claim) -> None:
    submit(person, claim, make_labelling(claim, verifiability="check_worthy_fact"))


def check(person: User, claim: Claim, **said: Any) -> None:
    submit(person, claim, make_checked(claim, **said), stage=Stage.CHECK)


def decide(curator: User, claim: Claim, stage: str = Stage.CHECK, **said: Any) -> Decision:
    cases.step_aside(actor=curator, claim=claim, now=NOW, stage=stage)
    return adjudication.decide(
        actor=curator,
        claim=claim,
        labelling=make_checked(claim, **said),
        reason="The register says so.",
        stage=stage,
        now=NOW,
    )


@pytest.fixture
def decided(project: Project, annotator: User, other_annotator: User, curator: User) -> Decision:
    """One of two articles' sentence, checked and decided."""
    claim = queue_wire(project, 1)
    label(annotator, claim)
    check(other_annotator, claim)
    return decide(curator, claim)


@pytest.fixture
def twin(project: Project, annotator: User, checker: User, decided: Decision) -> Claim:
    """The other's, labelled and before the checker."""
    claim = queue_wire(project, 2, WIRE.replace("“", "„").replace("”", "“"))
    label(annotator, claim)
    take(project, checker, stage=Stage.CHECK)
    return claim


def test_the_only_checker_is_told_what_was_decided_elsewhere(
    twin: Claim, checker: User, decided: Decision, sign_in: SignIn
) -> None:
    page = sign_in(checker).get(reverse("check-claim", args=[twin.project.slug, twin.uuid]))

    assert list_checked_alike(checker, twin) == [decided]
    assert "Already checked elsewhere" in page.content.decode()
    assert f"#claim-{decided.claim.uuid}" in page.content.decode()


def test_one_of_several_checkers_is_told_nothing(
    twin: Claim, checker: User, curator: User, sign_in: SignIn
) -> None:
    """Before anybody else has checked it, and after."""
    assignment.ask_opinions(actor=curator, claim=twin, stage=Stage.CHECK, now=NOW)
    before = list_checked_alike(checker, twin)
    second = add_member(twin.project, "second", "annotator")
    take(twin.project, second, stage=Stage.CHECK)
    check(second, twin)

    page = sign_in(checker).get(reverse("check-claim", args=[twin.project.slug, twin.uuid]))

    assert (before, list_checked_alike(checker, twin)) == ([], [])
    assert page.status_code == 200
    assert "Already checked elsewhere" not in page.content.decode()


def test_who_could_still_check_the_other_is_told_nothing_of_it(
    twin: Claim, checker: User, curator: User, decided: Decision
) -> None:
    assignment.ask_opinions(actor=curator, claim=decided.claim, stage=Stage.CHECK, now=NOW)

    assert list_checked_alike(checker, twin) == []
    assert list_decided_alike(checker, twin, Stage.CHECK) == []


@pytest.mark.parametrize("what", ["other project", "other text", "short", "retired", "replaced"])
def test_only_what_stands_of_the_same_sentence_is_told(
    what: str, twin: Claim, checker: User, decided: Decision, curator: User
) -> None:
    other = Claim.objects.filter(pk=decided.claim_id)
    if what == "other project":
        Claim.objects.filter(pk=twin.pk).update(project=ProjectFactory())
    elif what == "other text":
        other.update(wire_key="0" * 32)
    elif what == "short":
        Claim.objects.update(wire_key="")
    elif what == "retired":
        other.update(retired_at=NOW)
    else:
        DecisionFactory(claim=decided.claim, stage=Stage.CHECK, previous=decided)
    twin.refresh_from_db()

    assert decided not in list_checked_alike(checker, twin)


@pytest.mark.parametrize("count", (1, 3))
def test_costs_the_same_however_many_are_alike(
    count: int,
    project: Project,
    twin: Claim,
    checker: User,
    annotator: User,
    other_annotator: User,
    curator: User,
    django_assert_num_queries: Any,
) -> None:
    for number in range(3, 2 + count):
        claim = queue_wire(project, number)
        label(annotator, claim)
        check(other_annotator, claim)
        decide(curator, claim)

    # Two for who else checks it; the claims, and what was decided of them.
    with django_assert_num_queries(4):
        assert len(list_checked_alike(checker, twin)) == count


# ---- Taking it over ------------------------------------------------------------------------------


def adopt(actor: User, claim: Claim, source: Decision, **options: Any) -> Decision:
    if permissions.can_curate(actor, claim.project):
        cases.step_aside(actor=actor, claim=claim, now=NOW, stage=source.stage)
    return adopt_decision(actor=actor, claim=claim, source=source, now=NOW, **options)


def test_a_curator_takes_it_over(twin: Claim, curator: User, decided: Decision) -> None:
    made = adopt(curator, twin, decided)

    assert (made.claim, made.stage, made.rule, made.decided_by) == (twin, "check", "hand", curator)
    assert (made.verdict, made.justification) == (decided.verdict, decided.justification)
    assert [item.url for item in made.evidence.all()] == ["https://register.example/1"]
    assert (made.adopted_from, made.reason) == (decided, "The register says so.")


def test_everybody_reads_in_their_own_language_where_it_was_taken_over_from(
    twin: Claim, annotator: User, curator: User, decided: Decision, sign_in: SignIn
) -> None:
    adopt(curator, twin, decided)
    address = reverse("adjudicate-claim", args=[twin.project.slug, twin.uuid, "check"])
    client = sign_in(curator)

    english, german = (
        client.get(address, headers={"accept-language": language}).content.decode()
        for language in ("en", "de")
    )

    assert "As the same sentence was decided in:" in english
    assert "Wie derselbe Satz entschieden wurde in:" in german
    assert "Paper 1" in german


def test_speakers_come_along_in_the_label_pass(
    project: Project, annotator: User, curator: User
) -> None:
    change_project(project, add_member(project, "chief", "manager"), has_check_pass=False)
    first, second = queue_wire(project, 1), queue_wire(project, 2)
    for claim in (first, second):
        submit(annotator, claim, make_checked(claim))
    decided = decide(curator, first, stage=Stage.LABEL)

    made = adopt(curator, second, decided)

    assert (made.speaker, made.verifiability) == (decided.speaker, decided.verifiability)


def test_twice_is_once(twin: Claim, curator: User, decided: Decision) -> None:
    assert adopt(curator, twin, decided) == adopt(curator, twin, decided)


def test_it_replaces_what_stands_only_by_name(
    twin: Claim, curator: User, decided: Decision
) -> None:
    standing = decide(curator, twin, justification="Another register.")

    with pytest.raises(Conflict, match="meanwhile"):
        adopt(curator, twin, decided)
    assert adopt(curator, twin, decided, replaces=standing.uuid).previous == standing


def test_it_needs_a_curator(twin: Claim, checker: User, decided: Decision) -> None:
    with pytest.raises(NotAllowed):
        adopt(checker, twin, decided)


def test_only_of_the_same_sentence(
    project: Project, twin: Claim, curator: User, decided: Decision
) -> None:
    elsewhere = queue_wire(project, 5, "Something else entirely was bought by the council.")
    foreign = DecisionFactory(claim=queue_wire(ProjectFactory(), 6))

    for claim, source in ((elsewhere, decided), (decided.claim, decided), (twin, foreign)):
        with pytest.raises(InvalidInput, match="same sentence"):
            adopt(curator, claim, source)


def test_not_what_was_replaced(twin: Claim, curator: User, decided: Decision) -> None:
    DecisionFactory(claim=decided.claim, stage=Stage.CHECK, previous=decided)

    with pytest.raises(DomainError) as refused:
        adopt(curator, twin, decided)
    assert refused.value.code == "replaced_meanwhile"


def test_not_what_one_may_not_know(
    project: Project, twin: Claim, curator: User, decided: Decision
) -> None:
    """A curator who could still check the other."""
    another = add_member(project, "another", "curator")
    assignment.ask_opinions(actor=another, claim=decided.claim, stage=Stage.CHECK, now=NOW)

    with pytest.raises(InvalidInput, match="same sentence"):
        adopt(another, twin, decided)


# ---- One decision for several --------------------------------------------------------------------


@pytest.fixture
def waiting(project: Project, annotator: User, other_annotator: User) -> list[Claim]:
    """Two more, labelled and checked, and undecided."""
    claims = [queue_wire(project, number) for number in (3, 4)]
    for claim in claims:
        label(annotator, claim)
        check(other_annotator, claim)
    return claims


def test_those_that_wait_are_named_the_others_counted(
    twin: Claim, waiting: list[Claim], curator: User, decided: Decision, checker: User
) -> None:
    """The twin is before its checker still; a claim that the curator may come to is not named."""
    twins = read_twins(curator, decided.claim, Stage.CHECK)
    assignment.ask_opinions(actor=curator, claim=waiting[1], stage=Stage.CHECK, now=NOW)
    blind = read_twins(curator, decided.claim, Stage.CHECK)

    assert (twins.total, twins.waiting) == (3, waiting)
    assert (blind.total, blind.waiting) == (3, waiting[:1])
    own = read_twins(User.objects.get(username="other_annotator"), decided.claim, Stage.CHECK)
    assert own.waiting == []


def test_one_step_decides_all_each_by_itself(
    twin: Claim, waiting: list[Claim], curator: User, decided: Decision
) -> None:
    """The twin could still come to the curator: that one alone is refused."""
    made = adopt_for_all(actor=curator, source=decided, claims=[*waiting, twin], now=NOW)
    again = adopt_for_all(actor=curator, source=decided, claims=waiting, now=NOW)

    assert {one.claim: one.refusal and one.refusal.code for one in made} == {
        **dict.fromkeys(waiting),
        twin: "label_first",
    }
    assert [one.decision and one.decision.adopted_from for one in again] == [decided, decided]
    assert [claim.decisions.filter(stage=Stage.CHECK).count() for claim in waiting] == [1, 1]
    assert read_twins(curator, decided.claim, Stage.CHECK).waiting == []


def test_curators_adopt_for_all_on_the_page(
    twin: Claim, waiting: list[Claim], curator: User, decided: Decision, sign_in: SignIn
) -> None:
    client = sign_in(curator)
    other = decided.claim
    page = reverse("adjudicate-claim", args=[other.project.slug, other.uuid, "check"])

    shown = client.get(page).content.decode()
    given = {"claim": [str(one.uuid) for one in (*waiting, twin)]}
    answer = client.post(f"{page}{decided.uuid}/adopt-all/", given, follow=True).content.decode()

    assert "3 claims in other articles have the same words." in shown
    assert "Decide all 2 that wait like this one" in shown
    assert str(twin.uuid) not in shown
    assert "Decided 2 other claims as here." in answer
    assert "You may still come to label this claim" in answer


def test_twins_and_adoption_by_rest(
    twin: Claim, waiting: list[Claim], curator: User, decided: Decision
) -> None:
    client: APIClient = make_client(curator)
    alike = f"/api/v1/claims/{decided.claim.uuid}/alike/?stage=check"
    adopt_here = f"/api/v1/decisions/{decided.uuid}/adopt/"

    told = client.get(alike).json()
    of_waiting = client.get(f"/api/v1/claims/{waiting[0].uuid}/alike/?stage=check").json()
    blind = client.get(f"/api/v1/claims/{twin.uuid}/alike/?stage=check")
    refused = client.post(adopt_here, {"claims": [str(twin.uuid)]}, format="json").json()
    made = client.post(adopt_here, {}, format="json").json()["results"]

    assert (told["total"], told["decided"]) == (3, [])
    assert [one["claim"] for one in told["waiting"]] == [str(one.uuid) for one in waiting]
    assert [one["decision"] for one in of_waiting["decided"]] == [str(decided.uuid)]
    assert (blind.status_code, blind.json()["code"]) == (409, "label_first")
    assert refused["results"][0]["refused"]["code"] == "label_first"
    assert [one["claim"] for one in made] == [str(one.uuid) for one in waiting]
    assert all(one["decision"] and one["refused"] is None for one in made)


def test_what_waits_is_what_one_may_decide(
    project: Project, waiting: list[Claim], annotator: User, decided: Decision
) -> None:
    """A curator who labelled them in the label pass decides them in neither, unless they may."""
    project.memberships.filter(user=annotator).update(role="curator")

    told = read_twins(annotator, decided.claim, Stage.CHECK)
    refused = adopt_for_all(actor=annotator, source=decided, claims=waiting, now=NOW)
    change_project(project, add_member(project, "chief", "manager"), decide_own=True)
    claim = Claim.objects.select_related("project").get(pk=decided.claim_id)

    assert (told.total, told.waiting) == (2, [])
    assert [one.refusal and one.refusal.code for one in refused] == ["own_claim"] * 2
    assert read_twins(annotator, claim, Stage.CHECK).waiting == waiting


def test_beyond_those_counted_the_older_are_offered_and_decided_too(
    waiting: list[Claim],
    curator: User,
    decided: Decision,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only the last is counted: before it stand the other that waits, and the one decided."""
    monkeypatch.setattr("claims.queries.alike.COUNTED", 1)
    other = decided.claim
    page = reverse("adjudicate-claim", args=[other.project.slug, other.uuid, "check"])

    twins = read_twins(curator, other, Stage.CHECK)
    shown = sign_in(curator).get(page).content.decode()
    made = adopt_for_all(actor=curator, source=decided, claims=waiting, now=NOW)

    assert (twins.total, twins.may_be_more, twins.waiting) == (1, True, waiting)
    assert "1 or more claims in other articles have the same words." in shown
    assert [one.refusal for one in made] == [None, None]


def test_without_names_each_call_takes_the_next(
    waiting: list[Claim], curator: User, decided: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.queries.alike.ADOPTED_AT_ONCE", 1)
    address, client = f"/api/v1/decisions/{decided.uuid}/adopt/", make_client(curator)

    calls = [client.post(address, {}, format="json").json()["results"] for _ in range(3)]

    assert [[one["claim"] for one in results] for results in calls] == [
        [str(waiting[0].uuid)],
        [str(waiting[1].uuid)],
        [],
    ]


def test_each_named_claim_has_an_entry(
    waiting: list[Claim], curator: User, decided: Decision
) -> None:
    """What is unknown and what is another project's are told apart by nothing."""
    foreign, unknown = queue_wire(ProjectFactory(), 7).uuid, uuid4()
    named = [str(one) for one in (foreign, waiting[0].uuid, unknown, unknown)]

    answer = make_client(curator).post(
        f"/api/v1/decisions/{decided.uuid}/adopt/", {"claims": named}, format="json"
    )

    no_such = {"code": "unknown_claim", "message": "The project has no such claim."}
    assert answer.status_code == 200
    assert answer.json()["results"] == [
        {
            "claim": str(waiting[0].uuid),
            "decision": str(waiting[0].decisions.get(stage=Stage.CHECK).uuid),
            "refused": None,
        },
        {"claim": str(foreign), "decision": None, "refused": no_such},
        {"claim": str(unknown), "decision": None, "refused": no_such},
    ]


def test_twins_with_one_title_are_told_apart(
    waiting: list[Claim], curator: User, decided: Decision, sign_in: SignIn
) -> None:
    outlet = OutletFactory(project=decided.project, name="Harbour <b>Post</b>")
    articles = Article.objects.filter(claims__in=waiting)
    articles.update(title="Eleven buses", outlet=outlet, published=date(2026, 1, 2))
    other = decided.claim
    page = reverse("adjudicate-claim", args=[other.project.slug, other.uuid, "check"])

    shown = sign_in(curator).get(page).content.decode()

    assert shown.count("<bdi>Harbour &lt;b&gt;Post&lt;/b&gt;</bdi>") == 2
    assert shown.count("Jan. 2, 2026") == 2


@pytest.mark.parametrize("count", (1, 3))
@pytest.mark.parametrize(("by_rest", "cost"), ((True, 9), (False, 38)))
def test_pages_and_rest_cost_the_same_however_many_twins(
    *,
    count: int,
    by_rest: bool,
    cost: int,
    project: Project,
    decided: Decision,
    annotator: User,
    other_annotator: User,
    curator: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    """So many that wait, and as many that are decided."""
    for number in range(2 * count):
        claim = queue_wire(project, 3 + number)
        Article.objects.filter(pk=claim.article_id).update(outlet=OutletFactory(project=project))
        label(annotator, claim)
        check(other_annotator, claim)
        if number % 2:
            decide(curator, claim)
    client: Any = make_client(curator) if by_rest else sign_in(curator)
    rest = f"/api/v1/claims/{decided.claim.uuid}/alike/?stage=check"
    page = reverse("adjudicate-claim", args=[project.slug, decided.claim.uuid, "check"])

    with django_assert_num_queries(cost):
        answer = client.get(rest if by_rest else page)

    if by_rest:
        found = answer.json()
        assert (len(found["decided"]), len(found["waiting"])) == (count, count)
    else:
        shown = answer.context
        assert (len(shown["alike"]), len(shown["twins"].waiting)) == (count, count)


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL goes by how many rows there are"
)
def test_twins_are_found_by_their_index(
    waiting: list[Claim], curator: User, decided: Decision
) -> None:
    """Not among all claims of the project, nor own labels among all of the person's."""
    with CaptureQueriesContext(connection) as asked:
        assert read_twins(curator, decided.claim, Stage.CHECK).waiting == waiting

    plans = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans.append("\n".join(row[3] for row in cursor.fetchall()))
    assert ["claim_wire_text" in plan for plan in plans] == [True, True]
    assert "slot_annotator_once_per_claim" in plans[1]


# ---- Pages and API -------------------------------------------------------------------------------


def test_curators_take_it_over_on_the_page(
    twin: Claim, curator: User, decided: Decision, sign_in: SignIn
) -> None:
    check(User.objects.get(username="checker"), twin)
    client = sign_in(curator)
    page = reverse("adjudicate-claim", args=[twin.project.slug, twin.uuid, "check"])
    adoption = f"{page}{decided.uuid}/adopt/"

    shown = client.get(page).content.decode()
    answer = client.post(adoption)

    assert f'action="{adoption}"' in shown
    assert answer.status_code == 302
    assert twin.decisions.get().verdict == decided.verdict


def test_a_refusal_is_shown_on_the_page(
    twin: Claim, curator: User, decided: Decision, sign_in: SignIn
) -> None:
    other = decided.claim
    page = reverse("adjudicate-claim", args=[other.project.slug, other.uuid, "check"])

    answer = sign_in(curator).post(f"{page}{decided.uuid}/adopt/", follow=True)

    assert "it has to be of the same sentence" in answer.content.decode()
    assert other.decisions.count() == 1


def test_curators_take_it_over_by_rest(twin: Claim, curator: User, decided: Decision) -> None:
    client: APIClient = make_client(curator)
    address = f"/api/v1/claims/{twin.uuid}/adopt/"

    client.post(f"/api/v1/claims/{twin.uuid}/step-aside/", {"stage": "check"}, format="json")
    unknown = client.post(address, {"decision": str(twin.uuid)}, format="json")
    made = client.post(address, {"decision": str(decided.uuid)}, format="json")

    assert (unknown.status_code, unknown.json()["code"]) == (400, "unknown_decision")
    assert (made.status_code, made.json()["verdict"]) == (201, "Refuted")
    assert made.json()["adopted_from"] == str(decided.uuid)

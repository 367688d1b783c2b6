"""One claim before a curator: labels side by side, taken over, decided, approved, reopened."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Approval, AuditEvent, Case, Claim, Decision, Project, Skip, Slot, User
from claims.operations import adjudication, assignment, cases, marks, queue
from claims.operations.labelling import EvidenceItem
from tests.conftest import SignIn, add_member
from tests.factories import NOW, ProjectFactory, SpeakerFactory
from tests.forms import read_form
from tests.operations.disputed import add_team, decide, dispute, find
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import change_project, queue_claim, take

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
SECRETS = ("member0", "member1", "Secret remark", "secret.example", "Secret reason", "Secret flag")


@pytest.fixture
def project(db: None) -> Project:
    """Three labels per claim."""
    return ProjectFactory(overlap=3)


@pytest.fixture
def team(project: Project) -> list[User]:
    return add_team(project)


@pytest.fixture
def second_curator(project: Project) -> User:
    return add_member(project, "second_curator", "curator")


def address(claim: Claim, verb: str = "claim", **kwargs: object) -> str:
    about = {"slug": claim.project.slug, "uuid": claim.uuid, "stage": "label", **kwargs}
    return reverse(f"adjudicate-{verb}", kwargs=about)


def queue_of(project: Project) -> str:
    return reverse("adjudicate", args=[project.slug])


def read(response: Any) -> str:
    return " ".join(response.content.decode().split())


def find_number(client: Client, claim: Claim, value: str) -> int:
    """Which of the labels says so."""
    votes = client.get(address(claim)).context["ballot"].votes
    return next(one.number for one in votes if one.annotation.verifiability.value == value)


def fill_in(client: Client, claim: Claim, value: str, **changes: str) -> dict[str, str]:
    """The form with the label that says so taken over."""
    number = find_number(client, claim, value)
    page = client.get(address(claim), {"take": number}).content.decode()
    return read_form(page, "decision-form") | changes


def label_secretly(team: list[User], claim: Claim) -> None:
    """Two labels with all that the third must not see, and a flag."""
    item = EvidenceItem(stance="refutes", url="https://secret.example/1", quote="Secret remark")
    labelling = make_checked(
        claim, comment="Secret remark", justification="Secret reason", evidence=(item,), seconds=61
    )
    for person in team[:2]:
        submit(person, claim, labelling)
    marks.flag_claim(actor=team[0], claim=claim, reason="Secret flag", now=NOW)


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_costs_the_same_however_many_labels(
    count: int,
    project: Project,
    team: list[User],
    curator: User,
    manager: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    change_project(project, manager, overlap=count)
    claim = queue_claim(project)
    for person in team[:count]:
        other = SpeakerFactory(project=project)
        submit(person, claim, make_checked(claim, co_speakers=(other.uuid,)))
    marks.flag_claim(actor=team[0], claim=claim, reason="Odd", now=NOW)
    client = sign_in(curator)
    client.get(address(claim))

    # The session and the person; project, role, claim, now; whether it is before them, or could be
    # (2); role, and whether they have given up labelling it (2); the case, and six to keep it for
    # them alone, between a savepoint's two; labels, their evidence
    # and co-speakers, flags, decisions; the cast (3), two schemes; whether they labelled it, its
    # neighbours, how many labels it has; role and three counts for the links.
    with django_assert_num_queries(36):
        response = client.get(address(claim))

    assert len(response.context["ballot"].votes) == count


def test_labels_stand_side_by_side_with_what_differs_marked(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = queue_claim(project)
    item = EvidenceItem(stance="refutes", url="https://register.example/1", quote=HOSTILE)
    checked = make_checked(claim, comment=HOSTILE, confidence=4, seconds=48, evidence=(item,))
    submit(team[0], claim, checked)
    submit(team[1], claim, make_checked(claim, verdict="", evidence=(), verifiability="no_claim"))
    submit(team[2], claim, checked)
    marks.flag_claim(actor=team[1], claim=claim, reason=HOSTILE, now=NOW)

    html = read(sign_in(curator).get(address(claim)))

    assert HOSTILE not in html
    assert html.count("&lt;script&gt;") >= 5
    assert "48 s" in html
    assert "sure: 4 of 5" in html
    assert html.count('<span class="sr"> (differs)</span>') == 6
    assert 'href="https://register.example/1" rel="noopener noreferrer nofollow"' in html
    assert all(f"<bdi>member{number}</bdi>" in html for number in range(3))


def test_where_names_are_hidden_letters_stand_for_people(
    project: Project, team: list[User], curator: User, manager: User, sign_in: SignIn
) -> None:
    change_project(project, manager, hides_names=True)
    claim = dispute(project, team, "prediction")
    marks.flag_claim(actor=team[1], claim=claim, reason="Odd", now=NOW)
    outsider = add_member(project, "outsider", "annotator")
    decide(manager, claim)
    marks.flag_claim(actor=outsider, claim=claim, reason="Odd, too", now=NOW)

    response = sign_in(curator).get(address(claim))

    html = response.content.decode()
    ballot = response.context["ballot"]
    assert [vote.name for vote in ballot.votes] == ["A", "B", "C"]
    by_person = {vote.annotation.annotator: vote.name for vote in ballot.votes}
    assert [call.name for call in ballot.calls] == [by_person[team[1]], "D"]
    assert "member" not in html
    assert "outsider" not in html
    assert "<bdi>manager</bdi>" in html


def test_who_could_still_label_the_claim_sees_nothing_of_others(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = queue_claim(project)
    label_secretly(team, claim)
    client = sign_in(curator)

    for query in ("", "?take=1", "?take=1&part=1"):
        html = read(client.get(address(claim) + query))

        assert "You could still label this claim" in html
        assert [secret for secret in SECRETS if secret in html] == []
        assert "Refuted" not in html
        assert "refutes" not in html
        assert "61 s" not in html
        assert 'class="vote' not in html
    assert not Case.objects.exclude(held_by=None).exists()


def test_who_holds_the_claim_is_led_to_the_desk(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = queue_claim(project)
    label_secretly(team, claim)
    take(project, curator)

    html = read(sign_in(curator).get(address(claim)))

    assert "This claim is before you at the desk" in html
    assert reverse("desk-claim", args=[project.slug, claim.uuid]) in html
    assert [secret for secret in SECRETS if secret in html] == []


def test_a_refusal_shows_nothing_to_who_could_still_label(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = queue_claim(project)
    label_secretly(team, claim)

    response = sign_in(curator).post(address(claim), {"speaker": "nonsense"})

    html = read(response)
    assert response.status_code == 422
    assert [secret for secret in SECRETS if secret in html] == []
    assert "You could still label this claim" in html


def test_who_looks_at_the_labels_gives_up_labelling(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = queue_claim(project)
    label_secretly(team, claim)
    client = sign_in(curator)

    looked = client.post(address(claim, "look"))
    again = client.post(address(claim, "look"))
    html = read(client.get(looked["Location"]))

    assert looked["Location"] == again["Location"] == address(claim)
    assert "Secret remark" in html
    assert Skip.objects.get().is_final


def test_who_has_seen_what_others_said_is_never_asked_for_another_opinion(
    project: Project, team: list[User], curator: User, second_curator: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    sign_in(curator).get(address(claim))
    sign_in(curator).get(address(claim))

    assignment.ask_opinions(actor=second_curator, claim=claim, now=NOW)

    assert queue.lease_next(actor=curator, project=project, now=NOW) is None
    assert AuditEvent.objects.filter(action="claim.stepped_aside").count() == 1


def test_a_label_is_taken_over_with_the_evidence_of_all_who_gave_that_verdict(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = queue_claim(project)
    mayor = SpeakerFactory(project=project, name="Ilse Brandt")
    for person, page in zip(team[:2], ("1", "2"), strict=True):
        item = EvidenceItem(stance="refutes", url=f"https://register.example/{page}")
        submit(person, claim, make_checked(claim, speaker=mayor.uuid, evidence=(item,)))
    submit(team[2], claim)
    client = sign_in(curator)

    sent = fill_in(client, claim, "check_worthy_fact")
    response = client.post(address(claim), sent)

    decision = Decision.objects.get()
    assert response["Location"] == queue_of(project)
    assert (decision.speaker, decision.verdict and decision.verdict.value) == (mayor, "Refuted")
    assert decision.justification == "The register gives another figure."
    assert sorted(item.url for item in decision.evidence.all()) == [
        "https://register.example/1",
        "https://register.example/2",
    ]
    assert (decision.decided_by, decision.reason) == (curator, "")


def test_deciding_leads_to_the_next_below_and_says_the_way_back(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    little = dispute(project, team, "prediction")
    much = dispute(project, team, "prediction", "routine_fact")
    client = sign_in(curator)

    decided = client.post(address(much), fill_in(client, much, "prediction"))
    html = client.get(decided["Location"]).content.decode()
    passed = client.post(address(little, "put-down"))

    assert decided["Location"] == address(little)
    assert f'Decided. <a href="{address(much)}">Back to that claim</a>' in html
    assert passed["Location"] == queue_of(project)
    assert find(little).held_by is None


def test_a_double_click_decides_once(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    client = sign_in(curator)
    sent = fill_in(client, claim, "prediction")

    answers = [client.post(address(claim), sent) for _ in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert Decision.objects.count() == 1


def test_who_overrules_all_is_asked_why_and_loses_nothing(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    client = sign_in(curator)
    sent = fill_in(client, claim, "prediction", verifiability="routine_fact", wording="Kept.")

    refused = client.post(address(claim), sent)
    html = refused.content.decode()
    kept = read_form(html, "decision-form")
    decided = client.post(address(claim), kept | {"reason": "It can be looked up."})

    assert refused.status_code == 422
    assert "Nobody labelled it like this: say why you decide so." in html
    assert 'name="reason"' in html.split('aria-invalid="true"')[0].rsplit("<", 1)[-1]
    assert (kept["verifiability"], kept["wording"]) == ("routine_fact", "Kept.")
    assert decided.status_code == 302
    assert Decision.objects.get().reason == "It can be looked up."


def test_the_second_to_decide_is_told_and_loses_nothing(
    project: Project,
    team: list[User],
    curator: User,
    second_curator: User,
    sign_in: SignIn,
) -> None:
    claim = dispute(project, team, "prediction")
    client = sign_in(curator)
    sent = fill_in(client, claim, "prediction", reason="Mine.", wording="Mine, too.")
    first = decide(second_curator, claim)

    refused = client.post(address(claim), sent)
    html = read(refused)
    kept = read_form(refused.content.decode(), "decision-form")
    replaced = client.post(address(claim), kept)

    assert refused.status_code == 422
    assert "Somebody has decided this claim meanwhile." in html
    assert "another decision stands (second_curator): No factual claim" in html
    assert (kept["reason"], kept["wording"]) == ("Mine.", "Mine, too.")
    assert kept["replaces"] == str(first.uuid)
    assert replaced.status_code == 302
    assert Decision.objects.standing().get().previous == first


def test_who_has_the_claim_open_is_said(
    project: Project, team: list[User], curator: User, second_curator: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    sign_in(curator).get(address(claim))

    theirs = read(sign_in(second_curator).get(address(claim)))
    mine = read(sign_in(curator).get(address(claim)))

    assert "curator has this claim open until" in theirs
    assert "has this claim open until" not in mine
    assert find(claim).held_by == curator


def test_who_labelled_the_claim_sees_the_labels_and_decides_nothing(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = queue_claim(project)
    for person, value in zip((*team[:2], curator), ("prediction", "no_claim", "no_claim")):  # noqa: B905
        submit(person, claim, make_labelling(claim, verifiability=value))

    html = read(sign_in(curator).get(address(claim)))

    assert "You labelled this claim: somebody else decides it." in html
    assert "<bdi>member0</bdi>" in html
    assert "decision-form" not in html
    assert "take=1" not in html


def test_one_more_person_is_asked_once_and_it_is_not_who_asks(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    client = sign_in(curator)
    known = {"known": client.get(address(claim)).context["known"]}

    asked = [client.post(address(claim, "opinion"), known) for _ in range(2)]

    assert [one["Location"] for one in asked] == [queue_of(project)] * 2
    assert Slot.objects.counted().filter(claim=claim).count() == 4
    assert not Slot.objects.takeable_by(curator).exists()
    assert "One more person is asked for a label." in read(client.get(queue_of(project)))


def test_what_can_be_asked_no_more_is_said(
    project: Project, team: list[User], curator: User, manager: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    change_project(project, manager, overlap=9)
    client = sign_in(manager)
    client.post(address(claim, "look"))

    asked = client.post(address(claim, "opinion"), {"known": "9"})

    assert asked["Location"] == address(claim)
    assert "From 1 to 9 labels per claim." in read(client.get(address(claim)))


def test_a_decision_is_approved_by_another_with_a_note(
    project: Project,
    team: list[User],
    curator: User,
    second_curator: User,
    manager: User,
    sign_in: SignIn,
) -> None:
    change_project(project, manager, approvals_wanted=2)
    claim = dispute(project, team, "prediction")
    decision = decide(curator, claim)
    approving = address(claim, "approve", decision=decision.uuid)
    client = sign_in(second_curator)

    own = read(sign_in(curator).get(address(claim)))
    before = read(client.get(address(claim)))
    approved = [client.post(approving, {"note": HOSTILE}) for _ in range(2)]
    after = read(client.get(address(claim)))

    assert "You decided this: somebody else approves it." in own
    assert "/approve/" not in own
    assert "/approve/" in before
    assert [one.status_code for one in approved] == [302, 302]
    assert Approval.objects.get().approver == second_curator
    assert "You have approved this. It waits for somebody else’s approval." in after
    assert HOSTILE not in after


def test_what_can_be_approved_no_more_is_said_and_the_note_is_kept(
    project: Project, team: list[User], curator: User, second_curator: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    decision = decide(curator, claim)
    adjudication_url = address(claim, "approve", decision=decision.uuid)
    Project.objects.update(approvals_wanted=1)
    cases.reopen(actor=curator, decision=decision, reason="No.", now=NOW)
    Case.objects.update(wants_approval=True)
    Project.objects.update(approvals_wanted=0)

    refused = sign_in(second_curator).post(adjudication_url, {"note": "Long note"})

    html = read(refused)
    assert refused.status_code == 422
    assert "As many as are wanted have approved this." in html
    assert "Long note" in html


def test_a_decision_is_reopened_with_a_reason_and_stands(
    project: Project, team: list[User], curator: User, second_curator: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    decision = decide(curator, claim)
    client = sign_in(second_curator)
    reopening = address(claim, "reopen", decision=decision.uuid)

    silent = client.post(reopening, {"reason": " "})
    reopened = [client.post(reopening, {"reason": "No."}) for _ in range(2)]
    html = read(client.get(address(claim)))

    assert silent.status_code == 422
    assert "Say what speaks against it." in read(silent)
    assert [one["Location"] for one in reopened] == [address(claim)] * 2
    assert (find(claim).reasons, find(claim).reopened_because) == (["is_reopened"], "No.")
    assert Decision.objects.standing().get() == decision
    assert "/reopen/" not in html


def test_what_was_decided_says_by_whom_or_by_which_rule_and_why(
    project: Project, team: list[User], curator: User, manager: User, sign_in: SignIn
) -> None:
    change_project(project, manager, decision_rule="unanimous")
    claim = dispute(project, team)
    ruled = Decision.objects.get()
    adjudication.decide(
        actor=manager,
        claim=claim,
        labelling=make_labelling(claim, verifiability="prediction"),
        reason=HOSTILE,
        replaces=ruled.uuid,
        now=NOW,
    )

    html = read(sign_in(curator).get(address(claim)))

    assert "By rule: all agree" in html
    assert "1 earlier decision" in html
    assert "<bdi>manager</bdi>" in html
    assert HOSTILE not in html


def test_verdicts_of_a_pass_of_their_own_are_decided_on_what_was_settled(
    project: Project, team: list[User], curator: User, manager: User, sign_in: SignIn
) -> None:
    change_project(project, manager, has_check_pass=True, check_overlap=2, check_by_labellers=True)
    claim = queue_claim(project)
    plain = make_labelling(claim, verifiability="check_worthy_fact")
    for person in team:
        submit(person, claim, plain)
    for person, verdict, stance in zip(team, ("Refuted", "Supported"), ("refutes", "supports")):  # noqa: B905
        item = EvidenceItem(stance=stance, url="https://register.example/1")
        labelling = make_checked(claim, verdict=verdict, evidence=(item,))
        submit(person, claim, labelling, stage="check")
    client = sign_in(curator)
    page = address(claim, stage="check")

    html = client.get(page, {"take": 1}).content.decode()
    decided = client.post(page, read_form(html, "decision-form"))

    assert 'name="speaker"' not in html
    assert decided.status_code == 302
    decision = Decision.objects.get()
    assert (decision.stage, decision.verifiability.value) == ("check", "check_worthy_fact")


def test_addresses_that_lead_nowhere(
    project: Project, team: list[User], curator: User, sign_in: SignIn
) -> None:
    claim = dispute(project, team, "prediction")
    foreign = dispute(ProjectFactory(overlap=3), [])
    decision = decide(curator, claim)
    client = sign_in(curator)

    assert client.get(address(claim, stage="other")).status_code == 404
    assert client.get(address(claim).replace(str(claim.uuid), str(foreign.uuid))).status_code == 404
    elsewhere = address(dispute(project, team), "approve", decision=decision.uuid)
    assert client.post(elsewhere).status_code == 404
    assert client.get(address(claim), {"take": "99"}).status_code == 200

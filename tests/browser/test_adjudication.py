"""Adjudication without a pointer: ten claims in a row, editing, keys of one's own; no script."""

import pytest
from playwright.sync_api import Page, expect

from claims import clock
from claims.models import Case, Claim, Decision, Project, Slot, User
from claims.operations import adjudication, marks, preferences
from claims.operations.labelling import EvidenceItem
from tests.browser.axe import find_violations_in_both_schemes, overflows
from tests.browser.conftest import OpenPage
from tests.browser.desks import press
from tests.browser.test_desk_keyboard import COUNT_KEYS
from tests.conftest import add_member
from tests.factories import ProjectFactory
from tests.operations.disputed import add_team, dispute
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import change_project, queue_claim

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(db: None) -> Project:
    """Three labels per claim."""
    return ProjectFactory(overlap=3)


@pytest.fixture
def team(project: Project) -> list[User]:
    return add_team(project)


def address(claim: Claim) -> str:
    return f"/p/{claim.project.slug}/adjudicate/{claim.uuid}/label/"


def start(open_page: OpenPage, curator: User, project: Project, **options: object) -> Page:
    page = open_page(curator, **options)
    page.goto(f"/p/{project.slug}/adjudicate/")
    return page


def find_key(page: Page, text: str) -> str:
    """The digit that takes the labelling over that says so."""
    vote = page.locator(".vote", has_text=text).first
    return str(vote.locator(".take a").get_attribute("data-number"))


def expect_taken(page: Page, number: str) -> None:
    expect(page.locator(f"#vote-{number}")).to_have_class("vote is-on")


def test_ten_claims_are_decided_by_keyboard_alone(
    open_page: OpenPage, project: Project, team: list[User], curator: User
) -> None:
    claims = [dispute(project, team, "prediction") for _ in range(10)]
    page = start(open_page, curator, project)
    page.evaluate(COUNT_KEYS)
    press(page, "Enter")

    for _ in claims:
        expect(page.get_by_role("heading", name="Decide one claim")).to_be_visible()
        page.wait_for_load_state()
        at = page.url.split("?")[0]
        # Pressed one after another, as fast as one can: deciding waits for what is taken over.
        press(page, find_key(page, "Prediction or plan"), "Enter")
        expect(page).not_to_have_url(at)

    expect(page.get_by_text("That was the last one for you.")).to_be_visible()
    decided = {one.claim_id: one.verifiability.value for one in Decision.objects.all()}
    assert decided == {claim.pk: "prediction" for claim in claims}
    assert not Case.objects.exists()


def test_what_is_taken_over_is_edited_and_the_reason_stays(
    open_page: OpenPage, project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    for person, letter in zip(team[:2], "ab", strict=True):
        item = EvidenceItem(stance="refutes", url=f"https://register.example/{letter}")
        submit(person, claim, make_checked(claim, evidence=(item,)), now=clock.now())
    submit(team[2], claim, now=clock.now())
    page = start(open_page, curator, project)
    page.evaluate(COUNT_KEYS)
    press(page, "Enter")
    expect(page.locator(".vote")).to_have_count(3)
    page.wait_for_load_state()

    press(page, "r")
    page.keyboard.type("1 of them 2")
    press(page, "Escape")
    refuted = find_key(page, "Refuted")
    press(page, refuted)
    expect_taken(page, refuted)
    expect(page.locator("#evidence-rows > .evidence")).to_have_count(2)
    press(page, "v")
    page.keyboard.type("https://register.example/c")
    press(page, "Tab", "r", "Escape", "e", "Tab")
    expect(page.locator("input[name=verifiability]:checked")).to_be_focused()
    press(page, "Tab", "ArrowRight")
    expect(page.locator("input[name=verdict]:checked")).to_have_value("Not Enough Evidence")
    press(page, "ArrowLeft", "Enter")

    expect(page.get_by_text("Decided.", exact=False)).to_be_visible()
    decision = Decision.objects.get()
    assert decision.reason == "1 of them 2"
    assert decision.verdict
    assert decision.verdict.value == "Refuted"
    assert [item.url[-1] for item in decision.evidence.order_by("url")] == ["a", "b", "c"]
    assert page.evaluate("window.pointers ?? 0") == 0


def test_putting_down_and_asking_lead_to_the_next(
    open_page: OpenPage, project: Project, team: list[User], curator: User
) -> None:
    much = dispute(project, team, "prediction", "routine_fact")
    little, least = (dispute(project, team, "prediction") for _ in range(2))
    page = start(open_page, curator, project)
    press(page, "Enter")
    page.wait_for_url(f"**{address(much)}")

    press(page, "x")
    page.wait_for_url(f"**{address(little)}")
    press(page, "o")
    page.wait_for_url(f"**{address(least)}")

    expect(page.get_by_text("One more person is asked for a label.")).to_be_visible()
    assert Slot.objects.counted().filter(claim=little).count() == 4
    assert not Case.objects.filter(claim=little).exists()
    assert Case.objects.get(claim=much).held_by is None


def test_a_decision_is_approved_by_a_key_and_enter_does_not_replace_it(
    open_page: OpenPage, project: Project, team: list[User], curator: User, manager: User
) -> None:
    change_project(project, manager, approvals_wanted=1)
    claim = dispute(project, team, "prediction")
    adjudication.decide(
        actor=manager, claim=claim, labelling=make_labelling(claim), now=clock.now()
    )
    page = start(open_page, curator, project)
    press(page, "Enter")
    page.wait_for_url(f"**{address(claim)}")

    press(page, "Enter")
    expect(page.get_by_role("button", name="Decide")).not_to_be_visible()
    press(page, "a")

    expect(page.get_by_text("Approved.")).to_be_visible()
    assert Decision.objects.get().approvals.get().approver == curator


def test_own_keys_count_and_help_shows_them(
    open_page: OpenPage, project: Project, team: list[User], curator: User
) -> None:
    claim = dispute(project, team, "prediction")
    changes = {"adjudication.vote1": "F2", "adjudication.put_down": "KeyP"}
    preferences.set_keys(actor=curator, changes=changes, keys_on=True, now=clock.now())
    page = open_page(curator)
    page.goto(address(claim))

    press(page, "F2")
    expect_taken(page, "1")
    press(page, "?")
    expect(page.get_by_role("dialog").get_by_text("F2")).to_be_visible()
    press(page, "Escape", "p")

    expect(page.get_by_text("That was the last one for you.")).to_be_visible()


def test_without_a_script_a_link_takes_over_and_a_form_decides(
    open_page: OpenPage, project: Project, team: list[User], curator: User
) -> None:
    claim = dispute(project, team, "prediction")
    page = start(open_page, curator, project, java_script_enabled=False)

    page.get_by_role("button", name="Start").click()
    number = find_key(page, "Prediction or plan")
    page.locator(f"#vote-{number} .take a").click()
    page.get_by_role("button", name="Decide").click()

    expect(page.get_by_text("That was the last one for you.")).to_be_visible()
    assert Decision.objects.get().claim == claim


@pytest.mark.once
def test_every_state_of_the_page_is_accessible_and_fits(
    open_page: OpenPage, project: Project, team: list[User], curator: User, manager: User
) -> None:
    change_project(project, manager, approvals_wanted=1)
    claim = queue_claim(project)
    item = EvidenceItem(
        stance="refutes", url="https://register.example/" + "long-" * 40, title="T" * 90
    )
    for person, verdict in zip(team, ("Refuted", "", ""), strict=True):
        labelling = make_checked(claim, evidence=(item,), comment="C" * 200, confidence=3)
        submit(person, claim, labelling if verdict else None, now=clock.now())
    marks.flag_claim(actor=team[0], claim=claim, reason="F" * 300, now=clock.now())
    add_member(project, "another", "curator")
    page = start(open_page, manager, project, reduced_motion="reduce", locale="ar")
    addresses = [page.url, f"{page.url}?why=to_label", address(claim), f"{address(claim)}?take=1"]
    wrong = _look_at(page, addresses)

    adjudication.decide(
        actor=manager, claim=claim, labelling=make_labelling(claim), now=clock.now()
    )
    page = start(open_page, curator, project, reduced_motion="reduce")
    wrong += _look_at(page, [page.url, address(claim)])
    blind = queue_claim(project)
    wrong += _look_at(page, [address(blind)])

    assert wrong == []


def _look_at(page: Page, addresses: list[str]) -> list[str]:
    wrong = []
    for one in addresses:
        page.set_viewport_size({"width": 1280, "height": 740})
        page.goto(one)
        wrong += find_violations_in_both_schemes(page)
        page.set_viewport_size({"width": 360, "height": 740})
        wrong += [f"{one} is wider than 360"] if overflows(page) else []
    return wrong

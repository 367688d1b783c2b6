"""The desk without a pointer: twenty claims counted in keys, own keys, undo, time at work."""

import pytest
from playwright.sync_api import expect

from claims import clock
from claims.models import Annotation, Claim, Flag, Project, Skip, User
from claims.operations import preferences
from tests.browser.desks import (
    OpenPage,
    expect_all_sent,
    expect_claim,
    open_desk,
    press,
    put_before,
)

pytestmark = pytest.mark.django_db(transaction=True)

TWENTY = "Buses in numbers\n\n" + " ".join(
    f"“Bus {number} carries {number} people,” Ada Holm said." for number in range(1, 20)
)
COUNT_KEYS = """
window.presses = 0;
window.pointers = 0;
addEventListener("keydown", () => { window.presses += 1; }, true);
for (const kind of ["pointerdown", "mousedown", "click"])
  addEventListener(kind, (event) => { if (event.detail) window.pointers += 1; }, true);
"""


def test_twenty_claims_cost_three_keys_each_and_no_pointer(
    open_page: OpenPage, project: Project, annotator: User, manager: User
) -> None:
    claims = put_before(annotator, manager, project, TWENTY)
    page = open_desk(open_page, annotator, project)
    page.evaluate(COUNT_KEYS)
    assert len(claims) == 20

    for claim in claims[:-1]:
        expect_claim(page, claim)
        press(page, "1", "w", "Enter")
    expect_claim(page, claims[-1])
    press(page, "1", "w")

    assert page.evaluate("[window.presses, window.pointers]") == [3 * 20 - 1, 0]
    press(page, "Enter")
    expect(page.get_by_text("There is nothing left for you to label here.")).to_be_visible()
    assert Annotation.objects.filter(annotator=annotator).count() == 20


def test_a_verdict_costs_four_keys_and_what_it_rests_on(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    page.evaluate(COUNT_KEYS)

    press(page, "1", "q", "s", "v")
    counted = page.evaluate("window.presses")
    page.keyboard.insert_text("https://register.example/1")
    press(page, "Tab")
    page.keyboard.type("r")
    for _ in range(30):
        press(page, "Tab")
        if page.evaluate("document.activeElement.name") == "justification":
            break
    page.keyboard.insert_text("The register says otherwise.")
    press(page, "Tab")
    page.get_by_label("Judged as of").fill("2026-01-10")
    press(page, "Escape", "Enter")
    expect_claim(page, claims[1])
    expect_all_sent(page)

    assert counted == 4  # With Enter: speaker, verifiability, verdict, submit; and V for evidence.
    assert page.evaluate("window.pointers") == 0
    label = Annotation.objects.get()
    assert (label.verdict and label.verdict.value) == "Refuted"
    assert label.evidence.get().stance == "refutes"


def test_own_keys_are_used_and_drawn(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    preferences.set_keys(
        actor=annotator,
        changes={"skip": "KeyZ", "undo": "KeyX", "label.KeyW": "F2"},
        keys_on=True,
        now=clock.now(),
    )
    page = open_desk(open_page, annotator, project)
    expect(page.get_by_role("button", name="Skip Z")).to_be_visible()

    press(page, "F2")
    expect(page.locator("input[value=routine_fact]")).to_be_checked()
    press(page, "z")
    expect_claim(page, claims[1])
    expect_all_sent(page)

    assert Skip.objects.get().claim == claims[0]


def test_keys_stay_switched_off_for_the_person(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "?")
    with page.expect_response(lambda response: "/keys/switch/" in response.url):
        page.get_by_label("Use these shortcuts").uncheck()

    page.reload()
    press(page, "w", "x")

    expect_claim(page, claims[0])
    expect(page.locator("input[value=routine_fact]")).not_to_be_checked()
    annotator.refresh_from_db()
    assert not annotator.keys_on


def test_undo_opens_the_last_label_again_with_what_was_said(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "1", "w", "Enter", "0", "t", "Enter")
    expect_all_sent(page)
    expect_claim(page, claims[2])

    press(page, "z")
    expect_claim(page, claims[1])
    expect(page.locator("input[value=no_claim]")).to_be_checked()
    press(page, "z")
    expect_claim(page, claims[0])
    expect(page.locator("input[value=routine_fact]")).to_be_checked()
    assert not Annotation.objects.current().exists()
    press(page, "r", "Enter")
    expect_claim(page, claims[1])
    expect_all_sent(page)

    label = Annotation.objects.current().get()
    assert (label.claim, label.verifiability.value) == (claims[0], "prediction")


def test_undo_takes_back_a_skip_and_a_flag(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "x")
    expect_claim(page, claims[1])
    press(page, "!")
    page.keyboard.type("Two in one")
    press(page, "Escape", "!")
    expect(page.get_by_text("Flagged for the curators.")).to_be_visible()
    expect_all_sent(page)

    press(page, "z")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert not Flag.objects.standing().exists()
    press(page, "z")
    expect_claim(page, claims[0])

    assert not Skip.objects.standing().exists()
    expect(page.locator(".claim[aria-current]")).to_have_attribute("data-state", "open")


def test_what_has_not_been_sent_is_taken_back_without_a_network(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
    problems: list[str],
) -> None:
    page = open_desk(open_page, annotator, project)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    press(page, "1", "w", "Enter")
    expect_claim(page, claims[1])
    expect(page.locator("#saved")).to_contain_text("1 waiting")

    press(page, "z")

    expect_claim(page, claims[0])
    expect(page.locator("input[value=routine_fact]")).to_be_checked()
    page.context.set_offline(False)
    press(page, "t", "Enter")
    expect_claim(page, claims[1])
    expect_all_sent(page)
    assert Annotation.objects.get().verifiability.value == "no_claim"
    problems.clear()


def test_a_revision_shows_what_one_said_and_its_history(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "1", "w", "Enter")
    expect_claim(page, claims[1])
    expect_all_sent(page)

    press(page, "ArrowLeft")
    expect(page.get_by_role("button", name="Revise")).to_be_visible()
    expect(page.locator("input[value=routine_fact]")).to_be_checked()
    press(page, "t", "Enter")
    expect_claim(page, claims[1])
    expect_all_sent(page)
    press(page, "ArrowLeft")
    page.locator("#history > summary").press("Enter")

    expect(page.locator("#history")).to_contain_text("Routine fact")
    expect(page.locator("#history")).to_contain_text("No factual claim")
    assert Annotation.objects.current().get().revision == 2


def test_a_skipped_claim_can_be_opened_and_labelled_after_all(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "x")
    expect_claim(page, claims[1])
    expect_all_sent(page)

    press(page, "ArrowLeft")
    expect(page.get_by_text("You skipped this claim. You may still label it.")).to_be_visible()
    press(page, "1", "w", "Enter")
    expect_claim(page, claims[1])
    expect_all_sent(page)

    assert Annotation.objects.get().claim == claims[0]
    assert not Skip.objects.standing().exists()


def test_seconds_count_while_one_is_active_and_the_page_is_seen(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_page(annotator)
    page.clock.install()
    page.goto(f"/p/{project.slug}/desk/")
    for key, seconds in (("1", 20), ("w", 300)):  # Then away: only the first minute counts.
        press(page, key)
        page.clock.run_for(1_000)
        expect_all_sent(page)
        page.clock.run_for((seconds - 1) * 1_000)
    page.clock.resume()
    press(page, "Enter")
    expect_all_sent(page)

    assert Annotation.objects.get().seconds in range(77, 85)


def test_the_guideline_opens_beside_and_labels_say_what_they_mean(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    press(page, "m")
    expect(page.get_by_role("complementary", name="Guideline")).to_be_visible()
    press(page, "w")
    expect(page.locator("input[value=routine_fact]")).to_be_checked()
    press(page, "Escape")
    expect(page.get_by_role("complementary", name="Guideline")).to_be_hidden()
    page.locator("input[value=prediction]").focus()

    definition = page.locator("#verifiability-choices .definition")
    expect(definition).to_contain_text("About what will or would happen")

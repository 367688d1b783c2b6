"""Nothing is lost at the desk: drafts by themselves, work without a network, two tabs, sessions."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Request, Route, expect

from claims import clock
from claims.forms.sheet import Sheet
from claims.models import Annotation, Claim, Draft, Lease, Project, Skip, Slot, User
from claims.operations import marks, queue
from tests.browser.conftest import sign_in
from tests.browser.desks import (
    OpenPage,
    delay_answers,
    expect_all_sent,
    expect_claim,
    open_desk,
    press,
    put_before,
)
from tests.factories import MembershipFactory
from tests.test_outages import fail

pytestmark = pytest.mark.django_db(transaction=True)


def write_comment(page: Page, text: str) -> None:
    page.locator("#more > summary").click()
    page.get_by_label("Comment for the curator").press_sequentially(text)


def read_comment(page: Page) -> str:
    return page.get_by_label("Comment for the curator").input_value()


def state_of(page: Page) -> str | None:
    return page.locator("#saved").get_attribute("data-state")


def test_what_is_written_is_on_the_server_when_saved_is_shown(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    press(page, "1", "w")
    write_comment(page, "Look at the date.")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=2_000)

    body = Draft.objects.get(claim=claims[0], annotator=annotator).body
    assert (body["verifiability"], body["comment"]) == ("routine_fact", "Look at the date.")


def test_a_claim_left_unfinished_is_there_again_also_in_another_browser(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "q", "s")
    write_comment(page, "Half done")
    press(page, "Escape", "ArrowRight")
    expect_claim(page, claims[1])
    expect(page.locator("input[value=check_worthy_fact]")).not_to_be_checked()
    press(page, "ArrowLeft")
    expect(page.locator("input[value=Refuted]")).to_be_checked()
    expect_all_sent(page)

    elsewhere = open_desk(open_page, annotator, project)

    expect(elsewhere.locator("input[value=check_worthy_fact]")).to_be_checked()
    assert read_comment(elsewhere) == "Half done"


def test_a_tab_that_is_closed_at_once_has_lost_nothing(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "t")
    write_comment(page, "Closed in the middle of a wo")
    page.close()

    again = page.context.new_page()
    again.goto(f"/p/{project.slug}/desk/")

    expect(again.locator("input[value=no_claim]")).to_be_checked()
    assert read_comment(again) == "Closed in the middle of a wo"
    expect(again.locator("#told")).to_be_hidden()


def test_without_a_network_work_goes_on_and_arrives_exactly_once(
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
    press(page, "x")
    expect_claim(page, claims[2])
    press(page, "0", "t", "Enter")
    expect_claim(page, claims[3])
    expect(page.locator("#saved")).to_contain_text("Offline")
    expect(page.locator("#saved")).to_contain_text("3 waiting")
    assert not Annotation.objects.exists()

    page.context.set_offline(False)
    expect_all_sent(page)
    page.reload()
    expect_claim(page, claims[3])
    labelled = Annotation.objects.order_by("claim__position")
    assert [label.claim for label in labelled] == [claims[0], claims[2]]
    assert Skip.objects.get().claim == claims[1]
    problems.clear()  # Chromium notes each request that failed.


def test_what_waits_survives_a_closed_browser(
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
    page.close()
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(f"/p/{project.slug}/desk/")

    expect_all_sent(again)
    assert Annotation.objects.get().claim == claims[0]
    problems.clear()


def test_an_answer_that_is_lost_on_the_way_makes_no_second_label(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
    problems: list[str],
) -> None:
    page = open_desk(open_page, annotator, project)
    lost: list[str] = []

    def lose_answer(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(str(route.fetch().status))
        return route.abort()

    page.route(f"**/desk/{claims[0].uuid}/", lose_answer)
    press(page, "1", "w", "Enter")
    expect_claim(page, claims[1])
    expect_all_sent(page)

    assert lost == ["200"]
    assert Annotation.objects.filter(claim=claims[0]).count() == 1
    problems.clear()


def test_a_server_that_restarts_is_waited_for(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
    problems: list[str],
) -> None:
    page = open_desk(open_page, annotator, project)
    page.wait_for_load_state("networkidle")
    page.route("**/desk/**", lambda route: route.fulfill(status=502, body="Bad gateway"))
    press(page, "1", "w", "Enter", "0", "t", "Enter")
    expect_claim(page, claims[2])
    expect(page.locator("#saved")).to_contain_text("2 waiting")

    page.unroute("**/desk/**")

    expect_all_sent(page)
    assert Annotation.objects.count() == 2
    problems.clear()


# As long as a server without room asks to be left alone.
NO_ROOM_S = 60


def list_posts(page: Page, address: str) -> list[str]:
    """What is sent there from now on."""
    posts: list[str] = []

    def note(sent: Request) -> None:
        if sent.method == "POST" and address in sent.url:
            posts.append(sent.url)

    page.on("request", note)
    return posts


def test_a_server_without_room_says_so_itself_and_is_tried_again_when_it_asks_for_it(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
    problems: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(annotator)
    page.clock.install()
    page.goto(f"/p/{project.slug}/desk/", wait_until="networkidle")
    saved = page.locator("#saved")
    with monkeypatch.context() as full:
        for name in ("submit", "keep"):
            full.setattr(Sheet, name, fail("SQLITE_FULL"))
        full.setattr(marks, "skip_claim", fail("SQLITE_FULL"))
        write_comment(page, "Not to be lost")
        expect(saved).to_have_text(
            "There is no room left: go on, your work is kept in this browser."
        )
        # Each try is waited for: its answer would be a good one, were there room by then.
        with page.expect_response(f"**/desk/{claims[0].uuid}/"):
            press(page, "Escape", "1", "w", "Enter")
        expect_claim(page, claims[1])
        with page.expect_response(f"**/desk/{claims[0].uuid}/"):
            press(page, "x")
        expect_claim(page, claims[2])
        expect(saved).to_have_text(
            "There is no room left: your work is kept here and sent later (2 waiting)"
        )
    posts = list_posts(page, "/desk/")

    page.clock.fast_forward((NO_ROOM_S - 10) * 1_000)
    page.wait_for_timeout(100)
    asked_early = list(posts)
    page.clock.fast_forward(10_000)

    expect_all_sent(page)
    assert asked_early == []
    assert Annotation.objects.get().comment == "Not to be lost"
    assert Skip.objects.get().claim == claims[1]
    problems.clear()  # The console notes each refusal.


def test_whoever_is_done_while_the_site_is_read_only_goes_on_when_it_is_no_more(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    manager: User,
    problems: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_before(annotator, manager, project, "It is short.\n")
    page = open_page(annotator)
    page.clock.install()
    with monkeypatch.context() as read_only:
        read_only.setattr(queue, "lease_next", fail("SQLITE_READONLY"))
        page.goto(f"/p/{project.slug}/desk/", wait_until="networkidle")
        press(page, "0", "t", "Enter")
        expect(page.locator("#told")).to_have_text(
            "This site is read-only for now: this article is done, the next one comes when that is"
            " over."
        )

    page.clock.fast_forward(NO_ROOM_S * 1_000)

    expect(page.get_by_text("There is nothing left for you to label here.")).to_be_visible()
    assert Annotation.objects.count() == 1
    problems.clear()


def test_a_session_that_ended_is_told_and_after_signing_in_all_is_sent(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
    live_server: object,
) -> None:
    page = open_desk(open_page, annotator, project)
    page.wait_for_load_state("networkidle")
    Session.objects.all().delete()

    press(page, "1", "w", "Enter")
    expect_claim(page, claims[1])
    expect(page.locator("#saved")).to_contain_text("You have been signed out; nothing is lost.")
    assert not Annotation.objects.exists()
    sign_in(page, annotator, page.url.partition("/p/")[0])

    expect_all_sent(page)
    assert Annotation.objects.get().claim == claims[0]


def test_anothers_session_is_not_given_what_somebody_wrote(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
    problems: list[str],
) -> None:
    page = open_desk(open_page, annotator, project)
    page.wait_for_load_state("networkidle")
    other = MembershipFactory(project=project).user
    sign_in(page, other, page.url.partition("/p/")[0])

    press(page, "1", "w", "Enter")

    expect(page.locator("#saved")).to_contain_text("Somebody else is signed in")
    assert not Annotation.objects.exists()
    problems.clear()  # The console notes the refusal.


def test_two_tabs_make_one_label_and_the_second_may_revise(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    first = open_desk(open_page, annotator, project)
    first.context.add_init_script("delete globalThis.BroadcastChannel")  # Nothing is heard.
    second = first.context.new_page()
    second.goto(first.url)
    press(first, "1", "w", "Enter")
    expect_all_sent(first)

    press(second, "0", "t", "Enter")
    expect(second.locator("#told")).to_contain_text("You have labelled this claim already")
    assert Annotation.objects.count() == 1
    second.get_by_role("button", name="Open it").click()
    expect_claim(second, claims[0])
    expect(second.locator("input[value=no_claim]")).to_be_checked()
    press(second, "Enter")
    expect_all_sent(second)

    revised = Annotation.objects.current().get()
    assert (revised.revision, revised.verifiability.value) == (2, "no_claim")


def test_a_second_tab_hears_that_the_claim_was_labelled_in_the_first(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    first = open_desk(open_page, annotator, project)
    second = first.context.new_page()
    second.goto(first.url)

    press(first, "1", "w", "Enter")

    expect(second.locator("#told")).to_contain_text("You labelled this claim already")
    expect(second.get_by_role("button", name="Revise")).to_be_visible()
    expect(second.locator("input[value=routine_fact]")).to_be_checked()
    expect(second.locator(".claim[aria-current]")).to_have_attribute("data-state", "done")


def test_a_draft_changed_in_two_tabs_is_lost_in_neither(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    first = open_desk(open_page, annotator, project)
    second = first.context.browser.new_context(base_url=first.url).new_page()  # type: ignore[union-attr]
    sign_in(second, annotator, first.url.partition("/p/")[0])
    second.goto(first.url)
    write_comment(first, "From the first")
    expect_all_sent(first)

    write_comment(second, "From the second")

    expect(second.locator("#told")).to_contain_text("changed in another tab or on another device")
    assert read_comment(second) == "From the second"
    second.get_by_role("button", name="Show that").click()
    assert read_comment(second) == "From the first"
    second.context.close()


def test_a_label_after_the_reservation_ran_out_is_taken_while_nobody_was_faster(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    Lease.objects.update(ended_at=clock.now())
    Slot.objects.update(annotator=None, lease=None)

    press(page, "1", "w", "Enter")
    expect_all_sent(page)

    assert Annotation.objects.get().claim == claims[0]


def refute(page: Page, stance: str) -> None:
    press(page, "1", "q", "s", "v")
    page.keyboard.insert_text("https://register.example/1")
    page.get_by_label("Stance").first.select_option(stance)
    page.locator("#id_justification").fill("The register says otherwise.")
    page.get_by_label("Judged as of").fill("2026-01-10")
    press(page, "Escape", "Enter")


def test_a_verdict_that_is_refused_after_all_is_shown_again_with_the_reason(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    delay_answers(page, f"**/desk/{claims[0].uuid}/")

    refute(page, "supports")
    expect_claim(page, claims[1])
    expect(page.locator("#errors")).to_contain_text("Not submitted yet")
    expect_claim(page, claims[0])
    assert not Annotation.objects.exists()
    page.get_by_label("Stance").first.select_option("refutes")
    press(page, "Escape", "Enter")

    expect_claim(page, claims[1])
    expect_all_sent(page)
    assert Annotation.objects.get().evidence.get().stance == "refutes"


def test_a_refused_verdict_takes_nobody_away_from_what_they_have_begun(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    delay_answers(page, f"**/desk/{claims[0].uuid}/")

    refute(page, "supports")
    expect_claim(page, claims[1])
    press(page, "0", "t")

    expect(page.locator("#told")).to_contain_text("points that way")
    expect_claim(page, claims[1])
    expect(page.locator("input[value=no_claim]")).to_be_checked()
    page.get_by_role("button", name="Open it").click()
    expect_claim(page, claims[0])
    expect(page.locator("#id_justification")).to_have_value("The register says otherwise.")


def test_a_label_that_comes_too_late_stays_a_draft_and_is_told(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    write_comment(page, "Took me long")
    press(page, "Escape")
    Lease.objects.update(ended_at=clock.now())
    others = [MembershipFactory(project=project).user for _ in range(project.overlap)]
    for slot in Slot.objects.filter(claim=claims[0]):
        Slot.objects.filter(pk=slot.pk).update(annotator=others.pop(), lease=None)

    press(page, "1", "w", "Enter")

    expect(page.locator("#told")).to_contain_text("Others have given all the labels")
    assert not Annotation.objects.exists()
    draft = Draft.objects.get(claim=claims[0], annotator=annotator)
    assert (draft.body["comment"], draft.body["verifiability"]) == ("Took me long", "routine_fact")


def test_the_last_claim_leads_on_to_the_article_fetched_ahead(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    manager: User,
    claims: list[Claim],
    problems: list[str],
) -> None:
    following = put_before(annotator, manager, project, "A second article.\n\nIt is short.\n")
    page = open_desk(open_page, annotator, project)
    with page.expect_response(lambda response: str(following[0].uuid) in response.url) as read:
        for _ in claims[:-2]:
            press(page, "0", "t", "Enter")
    read.value.finished()
    page.context.set_offline(True)

    for _ in range(2):
        press(page, "0", "t", "Enter")

    expect_claim(page, following[0])
    assert str(following[0].uuid) in page.url
    page.context.set_offline(False)
    expect_all_sent(page)
    assert Annotation.objects.count() == len(claims)
    assert Lease.objects.open().get().article == following[0].article
    problems.clear()


def test_a_second_enter_while_the_next_article_is_fetched_labels_nothing_twice(
    open_page: OpenPage, project: Project, annotator: User, manager: User
) -> None:
    (claim,) = put_before(annotator, manager, project, "It is short.\n")
    page = open_desk(open_page, annotator, project)
    page.wait_for_load_state("networkidle")
    delay_answers(page, "**/session/")

    press(page, "0", "t", "Enter")
    expect(page.locator("#told")).to_have_text("Fetching the next article…")
    for _ in range(3):
        press(page, "Enter")
        page.wait_for_timeout(100)
    expect(page.get_by_text("There is nothing left for you to label here.")).to_be_visible()

    assert Annotation.objects.get().claim == claim


def test_whoever_has_no_network_at_the_end_goes_on_when_it_is_back(
    open_page: OpenPage, project: Project, annotator: User, manager: User, problems: list[str]
) -> None:
    put_before(annotator, manager, project, "It is short.\n")
    page = open_desk(open_page, annotator, project)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)

    press(page, "0", "t", "Enter")
    expect(page.locator("#told")).to_contain_text("The next one comes when the network is back.")
    # Not held for ever: the keys are heard.
    press(page, "m")
    expect(page.locator("#guideline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("There is nothing left for you to label here.")).to_be_visible()

    assert Annotation.objects.count() == 1
    problems.clear()


def test_what_is_written_after_a_queued_label_stays_and_becomes_its_revision(
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
    press(page, "ArrowLeft")
    expect_claim(page, claims[0])
    write_comment(page, "Written since")
    press(page, "Escape", "ArrowRight")

    page.context.set_offline(False)
    expect_all_sent(page)
    press(page, "ArrowLeft")

    expect(page.get_by_label("Comment for the curator")).to_have_value("Written since")
    press(page, "Enter")
    expect_all_sent(page)
    label = Annotation.objects.current().get()
    assert (label.revision, label.comment) == (2, "Written since")
    problems.clear()


def test_nothing_of_one_claim_comes_into_another_that_is_still_fetched(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "ArrowLeft", "1", "w", "Enter")
    expect_claim(page, claims[0])
    expect_all_sent(page)
    press(page, "ArrowRight")
    page.reload()
    expect_claim(page, claims[1])
    press(page, "0", "t")
    write_comment(page, "Of the second")
    press(page, "Escape")
    expect_all_sent(page)

    # Too far away to be there already.
    delay_answers(page, f"**/desk/{claims[-1].uuid}/")
    page.locator(".claim").last.click()
    press(page, "r")

    expect(page.locator("input[value=routine_fact]")).to_be_checked()
    assert read_comment(page) == ""
    assert [draft.claim for draft in Draft.objects.all()] == [claims[1]]


def test_labels_of_before_are_there_before_one_comes_to_them(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "1", "w", "Enter", "0", "t", "Enter")
    expect_all_sent(page)
    page.goto(f"/p/{project.slug}/desk/{claims[0].uuid}/", wait_until="networkidle")

    page.context.set_offline(True)
    press(page, "ArrowRight")

    expect_claim(page, claims[1])
    expect(page.locator("input[value=no_claim]")).to_be_checked()
    expect(page.get_by_role("button", name="Revise")).to_be_visible()
    page.context.set_offline(False)


def test_a_refused_skip_leaves_what_was_written_alone(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    elsewhere = open_desk(open_page, annotator, project)
    press(elsewhere, "1", "w", "Enter")
    expect_all_sent(elsewhere)
    write_comment(page, "Precious")
    press(page, "Escape")

    press(page, "x")
    expect_claim(page, claims[1])
    expect(page.locator("#told")).to_contain_text("You have labelled this claim already")
    press(page, "ArrowLeft")

    expect(page.get_by_label("Comment for the curator")).to_have_value("Precious")
    expect(page.locator(".claim[aria-current]")).to_have_attribute("data-state", "done")


def test_what_is_typed_while_a_draft_is_on_its_way_is_kept(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    delay_answers(page, "**/draft/")
    write_comment(page, "First words")
    page.wait_for_timeout(1_000)
    page.get_by_label("Comment for the curator").press_sequentially(" and more")
    press(page, "Escape", "1", "w", "Enter")
    expect_claim(page, claims[1])
    expect_all_sent(page)

    assert Annotation.objects.get().comment == "First words and more"
    assert not Draft.objects.exists()


def test_a_browser_that_keeps_nothing_still_sends_all(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_page(annotator)
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    page.goto(f"/p/{project.slug}/desk/")

    write_comment(page, "Kept by the page alone")
    press(page, "Escape", "1", "w", "Enter")
    expect_claim(page, claims[1])
    expect_all_sent(page)

    assert Annotation.objects.get().comment == "Kept by the page alone"


def test_a_reason_is_for_its_own_claim_alone(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "!")
    page.keyboard.type("Garbled")
    press(page, "Escape", "ArrowRight", "x")
    expect_claim(page, claims[2])
    expect_all_sent(page)

    skip = Skip.objects.get()
    assert (skip.claim, skip.reason) == (claims[1], "")

"""Both desks of a project with two passes, in a real browser."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from claims.models import Annotation, Claim, Project, User
from tests.browser.desks import delay_answers
from tests.factories import AnnotationFactory, ClaimFactory, LeaseFactory, SlotFactory

OpenPage = Callable[..., Page]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(project: Project) -> Project:
    project.has_check_pass, project.overlap = True, 1
    project.save(update_fields=["has_check_pass", "overlap"])
    return project


@pytest.fixture
def claim(project: Project, other_annotator: User) -> Claim:
    """A claim that somebody else has found worth checking."""
    claim = ClaimFactory(article__project=project)
    AnnotationFactory(slot__claim=claim, slot__annotator=other_annotator, value="check_worthy_fact")
    SlotFactory(claim=claim, stage="check")
    return claim


def take_claim(open_page: OpenPage, user: User, project: Project, **options: object) -> Page:
    page = open_page(user, **options)
    page.goto(f"/p/{project.slug}/")
    page.get_by_role("main").get_by_role("link", name="Check claims").click()
    page.get_by_role("button", name="Take the next claim to check").click()
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
    # Keys are heard from when the page's module has run.
    page.wait_for_load_state("load")
    return page


def expect_checked(page: Page, user: User) -> None:
    expect(page.get_by_text("There is nothing for you to check here for now.")).to_be_visible()
    label = Annotation.objects.get(annotator=user)
    assert (label.stage, label.speaker.kind) == ("check", "article")
    assert (label.verdict and label.verdict.value) == "Refuted"


def test_a_second_enter_while_the_next_claim_is_fetched_checks_nothing_twice(
    open_page: OpenPage, project: Project, annotator: User, claim: Claim
) -> None:
    page = take_claim(open_page, annotator, project)
    for key in ("1", "/", "q", "s", "v"):
        page.keyboard.press(key)
    page.keyboard.type("https://register.example/1")
    page.get_by_label("Stance").first.select_option("refutes")
    page.get_by_label("Why").fill("The register says so.")
    page.get_by_label("Judged as of").fill("2026-01-10")
    delay_answers(page, "**/session/")

    page.get_by_label("Judged as of").blur()
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("Fetching the next article…")
    for _ in range(3):
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)

    expect_checked(page, annotator)


def test_a_claim_is_checked_by_keyboard(
    open_page: OpenPage, project: Project, annotator: User, claim: Claim
) -> None:
    page = take_claim(open_page, annotator, project)

    for key in ("1", "/", "q", "s", "v"):
        page.keyboard.press(key)
    page.keyboard.type("https://register.example/1")
    page.get_by_label("Stance").first.select_option("refutes")
    page.get_by_label("Why").fill("The register says so.")
    page.get_by_label("Judged as of").fill("2026-01-10")
    page.get_by_role("button", name="Submit").click()

    expect_checked(page, annotator)


def test_a_claim_is_checked_without_javascript(
    open_page: OpenPage, project: Project, annotator: User, claim: Claim
) -> None:
    page = take_claim(open_page, annotator, project, java_script_enabled=False)

    page.get_by_role("radio", name="Refuted").check()
    page.get_by_label("Link").first.fill("https://register.example/1")
    page.get_by_label("Stance").first.select_option("refutes")
    page.get_by_label("Why").fill("The register says so.")
    page.get_by_label("Judged as of").fill("2026-01-10")
    page.get_by_role("button", name="Submit").click()

    expect_checked(page, annotator)


def test_the_label_card_has_no_key_for_a_verdict(
    open_page: OpenPage, project: Project, annotator: User
) -> None:
    claim = ClaimFactory(article__project=project)
    lease = LeaseFactory(article=claim.article, annotator=annotator)
    SlotFactory(claim=claim, annotator=annotator, lease=lease)
    page = open_page(annotator)
    page.goto(f"/p/{project.slug}/desk/")

    for key in ("s", "v", "0", "q", "Enter"):
        page.keyboard.press(key)

    expect(page.get_by_text("There is nothing left for you to label here.")).to_be_visible()
    assert Annotation.objects.get().verdict is None


@pytest.mark.parametrize("width", [360, 1280])
def test_the_check_desk_is_accessible_and_fits(
    width: int, open_page: OpenPage, project: Project, annotator: User, claim: Claim
) -> None:
    size = {"width": width, "height": 800}
    page = take_claim(open_page, annotator, project, viewport=size)

    found = Axe().run(page)

    assert found.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

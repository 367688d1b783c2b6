"""The desk for those who don't see it, on a phone, magnified, and in Arabic and Hebrew."""

import pytest
from playwright.sync_api import Locator, Page, expect

from claims import clock
from claims.exchange.records import ArticleRecord
from claims.models import Article, Claim, Project, User
from claims.operations import articles, queue
from tests.browser.axe import overflows
from tests.browser.desks import (
    OpenPage,
    expect_all_sent,
    expect_claim,
    open_desk,
    press,
)

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 640}
MAGNIFIED = {"width": 640, "height": 400}  # 1280 by 800 at 200 %
ARABIC = (
    "NATO لن تمول الجسر\n\n"
    "قالت وزيرة النقل ليلى حداد إن الجسر سيكلف 220 مليون يورو في عام 2027. "
    "BBC قالت إن عدد الركاب ارتفع بنسبة 12% في 2025.\n"
)
HEBREW = (
    "BBC: המעבורת תחזור ביוני\n\n"
    "שרת התחבורה רות כהן אמרה כי הגשר יעלה 220 מיליון אירו בשנת 2027. "
    "NATO הודיעה כי מספר הנוסעים עלה ב-12% בשנת 2025.\n"
)
# Everything that can be pressed, as large as it is for a thumb: a radio button by its label.
# Links within a text are as large as its lines.
LIST_SMALL = """least => [...document.querySelectorAll(
  "a, button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility() && (least < 44 || one.closest(".panel")))
  .filter((one) => !one.closest("p, h1, h2, .byline, .sr, .skip-link"))
  .map((one) => [one, (one.closest(".choice, .check") ?? one).getBoundingClientRect()])
  .filter(([, box]) => box.height && Math.min(box.width, box.height) < least)
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)"""
IS_OUTLINED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one.closest(".choice") ?? one);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")


def heard(page: Page) -> Locator:
    return page.locator("#live")


# ---- For those who don't see it ----------------------------------------------------------------


def test_a_claim_is_heard_once_with_its_state(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    total = len(claims)

    # The focus was in the form and goes to the claim, which is read by that.
    press(page, "1", "ArrowRight")
    expect(heard(page)).to_have_text(f"Claim 2 of {total}, to label")
    expect(page.locator("#claim-text")).to_be_focused()
    # Now it is there already, and nothing but this is read.
    press(page, "ArrowRight")
    expect(heard(page)).to_have_text(f"Claim 3 of {total}, to label: {claims[2].text}")
    page.evaluate("document.activeElement.blur()")
    press(page, "ArrowLeft")

    expect(heard(page)).to_have_text(f"Claim 2 of {total}, to label: {claims[1].text}")


def test_the_result_of_each_key_is_heard(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    total = len(claims)

    press(page, "1")
    expect(heard(page)).to_have_text("Speaker: Ada Holm")
    press(page, "t")
    expect(heard(page)).to_have_text("Verifiability: No factual claim")
    press(page, "s")
    expect(heard(page)).to_have_text("This label has no verdict.")
    press(page, "Enter")
    expect(heard(page)).to_have_text(f"Submitted. Claim 2 of {total}, to label")
    press(page, "x")
    expect(heard(page)).to_have_text(f"Skipped. Claim 3 of {total}, to label: {claims[2].text}")
    expect_all_sent(page)
    press(page, "z")
    expect(page.get_by_role("status").filter(has_text="Taken back.")).to_be_visible()
    expect(heard(page)).to_have_text(f"Claim 2 of {total}, to label: {claims[1].text}")
    press(page, "!")
    page.keyboard.type("Two in one")
    press(page, "Escape", "!")
    expect(page.get_by_role("status").filter(has_text="Flagged for the curators.")).to_be_visible()
    press(page, "ArrowRight", "ArrowLeft")

    expect(heard(page)).to_contain_text(f"Claim 2 of {total}, to label, flagged")


def test_what_is_wrong_and_the_network_are_heard(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
    problems: list[str],
) -> None:
    page = open_desk(open_page, annotator, project)
    page.wait_for_load_state("networkidle")

    press(page, "Enter")
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors")).to_contain_text("Speaker: Choose who says it.")
    page.context.set_offline(True)
    expect(heard(page)).to_have_text("Offline: go on, your work is kept in this browser.")
    press(page, "1", "t", "Enter")
    expect_claim(page, claims[1])
    page.context.set_offline(False)

    expect(heard(page)).to_have_text("Online again: everything is sent.")
    problems.clear()


@pytest.mark.parametrize("is_loaded_anew", [True, False])
def test_claims_in_the_article_are_called_by_their_text_and_state(
    is_loaded_anew: bool,  # noqa: FBT001 - parametrized
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
) -> None:
    page = open_desk(open_page, annotator, project)
    press(page, "1", "t", "Enter", "x", "!")
    page.keyboard.type("Two in one")
    press(page, "Escape", "!")
    expect(page.locator(".claim[data-flagged]")).to_have_count(1)
    expect_all_sent(page)
    if is_loaded_anew:
        page.reload()

    article = page.get_by_role("article")
    for number, state in enumerate(["labelled", "skipped", "to label, flagged", "to label"]):
        link = article.get_by_role("link", name=f"{claims[number].text} ({state})")
        expect(link).to_have_count(1)


def test_whatever_takes_the_focus_shows_it(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)
    open_details(page)
    hidden, seen = [], set()

    for _ in range(80):
        press(page, "Tab")
        name = page.evaluate("document.activeElement.outerHTML.slice(0, 100)")
        if name.startswith("<body") or name in seen:
            break
        seen.add(name)
        hidden += [] if page.evaluate(IS_OUTLINED) else [name]

    assert hidden == []
    assert any("claim" in name for name in seen)
    assert len(seen) > 15


# ---- On a phone, and magnified -----------------------------------------------------------------


@pytest.mark.parametrize(("size", "least"), [(PHONE, 44), (MAGNIFIED, 24)])
def test_controls_are_large_enough_and_nothing_is_cut_off(
    size: dict[str, int],
    least: int,
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
) -> None:
    page = open_desk(open_page, annotator, project, viewport=size)
    press(page, "/", "Escape", "q", "s")
    open_details(page)

    assert page.evaluate(LIST_SMALL, least) == []
    assert not overflows(page)
    page.context.set_offline(True)
    expect(page.locator("#saved")).to_contain_text("Offline")
    assert not overflows(page)
    page.context.set_offline(False)


@pytest.mark.parametrize("size", [PHONE, MAGNIFIED])
def test_whoever_goes_on_stays_at_the_form(
    size: dict[str, int],
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
) -> None:
    page = open_desk(open_page, annotator, project, viewport=size, has_touch=True)
    text = page.locator(".panel blockquote")
    page.get_by_role("link", name="Label this claim").tap()

    for number in (1, 2):
        page.locator("#speaker-choices .choice", has_text="Ada Holm").tap()
        page.locator("label.choice", has_text="Routine fact").tap()
        page.get_by_role("button", name="Submit").tap()
        expect_claim(page, claims[number])
        expect(text).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Skip").tap()
    expect_claim(page, claims[3])
    expect(text).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Undo").tap()
    expect_claim(page, claims[2])

    expect(text).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Taken back.")).to_be_in_viewport()


def test_the_next_claim_is_seen_from_its_beginning(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project, viewport={"width": 1280, "height": 600})
    press(page, "!")
    page.keyboard.type("Two in one")
    press(page, "Escape", "!")
    expect(page.get_by_text("Flagged for the curators.")).to_be_in_viewport()

    press(page, "ArrowRight")

    expect(page.locator("#where")).to_be_in_viewport()
    expect(page.locator(".panel blockquote")).to_be_in_viewport(ratio=1)


# ---- From right to left ------------------------------------------------------------------------


@pytest.fixture
def right_to_left(
    request: pytest.FixtureRequest, project: Project, annotator: User, manager: User
) -> list[Claim]:
    """An article before the annotator that begins with a word from left to right."""
    language, text = request.param
    now = clock.now()
    rows = [(1, ArticleRecord(text=text, language=language))]
    articles.import_articles(actor=manager, project=project, rows=rows, now=now)
    queue.lease_next(actor=annotator, project=project, now=now)
    return list(Article.objects.get().claims.order_by("position"))


BOTH = pytest.mark.parametrize(
    "right_to_left", [("ar", ARABIC), ("he", HEBREW)], indirect=True, ids=["ar", "he"]
)


@BOTH
def test_an_article_reads_from_the_right_wherever_it_is_shown(
    open_page: OpenPage, project: Project, annotator: User, right_to_left: list[Claim]
) -> None:
    claim = right_to_left[0]
    base = f"/p/{project.slug}/"
    page = open_desk(open_page, annotator, project)
    press(page, "0", "t", "Enter")
    expect_claim(page, right_to_left[1])
    expect_all_sent(page)

    places = {
        f"{base}desk/": [".article", ".article h1", ".article p", "#claim-text"],
        f"{base}labels/": ["#labels .row-link"],
        f"{base}desk/{claim.uuid}/history/": ["blockquote"],
        f"{base}articles/{claim.article.uuid}/": [".article h1", ".article p"],
        f"{base}claims/{right_to_left[2].uuid}/boundaries/": ["#near"],
    }
    for address, selectors in places.items():
        page.goto(address)
        for selector in selectors:
            expect(page.locator(selector).first).to_have_css("direction", "rtl")
        assert not overflows(page)


@BOTH
def test_arrows_go_the_way_the_article_is_read(
    open_page: OpenPage, project: Project, annotator: User, right_to_left: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    press(page, "ArrowLeft")
    expect_claim(page, right_to_left[1])
    press(page, "ArrowRight")
    expect_claim(page, right_to_left[0])
    press(page, "?")

    expect(page.get_by_role("dialog")).to_contain_text("← leads onward")


# ---- Rest, and few colours ---------------------------------------------------------------------


def test_nothing_moves_for_whoever_wants_no_motion(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project, reduced_motion="reduce")

    moving = page.evaluate(
        """[...document.querySelectorAll("*")].filter((one) => {
          const style = getComputedStyle(one);
          return style.animationName !== "none" || style.transitionDuration !== "0s"
            || style.scrollBehavior !== "auto";
        }).map((one) => one.outerHTML.slice(0, 90))"""
    )

    assert moving == []


def test_states_are_told_without_colours(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project, forced_colors="active")
    press(page, "1", "t", "Enter", "x", "!")
    page.keyboard.type("Two in one")
    press(page, "Escape", "!")
    expect(page.locator(".claim[data-flagged]")).to_have_count(1)

    read = """one => [getComputedStyle(one, "::after").content,
                      getComputedStyle(one).textDecorationStyle]"""
    looks = [page.locator(f".claim[data-n='{n}']").evaluate(read) for n in range(2)]
    flagged = page.locator(".claim[data-flagged]").evaluate(read)
    current = page.locator(".claim[aria-current]")

    assert looks == [['"✓" / ""', "solid"], ["none", "dotted"]]
    assert flagged[0] == '"⚑" / ""'
    expect(current).to_have_css("outline-width", "3px")
    expect(current).to_have_css("outline-style", "solid")
    press(page, "1")
    chosen = page.locator("#speaker-choices .choice", has_text="Ada Holm")
    expect(chosen).to_have_css("outline-width", "3px")

"""The desk in a real browser: keys, focus, and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from claims.models import Annotation, Claim, Flag, Project, Skip, User
from tests.browser.desks import OpenPage, expect_all_sent, expect_claim, open_desk

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_label_without_a_verdict_costs_three_keys(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    for key in ("1", "w", "Enter"):
        page.keyboard.press(key)

    expect_claim(page, claims[1])
    expect_all_sent(page)
    label = Annotation.objects.get()
    assert (label.speaker.name, label.verifiability.value) == ("Ada Holm", "routine_fact")


def test_keys_go_by_their_place_on_the_keyboard(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown",
           {key: "ц", code: "KeyW", bubbles: true, cancelable: true}))"""
    )

    expect(page.locator("input[value=routine_fact]")).to_be_checked()


def test_no_key_fires_while_one_types(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    page.keyboard.press("/")
    page.keyboard.type("xqw1 Quentin")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.keyboard.press("Enter")

    expect_claim(page, claims[1])
    expect_all_sent(page)
    assert Annotation.objects.get().speaker.name == "xqw1 Quentin"
    assert not Skip.objects.exists()


def test_the_same_verdict_key_again_takes_it_back(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    page.keyboard.press("w")
    page.keyboard.press("s")
    expect(page.locator("input[value=Refuted]")).to_be_checked()
    page.keyboard.press("s")

    expect(page.locator("input[value=Refuted]")).not_to_be_checked()


def test_a_verdict_is_locked_where_the_label_refuses_one(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    page.keyboard.press("q")
    page.keyboard.press("s")
    page.keyboard.press("t")
    page.keyboard.press("s")

    expect(page.locator("input[value=Refuted]")).to_be_disabled()
    expect(page.locator("input[name=verdict][value='']")).to_be_checked()


def test_skip_flag_and_arrows_by_keyboard(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    page.keyboard.press("x")
    expect_claim(page, claims[1])
    page.keyboard.press("!")
    page.keyboard.type("Two claims in one.")
    page.keyboard.press("Escape")
    page.keyboard.press("!")
    expect(page.get_by_text("Flagged for the curators.")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect_claim(page, claims[2])
    page.keyboard.press("ArrowLeft")
    expect_claim(page, claims[1])

    expect_all_sent(page)
    assert Skip.objects.get().claim == claims[0]
    assert Flag.objects.get().reason == "Two claims in one."


def test_keys_can_be_switched_off(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    page.keyboard.press("?")
    page.get_by_label("Use these shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("w")

    expect(page.locator("input[value=routine_fact]")).not_to_be_checked()


def test_twenty_double_presses_of_enter_are_one_label_each(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project)

    for claim in claims:
        expect_claim(page, claim)
        page.keyboard.press("0")
        page.keyboard.press("t")
        page.get_by_role("button", name="Submit").dblclick()

    expect(page.get_by_text("There is nothing left for you to label here.")).to_be_visible()
    assert Annotation.objects.count() == len(claims)


def test_all_of_it_works_without_javascript(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project, java_script_enabled=False)

    page.get_by_role("radio", name="Ada Holm").check()
    page.get_by_label("Fact worth checking").check()
    page.get_by_label("Refuted").check()
    row = page.locator("#evidence-rows .evidence").first
    row.get_by_label("Link").fill("https://register.example/1")
    row.get_by_label("Stance").select_option("refutes")
    page.get_by_label("Why").fill("It was on time.")
    page.get_by_label("Judged as of").fill("2026-01-10")
    page.get_by_role("button", name="Submit").click()
    expect_claim(page, claims[1])
    page.get_by_role("button", name="Skip").click()
    expect_claim(page, claims[2])

    label = Annotation.objects.get()
    assert (label.verdict and label.verdict.value, label.evidence.count()) == ("Refuted", 1)
    assert Skip.objects.get().claim == claims[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_serious_and_nothing_overflows(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
    scheme: str,
    width: int,
) -> None:
    page = open_desk(
        open_page,
        annotator,
        project,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    page.keyboard.press("q")
    page.keyboard.press("s")
    page.locator("#more > summary").click()

    found = Axe().run(page).response["violations"]

    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_a_link_leads_to_the_form_without_javascript(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    phone = {"width": 360, "height": 300}
    page = open_desk(open_page, annotator, project, viewport=phone, java_script_enabled=False)
    expect(page.locator(".panel blockquote")).not_to_be_in_viewport()

    page.get_by_role("link", name="Label this claim").click()

    expect(page.locator(".panel blockquote")).to_be_in_viewport()


def test_what_is_wrong_is_focused_without_a_script_too(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_desk(open_page, annotator, project, java_script_enabled=False)

    page.get_by_role("button", name="Submit").click()

    expect(page.locator("#errors")).to_contain_text("Not submitted yet.")
    expect(page.locator("#errors:focus")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_wrong_is_listed_first_and_is_accessible(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim], width: int
) -> None:
    viewport = {"width": width, "height": 740}
    page = open_desk(open_page, annotator, project, viewport=viewport)
    for key in ("1", "q", "s"):
        page.keyboard.press(key)
    page.get_by_label("Link").first.fill("no link")
    page.get_by_label("Stance").first.select_option("refutes")
    page.get_by_role("button", name="Submit").click()

    errors = page.locator("#errors")
    expect(errors).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(errors).to_contain_text("Why: Say why, in a sentence.")
    expect(errors).to_contain_text("Evidence 1, Link:")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_desk_asks_for_little_and_for_what_an_occasion_needs_when_it_stands(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_page(annotator)
    page.goto(f"/p/{project.slug}/desk/{claims[0].uuid}/", wait_until="networkidle")

    first, later = page.evaluate(LIST_FILES)

    # With the page itself and its icon nine.
    assert first == [
        "article.js",
        "desk.css",
        "desk.js",
        "factcheck.css",
        "keys.js",
        "outbox.js",
        "sheet.js",
    ]
    assert later == [
        "fragments.js",
        "menu.js",
        "speaker_search.js",
        "undo.js",
    ]


def test_what_does_not_come_at_first_comes_when_the_network_is_back(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    claims: list[Claim],
    problems: list[str],
) -> None:
    page = open_page(annotator)
    page.route("**/menu.js", lambda route: route.abort(), times=1)
    page.goto(f"/p/{project.slug}/desk/", wait_until="networkidle")
    with page.expect_response("**/menu.js"):
        page.evaluate("dispatchEvent(new Event('online'))")
    menu = page.locator("details.menu")

    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")

    expect(menu).not_to_have_attribute("open", "")
    problems.clear()  # Chromium notes the request that failed.


def test_escape_closes_the_menu_first_and_then_what_lies_beside(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    page = open_page(annotator)
    page.goto(f"/p/{project.slug}/desk/", wait_until="networkidle")
    page.keyboard.press("m")
    page.locator("details.menu summary").click()

    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    expect(page.locator("#guideline")).to_be_visible()
    page.keyboard.press("Shift+Escape")
    expect(page.locator("#guideline")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#guideline")).to_be_hidden()


def test_a_held_key_goes_on_only_through_what_there_is(
    open_page: OpenPage, project: Project, annotator: User, claims: list[Claim]
) -> None:
    own = {"skip": "ArrowUp", "following": "KeyJ", "label.KeyJ": "F2"}
    User.objects.filter(pk=annotator.pk).update(own_keys=own)
    page = open_desk(open_page, annotator, project)

    for _ in range(3):
        page.keyboard.down("ArrowUp")
    page.keyboard.up("ArrowUp")
    expect_claim(page, claims[1])
    for _ in range(2):
        page.keyboard.down("j")
    page.keyboard.up("j")
    expect_claim(page, claims[3])

    expect_all_sent(page)
    assert Skip.objects.get().claim == claims[0]


# The names of the files that were asked for before the page had loaded, and since.
LIST_FILES = """() => {
  const [{ loadEventStart }] = performance.getEntriesByType("navigation");
  const files = performance.getEntriesByType("resource");
  const list = (wanted) => files.filter(wanted).map(({ name }) => name.split("/static/claims/")[1])
    .filter((name) => name && name !== "icon.svg").sort();
  return [
    list(({ startTime }) => startTime < loadEventStart),
    list(({ startTime }) => startTime >= loadEventStart),
  ];
}"""

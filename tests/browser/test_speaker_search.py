"""Finding a speaker of the project at the desk: by keyboard, offline, and for screen readers."""

import re
from collections.abc import Callable, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from claims import clock
from claims.models import Annotation, Claim, Project, Speaker, User
from claims.operations import queue
from tests.browser.desks import expect_all_sent
from tests.factories import SpeakerAliasFactory, SpeakerFactory
from tests.operations.queues import list_claims, queue_article

OpenPage = Callable[..., Page]
pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Ada Holm", "Bo Holmgren", "Cy Lund")


@pytest.fixture
def speakers(project: Project) -> Sequence[Speaker]:
    ada, *others = (SpeakerFactory(project=project, name=name, role="mayor") for name in NAMES)
    SpeakerAliasFactory(speaker=ada, name="Dr Holm-Ek")
    return [ada, *others]


@pytest.fixture
def claims(project: Project, annotator: User, speakers: Sequence[Speaker]) -> Sequence[Claim]:
    """Two claims of an article, which lie before the annotator."""
    article = queue_article(project, claims=2)
    queue.lease_next(actor=annotator, project=project, now=clock.now())
    return list_claims(article)


@pytest.fixture
def desk(open_page: OpenPage, project: Project, annotator: User, claims: Sequence[Claim]) -> Page:
    """The desk, with the cursor in the field for somebody else's name."""
    page = open_page(annotator)
    page.goto(f"/p/{project.slug}/desk/")
    page.keyboard.press("/")
    expect(find_field(page)).to_be_focused()
    return page


def find_field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Name of someone else")


def find_options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Speakers of the project").get_by_role("option")


def expect_state(page: Page, text: str) -> None:
    expect(page.locator("#speaker-search-state")).to_have_text(re.compile(text))


def test_a_speaker_of_the_project_is_found_and_chosen_by_keyboard(
    desk: Page, claims: Sequence[Claim], speakers: Sequence[Speaker]
) -> None:
    desk.keyboard.type("holm")
    expect_state(desk, "Found: 2")
    expect(find_options(desk).first).to_contain_text("Person · mayor · Dr Holm-Ek")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        desk.keyboard.press(key)
    expect(desk.locator(f"input[name=speaker][value='{speakers[0].uuid}']")).to_be_checked()
    expect_state(desk, "Chosen: Ada Holm")
    for key in ("t", "Enter"):
        desk.keyboard.press(key)

    expect(desk.locator(".panel blockquote")).to_have_text(claims[1].text)
    expect_all_sent(desk)
    assert Annotation.objects.get().speaker == speakers[0]
    # From the next claim on she has a digit.
    desk.keyboard.press("1")
    expect(desk.locator(f"input[name=speaker][value='{speakers[0].uuid}']")).to_be_checked()


def test_who_was_found_has_a_digit_once_in_the_cast_and_keeps_it(
    desk: Page, claims: Sequence[Claim], speakers: Sequence[Speaker]
) -> None:
    for name in ("Ada", "Cy"):
        desk.keyboard.type(name)
        expect(find_options(desk)).to_have_count(1)
        for key in ("ArrowDown", "Enter", "/"):
            desk.keyboard.press(key)
    desk.keyboard.press("Escape")
    cy = desk.locator("#speaker-choices .choice", has_text="Cy Lund")
    cy.locator("input").check()
    expect(cy.locator("kbd")).to_have_count(0)

    desk.keyboard.press("t")
    desk.keyboard.press("Enter")
    expect(cy.locator("kbd")).to_have_text("1")
    expect(cy.locator("input")).to_have_attribute("aria-keyshortcuts", "1")
    expect_all_sent(desk)
    desk.reload()

    expect(cy.locator("kbd")).to_have_text("1")
    desk.keyboard.press("1")
    expect(cy.locator("input")).to_be_checked()


def test_a_screen_reader_hears_which_one_is_active(desk: Page) -> None:
    field = find_field(desk)
    expect(field).to_have_attribute("aria-expanded", "false")

    desk.keyboard.type("holm")
    expect(field).to_have_attribute("aria-expanded", "true")
    desk.keyboard.press("ArrowUp")

    active = find_options(desk).nth(1)
    expect(active).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "")
    expect(field).to_be_focused()


def test_escape_closes_the_list_first_and_only_then_leaves_the_field(desk: Page) -> None:
    field = find_field(desk)
    desk.keyboard.type("holm")
    expect(find_options(desk)).to_have_count(2)

    desk.keyboard.press("Escape")
    expect(find_options(desk)).to_have_count(0)
    expect(field).to_be_focused()
    expect(field).to_have_value("holm")
    desk.keyboard.press("Escape")

    expect(field).not_to_be_focused()


def test_enter_is_left_to_the_form_while_none_is_active(desk: Page) -> None:
    desk.evaluate(
        """document.addEventListener("keydown", (event) => {
             if (event.key !== "Enter") return;
             document.title = `Enter, ${event.defaultPrevented ? "taken" : "left"}`;
             event.preventDefault();
           })"""
    )
    desk.keyboard.type("Holm")
    expect(find_options(desk)).to_have_count(2)

    desk.keyboard.press("Enter")

    expect(desk).to_have_title("Enter, left")


def test_a_new_name_is_said_to_be_new_and_added_with_what_is_known(
    desk: Page, claims: Sequence[Claim]
) -> None:
    desk.keyboard.type("Port Authority")
    expect_state(desk, "nobody of that name")
    for key in ("Tab", "ArrowDown", "Tab"):
        desk.keyboard.press(key)
    desk.keyboard.type("operator")
    desk.keyboard.press("Tab")
    desk.keyboard.type("City")
    desk.keyboard.press("Tab")
    desk.keyboard.type("https://www.wikidata.org/wiki/Q1")
    desk.keyboard.press("Escape")
    for key in ("t", "Enter"):
        desk.keyboard.press(key)

    expect(desk.locator(".panel blockquote")).to_have_text(claims[1].text)
    expect_all_sent(desk)
    speaker = Annotation.objects.get().speaker
    about = (speaker.name, speaker.kind, speaker.role, speaker.affiliation, speaker.same_as)
    assert about == (
        "Port Authority",
        "organisation",
        "operator",
        "City",
        "https://www.wikidata.org/wiki/Q1",
    )


def test_without_a_network_a_name_can_be_written_all_the_same(
    desk: Page, problems: list[str]
) -> None:
    desk.context.set_offline(True)

    desk.keyboard.type("Holm")

    expect_state(desk, "No search at the moment")
    expect(find_options(desk)).to_have_count(0)
    expect(find_field(desk)).to_have_value("Holm")
    desk.context.set_offline(False)
    problems.clear()


def test_what_is_typed_is_asked_once_when_one_pauses_and_presses_no_key_of_the_desk(
    desk: Page,
) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))

    desk.keyboard.type("holmxqz", delay=10)
    expect_state(desk, "nobody of that name")

    assert [url.rpartition("?")[2] for url in asked if "/search/" in url] == ["q=holmxqz"]
    expect(desk.locator("input[name=verifiability]:checked")).to_have_count(0)


def test_a_pointer_chooses_too(desk: Page, speakers: Sequence[Speaker]) -> None:
    desk.keyboard.type("cy")

    find_options(desk).first.click()

    expect(desk.locator(f"input[name=speaker][value='{speakers[2].uuid}']")).to_be_checked()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_is_accessible_and_fits(desk: Page, width: int, scheme: str) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.set_viewport_size({"width": width, "height": 800})
    desk.keyboard.type("holm")
    expect(find_options(desk)).to_have_count(2)
    desk.keyboard.press("ArrowDown")

    found = Axe().run(desk).response["violations"]

    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= width

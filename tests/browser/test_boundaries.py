"""Boundaries in a real browser: the cursor's places, keys, and the curators' page."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims import clock
from claims.exchange.records import ArticleRecord
from claims.models import Annotation, Article, BoundaryProposal, Claim, Project, User
from claims.operations import articles, queue
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    BoundaryProposalFactory,
    ClaimFactory,
    SlotFactory,
)

OpenPage = Callable[..., Page]
pytestmark = pytest.mark.django_db(transaction=True)

TEXT = (
    "Ferry sails again\n\n"
    "“The ferry was late,” Ada Holm said. “It will be late again.”\n\n"
    "What it costs\n\n"
    "According to Bo Lund, 220 people were on board. Nobody knows why.\n"
)


@pytest.fixture
def claims(project: Project, annotator: User, manager: User) -> Sequence[Claim]:
    """An article before the annotator; its claims in order, with a heading among them."""
    now = clock.now()
    record = ArticleRecord(text=TEXT)
    articles.import_articles(actor=manager, project=project, rows=[(1, record)], now=now)
    queue.lease_next(actor=annotator, project=project, now=now)
    return list(Claim.objects.filter(project=project).order_by("position"))


def find(claims: Sequence[Claim], words: str) -> Claim:
    return next(claim for claim in claims if words in claim.text)


def open_boundaries(open_page: OpenPage, user: User, claim: Claim, **options: Any) -> Page:
    page = open_page(user, **options)
    page.goto(reverse("claim-boundaries", args=[claim.project.slug, claim.uuid]) + "?stage=label")
    if options.get("java_script_enabled", True):
        expect(page.locator("#near")).to_be_focused()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def move_to(page: Page, words: str, *, select: bool = False) -> None:
    """Put the cursor before the words, or select them, by arrow keys only."""
    text: str = page.locator("#near").evaluate("near => near.textContent")
    target = text.index(words)
    here: int = page.evaluate(CURSOR)
    press(page, *["ArrowRight" if target > here else "ArrowLeft"] * (abs(target - here) + 2))
    while (here := page.evaluate(CURSOR)) != target:
        press(page, "ArrowRight" if target > here else "ArrowLeft")
    while select and page.evaluate("getSelection().toString().length") < len(words):
        press(page, "Shift+ArrowRight")


CURSOR = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.getElementById("near"));
  range.setEnd(getSelection().focusNode, getSelection().focusOffset);
  return range.toString().length;
}"""


def preview(page: Page, key: str) -> list[str]:
    """What would come of it, as the preview says."""
    press(page, key)
    expect(page.locator("#preview")).to_be_focused()
    return [
        line.strip() for line in page.locator(".lines.new li > span:first-child").all_inner_texts()
    ]


def apply(page: Page) -> None:
    press(page, "Enter")
    expect(page.locator(".message.success")).to_be_visible()


def list_made(claim: Claim) -> list[str]:
    return [child.text for child in claim.children.order_by("start")]


def test_split_by_keyboard_and_on_at_the_desk(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    claim = find(claims, "220 people")
    page = open_boundaries(open_page, annotator, claim)

    move_to(page, "220 people")
    foretold = preview(page, "s")
    press(page, "Escape")
    expect(page.locator("#preview")).to_have_count(0)
    expect(page.locator("#near")).to_be_focused()
    move_to(page, "220 people")
    preview(page, "s")
    apply(page)

    assert list_made(claim) == foretold == ["According to Bo Lund,", "220 people were on board."]
    expect(page.locator(".panel blockquote")).to_have_text("According to Bo Lund,")


def test_merge_and_undo_by_keyboard(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    claim = find(claims, "220 people")
    page = open_boundaries(open_page, annotator, claim)

    preview(page, "n")
    apply(page)
    merged = claim.children.get()
    page.goto(reverse("claim-boundaries", args=[claim.project.slug, merged.uuid]))
    expect(page.locator("#near")).to_be_focused()
    parts = preview(page, "u")
    apply(page)

    assert merged.text == f"{claim.text} Nobody knows why."
    assert list_made(merged) == parts == [claim.text, "Nobody knows why."]


def test_trim_and_span_by_keyboard(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    claim = find(claims, "220 people")
    page = open_boundaries(open_page, annotator, claim)

    move_to(page, "220 people were on board.", select=True)
    preview(page, "t")
    apply(page)
    trimmed = claim.children.get()
    page.goto(reverse("claim-boundaries", args=[claim.project.slug, trimmed.uuid]))
    expect(page.locator("#near")).to_be_focused()
    move_to(page, "220 people", select=True)
    preview(page, "m")
    apply(page)
    span = trimmed.children.get()
    page.goto(reverse("claim-boundaries", args=[claim.project.slug, span.uuid]))
    expect(page.locator("#near")).to_be_focused()
    press(page, "r")
    expect(page.locator("#preview")).to_be_focused()
    apply(page)

    span.refresh_from_db()
    assert (trimmed.text, span.text) == ("220 people were on board.", "220 people")
    assert span.retired_at is not None


def test_a_heading_becomes_a_sentence_by_keyboard(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    heading = find(claims, "What it costs")
    page = open_boundaries(open_page, annotator, find(claims, "220 people"))

    move_to(page, "What it costs")
    press(page, "ArrowRight")
    preview(page, "h")
    apply(page)

    made = heading.children.get()
    assert (made.kind, made.text) == ("sentence", "What it costs")


def test_h_elsewhere_goes_to_the_list_of_headings(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    page = open_boundaries(open_page, annotator, find(claims, "220 people"))

    press(page, "h")

    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Call it a sentence: What it costs"


def test_the_text_takes_no_letters_and_no_paste(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    page = open_boundaries(open_page, annotator, find(claims, "220 people"))
    near = page.locator("#near")
    before = near.inner_text()

    press(page, "?")
    page.get_by_label("Use these shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    near.focus()
    page.keyboard.type("split me")
    press(page, "Backspace", "Delete", "Control+x", "Control+v", "s")
    page.keyboard.insert_text("漢字")

    assert near.inner_text() == before
    expect(page.locator("#preview")).to_have_count(0)


def test_keys_go_by_their_place_on_the_keyboard(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    page = open_boundaries(open_page, annotator, find(claims, "220 people"))

    page.evaluate(
        """document.getElementById("near").dispatchEvent(new KeyboardEvent("keydown",
           {key: "т", code: "KeyN", bubbles: true, cancelable: true}))"""
    )

    expect(page.locator("#preview")).to_be_focused()


def test_own_keys_count_and_are_drawn_here_too(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    own = {"boundaries.merge_next": "KeyZ", "boundaries.apply": "KeyC", "help": "F2"}
    User.objects.filter(pk=annotator.pk).update(own_keys=own)
    claim = find(claims, "220 people")
    page = open_boundaries(open_page, annotator, claim)
    expect(page.locator("button[value=merge_next] kbd")).to_have_text("Z")

    press(page, "n", "F2")
    expect(page.locator("#help-title")).to_be_focused()
    press(page, "z", "Escape")
    expect(page.locator("#preview")).to_have_count(0)
    preview(page, "z")
    press(page, "c")
    expect(page.locator(".message.success")).to_be_visible()

    assert list_made(claim) == ["According to Bo Lund, 220 people were on board. Nobody knows why."]


def test_escape_closes_the_menu_and_leads_back_only_then(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    page = open_boundaries(open_page, annotator, find(claims, "220 people"))
    page.locator("details.menu summary").click()

    press(page, "Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    page.wait_for_timeout(200)
    expect(page.locator("#near")).to_be_visible()
    press(page, "Escape")

    page.wait_for_url("**/desk/**")


@pytest.mark.parametrize("leads_out", (True, False))
def test_what_is_selected_beyond_the_text_is_no_place_in_it(
    leads_out: bool,  # noqa: FBT001 - parametrized
    open_page: OpenPage,
    annotator: User,
    claims: Sequence[Claim],
) -> None:
    claim = find(claims, "220 people")
    page = open_boundaries(open_page, annotator, claim)
    move_to(page, "220 people were on board.", select=True)
    # What is selected is told to the page with the next frame.
    page.evaluate("new Promise(requestAnimationFrame)")

    page.evaluate(
        """(leadsOut) => {
             const ends = [document.querySelector("#near"), document.querySelector("#near-title")];
             const [from, to] = leadsOut ? ends : ends.reverse();
             getSelection().setBaseAndExtent(from, 0, to, 0);
           }""",
        leads_out,
    )

    assert preview(page, "t") == ["220 people were on board."]


FAMILY = "👨‍👩‍👧"
# Texts in which the browser's places are not the server's, and the words to split before.
ODD = {
    "emoji": f"{FAMILY} sails 🚢.",
    "marks": "Le cafe\u0301 e\u0301tait ferme\u0301, Zoe\u0308 dit.",
    "astral": "𝔄𝔅ℭ 𝒂𝒃𝒄 was said.",
    "lines": "One\r\ntwo\r\nthree said.",
    "right-to-left": "قالت المُديرة 🎉 إنّ السعر ثابت.",
}
BEFORE = "Zoë 🎉 ends\r\nhere."


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("key", ["s", "t", "m"])
def test_places_are_the_servers_whatever_the_text(
    name: str, key: str, open_page: OpenPage, project: Project, annotator: User
) -> None:
    words = ODD[name]
    text = f"Bus 👨‍👩‍👧\r\n\r\n{BEFORE} {words}\r\n"
    article = make_article(project, text, [BEFORE, words])
    claim = article.claims.get(position=2)
    # The second word, up to the third: white space at the edges is the server's to leave out.
    first, second, *_ = words.replace("\r\n", "\n").split()
    page = open_boundaries(open_page, annotator, claim)

    page.evaluate(SELECT, second)
    preview(page, key)
    apply(page)

    made = list(claim.children.order_by("start"))
    assert all(text[one.start : one.end] == one.text for one in made)
    rest = words.split(second, 1)[1].strip()
    assert list_made(claim) == ([first, second, rest] if key == "s" else [second])


SELECT = """(words) => {
  const claim = document.querySelector("#near [aria-current]").firstChild;
  const start = claim.data.indexOf(words);
  getSelection().setBaseAndExtent(claim, start, claim, start + words.length);
}"""


def make_article(project: Project, text: str, parts: Sequence[str]) -> Article:
    article: Article = ArticleFactory(project=project, text=text)
    for position, part in enumerate([text.partition("\r\n")[0], *parts]):
        start = text.index(part)
        ClaimFactory(article=article, position=position, start=start, end=start + len(part))
    return article


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("a🚢b", 2, 1),
        (f"a{FAMILY}b", 3, 1),
        (f"a{FAMILY}b", 7, 9),
        ("cafe\u0301!", 4, 3),
        ("cafe\u0301!", 5, 5),
        ("abc", 2, 2),
        ("abc", 9, 3),
        ("", 0, 0),
    ],
)
@pytest.mark.parametrize("segments", [True, False])
def test_no_character_is_cut(
    text: str,
    place: int,
    found: int,
    segments: bool,  # noqa: FBT001 - parametrized
    page: Page,
) -> None:
    page.goto("/login/")
    if not segments:
        page.evaluate("delete Intl.Segmenter")
    snapped = page.evaluate(
        """async ([text, place]) =>
             (await import("/static/claims/offsets.js")).snap(text, place)""",
        [text, place],
    )

    if segments:
        assert snapped == found
    else:
        # At least no half of a character: the rest needs the browser's knowledge.
        assert "\ud83d" not in text[:snapped].encode("utf-16", "surrogatepass").decode(
            "utf-16", "replace"
        )


def test_both_counts_agree_at_every_place(page: Page) -> None:
    raw = f"a\r\n{FAMILY}\re\u0301\n𝔄\r\n"
    page.goto("/login/")

    places = page.evaluate(
        """async (raw) => {
             const { countPoints, countUnits } = await import("/static/claims/offsets.js");
             const folded = raw.replaceAll("\\r\\n", "\\n");
             return [...folded].map((_, index, all) => {
               const units = all.slice(0, index).join("").length;
               const points = countPoints(raw, units);
               return [units === countUnits(raw, points), points];
             });
           }""",
        raw,
    )

    # Every code point but the LF of a CRLF, which goes with its CR.
    expected = [place for place in range(len(raw)) if raw[max(0, place - 1) : place + 1] != "\r\n"]
    assert places == [[True, place] for place in expected]


def test_all_of_it_works_without_javascript(
    open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    claim = find(claims, "220 people")
    page = open_boundaries(open_page, annotator, claim, java_script_enabled=False)
    expect(page.get_by_role("button", name="Split at the cursor")).to_be_hidden()

    page.get_by_text("In words").click()
    page.get_by_label("The first part ends with").fill("Bo Lund,")
    page.get_by_role("button", name="Split behind these words").click()
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".panel blockquote")).to_have_text("According to Bo Lund,")
    assert list_made(claim) == ["According to Bo Lund,", "220 people were on board."]


def test_a_proposal_with_a_reason_by_keyboard(
    open_page: OpenPage, project: Project, annotator: User, claims: Sequence[Claim]
) -> None:
    claim = find(claims, "220 people")
    AnnotationFactory(slot=SlotFactory(claim=claim, held=True))
    page = open_boundaries(open_page, annotator, claim)

    move_to(page, "220 people")
    preview(page, "s")
    press(page, "Tab")
    page.keyboard.type("Two claims, not one.")
    press(page, "Enter")

    expect(page.get_by_text("Proposed to the curators.")).to_be_visible()
    assert BoundaryProposal.objects.get().reason == "Two claims, not one."
    expect(page.locator(".panel blockquote")).to_have_text(claim.text)
    assert Annotation.objects.get().claim == claim


@pytest.fixture
def proposals(project: Project, annotator: User) -> Sequence[BoundaryProposal]:
    made = BoundaryProposalFactory.create_batch(
        3, article__project=project, proposed_by=annotator, reason="Two in one."
    )
    return list(made)


def expect_at(page: Page, proposal: BoundaryProposal) -> None:
    expect(page.locator(f"#proposal-{proposal.uuid}")).to_be_focused()


def test_proposals_are_settled_by_keyboard(
    open_page: OpenPage, project: Project, curator: User, proposals: Sequence[BoundaryProposal]
) -> None:
    first, second, third = proposals
    page = open_page(curator)
    page.goto(reverse("proposals", args=[project.slug]))

    expect_at(page, first)
    press(page, "j", "ArrowDown")
    expect_at(page, third)
    press(page, "k")
    expect_at(page, second)
    press(page, "a")
    expect(page.locator(".message.success")).to_have_text("Applied: the boundaries are changed.")
    expect_at(page, first)
    press(page, "d")
    expect(page.locator(".message.success")).to_have_text("Declined: nothing is changed.")
    expect_at(page, third)
    press(page, "Enter")
    page.wait_for_url(f"**/articles/{third.article.uuid}/")

    states = BoundaryProposal.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == ["declined", "applied", "open"]


def test_own_keys_and_the_switch_count_for_proposals_too(
    open_page: OpenPage, project: Project, curator: User, proposals: Sequence[BoundaryProposal]
) -> None:
    own = {"proposals.next": "F2", "proposals.decline": "KeyZ"}
    User.objects.filter(pk=curator.pk).update(own_keys=own)
    page = open_page(curator)
    page.goto(reverse("proposals", args=[project.slug]))
    expect_at(page, proposals[0])

    press(page, "j", "Control+F2", "F2")
    expect_at(page, proposals[1])
    press(page, "d", "z")
    expect(page.locator(".message.success")).to_have_text("Declined: nothing is changed.")
    press(page, "?")
    with page.expect_response(lambda response: "/keys/switch/" in response.url):
        page.get_by_label("Use these shortcuts").uncheck()
    press(page, "Escape", "z", "F2")

    expect_at(page, proposals[0])
    curator.refresh_from_db()
    assert not curator.keys_on


def test_two_curators_at_once_are_told_at_the_place(
    open_page: OpenPage, project: Project, curator: User, proposals: Sequence[BoundaryProposal]
) -> None:
    page = open_page(curator)
    page.goto(reverse("proposals", args=[project.slug]))
    expect_at(page, proposals[0])
    gone = Claim.objects.filter(uuid=proposals[0].edit["claims"][0])
    gone.update(retired_at=clock.now())

    press(page, "a")

    expect(page.locator(f"#proposal-{proposals[0].uuid} [role=alert]")).to_have_text(
        "The boundaries of this claim have been changed."
    )
    expect_at(page, proposals[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_previews_and_refusals_are_accessible_and_fit(
    scheme: str, width: int, open_page: OpenPage, annotator: User, claims: Sequence[Claim]
) -> None:
    viewport = {"width": width, "height": 740}
    claim = find(claims, "220 people")
    AnnotationFactory(slot=SlotFactory(claim=claim, held=True))
    page = open_boundaries(open_page, annotator, claim, color_scheme=scheme, viewport=viewport)

    faults = []
    for key, shown in (("s", "#errors"), ("t", "#errors"), ("n", "#preview")):
        # The page before shows the same until the next is there.
        with page.expect_navigation():
            press(page, key)
        expect(page.locator(shown)).to_be_focused()
        faults += list_faults(page)
    press(page, "?")
    faults += list_faults(page)

    assert faults == []


def list_faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    serious = [one["id"] for one in found if one["impact"] in {"serious", "critical"}]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*serious, *(["too wide"] if wide else [])]

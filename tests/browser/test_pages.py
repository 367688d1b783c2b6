"""Every page but the desk: accessible, whole at each width and in both themes, by keyboard too."""

from collections.abc import Callable
from typing import Any, Literal

import pytest

from claims.exchange.articles import read_articles
from claims.models import Article, Lineage, Project, User
from claims.operations.articles import import_articles
from tests.browser.axe import find_violations, overflows
from tests.browser.conftest import OpenPage
from tests.factories import (
    NOW,
    PASSWORD,
    ApiTokenFactory,
    ArticleFactory,
    BoundaryProposalFactory,
    ClaimFactory,
    GuidelineFactory,
    SpeakerFactory,
    StagedImportFactory,
)

TEXT = (
    "Ferry fares rise by 4 percent\n\nFares rise in June, the port said. “We have no choice,” "
    "said Tomas Reyl.\n\nWhat it means\n\nA ticket will cost 4.80 crowns.\n"
)


@pytest.fixture
def article(project: Project, manager: User) -> Article:
    """One that came in by the import, with suggestions, beside one in Arabic."""
    rows = read_articles(TEXT.encode(), "a.txt")
    import_articles(actor=manager, project=project, rows=rows, now=NOW)
    ArticleFactory(project=project, title="رأس النورس تفتتح محطة", language="ar")
    return project.articles.get(title="Ferry fares rise by 4 percent")


@pytest.fixture
def addresses(project: Project, manager: User, article: Article) -> dict[str, str]:
    """Every page that a manager has, by name; some in each of their states."""
    GuidelineFactory(project=project, text="## Speaker\n\nWho *says* it.\n\n- One\n- Two\n")
    ApiTokenFactory(user=manager)
    ApiTokenFactory(user=manager, revoked_at=NOW)
    rows = [
        {"row": 1, "record": {"text": TEXT.replace("June", "July")}},
        {"row": 2, "record": {"text": TEXT}},
        {"row": 3, "refusal": {"code": "x", "message": "No.", "field": "", "params": {}}},
    ]
    ada, other = (SpeakerFactory(project=project, name=f"{name} Holm") for name in ("Ada", "Bo"))
    SpeakerFactory(project=project, merged_into=ada, merged_with=ada)
    staged = StagedImportFactory(project=project, created_by=manager, rows=rows)
    base = f"/p/{project.slug}/"
    claim = article.claims.get(text__startswith="Fares rise in June")
    retired = ClaimFactory(article=article, start=claim.start, end=claim.end + 9, retired_at=NOW)
    Lineage.objects.create(parent=retired, child=claim)
    BoundaryProposalFactory(article=article, claim=claim, reason="Two in one.")
    BoundaryProposalFactory(article=article, claim=claim, status="declined", settled_at=NOW)
    return {
        "home": "/",
        "project": base,
        "articles": f"{base}articles/",
        "nothing found": f"{base}articles/?q=nothing",
        "article": f"{base}articles/{article.uuid}/",
        "boundaries": f"{base}claims/{claim.uuid}/boundaries/",
        "boundaries of a retired claim": f"{base}claims/{retired.uuid}/boundaries/",
        "article to change": f"{base}articles/{article.uuid}/?boundaries",
        "proposals": f"{base}proposals/",
        "settled proposals": f"{base}proposals/?state=settled",
        "import": f"{base}import/",
        "preview": f"{base}import/{staged.uuid}/",
        "guideline": f"{base}guideline/",
        "export": f"{base}export/",
        "export report": f"{base}export/report/?format=liar",
        "labels in other formats": f"{base}export/mapping/",
        "speakers": f"{base}speakers/",
        "speakers, one chosen": f"{base}speakers/?with={ada.uuid}",
        "merge": f"{base}speakers/{ada.uuid}/merge/{other.uuid}/",
        "merged": f"{base}speakers/merged/",
        "account": "/account/",
        "password": "/account/password/",
        "missing": "/nowhere/",
    }


# Each page is opened once and looked at in light on a large screen, in dark on a small one.
LOOKS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1280), ("dark", 360))
PARTS = 2


@pytest.mark.once
@pytest.mark.parametrize("part", range(PARTS))
def test_pages_are_accessible_and_fit(
    part: int,
    addresses: dict[str, str],
    manager: User,
    open_page: OpenPage,
    problems: list[str],
) -> None:
    # Colours that fade from one scheme to the other would be looked at half way.
    page = open_page(manager, reduced_motion="reduce")
    violations, too_wide = [], []
    for name, address in list(addresses.items())[part::PARTS]:
        page.goto(address)
        if name == "missing":
            problems.clear()
        for theme, width in LOOKS:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 740})
            violations += [f"{theme}, {width}: {line}" for line in find_violations(page)]
            too_wide += [(name, width)] if overflows(page) else []

    assert violations == []
    assert too_wide == []


@pytest.mark.once
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_without_an_account_are_accessible(theme: str, open_page: OpenPage) -> None:
    page = open_page(color_scheme=theme)
    violations = []
    for address in ("/login/", "/password/", "/password/sent/", "/password/x/y-z/"):
        page.goto(address)
        violations += find_violations(page)
    page.goto("/login/")
    page.get_by_label("User name or e-mail").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("That user name and password do not match.").wait_for()

    assert violations + find_violations(page) == []


@pytest.mark.once
def test_forms_with_faults_are_accessible(
    addresses: dict[str, str], manager: User, open_page: OpenPage
) -> None:
    page = open_page(manager)
    page.goto(addresses["import"])
    page.get_by_role("button", name="Preview").first.click()
    page.get_by_text("Paste the text of the article.").wait_for()
    violations = find_violations(page)
    page.goto(addresses["preview"])
    page.get_by_role("button", name="Import 1 article").click()
    page.get_by_text("Give the date, or say that it is unknown.").wait_for()

    assert violations + find_violations(page) == []


def test_chosen_theme_wins_over_the_system(manager: User, open_page: OpenPage) -> None:
    page = open_page(manager, color_scheme="light")
    read_background: Callable[[], Any] = lambda: page.evaluate(  # noqa: E731 - as short as that
        "getComputedStyle(document.body).backgroundColor"
    )
    page.goto("/account/")
    light = read_background()
    page.get_by_text("Dark", exact=True).click()
    page.get_by_role("group", name="Colours").get_by_role("button", name="Apply").click()
    page.wait_for_selector("html[data-theme=dark]")

    assert (light, read_background()) == ("rgb(251, 250, 247)", "rgb(21, 23, 27)")


@pytest.mark.parametrize("scripts", [True, False])
def test_navigation_is_reachable_on_a_small_screen(
    scripts: bool,  # noqa: FBT001 - parametrized
    addresses: dict[str, str],
    manager: User,
    open_page: OpenPage,
) -> None:
    viewport = {"width": 360, "height": 740}
    page = open_page(manager, viewport=viewport, java_script_enabled=scripts)
    page.goto(addresses["project"])
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("link", name="Articles", exact=True).click()

    assert page.url.endswith(addresses["articles"])


def test_menu_closes_by_escape_and_gives_the_focus_back(manager: User, open_page: OpenPage) -> None:
    page = open_page(manager)
    page.goto("/")
    menu = page.locator("details.menu")
    page.locator("details.menu > summary").click()
    page.get_by_role("link", name="Account").focus()
    page.keyboard.press("Escape")

    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_skip_link_is_the_first_stop(
    addresses: dict[str, str], manager: User, open_page: OpenPage
) -> None:
    page = open_page(manager)
    page.goto(addresses["project"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scripts", [True, False])
def test_article_is_pasted_looked_at_and_imported(
    scripts: bool,  # noqa: FBT001 - parametrized
    project: Project,
    manager: User,
    open_page: OpenPage,
) -> None:
    """All the way with a real browser's form: its line ends, its dates, its redirects."""
    page = open_page(java_script_enabled=scripts)
    page.goto(f"/p/{project.slug}/import/")
    page.get_by_label("User name or e-mail").fill("manager")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Text, with the headline as its first line").fill("\n" + TEXT)
    page.get_by_role("button", name="Preview").first.click()
    page.get_by_label("Publication date").fill("2026-02-03")
    page.get_by_role("button", name="Import 1 article").click()
    page.get_by_role("link", name="Ferry fares rise by 4 percent").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Ferry fares rise by 4 percent"
    assert page.locator(".claim").count() == 5
    assert project.articles.get().body.text == "\n" + TEXT


def test_hostile_guideline_and_article_run_nothing(
    project: Project, manager: User, open_page: OpenPage
) -> None:
    hostile = '<img src=x onerror="window.__x=1"><script>window.__x=1</script>'
    GuidelineFactory(project=project, text=f"{hostile}\n\n[x](javascript:window.__x=1)")
    article = ArticleFactory(project=project, title=hostile, text=f"{hostile}.\n")
    page = open_page(manager)
    for address in ("guideline/", "articles/", f"articles/{article.uuid}/"):
        page.goto(f"/p/{project.slug}/{address}")

        assert page.evaluate("window.__x === undefined")

"""A new version of the guideline: read where one labels, in both themes and at each width."""

import pytest

from claims.models import Claim, Project, User
from tests.browser.axe import find_violations, overflows
from tests.browser.conftest import OpenPage
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    GuidelineFactory,
    GuidelineReadingFactory,
    LeaseFactory,
    SlotFactory,
)

OLD = "## Speaker\n\nThe speaker is who says it.\n\n- One\n- Two\n\n## Thanks\n\nNo claim.\n"
NEW = OLD.replace("says it", "makes the part one would check").replace("- Two\n", "")
NEW += f"\nA word that fits no screen: {'x' * 120}\n\nالمتحدث هو من يقول ذلك.\n"


@pytest.fixture
def claim(project: Project, annotator: User) -> Claim:
    """One before the annotator, who knows the last version but one."""
    old = GuidelineFactory(project=project, text=OLD)
    GuidelineReadingFactory(user=annotator, guideline=old)
    GuidelineFactory.create_batch(2, project=project, text=NEW)
    article = ArticleFactory(project=project)
    claim = ClaimFactory(article=article)
    lease = LeaseFactory(article=article, annotator=annotator)
    SlotFactory(claim=claim, annotator=annotator, lease=lease)
    return claim


@pytest.mark.once
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_pages_about_versions_are_accessible_and_fit(
    theme: str, width: int, claim: Claim, annotator: User, manager: User, open_page: OpenPage
) -> None:
    violations, too_wide = [], []
    for user in (annotator, manager):
        page = open_page(user, color_scheme=theme, viewport={"width": width, "height": 740})
        for address in ("guideline/", "guideline/changes/", "guideline/changes/?from=2&to=1"):
            page.goto(f"/p/{claim.project.slug}/{address}")
            page.evaluate(
                "document.querySelectorAll('main details').forEach(one => one.open = true)"
            )
            violations += find_violations(page)
            too_wide += [page.url] if overflows(page) else []

    assert violations == []
    assert too_wide == []


@pytest.mark.parametrize("scripts", [True, False])
def test_what_changed_is_read_on_the_way_to_the_claim(
    scripts: bool,  # noqa: FBT001 - parametrized
    claim: Claim,
    annotator: User,
    open_page: OpenPage,
) -> None:
    page = open_page(annotator, java_script_enabled=scripts)
    page.goto(f"/p/{claim.project.slug}/desk/{claim.uuid}/")
    heading = page.get_by_role("heading", level=1).inner_text()
    removed = page.locator("del").all_text_contents()
    page.get_by_role("button", name="I have read it").click()
    page.locator("#label-form").wait_for()

    assert heading == "The guideline has changed"
    assert removed == ["Removed:  says it.", "Removed: - Two"]
    assert f"/desk/{claim.uuid}/" in page.url
    assert page.locator("[name=guideline_version]").input_value() == "3"

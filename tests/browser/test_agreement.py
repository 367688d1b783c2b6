"""The agreement page in a browser: its parts come by themselves, and all of them are accessible."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim, Project, User
from tests.browser.axe import find_violations_in_both_schemes, overflows
from tests.browser.conftest import OpenPage
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    GuidelineFactory,
    SpeakerFactory,
    SuggestionFactory,
)
from tests.figures import FACT, label

pytestmark = pytest.mark.django_db(transaction=True)

TABS = ("", "?field=speaker", "?field=co_speakers", "?field=verdict", "?field=evidence")
LABELS = (
    *[(FACT, "Supported", FACT, "Supported")] * 5,
    *[(FACT, "Refuted", FACT, "Refuted")] * 3,
    *[(FACT, "Supported", FACT, "Refuted")] * 2,
    *[(FACT, "Not Enough Evidence", FACT, "Conflicting Evidence/Cherrypicking")] * 2,
    *[(FACT, "Supported", "no_claim", "")] * 2,
    *[("no_claim", "", "no_claim", "")] * 4,
    ("prediction", "", "routine_fact", ""),
)


@pytest.fixture
def claims(project: Project, annotator: User, other_annotator: User, curator: User) -> list[Claim]:
    """Three weeks of labels on nearly everything."""
    GuidelineFactory(project=project)
    article = ArticleFactory(project=project)
    speakers = SpeakerFactory.create_batch(4, project=project)
    claims = ClaimFactory.create_batch(len(LABELS), article=article)
    people: Sequence[User] = (annotator, other_annotator)
    for number, (claim, (one, verdict, other, second)) in enumerate(
        zip(claims, LABELS, strict=True)
    ):
        shown = SuggestionFactory(claim=claim, speaker=speakers[number % 4])
        each = [
            {"value": one, "verdict_value": verdict, "speaker": speakers[number % 4]},
            {"value": other, "verdict_value": second, "speaker": speakers[number // 4 % 4]},
        ]
        made = label(
            claim,
            people,
            *each,
            suggestion=None if number % 3 else shown,
            seconds=20 + number,
            created_at=NOW + timedelta(days=7 * (number % 3)),
        )
        for annotation in made:
            if annotation.verdict:
                EvidenceFactory(annotation=annotation, url=f"https://records.example/{number}")
        if number % 2:
            DecisionFactory(claim=claim, decided_by=curator, value=one, verdict_value=verdict)
    return claims


@pytest.mark.usefixtures("claims")
def test_parts_come_by_themselves(curator: User, project: Project, open_page: OpenPage) -> None:
    page = open_page(curator)

    page.goto(f"/p/{project.slug}/agreement/")

    expect(page.locator(".big")).to_have_count(4)
    expect(page.locator(".wait")).to_have_count(0, timeout=30_000)
    expect(page.locator("tbody[data-part] tr th")).to_have_count(8)
    page.get_by_role("link", name="Verdict", exact=True).first.click()
    expect(page.locator(".heat a").first).to_be_visible()
    page.locator(".heat a").nth(1).click()
    expect(page.locator(".stacked")).to_have_count(2)


@pytest.mark.usefixtures("claims")
def test_without_a_script_links_lead_there(
    curator: User, project: Project, open_page: OpenPage
) -> None:
    page = open_page(curator, java_script_enabled=False)
    page.goto(f"/p/{project.slug}/agreement/?field=verdict")

    page.get_by_role("link", name="Measure now").click()

    expect(page.locator(".heat")).to_be_visible()


def look(page: Page, addresses: Sequence[str]) -> list[str]:
    wrong = []
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 740})
        page.goto(address)
        expect(page.locator(".wait")).to_have_count(0, timeout=30_000)
        wrong += find_violations_in_both_schemes(page)
        for width, height in ((360, 740), (640, 400)):
            page.set_viewport_size({"width": width, "height": height})
            wrong += [f"{address} is wider than {width}"] if overflows(page) else []
    return wrong


@pytest.mark.once
@pytest.mark.usefixtures("claims")
def test_every_part_is_accessible_and_fits(
    curator: User, project: Project, open_page: OpenPage
) -> None:
    page = open_page(curator, reduced_motion="reduce")
    address = f"/p/{project.slug}/agreement/"
    cell = "claims/?field=verdict&one=Supported&other=Refuted"

    addresses = [f"{address}{tab}" for tab in (*TABS, "?field=people", cell)]

    assert look(page, addresses) == []

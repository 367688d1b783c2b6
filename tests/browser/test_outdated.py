"""Going through one's labels of an older guideline, by keyboard."""

from claims import clock
from claims.models import Annotation, Project, User
from tests.browser.conftest import OpenPage
from tests.browser.desks import expect_claim, press, put_before
from tests.factories import GuidelineFactory, GuidelineReadingFactory
from tests.operations.labellings import submit


def test_each_is_followed_by_the_next(
    project: Project, manager: User, annotator: User, open_page: OpenPage
) -> None:
    older = GuidelineFactory(project=project)
    claims = put_before(annotator, manager, project)
    for claim in claims[:2]:
        submit(annotator, claim, now=clock.now())
    latest = GuidelineFactory(project=project)
    GuidelineReadingFactory(user=annotator, guideline=latest)
    before = Annotation.objects.current().outdated().count()
    page = open_page(annotator)

    page.goto(f"/p/{project.slug}/labels/older/")
    expect_claim(page, claims[0])
    press(page, "Enter")
    expect_claim(page, claims[1])
    press(page, "Enter")
    page.wait_for_url(f"**/p/{project.slug}/labels/")

    given = Annotation.objects.current().filter(annotator=annotator)
    assert older.version == 1
    assert before == 2
    assert {(label.revision, label.guideline_id) for label in given} == {(2, latest.pk)}

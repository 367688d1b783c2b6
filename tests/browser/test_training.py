"""Training at the desk in a real browser: the answer is waited for, read, and left by a key."""

import pytest
from playwright.sync_api import expect

from claims import clock
from claims.models import Annotation, Membership, Project, User
from claims.operations import queue
from tests.browser.axe import find_violations
from tests.browser.desks import OpenPage, expect_all_sent, open_desk
from tests.operations.trained import make_training

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_answer_is_told_and_enter_goes_on_until_the_end(
    open_page: OpenPage, project: Project, annotator: User, manager: User
) -> None:
    first, second = make_training(project, manager)
    queue.lease_next(actor=annotator, project=project, now=clock.now())
    page = open_desk(open_page, annotator, project)

    for key in ("0", "w", "Enter"):
        page.keyboard.press(key)

    feedback = page.locator("#feedback")
    expect(feedback).to_contain_text("Right is: No factual claim")
    expect(page.locator("#live")).to_contain_text("It names no figure.")
    expect(page.locator("#training-progress")).to_have_text("Training: 1 of 2 claims, 0 right")
    expect(page.locator("#verifiability-choices")).to_be_hidden()
    assert find_violations(page) == []
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    expect(feedback).to_be_hidden()
    expect(page.locator("#claim-text")).to_have_text(second.text)
    for key in ("0", "t", "Enter"):
        page.keyboard.press(key)
    expect(feedback).to_contain_text("That was the training: 1 of 2 claims right")
    expect_all_sent(page)
    assert Annotation.objects.filter(claim__in=[first, second]).count() == 2
    assert Membership.objects.get(user=annotator).failed_at is not None


def test_without_a_network_the_answer_is_kept_and_told_later(
    open_page: OpenPage,
    project: Project,
    annotator: User,
    manager: User,
    problems: list[str],
) -> None:
    make_training(project, manager)
    queue.lease_next(actor=annotator, project=project, now=clock.now())
    page = open_desk(open_page, annotator, project)

    page.context.set_offline(True)
    for key in ("0", "t", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#told")).to_contain_text("Your answer is kept here.")
    page.context.set_offline(False)

    expect(page.locator("#feedback")).to_contain_text("It names no figure.")
    expect_all_sent(page)
    assert Annotation.objects.count() == 1
    problems.clear()  # Chromium notes each request that failed.

"""The pages of questions about the guideline."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Project, Question, Slot, User
from tests.conftest import SignIn
from tests.factories import (
    ClaimFactory,
    GuidelineFactory,
    LeaseFactory,
    QuestionFactory,
    RulingFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db


def ask(sign_in: SignIn, user: User, project: Project, **given: str) -> Any:
    return sign_in(user).get(reverse("questions", args=[project.slug]), given)


def list_texts(answer: Any) -> list[str]:
    return [row.question.text for row in answer.context["rows"]]


# The session and the person, the project and the role, questions with their rulings, those on
# claims to label, and for curators what waits (three).
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("role", "cost"), [("annotator", 9), ("curator", 12)])
def test_the_list_costs_the_same_however_much_was_asked(
    count: int,
    role: str,
    cost: int,
    project: Project,
    sign_in: SignIn,
    django_assert_num_queries: Any,
    request: pytest.FixtureRequest,
) -> None:
    user = request.getfixturevalue(role)
    client = sign_in(user)
    for _ in range(count):
        question = QuestionFactory(claim__article__project=project, asked_by=user)
        RulingFactory.create_batch(2, question=question)

    with django_assert_num_queries(cost):
        answer = client.get(reverse("questions", args=[project.slug]))

    assert len(list_texts(answer)) == count


def test_questions_are_narrowed_by_state_words_and_claim(
    project: Project, curator: User, sign_in: SignIn
) -> None:
    claim = ClaimFactory(article__project=project)
    QuestionFactory(claim=claim, text="One?")
    answered = QuestionFactory(claim=None, project=project, text="Two?")
    RulingFactory(question=answered, text="A forecast.")

    def find(**given: str) -> list[str]:
        return list_texts(ask(sign_in, curator, project, **given))

    assert find() == ["Two?", "One?"]
    assert (find(state="open"), find(state="answered")) == (["One?"], ["Two?"])
    assert (find(q="one"), find(q="FORECAST"), find(q="three")) == (["One?"], ["Two?"], [])
    assert find(claim=str(claim.uuid)) == ["One?"]
    assert find(state="x", claim="x") == ["Two?", "One?"]


def test_a_claim_of_another_project_is_absent(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    claim = ClaimFactory()

    assert ask(sign_in, annotator, project, claim=str(claim.uuid)).status_code == 404


def test_nothing_on_a_claim_that_one_could_still_label(
    project: Project, annotator: User, curator: User, sign_in: SignIn
) -> None:
    claim = ClaimFactory(article__project=project)
    SlotFactory(claim=claim)
    question = QuestionFactory(claim=claim, text="Is this a forecast?")
    address = reverse("question", args=[project.slug, question.uuid])

    for user, asked in ((annotator, 0), (curator, 1)):
        answer = ask(sign_in, user, project)
        assert list_texts(answer) == []
        assert answer.context.get("open_questions", 0) == asked
        assert "Is this a forecast?" not in answer.content.decode()
        assert len(answer.context["blinding"]) == asked
        assert sign_in(user).get(address).status_code == 404


def test_a_curator_who_reads_a_question_gives_its_claim_up(
    project: Project, curator: User, sign_in: SignIn
) -> None:
    claim = ClaimFactory(article__project=project)
    slot = SlotFactory(claim=claim)
    question = QuestionFactory(claim=claim, text="Is this a forecast?")
    client = sign_in(curator)

    answer = client.post(reverse("question-look", args=[project.slug, question.uuid]), follow=True)

    assert "Is this a forecast?" in answer.content.decode()
    assert not Slot.objects.takeable_by(curator).filter(pk=slot.pk).exists()
    assert list(ask(sign_in, curator, project).context["blinding"]) == []


def test_text_is_escaped_and_a_ruling_is_safe_markdown(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    question = QuestionFactory(claim=None, project=project, text="<b>Bold</b> *a*\nb?")
    RulingFactory(question=question, text="**Yes** <script>x</script> [a](javascript:x)")

    html = ask(sign_in, annotator, project).content.decode()

    assert "&lt;b&gt;Bold&lt;/b&gt; *a*\nb?" in html
    assert "<strong>Yes</strong> &lt;script&gt;" in html
    assert 'href="javascript:' not in html


@pytest.mark.parametrize(
    ("role", "hidden", "shown"),
    [
        ("annotator", False, False),
        ("reader", False, False),
        ("curator", False, True),
        ("curator", True, False),
        ("manager", True, True),
    ],
)
def test_who_asked_is_told_to_those_who_may_know(
    role: str,
    hidden: bool,  # noqa: FBT001
    shown: bool,  # noqa: FBT001
    project: Project,
    other_annotator: User,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    project.hides_names = hidden
    project.save()
    QuestionFactory(claim=None, project=project, asked_by=other_annotator)

    html = ask(sign_in, request.getfixturevalue(role), project).content.decode()

    assert (other_annotator.name in html) is shown


def test_who_labels_asks_and_reads_their_question(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    address = reverse("questions", args=[project.slug])

    asked = client.post(address, {"text": "Is a forecast a fact?"})

    question = Question.objects.get()
    page = reverse("question", args=[project.slug, question.uuid])
    assert (question.claim, asked.status_code, asked["Location"]) == (None, 302, page)
    assert "You ·" in " ".join(client.get(page).content.decode().split())
    refused = client.post(address, {"text": " "})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["text"])


@pytest.fixture
def at_desk(project: Project, annotator: User) -> Any:
    """A claim before the annotator, and the next one in its article."""
    first, second = ClaimFactory.create_batch(2, article__project=project)
    lease = LeaseFactory(article=first.article, annotator=annotator)
    for claim in (first, second):
        SlotFactory(claim=claim, annotator=annotator, lease=lease)
    return first


def test_from_the_desk_to_a_question_and_back(
    at_desk: Any, project: Project, annotator: User, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    desk = reverse("desk-claim", args=[project.slug, at_desk.uuid])
    address = f"{reverse('questions', args=[project.slug])}?claim={at_desk.uuid}&stage=label"
    assert address.replace("&", "&amp;") in client.get(desk).content.decode()

    page = client.get(address).content.decode()
    asked = client.post(address, {"text": "Is this a forecast?"})

    assert f'href="{desk}#current"' in page
    assert "autofocus" in page
    assert asked["Location"] == f"{desk}#current"
    assert Question.objects.get().claim == at_desk


def read_data(client: Client, project: Project, claim: Any) -> dict[str, Any]:
    html = client.get(reverse("desk-claim", args=[project.slug, claim.uuid])).content.decode()
    data = html.split('id="desk-data" type="application/json">')[1].partition("</script>")[0]
    return {one["uuid"]: one.get("asked") for one in json.loads(data)["claims"]}


def test_the_desk_counts_the_questions_that_one_may_see(
    at_desk: Any, project: Project, annotator: User, sign_in: SignIn
) -> None:
    QuestionFactory(claim=at_desk, text="What others asked")
    QuestionFactory.create_batch(2, claim=at_desk, asked_by=annotator)

    counts = read_data(sign_in(annotator), project, at_desk)

    assert counts.pop(str(at_desk.uuid)) == 2
    assert set(counts.values()) <= {None}


def test_curators_rule_and_who_was_overtaken_is_shown_what_has_come(
    project: Project, curator: User, sign_in: SignIn
) -> None:
    question = QuestionFactory(claim=None, project=project)
    address = reverse("question", args=[project.slug, question.uuid])
    client = sign_in(curator)

    ruled = client.post(address, {"text": "No.", "known": "0"})
    RulingFactory(question=question, text="Sometimes.")
    late = client.post(address, {"text": "Yes.", "known": "1"})

    assert (ruled.status_code, ruled["Location"]) == (302, address)
    assert late.status_code == 422
    assert "Somebody has ruled on this meanwhile" in late.content.decode()
    assert "Sometimes." in late.content.decode()
    assert late.context["form"]["known"].value() == "2"
    assert list(question.rulings.values_list("text", flat=True)) == ["No.", "Sometimes."]


def test_open_questions_are_counted_in_the_bar_of_curators(
    project: Project, annotator: User, curator: User, sign_in: SignIn
) -> None:
    QuestionFactory.create_batch(2, claim=None, project=project)
    RulingFactory(question=QuestionFactory(claim=None, project=project))

    def read_bar(user: User) -> str:
        html = ask(sign_in, user, project).content.decode()
        return html[html.index("<nav aria-label") : html.index("</nav>")]

    assert "2<span" in read_bar(curator)
    assert "open questions" in read_bar(curator)
    assert "open questions" not in read_bar(annotator)


def test_a_ruling_is_put_into_the_next_version_of_the_guideline(
    project: Project, manager: User, curator: User, sign_in: SignIn
) -> None:
    GuidelineFactory(project=project, text="# Rules")
    question = QuestionFactory(claim=None, project=project)
    RulingFactory(question=question, text="An earlier one.")
    RulingFactory(question=question, text="Forecasts are **no** facts.")
    address = reverse("guideline", args=[project.slug])
    link = f"{address}?question={question.uuid}#publish"

    assert link in ask(sign_in, manager, project).content.decode()
    assert link not in ask(sign_in, curator, project).content.decode()
    form = sign_in(manager).get(address, {"question": str(question.uuid)}).context["form"]
    assert form["text"].value() == "# Rules\n\nForecasts are **no** facts."
    for odd in ("x", str(project.uuid)):
        form = sign_in(manager).get(address, {"question": odd}).context["form"]
        assert form["text"].value() == "# Rules"

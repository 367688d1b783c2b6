"""The page that shows how labels are said in other formats."""

from typing import Any

import pytest
from django.urls import reverse

from claims.models import LabelMapping, Project, User
from tests.conftest import SignIn
from tests.factories import LabelMappingFactory

pytestmark = pytest.mark.django_db


def get_address(project: Project) -> str:
    return reverse("export-mapping", args=[project.slug])


def send(sign_in: SignIn, user: User, project: Project, **given: str) -> Any:
    return sign_in(user).post(get_address(project), {"vocabulary": "liar", **given})


def test_managers_choose_and_reset(project: Project, manager: User, sign_in: SignIn) -> None:
    saved = send(
        sign_in,
        manager,
        project,
        **{"label:Refuted": "word:false", "label:Supported": "default",
           "label:Conflicting Evidence/Cherrypicking": "leave-out"},
    )  # fmt: skip

    assert (saved.status_code, saved["Location"]) == (302, get_address(project))
    rows = LabelMapping.objects.order_by("label__order")
    assert list(rows.values_list("label__value", "target")) == [
        ("Refuted", "false"),
        ("Conflicting Evidence/Cherrypicking", ""),
    ]
    page = sign_in(manager).get(get_address(project)).content.decode()
    assert page.count("chosen here") == 2
    assert page.count("Back to the defaults") == 1
    assert 'value="word:false"\n                              selected' in page

    send(sign_in, manager, project, action="reset")
    assert not LabelMapping.objects.exists()


def test_readers_see_it(project: Project, reader: User, sign_in: SignIn) -> None:
    page = sign_in(reader).get(get_address(project)).content.decode()

    assert "<select" not in page
    assert "Back to the defaults" not in page
    assert "SUPPORTS" in page
    assert "offered: <bdi>true</bdi>, which loses something" in page
    assert send(sign_in, reader, project).status_code == 403


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"vocabulary": "latin"}, "There are no such words."),
        ({"label:Refuted": "word:False"}, "Choose one of: true, mostly-true"),
        ({"label:Refuted": "false; drop"}, "Choose one of: true, mostly-true"),
        ({"label:<b>": "word:false"}, "The project has no such label."),
    ],
)
def test_what_is_refused(
    project: Project, manager: User, sign_in: SignIn, given: dict[str, str], said: str
) -> None:
    answer = send(sign_in, manager, project, **given)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not LabelMapping.objects.exists()


# The session and the person, the project, roles (twice), labels and choices, what waits (four).
@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_much_is_chosen(
    count: int,
    project: Project,
    manager: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    client = sign_in(manager)
    client.get(get_address(project))
    labels = project.verdict_scheme.labels.order_by("order")
    for label in labels[:count]:
        LabelMappingFactory(project=project, label=label)

    with django_assert_num_queries(11):
        client.get(get_address(project))

"""The page of one's own data, and the page by which site admins make people anonymous."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import AuditEvent, User
from tests.conftest import SignIn
from tests.factories import AnnotationFactory, ApiTokenFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_what_there_is_is_shown_and_taken_along(annotator: User, sign_in: SignIn) -> None:
    AnnotationFactory(slot__annotator=annotator, comment="Mine")
    client = sign_in(annotator)

    page = client.get("/account/data/")
    file: Any = client.post("/account/data/file/")
    taken = json.loads(b"".join(file.streaming_content))

    assert {name: count for _kind, name, count in page.context["sections"]} == {
        "memberships": 1,
        "labels": 1,
    }
    assert "annotator@example.org" in page.content.decode()
    assert file["Content-Disposition"] == 'attachment; filename="own-data.json"'
    assert [label["comment"] for label in taken["labels"]] == ["Mine"]
    assert AuditEvent.objects.get().action == "user.data_taken"


def test_of_somebody_in_no_project(admin: User, sign_in: SignIn) -> None:
    page = sign_in(admin).get("/account/data/").content.decode()

    assert "You are in no project." in page
    assert "Nothing but your account." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(
    count: int, annotator: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    MembershipFactory.create_batch(count, user=annotator)
    AnnotationFactory.create_batch(count, slot__annotator=annotator)
    ApiTokenFactory.create_batch(count, user=annotator)
    client = sign_in(annotator)

    with django_assert_num_queries(4):
        assert client.get("/account/data/").status_code == 200


# ---- One person, for site admins -----------------------------------------------------------------


@pytest.fixture
def client(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


def test_access_is_ended_and_given_back(annotator: User, client: Client) -> None:
    page = reverse("person", args=[annotator.uuid])

    ended = client.post(f"{page}deactivate/", follow=True).content.decode()
    inactive = User.objects.get(pk=annotator.pk).is_active
    back = client.post(f"{page}reactivate/", follow=True).content.decode()

    assert "cannot sign in" in ended
    assert not inactive
    assert "They can sign in again." in back


def test_a_person_is_made_anonymous_by_who_types_their_name(
    annotator: User, client: Client
) -> None:
    page = reverse("person", args=[annotator.uuid])

    slip = client.post(f"{page}anonymise/", {"typed": "annotatr"})
    empty = client.post(f"{page}anonymise/", {})
    done = client.post(f"{page}anonymise/", {"typed": "annotator"}, follow=True)

    assert (slip.status_code, empty.status_code) == (422, 422)
    assert "This is not their user name." in slip.content.decode()
    text = done.content.decode()
    assert "Nothing here says any more who this was." in text
    assert "made anonymous" in text
    assert "<details" not in text.split("<main")[1]
    assert "annotator@example.org" not in text


def test_oneself_one_only_looks_at(admin: User, client: Client) -> None:
    page = reverse("person", args=[admin.uuid])

    assert "<form" not in client.get(page).content.decode().split("<main")[1]
    assert client.post(f"{page}deactivate/").status_code == 403
    assert client.post(f"{page}anonymise/", {"typed": "admin"}).status_code == 403


def test_the_administration_leads_there(annotator: User, client: Client) -> None:
    shown = client.get(reverse("admin:claims_user_change", args=[annotator.pk]))

    assert reverse("person", args=[annotator.uuid]) in shown.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_person_costs_the_same(
    count: int, annotator: User, client: Client, django_assert_num_queries: Any
) -> None:
    MembershipFactory.create_batch(count, user=annotator)

    with django_assert_num_queries(5):
        assert client.get(reverse("person", args=[annotator.uuid])).status_code == 200

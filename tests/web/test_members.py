"""The page of a project's members and invitations."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from claims.models import Invitation, Membership, Project, User
from claims.operations import invitations
from tests.conftest import SignIn, add_member
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApiTokenFactory,
    ClaimFactory,
    InvitationFactory,
    MembershipFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db

INVITED = {"email": "new@example.org", "role": "reader", "message": "Hello"}


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


@pytest.fixture
def client(manager: User, sign_in: SignIn) -> Client:
    return sign_in(manager)


def address(project: Project, page: str = "members", *about: object) -> str:
    return reverse(page, args=[project.slug, *about])


def fill(project: Project, count: int) -> None:
    for number in range(count):
        person = add_member(project, f"person-{number}", "annotator")
        ApiTokenFactory(user=person, last_used_at=NOW)
        slot = SlotFactory(claim=ClaimFactory(article__project=project), annotator=person)
        AnnotationFactory(slot=slot)
        InvitationFactory(project=project)


# The session and the person, the project and roles, what waits (four); the members and how many,
# the invitations.
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_there_are(
    count: int, project: Project, client: Client, django_assert_num_queries: Any
) -> None:
    fill(project, count)

    with django_assert_num_queries(12):
        page = client.get(address(project))

    assert len(page.context["invitations"]) == count


def test_it_says_who_is_there_since_when_and_how_they_stand(
    project: Project, manager: User, client: Client
) -> None:
    Project.objects.filter(pk=project.pk).update(has_training=True)
    moments = {"trains": {}, "paused": {"paused_at": NOW}, "failed": {"failed_at": NOW}}
    for name, given in moments.items():
        member = MembershipFactory(project=project, joined_at=NOW, **given)
        User.objects.filter(pk=member.user_id).update(username=name)
    left = MembershipFactory(project=project, is_active=False).user
    ApiTokenFactory(user=left, last_used_at=NOW)

    page = client.get(address(project))

    rows = {row["person"].username: row for row in page.context["rows"]}
    assert {name: str(row["standing"]) for name, row in rows.items()} == {
        "manager": "live",
        "trains": "training",
        "paused": "paused",
        "failed": "failed",
        left.username: "",
    }
    assert list(rows)[-1] == left.username
    assert rows[left.username]["seen_at"] == NOW
    assert rows["trains"]["seen_at"] is None
    assert "never seen here" in page.content.decode()


def test_whoever_runs_the_site_comes_from_a_name_to_the_account(
    project: Project, annotator: User, client: Client, admin: User, sign_in: SignIn
) -> None:
    account = reverse("person", args=[annotator.uuid])

    for_manager = client.get(address(project)).content.decode()
    for_admin = sign_in(admin).get(address(project)).content.decode()

    assert account not in for_manager
    assert f'<a href="{account}">' in for_admin


def test_a_role_is_changed(project: Project, annotator: User, client: Client) -> None:
    to = address(project, "member-role", annotator.uuid)

    said = client.post(to, {"role": "curator"}, follow=True).content.decode()
    refused = client.post(to, {"role": "king"})

    assert "Annotator is now: Curator." in said
    assert refused.status_code == 400
    assert Membership.objects.get(user=annotator).role == "curator"


def test_somebody_is_removed_and_their_labels_stay(
    project: Project, annotator: User, client: Client
) -> None:
    slot = SlotFactory(claim=ClaimFactory(article__project=project), annotator=annotator)
    AnnotationFactory(slot=slot)

    said = client.post(address(project, "member-remove", annotator.uuid), follow=True)

    assert "Annotator is no longer in the project." in said.content.decode()
    assert not Membership.objects.get(user=annotator).is_active
    assert annotator.annotations.count() == 1


def test_the_last_manager_stays(project: Project, manager: User, client: Client) -> None:
    MembershipFactory(project=project, role="manager", user__is_active=False)
    answers = [
        client.post(address(project, "member-remove", manager.uuid)),
        client.post(address(project, "member-role", manager.uuid), {"role": "curator"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Nobody else manages this project" in answers[0].content.decode()
    assert Membership.objects.get(user=manager).role == "manager"
    MembershipFactory(project=project, role="manager")
    left = client.post(address(project, "member-remove", manager.uuid))
    assert left["Location"] == "/"


def test_an_invitation_is_mailed(project: Project, client: Client) -> None:
    said = client.post(address(project, "invite"), INVITED, follow=True).content.decode()

    (sent,) = mail.outbox
    assert "The invitation is on its way to new@example.org." in said
    assert "http://testserver/invitation/" in sent.body
    assert "/invitation/" not in said.replace("/invitations/", "")
    assert Invitation.objects.get().mailed_at == NOW


def test_where_no_mail_can_be_sent_the_link_is_shown_once(
    project: Project, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def fail(*_args: object, **_kwargs: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(invitations, "send_mail", fail)
    failed = client.post(address(project, "invite"), INVITED)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    again = client.post(address(project, "invitation-renew", Invitation.objects.get().uuid))
    page = client.get(address(project)).content.decode()

    assert "The mail could not be sent." in failed.content.decode()
    assert "This server sends no mail." in again.content.decode()
    assert client.get(failed.context["link"]).status_code == 404
    assert Client().get(again.context["link"]).status_code == 200
    assert again.context["link"] not in page
    assert "not sent by mail" in page


def test_what_is_refused_is_said_where_it_was_written(
    project: Project, annotator: User, client: Client
) -> None:
    for email, said in {
        "": "This field is required.",
        "nobody": "This is no e-mail address.",
        annotator.email: "Who has this address is in the project.",
    }.items():
        answer = client.post(address(project, "invite"), {**INVITED, "email": email})

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "Hello" in answer.content.decode()


def test_an_invitation_is_revoked(project: Project, client: Client) -> None:
    made = InvitationFactory(project=project)
    to = address(project, "invitation-revoke", made.uuid)

    said = client.post(to, follow=True).content.decode()

    assert "The invitation is revoked" in said
    assert "Nobody is invited." in said
    elsewhere = InvitationFactory()
    assert client.post(address(project, "invitation-revoke", elsewhere.uuid)).status_code == 404


def test_hostile_names_are_escaped(project: Project, annotator: User, client: Client) -> None:
    word = "<script>alert(1)</script>"
    User.objects.filter(pk=annotator.pk).update(name=word)
    Project.objects.filter(pk=project.pk).update(name=word)
    made = InvitationFactory(project=project, token="t", message=word)

    for page in (client.get(address(project)), Client().get("/invitation/t/")):
        assert page.status_code == 200
        assert word not in page.content.decode()
    assert made.message == word

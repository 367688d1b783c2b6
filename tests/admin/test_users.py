"""People and their tokens: who may change whom, and what nobody may."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from claims.admin.users import UserAdmin
from claims.models import ApiToken, AuditEvent, Project, User
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "admin:claims_user_changelist"
NEW_PASSWORD = "quite another password"


def page_url(user: User) -> str:
    return reverse("admin:claims_user_change", args=[user.pk])


def password_url(user: User) -> str:
    return reverse("admin:auth_user_password_change", args=[user.pk])


def describe(user: User, **changes: Any) -> dict[str, Any]:
    return {"username": user.username, "email": user.email, "is_active": "on", **changes}


def new_password() -> dict[str, str]:
    return {"usable_password": "true", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


def list_actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_a_person_is_added_with_a_hashed_password(site: Client) -> None:
    answer = site.post(
        reverse("admin:claims_user_add"),
        {"username": "new", "name": "N. Ew", "email": "new@example.org", **new_password()},
    )

    assert answer.status_code == 302
    user = User.objects.get(username="new")
    assert (user.name, user.email) == ("N. Ew", "new@example.org")
    assert NEW_PASSWORD not in user.password
    assert user.check_password(NEW_PASSWORD)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert list_actions() == ["user.added"]
    assert NEW_PASSWORD not in str(AuditEvent.objects.values_list("data").get())


@pytest.mark.parametrize("texts", [0, 1])
def test_who_is_added_is_asked_for_consent_if_there_is_a_text(site: Client, texts: int) -> None:
    factories.ConsentTextFactory.create_batch(texts)

    site.post(reverse("admin:claims_user_add"), {"username": "new", **new_password()})

    assert bool(User.objects.get(username="new").consent_due) == bool(texts)


def test_an_e_mail_address_is_one_persons_in_any_case(site: Client) -> None:
    factories.UserFactory(email="one@example.org")
    other = factories.UserFactory()

    answer = site.post(page_url(other), describe(other, email="ONE@example.org"))

    assert answer.context["adminform"].form.non_field_errors() == [
        "A user with that e-mail address already exists."
    ]


def test_people_are_found_by_e_mail(site: Client) -> None:
    wanted = factories.UserFactory(email="needle@example.org")

    page = site.get(reverse(LIST), {"q": "needle@"})

    assert list(page.context["cl"].queryset) == [wanted]


def test_deactivating_ends_sessions_and_tokens_and_keeps_labels(
    site: Client, admin: User, sign_in: Any
) -> None:
    label = factories.AnnotationFactory()
    user = label.annotator
    token = factories.ApiTokenFactory(user=user)
    client = sign_in(user)
    chosen = [user.pk, admin.pk]

    site.post(reverse(LIST), {"action": "deactivate", "_selected_action": chosen})

    user.refresh_from_db()
    token.refresh_from_db()
    admin.refresh_from_db()
    assert (user.is_active, admin.is_active) == (False, True)
    assert token.revoked_at is not None
    assert list_actions() == ["tokens.revoked", "user.deactivated"]
    assert client.get(reverse("admin:index")).status_code == 302
    assert type(label).objects.filter(pk=label.pk).exists()


def test_unticking_active_revokes_tokens_too(site: Client) -> None:
    token = factories.ApiTokenFactory()

    site.post(page_url(token.user), describe(token.user, is_active=""))

    token.refresh_from_db()
    assert token.revoked_at is not None


def test_nobody_takes_their_own_powers_away(site: Client, admin: User) -> None:
    site.post(page_url(admin), {"username": "renamed", "email": ""})

    admin.refresh_from_db()
    assert admin.username == "renamed"
    assert (admin.is_active, admin.is_staff, admin.is_superuser) == (True, True, True)


@pytest.mark.parametrize("keys", [["x"], ["1", "-1"], ["9" * 30], [""]])
def test_an_action_on_no_rows_breaks_nothing(keys: list[str], site: Client) -> None:
    answer = site.post(reverse(LIST), {"action": "deactivate", "_selected_action": keys})

    assert answer.status_code in {200, 302, 400}
    assert not User.objects.filter(is_active=False).exists()


@pytest.fixture
def helper(staff_manager: User, allow: Any) -> User:
    """A manager whom a site admin lets change people."""
    allow(staff_manager, "view_user", "add_user", "change_user", "delete_user", "change_group")
    allow(staff_manager, "add_group", "view_group", "view_permission", "change_permission")
    return staff_manager


POWER = {"is_staff": "on", "is_superuser": "on", "user_permissions": "1"}


def test_a_helper_changes_people_of_their_project_but_gives_no_powers(
    helper: User, annotator: User, sign_in: Any
) -> None:
    group = Group.objects.create(name="all powers")

    answer = sign_in(helper).post(
        page_url(annotator), describe(annotator, name="Better", groups=group.pk, **POWER)
    )

    assert answer.status_code == 302
    annotator.refresh_from_db()
    assert annotator.name == "Better"
    assert (annotator.is_staff, annotator.is_superuser) == (False, False)
    assert (annotator.groups.count(), annotator.user_permissions.count()) == (0, 0)


def test_the_groups_of_a_person_are_audited_with_those_of_before(
    site: Client, admin: User, annotator: User
) -> None:
    first, second = (Group.objects.create(name=name) for name in ("First", "Second"))
    annotator.groups.set([first])

    answer = site.post(page_url(annotator), describe(annotator, name="X", groups=second.pk))

    assert answer.status_code == 302
    assert list(annotator.groups.all()) == [second]
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "data")) == [
        ("user.changed", {"changes": {"name": ["…", "…"]}}),
        ("user.changed", {"changes": {"groups": [["First"], ["Second"]]}}),
    ]


def test_a_helper_changes_nobody_with_powers_nor_of_another_project(
    helper: User, admin: User, stranger: User, project: Project, sign_in: Any
) -> None:
    staff = factories.MembershipFactory(project=project, user__is_staff=True).user
    shared = factories.MembershipFactory(project=project).user
    factories.MembershipFactory(user=shared)
    client = sign_in(helper)
    people = [admin, stranger, staff, shared, helper]
    before = {user.pk: user.password for user in people}

    changed = [client.post(page_url(user), describe(user, name="x")).status_code for user in people]
    passwords = [client.post(password_url(user), new_password()).status_code for user in people]

    # Who is not visible is not there for them (a redirect to the index); others are refused.
    assert changed == [302, 302, 403, 403, 403]
    assert passwords == [404, 404, 403, 403, 403]
    assert {u.pk: u.password for u in User.objects.filter(pk__in=before)} == before
    assert not User.objects.filter(name="x").exists()


def test_a_helper_adds_nobody_and_touches_no_groups(helper: User, sign_in: Any) -> None:
    group = Group.objects.create(name="some")
    client = sign_in(helper)

    statuses = [
        client.post(reverse("admin:claims_user_add"), {"username": "x", **POWER}).status_code,
        client.get(reverse("admin:auth_group_changelist")).status_code,
        client.get(reverse("admin:auth_group_add")).status_code,
        client.post(
            reverse("admin:auth_group_change", args=[group.pk]), {"name": "y", "permissions": "1"}
        ).status_code,
    ]

    assert statuses == [403, 403, 403, 403]
    assert group.permissions.count() == 0


def test_a_helper_deactivates_nobody_by_the_action(
    helper: User, annotator: User, sign_in: Any
) -> None:
    client = sign_in(helper)

    page = client.get(reverse(LIST))
    client.post(reverse(LIST), {"action": "deactivate", "_selected_action": [annotator.pk]})

    assert "Deactivate" not in page.content.decode()
    annotator.refresh_from_db()
    assert annotator.is_active


def test_a_helper_sees_people_of_their_projects_and_of_none(
    helper: User, annotator: User, admin: User, stranger: User, sign_in: Any
) -> None:
    newcomer = factories.UserFactory()
    client = sign_in(helper)

    listed = client.get(reverse(LIST)).context["cl"].queryset
    found = client.get(reverse(LIST), {"q": stranger.email}).context["cl"].queryset

    assert set(listed) == {helper, annotator, newcomer}
    assert list(found) == []


def test_no_part_of_a_password_shows_to_who_only_looks(
    staff_manager: User, annotator: User, sign_in: Any, allow: Any
) -> None:
    allow(staff_manager, "view_user")

    html = sign_in(staff_manager).get(page_url(annotator)).content.decode()

    assert annotator.email in html
    assert "salt" not in html
    assert annotator.password[:10] not in html


def test_setting_a_password_is_audited_without_it(site: Client, annotator: User) -> None:
    answer = site.post(password_url(annotator), new_password())

    assert answer.status_code == 302
    annotator.refresh_from_db()
    assert annotator.check_password(NEW_PASSWORD)
    event = AuditEvent.objects.get()
    assert (event.action, event.data) == ("user.changed", {"changes": {"password": ["…", "…"]}})


def test_a_password_that_is_set_ends_what_was_open_under_the_old_one(
    site: Client, annotator: User
) -> None:
    factories.ApiTokenFactory(user=annotator)
    EmailAddress.objects.create(user=annotator, email="thief@example.org")

    site.post(password_url(annotator), new_password())

    assert ApiToken.objects.get().revoked_at is not None
    assert not EmailAddress.objects.filter(user=annotator, verified=False).exists()


def test_who_has_lost_their_powers_meanwhile_takes_nobodys(
    site: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two who do it to each other at once one stays."""
    other = factories.UserFactory(is_staff=True, is_superuser=True)
    save = UserAdmin.save_one

    def lose_first(*args: Any) -> None:
        User.objects.filter(pk=admin.pk).update(is_superuser=False)
        save(*args)

    monkeypatch.setattr(UserAdmin, "save_one", lose_first)
    site.post(page_url(other), describe(other, is_staff="on"))

    other.refresh_from_db()
    assert other.is_superuser


def test_what_others_change_of_a_person_meanwhile_is_not_undone(
    site: Client, annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That they have a text to accept, above all, and that their access has ended."""
    save = UserAdmin.save_one

    def come_second(*args: Any) -> None:
        User.objects.filter(pk=annotator.pk).update(is_active=False, consent_due=True)
        save(*args)

    monkeypatch.setattr(UserAdmin, "save_one", come_second)
    answer = site.post(page_url(annotator), describe(annotator, name="Anna Tate"))

    assert answer.status_code == 302
    annotator.refresh_from_db()
    assert (annotator.name, annotator.is_active, annotator.consent_due) == (
        "Anna Tate",
        False,
        True,
    )


def test_a_password_too_simple_changes_nothing(site: Client, annotator: User) -> None:
    before = annotator.password

    answer = site.post(
        password_url(annotator),
        {"usable_password": "true", "password1": "1234", "password2": "1234"},
    )

    assert answer.status_code == 200
    annotator.refresh_from_db()
    assert annotator.password == before
    assert list_actions() == []


def test_tokens_are_revoked_and_never_show_their_digest(site: Client) -> None:
    tokens = [factories.ApiTokenFactory() for _ in range(2)]
    url = reverse("admin:claims_apitoken_changelist")

    pages = [
        site.get(url),
        site.get(reverse("admin:claims_apitoken_change", args=[tokens[0].pk])),
        site.post(url, {"action": "revoke", "_selected_action": [tokens[0].pk]}, follow=True),
    ]

    for page in pages:
        assert tokens[0].digest not in page.content.decode()
    assert "1 token revoked." in pages[-1].content.decode()
    left = ApiToken.objects.filter(revoked_at=None)
    assert list(left) == [tokens[1]]
    assert list_actions() == ["token.revoked"]

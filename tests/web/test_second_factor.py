"""The second factor: set up, asked for, turned off; and who must have one."""

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from claims import clock
from claims.models import AuditEvent, User
from claims.operations import second_factors
from tests.conftest import SignIn
from tests.factories import PASSWORD, ApiTokenFactory, ConsentTextFactory, UserFactory
from tests.signing_in import log_in, make_code, turn_on

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PAGES = ("mfa_activate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes")


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def anna(db: None) -> User:
    return UserFactory(username="anna")


def read_key(html: str) -> str:
    found = re.search(r'<code class="key"[^>]*>([A-Z2-7 ]+)</code>', html)
    assert found
    return found[1].replace(" ", "")


def test_it_is_set_up_with_a_picture_a_key_and_the_first_code(
    anna: User, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    client = log_in("anna")
    html = client.get(reverse("mfa_activate_totp")).content.decode()
    key = read_key(html)
    picture = re.search(r"data:image/svg\+xml;base64,([^\"]+)", html)
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(
            reverse("mfa_activate_totp"), {"code": f" {make_code(NOW, secret=key)} "}
        )
    codes = client.get(done["Location"]).content.decode()

    assert picture
    assert b"<svg" in base64.b64decode(picture[1])
    assert wrong.status_code == 422
    assert read_key(wrong.content.decode()) == key
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert all(code in codes for code in second_factors.list_recovery_codes(anna))
    assert len(second_factors.list_recovery_codes(anna)) == 10
    assert [mail.to for mail in mailoutbox] == [[anna.email]]
    assert "your second factor was turned on" in mailoutbox[0].body
    assert AuditEvent.objects.filter(action="user.second_factor_on", actor=anna).count() == 1


def test_a_code_is_asked_for_on_the_way_in(anna: User) -> None:
    turn_on(anna, NOW)
    client = log_in("anna", next="/account/")
    asked = client.get("/account/")
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    done = client.post(reverse("mfa_authenticate"), {"code": make_code(NOW)})
    told = AuditEvent.objects.order_by("-pk").first()

    assert asked["Location"] == "/login/?next=/account/"
    assert "That code is not right" in wrong.content.decode()
    assert done["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert told
    assert (told.action, told.data) == ("user.signed_in", {"way": "password", "code": True})


def test_a_code_is_good_once(anna: User) -> None:
    turn_on(anna, NOW)
    code = make_code(NOW)
    first = log_in("anna").post(reverse("mfa_authenticate"), {"code": code})
    again = log_in("anna").post(reverse("mfa_authenticate"), {"code": code})

    assert (first.status_code, again.status_code) == (302, 200)


def test_codes_of_long_ago_or_of_later_are_none(anna: User) -> None:
    turn_on(anna, NOW)
    client = log_in("anna")
    statuses = [
        client.post(reverse("mfa_authenticate"), {"code": make_code(NOW, later)}).status_code
        for later in (-2, 2, 1)
    ]

    assert statuses == [200, 200, 302]


def test_a_recovery_code_stands_for_the_app_once_and_its_owner_is_told(
    anna: User, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    turn_on(anna, NOW)
    code = second_factors.list_recovery_codes(anna)[0]
    with django_capture_on_commit_callbacks(execute=True):
        first = log_in("anna").post(reverse("mfa_authenticate"), {"code": code})
    again = log_in("anna").post(reverse("mfa_authenticate"), {"code": code})

    assert (first.status_code, again.status_code) == (302, 200)
    assert code not in second_factors.list_recovery_codes(anna)
    assert "one of your recovery codes was used" in mailoutbox[0].body


def test_codes_are_not_to_be_guessed(anna: User) -> None:
    turn_on(anna, NOW)
    client = log_in("anna")
    client.cookies.pop("browser", None)
    statuses = [
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"}).status_code
        for number in range(11)
    ]
    right = client.post(reverse("mfa_authenticate"), {"code": make_code(NOW)})

    assert statuses == [200] * 10 + [429]
    assert right.status_code == 429
    assert AuditEvent.objects.filter(action="user.code_failed", target=anna.uuid).count() == 10


def test_who_waits_for_the_code_may_leave(anna: User) -> None:
    turn_on(anna, NOW)
    client = log_in("anna")

    assert client.get("/login/")["Location"] == reverse("mfa_authenticate")
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/login/").status_code == 200
    assert client.get(reverse("mfa_authenticate"))["Location"] == "/login/"


def test_an_open_browser_is_not_enough_for_any_of_it(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_on(anna, NOW)
    client = log_in("anna")
    client.post(reverse("mfa_authenticate"), {"code": make_code(NOW)})
    later = NOW + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    confirm = reverse("account_reauthenticate")
    led = {name: client.get(reverse(name))["Location"] for name in (*PAGES, "mfa_deactivate_totp")}
    renewed = client.post(reverse("mfa_generate_recovery_codes"))["Location"]
    off = client.post(reverse("mfa_deactivate_totp"))["Location"]
    by_password = client.post(confirm, {"password": PASSWORD})
    by_code = client.post(
        confirm, {"code": make_code(later), "next": reverse("mfa_deactivate_totp")}
    )

    assert led == {name: f"{confirm}?next={reverse(name).replace('/', '%2F')}" for name in led}
    assert renewed == f"{confirm}?next={reverse('mfa_view_recovery_codes').replace('/', '%2F')}"
    assert off.startswith(confirm)
    assert by_password.status_code == 422
    assert by_code["Location"] == reverse("mfa_deactivate_totp")
    assert client.get(by_code["Location"]).status_code == 200
    assert Authenticator.objects.count() == 2


def test_without_one_the_password_confirms(anna: User, sign_in: SignIn) -> None:
    client = sign_in(anna)
    confirm = reverse("account_reauthenticate")
    wrong = client.post(confirm, {"password": "wrong"})
    right = client.post(confirm, {"password": PASSWORD, "next": "https://evil.example/"})

    assert (wrong.status_code, right["Location"]) == (422, "/account/")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_codes_are_downloaded_and_renewed(anna: User) -> None:
    turn_on(anna, NOW)
    client = log_in("anna")
    client.post(reverse("mfa_authenticate"), {"code": make_code(NOW)})
    before = second_factors.list_recovery_codes(anna)
    file = client.get(reverse("mfa_download_recovery_codes"))
    client.post(reverse("mfa_generate_recovery_codes"))
    after = second_factors.list_recovery_codes(anna)

    assert file.content.decode().split() == before
    assert file["Content-Disposition"].startswith("attachment")
    assert len(after) == 10
    assert not set(before) & set(after)


def test_it_is_turned_off(anna: User) -> None:
    turn_on(anna, NOW)
    client = log_in("anna")
    client.post(reverse("mfa_authenticate"), {"code": make_code(NOW)})
    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert log_in("anna").get("/account/").status_code == 200
    for name in (*PAGES[1:], "mfa_deactivate_totp"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_index")


def test_a_site_admin_turns_it_off_for_who_has_lost_both(
    anna: User, admin: User, manager: User, sign_in: SignIn
) -> None:
    turn_on(anna, NOW)
    posted = {"action": "turn_off_second_factor", "_selected_action": [str(anna.pk)]}
    address = reverse("admin:claims_user_changelist")
    sign_in(manager).post(address, posted)
    kept = Authenticator.objects.count()
    sign_in(admin).post(address, posted)
    told = AuditEvent.objects.get(action="user.second_factor_off")

    assert (kept, Authenticator.objects.count()) == (2, 0)
    assert (told.actor, told.target) == (admin, str(anna.uuid))


def test_who_must_have_one_sets_it_up_before_anything_else(
    anna: User, admin: User, sign_in: SignIn, settings: Any
) -> None:
    set_up = reverse("mfa_activate_totp")
    got = {}
    for required in ("NONE", "STAFF", "ALL"):
        settings.TOTP_REQUIRED = required
        for person in (anna, admin):
            answer = sign_in(person).get("/account/")
            got[required, person.username] = answer.headers.get("Location") or answer.status_code

    assert got == {
        ("NONE", "anna"): 200,
        ("NONE", "admin"): 200,
        ("STAFF", "anna"): 200,
        ("STAFF", "admin"): set_up,
        ("ALL", "anna"): set_up,
        ("ALL", "admin"): set_up,
    }


def test_a_text_to_accept_does_not_stand_in_its_way(anna: User, settings: Any) -> None:
    ConsentTextFactory()
    User.objects.update(consent_due=True)
    settings.TOTP_REQUIRED = "ALL"
    client = log_in("anna")
    set_up = client.get("/", follow=True)
    code = make_code(NOW, secret=read_key(set_up.content.decode()))
    done = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    by_confirming = client.get(reverse("account_reauthenticate"))

    assert set_up.redirect_chain == [(reverse("mfa_activate_totp"), 302)]
    assert done.redirect_chain[-1][0].startswith(reverse("consent"))
    assert done.status_code == by_confirming.status_code == 200


def test_the_way_to_it_is_open_and_the_way_out(anna: User, settings: Any) -> None:
    settings.TOTP_REQUIRED = "ALL"
    client = log_in("anna")
    html = client.get(reverse("mfa_activate_totp")).content.decode()
    refused = client.get("/api/v1/account/")
    token = ApiTokenFactory(user=anna, scopes="account", key="fct_k")
    by_token = Client().get("/api/v1/account/", headers={"Authorization": "Bearer fct_k"})
    client.post(reverse("mfa_activate_totp"), {"code": make_code(NOW, secret=read_key(html))})

    assert refused.status_code == 403
    assert refused["Content-Type"].startswith("application/problem+json")
    assert (by_token.status_code, by_token.json()["uuid"]) == (200, str(token.user.uuid))
    assert client.get("/account/").status_code == 200
    assert client.post("/logout/")["Location"] == "/login/"

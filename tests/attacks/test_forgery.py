"""What another site can make somebody's browser do: nothing."""

import pytest
from django.test import Client

from claims.models import User
from tests.attacks.pages import read_body
from tests.attacks.statements import list_written, watching
from tests.conftest import SignIn
from tests.routes import OURS, ROLES, Arguments, make_address, read_table

pytestmark = pytest.mark.django_db

UNSAFE = ("POST", "DELETE")
EVIL = "https://check.example.evil.example"
# What is taken out is written down: one row more in the audit.
TAKEN_OUT = {
    *("api-audit-export", "api-export", "api-export-report", "api-label-source-file"),
    *("api-own-data", "api-release-diff-claims", "api-release-file", "api-site-audit-export"),
    *("api-timesheet", "export-report", "release-diff", "release-file"),
}
# Who reads what others said of claims labels these no more: docs/adjudication.md.
# A browser sends no SameSite=Lax cookie along with what another site's page fetches.
GIVES_UP = {"claims_auditevent", "claims_skip"}
WRITTEN_BY_GET = {
    **{route: {"claims_auditevent"} for route in TAKEN_OUT},
    **dict.fromkeys(("api-claimreviews", "api-decisions", "api-gold"), GIVES_UP),
    # Who tries links out is counted.
    "invitation": {"claims_ratewindow"},
    "adjudicate-claim": {*GIVES_UP, "claims_slot"},
}


def test_no_unsafe_request_is_taken_without_the_token(tame: Arguments, admin: User) -> None:
    """As a form on another site would send it: with the cookie, but nothing that it could read."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    taken: dict[str, list[int]] = {}

    for route in OURS:
        address = make_address(route, tame)
        with watching() as statements:
            statuses = [
                client.generic(method, address, headers={"origin": EVIL}).status_code
                for method in UNSAFE
            ]
        if statuses != [403] * len(UNSAFE) or list_written(statements):
            taken[route] = statuses

    assert taken == {}


def test_looking_changes_nothing(
    tame: Arguments, annotator: User, manager: User, admin: User, sign_in: SignIn
) -> None:
    table = read_table()
    written: dict[str, set[str]] = {}

    for role, user in (("annotator", annotator), ("manager", manager), ("admin", admin)):
        client = sign_in(user)
        for route in OURS:
            if table["GET", route][ROLES.index(role)] not in {"200", "302"}:
                continue
            with watching() as statements:
                read_body(client.get(make_address(route, tame)))
            if tables := list_written(statements):
                written.setdefault(route, set()).update(tables)

    assert written == WRITTEN_BY_GET

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
# Why looking writes at all, and what another site's link comes to: decision 42.
# What is taken out is written down: one row more in the audit.
TAKEN_OUT = {
    *("api-audit-export", "api-export", "api-export-report", "api-label-source-file"),
    *("api-own-data", "api-release-diff-claims", "api-release-file", "api-site-audit-export"),
    *("api-timesheet", "export-report", "release-diff", "release-file"),
}
# Who reads what others said of claims labels these no more: docs/adjudication.md.
GIVES_UP = {"claims_auditevent", "claims_skip"}
WRITTEN_BY_GET = {
    **{route: {"claims_auditevent"} for route in TAKEN_OUT},
    **dict.fromkeys(("api-claimreviews", "api-decisions", "api-gold"), GIVES_UP),
    # Who tries links out is counted.
    "invitation": {"claims_ratewindow"},
    # Whoever looks has it before them: what was kept for them is for others then.
    "adjudicate-claim": {*GIVES_UP, "claims_slot"},
}
# What a link of another site may write: that somebody has come by an invitation. A mail has it.
WRITTEN_BY_A_LINK = {"invitation": {"claims_ratewindow"}}
# Pages that would note that they were read: whoever is led there is asked first.
ASKED_FIRST = {
    *("adjudicate-claim", "article-gold", "claim-gold", "claim-publish", "publication"),
    *("publications", "export-report", "release-diff", "release-file"),
}
# Of the API these are pages for people; all else of it answers no link of another site.
OPEN_IN_API = {"api-docs", "api-docs-script"}


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


def test_a_link_of_another_site_writes_nothing_that_matters(
    tame: Arguments, admin: User, sign_in: SignIn
) -> None:
    """As a browser follows it: with the cookie, and saying where it comes from."""
    table = read_table()
    client = sign_in(admin)
    opened = [
        route for route in OURS if table["GET", route][ROLES.index("admin")] in {"200", "302"}
    ]
    written: dict[str, set[str]] = {}
    refused = set()

    for route in opened:
        with watching() as statements:
            address = make_address(route, tame)
            answer = client.get(address, headers={"sec-fetch-site": "cross-site"})
            read_body(answer)
        if tables := list_written(statements):
            written[route] = tables
        if answer.status_code == 403:
            refused.add(route)

    api = {route for route in opened if route.startswith("api-")}
    assert written == WRITTEN_BY_A_LINK
    assert refused == ASKED_FIRST | (api - OPEN_IN_API)


def test_who_means_to_goes_on_from_there(tame: Arguments, admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    address = make_address("release-file", tame)

    answers = {
        come_from: client.get(f"{address}?a=1&b=2", headers={"sec-fetch-site": come_from})
        for come_from in ("cross-site", "same-site", "same-origin", "none")
    }

    bodies = {come_from: read_body(answer) for come_from, answer in answers.items()}
    assert [answer.status_code for answer in answers.values()] == [403, 403, 200, 200]
    assert f'href="{address}?a=1&amp;b=2">Go on</a>' in str(bodies["same-site"])

"""What people type is a value: never a part of a query, a header or a formula."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from claims import clock
from claims.exchange.csv import write_table_for_excel
from claims.exchange.formats import FORMATS
from claims.models import Project, User
from claims.operations import invitations
from tests.attacks.pages import list_pages, list_parameters, read_body
from tests.attacks.statements import watching
from tests.conftest import SignIn
from tests.factories import UserFactory
from tests.routes import OURS, ROLES, Arguments, make_address, read_table

MARK = "zqinj"
SQL = f"{MARK}') OR 1=1; DROP TABLE claims_user; -- \" ` %s {{0}}"
# Ways that frameworks read questions about other rows out of an address.
LOOKUPS = (
    "user__password__startswith=p",
    "created_by__password__startswith=p",
    "project__pseudonym_key__startswith=a",
    "annotator__password__regex=^p",
    "_connector=OR",
    "_negated=1",
    "ordering=user__password",
    "order_by=password",
    "o=password",
    "q__regex=.*",
    "search__regex=(a%2B)%2B$",
    "fields=password",
    "expand=user.password",
)
# Tables that are lossless, so that they begin no text with a sign of ours (docs/export-format.md).
LOSSLESS = {"csv", "claimbuster-csv"}
FORMULAS = (
    *("=1+1", '=HYPERLINK("//evil")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"),
    *("＝1+1", "＋1", "－1", "＠SUM"),
)


@pytest.mark.django_db
def test_nothing_typed_stands_in_a_statement(tame: Arguments, admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    found, tried = set(), 0

    for address in list_pages(tame):
        answer = client.get(address)
        body = read_body(answer)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for name in (*list_parameters(address, body), SQL):
            tried += 1
            with watching() as statements:
                read_body(client.get(f"{address}?{quote(name)}={quote(SQL)}"))
            if any(MARK in sql for sql in statements):
                found.add((address, name))

    assert tried > 80
    assert found == set()


@pytest.mark.django_db
def test_no_address_asks_about_other_rows(tame: Arguments, manager: User, sign_in: SignIn) -> None:
    """A question in the framework's own words is refused, or changes nothing."""
    client = sign_in(manager)
    table = read_table()
    routes = [
        route
        for route in OURS
        if table["GET", route][ROLES.index("manager")] == "200" and route.startswith("api-")
    ]
    told = {}

    # A page; and what one takes out tells, among all else, that one has taken it out before.
    routes = [route for route in routes if route not in {"api-docs", "api-own-data"}]
    for number, route in enumerate(routes):
        address = make_address(route, tame)
        plain = ask(client, address)
        for lookup in (LOOKUPS[number % len(LOOKUPS)], LOOKUPS[(number + 5) % len(LOOKUPS)]):
            asked = ask(client, f"{address}?{lookup}")
            if asked != plain and asked[0] != 400:
                told[f"{address}?{lookup}"] = asked[0]

    assert len(routes) > 40
    assert told == {}


def ask(client: Client, address: str) -> tuple[int, str]:
    """What is answered, but for when and under which number."""
    answer = client.get(address, headers={"accept": "application/json"})
    said = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z?|[0-9a-f]{32}", "…", read_body(answer))
    return answer.status_code, said


@pytest.mark.parametrize("text", FORMULAS)
def test_no_table_for_spreadsheets_begins_a_formula(text: str) -> None:
    header, cell = b"".join(write_table_for_excel(("name",), [(text,)])).decode().split("\n", 1)

    assert header.strip("\ufeff\r") == "name"
    assert cell.strip('"').startswith("'")


def test_each_table_is_for_spreadsheets_or_lossless_by_name() -> None:
    tables = {name for name, one in FORMATS.items() if "csv" in one.content_type}

    assert tables == LOSSLESS | {"csv-excel"}


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "%0d%0a"])
def test_no_name_ends_a_header(
    end: str, project: Project, manager: User, mailoutbox: list[Any], sign_in: SignIn
) -> None:
    client = sign_in(None)
    person = UserFactory(name=f"Ada{end}Bcc: all@evil.example")

    client.post("/password/", {"email": person.email})
    named = client.get("/login/", headers={"x-request-id": f"abcdefgh{end}x: y"})
    release = {"slug": f"a{end}b", "version": f"1{end}0", "title": "T"}
    refused = sign_in(manager).post(
        f"/api/v1/projects/{project.slug}/releases/", release, content_type="application/json"
    )

    Project.objects.filter(pk=project.pk).update(name=f"P{end}Bcc: all@evil.example")
    project.refresh_from_db()
    made = invitations.invite(
        actor=manager, project=project, email="new@example.org", role="annotator", now=clock.now()
    )
    assert invitations.mail(actor=manager, made=made, link="https://testserver/x", now=clock.now())

    assert [(mail.to, mail.bcc) for mail in mailoutbox] == [
        ([person.email], []),
        (["new@example.org"], []),
    ]
    for mail in mailoutbox:
        heads = mail.message().as_string().partition("\n\n")[0]
        assert not re.search(r"^Bcc:", heads, re.MULTILINE)
    assert re.fullmatch(r"[0-9a-f]{32}", named["X-Request-ID"])
    assert refused.status_code == 400

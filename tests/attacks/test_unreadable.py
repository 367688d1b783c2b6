"""What no person types: signs that are none, numbers beyond all, in every field and parameter."""

from collections.abc import Iterator
from itertools import cycle, islice
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from claims.models import User
from tests.attacks.pages import list_forms, list_pages, list_parameters, read_body, try_out
from tests.conftest import SignIn
from tests.routes import OURS, Arguments, make_address

pytestmark = pytest.mark.django_db

# As they stand in an address or a form, percent-encoded.
VALUES = {
    "nul": "a%00b",
    "not utf-8": "%ff%fe",
    "overlong slash": "%c0%af",
    "utf-8 of a surrogate": "%ed%a0%80",
    "bidi": quote("\u202ea\u2066b"),
    "beyond the BMP": quote("\U0001f9a1" * 50),
    "digits": "9" * 5_000,
    "beyond 64 bits": "99999999999999999999",
    "below 64 bits": "-99999999999999999999",
    "other digits": quote("١٢٣"),
    "infinity": "1e999",
    "nan": "nan",
    "year 0": "0000-00-00T00:00:00",
    "year 10000": "10000-01-01",
    "end of time": "9999-12-31T23:59:59.999999-23:59",
    "brackets": quote("[" * 2_000),
    "quotes": quote("'\"`;--%_\\"),
    "long": "x" * 20_000,
}
FORM = "application/x-www-form-urlencoded"


def encode(names: object, value: str) -> str:
    return "&".join(f"{quote(str(name))}={value}" for name in names)  # type: ignore[attr-defined]


def list_asked(client: Client, arguments: Arguments) -> Iterator[tuple[str, list[str]]]:
    """Each page with what it can be narrowed by."""
    for address in list_pages(arguments):
        answer = client.get(address)
        body = read_body(answer)
        if answer.headers["Content-Type"].startswith("text/html"):
            yield address, sorted(list_parameters(address, body))


def test_no_parameter_breaks_a_page(tame: Arguments, admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    client.raise_request_exception = False
    broken, kinds = [], cycle(VALUES.items())

    for address, names in list_asked(client, tame):
        for name in names:
            for kind, value in islice(kinds, 1):
                answer = client.get(f"{address}?{encode([name], value)}")
                read_body(answer)
                if answer.status_code >= 500:
                    broken.append((address, name, kind))

    assert broken == []


def test_no_part_of_an_address_breaks_it(tame: Arguments, admin: User, sign_in: SignIn) -> None:
    """Where an address has room for any text. A slug has none."""
    client = sign_in(admin)
    client.raise_request_exception = False
    room = "zqroom"
    broken, tried = [], 0

    for route in OURS:
        address = make_address(route, tame)
        given = resolve(address).kwargs
        for name in (
            name for name, value in given.items() if isinstance(value, str) and name != "slug"
        ):
            try:
                free = reverse(route, kwargs={**given, name: room})
            except NoReverseMatch:
                continue  # room for a number or the like
            tried += 1
            for kind in ("nul", "not utf-8", "overlong slash", "bidi", "quotes", "digits"):
                answer = client.get(free.replace(room, VALUES[kind]))
                read_body(answer)
                if answer.status_code >= 500:
                    broken.append((route, kind))

    assert tried > 30
    assert broken == []


def test_no_field_breaks_a_form(tame: Arguments, admin: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    client.raise_request_exception = False
    broken, tried, kinds = [], set(), cycle(VALUES.items())

    for address in list_pages(tame):
        for form in list_forms(address, read_body(client.get(address))):
            if form.method != "post" or not form.typed or form.address in tried:
                continue
            tried.add(form.address)
            fixed = "&".join(
                encode([name], quote(str(value)))
                for name, value in form.sends.items()
                if name not in form.typed
            )
            for kind, value in islice(kinds, 2):
                sent = f"{fixed}&{encode(form.typed, value)}"
                answer = try_out(client, "post", form.address, sent, content_type=FORM)
                if answer.status_code >= 500:
                    broken.append((form.address, kind))

    assert len(tried) > 20
    assert broken == []

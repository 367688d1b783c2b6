"""Whatever people write is text wherever it is shown: nothing of it becomes an element.

The first test holds what the others stand on: that each text is indeed shown.
"""

from collections.abc import Iterable

import pytest
from django.test import Client

from claims.models import User
from claims.web.markdown import render_markdown
from tests.attacks.pages import (
    is_page,
    list_admin_pages,
    list_forms,
    list_pages,
    list_parameters,
    read_body,
    try_out,
)
from tests.attacks.payloads import COMPUTED, PAYLOADS, SHORT, find_introduced
from tests.conftest import SignIn
from tests.routes import OURS, Arguments, make_address

pytestmark = pytest.mark.django_db

# Texts that pages show, of those that people write: "Model.column".
SHOWN = {
    *("Project.name", "Article.title", "Article.author", "Speaker.name", "User.name"),
    *("Annotation.comment", "Annotation.wording", "Evidence.quote", "Evidence.title"),
    *("Flag.reason", "Guideline.text", "Question.text", "Ruling.text", "BoundaryProposal.reason"),
    *("GoldLabel.explanation", "Publication.claim_reviewed", "Release.title", "Round.name"),
    *("Release.description", "Webhook.description", "ApiToken.name", "SpeakerAlias.name"),
    *("Decision.reason", "Label.name"),
}


def read_pages(client: Client, addresses: Iterable[str]) -> dict[str, str]:
    pages = {}
    for address in addresses:
        answer = client.get(address)
        # A file that is sent is open until it is read.
        body = read_body(answer)
        if is_page(answer):
            pages[address] = body
    return pages


def find_all(pages: dict[str, str]) -> dict[str, list[str]]:
    found = {address: sorted(set(find_introduced(body))) for address, body in pages.items()}
    return {address: what for address, what in found.items() if what}


def test_no_page_runs_what_people_write(
    arguments: Arguments, annotator: User, curator: User, admin: User, sign_in: SignIn
) -> None:
    pages = read_pages(sign_in(admin), list_pages(arguments))
    for role, user in (("annotator", annotator), ("curator", curator)):
        seen = list_pages(arguments, role, but_for="admin")
        pages |= read_pages(sign_in(user), seen)
    own = [make_address(route, arguments) for route in ("desk-claim", "account")]
    pages |= {
        f"own {address}": body for address, body in read_pages(sign_in(annotator), own).items()
    }

    assert len(pages) > 50
    assert find_all(pages) == {}
    everything = "".join(pages.values())
    assert {text for text in SHOWN if text not in everything} == set()


def test_no_page_of_the_admin_runs_what_people_write(
    arguments: Arguments, admin: User, sign_in: SignIn
) -> None:
    pages = read_pages(sign_in(admin), list_admin_pages())

    assert len(pages) > 50
    assert find_all(pages) == {}


def test_what_an_address_asks_for_is_text_in_its_answer(
    tame: Arguments, admin: User, sign_in: SignIn
) -> None:
    client = sign_in(admin)
    found = {}

    for address, body in read_pages(client, list_pages(tame)).items():
        names = list_parameters(address, body)
        waiting = [{name} for name in names] + [{*names, "q", "next"}]
        while waiting:
            asked = waiting.pop()
            answer = client.get(address, dict.fromkeys(asked, SHORT))
            assert answer.status_code < 500, (address, asked)
            shown = read_body(answer)
            if is_page(answer) and (what := list(find_introduced(shown))):
                found[f"{address} {asked}"] = what
            if len(asked) > 1 and answer.status_code == 200:
                # None of them kept the others from being read.
                break
    assert found == {}


def test_what_a_form_sends_is_text_in_its_answer(
    tame: Arguments, admin: User, sign_in: SignIn
) -> None:
    client = sign_in(admin)
    found: dict[str, list[str]] = {}
    tried: set[str] = set()

    for address, body in read_pages(client, list_pages(tame)).items():
        for form in list_forms(address, body):
            if form.method != "post" or not form.typed or form.address in tried:
                continue
            tried.add(form.address)
            typed = form.sends | dict.fromkeys(form.typed, SHORT)
            answer = try_out(client, "post", form.address, typed)
            assert answer.status_code < 500, form
            for one in (answer, getattr(answer, "shown", answer)):
                if is_page(one) and (what := list(find_introduced(one.read))):
                    found[form.address] = what
    assert len(tried) > 20
    assert found == {}


def test_programs_are_answered_with_data_and_never_a_page(
    arguments: Arguments, admin: User, sign_in: SignIn
) -> None:
    client = sign_in(admin)
    routes = [route for route in OURS if route.startswith("api-")]
    pages, unmarked = set(), set()

    for route in routes:
        answer = client.get(make_address(route, arguments), headers={"accept": "text/html,*/*"})
        read_body(answer)
        if is_page(answer):
            pages.add(route)
        if answer.headers["X-Content-Type-Options"] != "nosniff":
            unmarked.add(route)

    assert len(routes) > 100
    assert (pages, unmarked) == ({"api-docs"}, set())


def test_markdown_lets_nothing_through() -> None:
    around = ("{}", "# {}", "| {} |\n|-|\n| {} |", "> `{}`", "[x]({})", "<{}>", "```{}\n{}\n```")
    texts = [one.replace("{}", payload) for payload in PAYLOADS for one in around]

    found = {text: list(find_introduced(f"<p>{render_markdown(text)}</p>")) for text in texts}

    assert {text: what for text, what in found.items() if what} == {}


def test_what_is_looked_for_would_be_found() -> None:
    """Of each payload that is HTML as it stands something is seen, somewhere it is let through."""
    encoded = ("&", "\\u", "%3C", "[x]", "]]", "\u202e", "＜", "zq{{")
    ways = ("<p>{}</p>", '<p title="{}">', "<p title='{}'>", '<a href="{}">x</a>', "<p {}></p>")

    unseen = [
        payload
        for payload in (SHORT, *PAYLOADS)
        if not any(list(find_introduced(way.replace("{}", payload))) for way in ways)
    ]

    assert [one for one in unseen if not one.startswith(encoded)] == []
    assert list(find_introduced(f"<p>{COMPUTED}</p>")) == ["computed"]

"""Rows of evidence in the label form: filled in, warned about, opened again."""

import uuid
from datetime import date
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertHTMLEqual

from claims.forms.evidence import EvidenceForm, EvidenceFormSet
from claims.forms.fields import line_field
from claims.models import Claim, Evidence, Project, Speaker, User
from claims.templatetags.controls import show_field
from tests.factories import ArticleFactory, ClaimFactory, SlotFactory

pytestmark = pytest.mark.django_db

OWN = "https://daily.example/ferry"
AFTER_CLAIM = "Published after the date of the claim."
AFTER_CUT_OFF = "Published after the project’s last day for evidence."
OWN_ARTICLE = "This is the article that is being checked."


@pytest.fixture
def claim(project: Project, annotator: User) -> Claim:
    """A claim that waits for the annotator."""
    project.evidence_cut_off = date(2026, 2, 1)
    project.save()
    claim = ClaimFactory(article=ArticleFactory(project=project, url=OWN))
    SlotFactory(claim=claim, annotator=annotator)
    return claim


@pytest.fixture
def desk(client: Client, annotator: User) -> Client:
    client.force_login(annotator)
    return client


def url_of(claim: Claim) -> str:
    return reverse("desk-claim", args=[claim.project.slug, claim.uuid])


def fill_in(claim: Claim, *items: dict[str, str], **changes: str) -> dict[str, Any]:
    """The form with a verdict on these items of evidence, as a browser sends it."""
    voice = Speaker.objects.get(project=claim.project, kind=Speaker.Kind.ARTICLE)
    rows = {
        f"evidence-{number}-{name}": value
        for number, item in enumerate(items)
        for name, value in ({"kind": ""} | item).items()
    }
    return {
        "speaker": str(voice.uuid),
        "verifiability": "check_worthy_fact",
        "verdict": "Refuted",
        "justification": "The register says so.",
        "claim_date": "2026-01-10",
        "client_uuid": str(uuid.uuid4()),
        "evidence-TOTAL_FORMS": str(len(items)),
        "evidence-INITIAL_FORMS": "0",
        **rows,
        **changes,
    }


SOURCE = {"stance": "refutes", "url": "https://register.example/1"}
REPLY = {"kind": "right_of_reply", "stance": "neutral", "asked_whom": "The mayor"}


class OddForm(EvidenceForm):
    """With what a row of evidence does not have."""

    needed = forms.CharField(label="<b>Needed</b>", help_text="“Quoted” & more")
    off = line_field(label="Off", disabled=True)


ODD = "<\"'&> é\n"


@pytest.mark.parametrize(
    "form",
    [
        OddForm(prefix="evidence-0"),
        OddForm(
            {"e-url": ODD, "e-quote": f"\n{ODD}", "e-stance": "odd", "e-published": "x"}, prefix="e"
        ),
        OddForm(
            initial={
                "url": ODD,
                "quote": ODD,
                "stance": "refutes",
                "published": date(2026, 1, 2),
                "set_number": 1234,
            }
        ),
        EvidenceFormSet(prefix="evidence").empty_form,
    ],
)
def test_a_field_is_shown_as_django_would(form: forms.Form) -> None:
    with translation.override("de"), override_settings(USE_THOUSAND_SEPARATOR=True):
        for field in form:
            expected = render_to_string("_field.html", {"field": field})

            assertHTMLEqual(show_field(field), expected)


def test_a_right_of_reply_is_kept(desk: Client, claim: Claim) -> None:
    asked = REPLY | {"asked_on": "2026-01-12", "deadline": "2026-01-14"}

    answer = desk.post(url_of(claim), fill_in(claim, SOURCE, asked))

    assert answer.status_code == 302
    source, reply = Evidence.objects.order_by("position")
    assert (source.kind, source.asked_whom, source.asked_on) == ("source", "", None)
    assert (reply.kind, reply.asked_whom, reply.answer) == ("right_of_reply", "The mayor", "")
    assert (reply.asked_on, reply.deadline) == (date(2026, 1, 12), date(2026, 1, 14))


def test_what_is_wrong_with_a_right_of_reply_is_told_at_its_field(
    desk: Client, claim: Claim
) -> None:
    answer = desk.post(url_of(claim), fill_in(claim, SOURCE, REPLY | {"stance": "refutes"}))

    _source, row = answer.context["evidence"]
    assert answer.status_code == 422
    assert row.errors == {
        "asked_on": ["Say when you asked."],
        "stance": ["Without an answer it points neither way: neutral."],
    }


def test_a_row_in_which_only_the_kind_is_chosen_is_not_dropped(desk: Client, claim: Claim) -> None:
    answer = desk.post(url_of(claim), fill_in(claim, SOURCE, {"kind": "right_of_reply"}))

    assert answer.status_code == 422
    assert "stance" in answer.context["evidence"][1].errors


def test_warnings_are_shown_while_one_works_and_when_one_comes_back(
    desk: Client, claim: Claim
) -> None:
    """Refused, kept as a draft, and submitted: by what stands in the row."""
    own = {"stance": "neutral", "url": f"{OWN}#top"}
    late = SOURCE | {"published": "2026-01-20"}
    sent = fill_in(claim, own, late, justification="")

    refused = desk.post(url_of(claim), sent)
    desk.post(reverse("desk-flag", args=[claim.project.slug, claim.uuid]), sent | {"reason": "?"})
    begun = desk.get(url_of(claim))
    desk.post(url_of(claim), sent | {"justification": "So it is."})
    again = desk.get(url_of(claim))

    for answer in (refused, begun, again):
        rows = [row.warnings for row in answer.context["evidence"]]
        assert rows[:2] == [[OWN_ARTICLE], [AFTER_CLAIM]]
        assert answer.content.decode().count("⚠") == 2
    assert [item.warnings for item in Evidence.objects.order_by("position")] == [
        ["own_article"],
        ["after_claim_date"],
    ]


def test_warnings_go_by_the_date_in_the_form(desk: Client, claim: Claim) -> None:
    late = SOURCE | {"published": "2026-02-20"}
    in_february = {"claim_date": "2026-02-03", "claim_date_precision": "month"}

    told = [
        desk.post(url_of(claim), fill_in(claim, item, justification="", **dated))
        .context["evidence"][0]
        .warnings
        for item, dated in (
            (late, {}),
            (late, in_february),
            (late, {"claim_date": "soon"}),
            (SOURCE | {"published": "soon"}, {}),
        )
    ]

    assert told == [[AFTER_CUT_OFF, AFTER_CLAIM], [AFTER_CUT_OFF], [AFTER_CUT_OFF], []]


def test_a_page_without_verdicts_warns_of_nothing(desk: Client, claim: Claim) -> None:
    claim.project.has_check_pass = True
    claim.project.save()

    answer = desk.get(url_of(claim))

    assert [row.warnings for row in answer.context["evidence"]] == [[], []]

"""Labelling a claim in the admin: the desk's rules, by the desk's operation."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from claims.models import Annotation, Claim, Draft, Project, Speaker, User
from tests import factories

pytestmark = pytest.mark.django_db

REFUSED = "Others have given all the labels this claim needs."


@pytest.fixture
def claim(project: Project) -> Claim:
    """A sentence between two others, with one free slot."""
    article = factories.ArticleFactory(project=project)
    headline, claim, _ = [factories.ClaimFactory(article=article) for _ in range(3)]
    assert headline.paragraph != claim.paragraph
    factories.SlotFactory(claim=claim)
    return claim


@pytest.fixture
def client(staff_annotator: User, sign_in: Any) -> Client:
    return sign_in(staff_annotator)


def label_url(claim: Claim) -> str:
    return reverse("admin:claims_claim_label", args=[claim.pk])


def claim_url(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[claim.pk])


def fill_in(claim: Claim, evidence: tuple[dict[str, str], ...] = (), **fields: Any) -> dict:
    """What a browser sends: “no factual claim”, said by the article itself."""
    article = Speaker.objects.get(project=claim.project, kind="article", name="")
    body = {
        "client_uuid": str(uuid.uuid4()),
        "speaker": str(article.uuid),
        "verifiability": "no_claim",
        "verdict": "",
        "checked": "content",
        "evidence-TOTAL_FORMS": "3",
        "evidence-INITIAL_FORMS": "0",
        **fields,
    }
    for number, item in enumerate(evidence):
        body |= {f"evidence-{number}-{name}": value for name, value in item.items()}
    return body


def find_current(claim: Claim) -> list[Annotation]:
    return [slot.current for slot in claim.slots.order_by("number") if slot.current]


def test_the_claims_page_leads_to_labelling(claim: Claim, client: Client) -> None:
    page = client.get(claim_url(claim))

    assert f'<a href="{label_url(claim)}">Label this claim</a>' in page.content.decode()


def test_readers_are_not_offered_it_and_are_refused(
    claim: Claim, reader: User, sign_in: Any
) -> None:
    reader.is_staff = True
    reader.save()
    client = sign_in(reader)

    page = client.get(claim_url(claim))
    answers = [client.get(label_url(claim)), client.post(label_url(claim), fill_in(claim))]

    assert "Label this claim" not in page.content.decode()
    assert [answer.status_code for answer in answers] == [403, 403]
    assert find_current(claim) == []


def test_the_page_shows_the_claim_in_its_paragraph(claim: Claim, client: Client) -> None:
    page = client.get(label_url(claim))

    last = Claim.objects.get(article=claim.article, position=2)
    shown = f"<mark>{claim.text}</mark>\n{last.text}</pre>"
    assert page.status_code == 200
    assert shown in page.content.decode()
    assert len(page.context["evidence"].forms) == 2


def test_the_page_costs_the_same_however_long_the_cast(
    claim: Claim, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        factories.ArticleSpeakerFactory(article=claim.article)

    # Session, person, claim, project, role; slot, draft, the guideline, article, cast, nameless
    # speakers, the labels of two schemes; neighbours, text, own labels; Django's permissions (2),
    # and roles for the menu.
    with django_assert_num_queries(19):
        client.get(label_url(claim))


def test_a_label_takes_the_free_slot(claim: Claim, client: Client, staff_annotator: User) -> None:
    answer = client.post(label_url(claim), fill_in(claim, comment="Just a wish."), follow=True)

    assert answer.redirect_chain == [(claim_url(claim), 302)]
    assert "Labelled." in answer.content.decode()
    (label,) = find_current(claim)
    assert label.slot.annotator == staff_annotator
    assert (label.annotator, label.revision) == (staff_annotator, 1)
    assert (label.verifiability.value, label.verdict) == ("no_claim", None)
    assert label.comment == "Just a wish."


def test_a_verdict_comes_with_its_evidence(claim: Claim, client: Client) -> None:
    item = {"stance": "refutes", "url": "https://records.example/1", "quote": "None was bought."}
    body = fill_in(
        claim,
        (item,),
        verifiability="check_worthy_fact",
        verdict="Refuted",
        justification="The records say so.",
        claim_date="2026-01-02",
        confidence="4",
    )

    client.post(label_url(claim), body)

    (label,) = find_current(claim)
    assert label.verdict
    assert (label.verdict.value, label.confidence) == ("Refuted", 4)
    assert list(label.evidence.values_list("stance", "url", "quote")) == [
        ("refutes", "https://records.example/1", "None was bought.")
    ]


def test_where_verdicts_have_a_pass_of_their_own_none_is_asked(
    claim: Claim, client: Client
) -> None:
    Project.objects.update(has_check_pass=True, overlap=1)
    fact = "check_worthy_fact"

    page = client.get(label_url(claim)).content.decode()
    refused = client.post(label_url(claim), fill_in(claim, verdict="Refuted", verifiability=fact))
    client.post(label_url(claim), fill_in(claim, verifiability=fact))

    assert 'name="justification"' not in page
    assert 'name="evidence-0-url"' not in page
    assert refused.context["form"].errors["verdict"] == [
        "In this project the verdict is given in the check pass."
    ]
    assert [label.verdict for label in find_current(claim)] == [None]


def test_someone_else_joins_the_cast(claim: Claim, client: Client) -> None:
    body = fill_in(claim, speaker="else", other_name="Ada New", other_kind="person")

    client.post(label_url(claim), body)

    (label,) = find_current(claim)
    assert (label.speaker.name, label.speaker.project) == ("Ada New", claim.project)


def test_without_a_free_slot_it_is_refused_and_nothing_written_is_lost(
    claim: Claim, client: Client, other_annotator: User, staff_annotator: User
) -> None:
    claim.slots.update(annotator=other_annotator)
    body = fill_in(claim, comment="An hour's work.", verifiability="prediction")

    answer = client.post(label_url(claim), body)

    assert answer.status_code == 422
    html = answer.content.decode()
    assert REFUSED in html
    assert "An hour&#x27;s work." in html
    assert answer.context["form"]["verifiability"].value() == "prediction"
    assert find_current(claim) == []
    draft = Draft.objects.get(claim=claim, annotator=staff_annotator)
    assert draft.body["comment"] == "An hour's work."


def test_a_draft_is_taken_up_again(claim: Claim, client: Client, staff_annotator: User) -> None:
    factories.DraftFactory(
        claim=claim,
        annotator=staff_annotator,
        body={"comment": "Begun.", "evidence": [{"stance": "supports", "quote": "Here."}]},
    )

    page = client.get(label_url(claim))

    assert page.context["form"]["comment"].value() == "Begun."
    assert page.context["evidence"][0]["quote"].value() == "Here."


def test_the_same_form_twice_is_one_label(claim: Claim, client: Client) -> None:
    factories.SlotFactory(claim=claim)
    body = fill_in(claim)

    answers = [client.post(label_url(claim), body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Annotation.objects.filter(claim=claim).count() == 1
    assert claim.slots.filter(annotator=None).count() == 1


def test_another_body_under_the_same_uuid_is_refused(claim: Claim, client: Client) -> None:
    body = fill_in(claim)
    client.post(label_url(claim), body)

    answer = client.post(label_url(claim), {**body, "verifiability": "prediction"})

    assert answer.status_code == 422
    assert "Another label was sent under this client UUID already." in answer.content.decode()
    assert find_current(claim)[0].verifiability.value == "no_claim"


def test_ones_own_label_is_shown_and_revised(claim: Claim, client: Client) -> None:
    client.post(label_url(claim), fill_in(claim, comment="First thought."))
    (first,) = find_current(claim)

    page = client.get(label_url(claim))
    form = page.context["form"]
    client.post(
        label_url(claim),
        fill_in(
            claim,
            verifiability="prediction",
            client_uuid=str(form["client_uuid"].value()),
            revises=str(form["revises"].value()),
        ),
    )

    html = page.content.decode()
    assert "Your label so far" in html
    assert "First thought." in html
    (current,) = find_current(claim)
    assert str(form["revises"].value()) == str(first.uuid)
    assert (current.revision, current.verifiability.value) == (2, "prediction")
    assert Annotation.objects.filter(claim=claim).count() == 2


def test_a_second_first_label_is_refused(claim: Claim, client: Client) -> None:
    factories.SlotFactory(claim=claim)
    client.post(label_url(claim), fill_in(claim))

    answer = client.post(label_url(claim), fill_in(claim))

    assert answer.status_code == 422
    assert "You have labelled this claim already" in answer.content.decode()
    assert Annotation.objects.filter(claim=claim).count() == 1


def test_what_the_labels_rules_refuse_stands_at_its_field(claim: Claim, client: Client) -> None:
    body = fill_in(claim, verifiability="check_worthy_fact", verdict="Supported")

    answer = client.post(label_url(claim), body)

    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert errors["justification"] == ["Say why, in a sentence."]
    assert errors["claim_date"] == ["Say as of which day you judge the claim."]
    assert errors["verdict"] == ["“Supported” needs evidence that points that way."]
    assert find_current(claim) == []


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"speaker": ""}, "speaker"),
        ({"speaker": "not a uuid"}, "speaker"),
        ({"speaker": str(uuid.uuid4())}, "speaker"),
        ({"verifiability": "made up"}, "verifiability"),
        ({"client_uuid": "x"}, "client_uuid"),
        ({"comment": "a\0b"}, "comment"),
        ({"comment": "x" * 10_001}, "comment"),
        ({"claim_date": "yesterday"}, "claim_date"),
        ({"confidence": "9"}, "confidence"),
        ({"seconds": "-1"}, "seconds"),
    ],
)
def test_what_no_form_sends_is_refused_too(
    fields: dict[str, Any], faulty: str, claim: Claim, client: Client
) -> None:
    answer = client.post(label_url(claim), fill_in(claim, **fields))

    assert answer.status_code == 422
    assert faulty in answer.context["form"].errors
    assert find_current(claim) == []


def test_evidence_without_its_management_form_is_refused(claim: Claim, client: Client) -> None:
    body = fill_in(claim)
    del body["evidence-TOTAL_FORMS"]

    answer = client.post(label_url(claim), body)

    assert answer.status_code == 422
    assert find_current(claim) == []


def test_a_speaker_of_another_project_cannot_be_named(claim: Claim, client: Client) -> None:
    foreign = factories.SpeakerFactory()

    answer = client.post(label_url(claim), fill_in(claim, speaker=str(foreign.uuid)))

    assert answer.status_code == 422
    assert find_current(claim) == []


def test_the_cast_shows_no_speaker_that_somebody_else_added(
    claim: Claim, client: Client, other_annotator: User
) -> None:
    known = factories.ArticleSpeakerFactory(article=claim.article)
    added = factories.ArticleSpeakerFactory(article=claim.article, added_by=other_annotator)

    html = client.get(label_url(claim)).content.decode()

    assert known.speaker.name in html
    assert added.speaker.name not in html


@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_of_another_project_find_no_such_page(
    method: str, claim: Claim, staff_stranger: User, sign_in: Any
) -> None:
    answer = getattr(sign_in(staff_stranger), method)(label_url(claim), fill_in(claim))

    assert answer.status_code == 404
    assert find_current(claim) == []


def test_who_is_not_signed_in_labels_nothing(claim: Claim) -> None:
    answer = Client().post(label_url(claim), fill_in(claim))

    assert answer.status_code == 302
    assert find_current(claim) == []


def test_a_form_from_elsewhere_labels_nothing(claim: Claim, staff_annotator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff_annotator)

    answer = client.post(label_url(claim), fill_in(claim))

    assert answer.status_code == 403
    assert find_current(claim) == []

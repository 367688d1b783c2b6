"""What the desk's page tells its script: all that this person may know, and no more."""

import gzip
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Article, Claim, Project, User
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    ArticleSpeakerFactory,
    ClaimFactory,
    DecisionFactory,
    DraftFactory,
    FlagFactory,
    GuidelineFactory,
    LeaseFactory,
    SlotFactory,
    SpeakerFactory,
    SuggestionFactory,
)

pytestmark = pytest.mark.django_db
DATA = re.compile(r'<script id="desk-data" type="application/json">(.*?)</script>', re.DOTALL)
EVIL = '</script><script>window.__x=1</script><!--<script>&amp;"\u2028'


@pytest.fixture
def desk(client: Client, annotator: User) -> Client:
    client.force_login(annotator)
    return client


def put_before(person: User, project: Project, *, claims: int = 1, **fields: Any) -> Article:
    """An article whose claims are the person's to label."""
    article = ArticleFactory(project=project, **fields)
    lease = LeaseFactory(article=article, annotator=person)
    for claim in ClaimFactory.create_batch(claims, article=article):
        SlotFactory(claim=claim, annotator=person, lease=lease)
    return article


def locate(claim: Claim, name: str = "desk-claim") -> str:
    return reverse(name, args=[claim.project.slug, claim.uuid])


def read_data(page: str) -> Any:
    """What the page's script reads of it."""
    (found,) = DATA.findall(page)
    return json.loads(found)


def open_desk(desk: Client, claim: Claim, name: str = "desk-claim") -> Any:
    return read_data(desk.get(locate(claim, name)).content.decode())


@pytest.mark.parametrize("shown", [True, False])
def test_suggestions_are_told_where_the_project_shows_them(
    *, shown: bool, desk: Client, project: Project, annotator: User
) -> None:
    Project.objects.update(show_suggestions=shown)
    project.refresh_from_db()
    claim = put_before(annotator, project).claims.get()
    hints = [["quantity", claim.start, claim.start + 3]]
    hints.append(["comparison", claim.start + 4, claim.start + 6])
    Claim.objects.filter(pk=claim.pk).update(hints=hints)
    ada = SpeakerFactory(project=project, name="Ada Holm")
    SuggestionFactory(claim=claim, speaker=ada, quote_type="direct", reason="open quote")

    (told,) = open_desk(desk, claim)["claims"]

    assert {"speaker", "quote", "hints", "label"} & told.keys() == (
        {"speaker", "quote", "hints", "label"} if shown else set()
    )
    if shown:
        assert told["speaker"] == {"uuid": str(ada.uuid), "why": "open quote"}
        assert told["label"]["value"] == "check_worthy_fact"


def list_texts(told: Any) -> list[str]:
    """Every text anywhere in it."""
    if isinstance(told, dict):
        return [text for name, value in told.items() for text in (name, *list_texts(value))]
    if isinstance(told, list):
        return [text for value in told for text in list_texts(value)]
    return [str(told)]


@pytest.mark.parametrize("is_labelled", [False, True])
def test_nothing_that_others_said_of_the_article_is_told(
    *,
    is_labelled: bool,
    desk: Client,
    project: Project,
    annotator: User,
    other_annotator: User,
) -> None:
    article = put_before(annotator, project, claims=2)
    claims = list(article.claims.order_by("position"))
    theirs = SpeakerFactory(project=project, name="Secretly Chosen")
    ArticleSpeakerFactory(article=article, speaker=theirs, added_by=other_annotator)
    for claim in claims:
        slot = SlotFactory(claim=claim, annotator=other_annotator)
        AnnotationFactory(slot=slot, speaker=theirs, comment="Secret remark", value="prediction")
        DraftFactory(claim=claim, annotator=other_annotator, body={"comment": "Secret draft"})
        FlagFactory(claim=claim, annotator=other_annotator, reason="Secret reason")
        DecisionFactory(claim=claim, speaker=theirs)
    if is_labelled:
        AnnotationFactory(slot=claims[0].slots.get(annotator=annotator), value="no_claim")

    page = desk.get(locate(claims[0])).content.decode()
    opened = desk.get(locate(claims[0]), headers={"accept": "application/json"}).json()

    said = list_texts(read_data(page)) + list_texts(opened)
    hidden = ("Secret", "other_annotator", str(theirs.uuid), str(other_annotator.uuid))
    assert [text for text in said if any(part in text for part in hidden)] == []
    assert not any(claim.get("flagged") for claim in read_data(page)["claims"])
    assert not any(part in page for part in hidden)


def test_the_check_is_told_nothing_that_the_label_pass_suggested_or_began(
    desk: Client, project: Project, annotator: User, other_annotator: User
) -> None:
    Project.objects.update(has_check_pass=True, check_by_labellers=True)
    claim = ClaimFactory(article__project=project)
    SuggestionFactory(claim=claim)
    label = SlotFactory(claim=claim, annotator=other_annotator)
    AnnotationFactory(slot=label, value="check_worthy_fact", comment="Secret remark")
    DraftFactory(claim=claim, annotator=annotator, body={"comment": "Of the label pass"})
    SlotFactory(claim=claim, annotator=annotator, stage="check")

    told = open_desk(desk, claim, "check-claim")

    assert told["cast"] == {"speakers": [], "merged": {}}
    assert [one.keys() - {"leans", "paragraph"} for one in told["claims"]] == [{"uuid", "state"}]
    assert "Secret" not in json.dumps(told)


def test_hostile_text_stays_within_the_data(
    desk: Client, project: Project, annotator: User
) -> None:
    article = put_before(annotator, project, title=EVIL, text=f"{EVIL}\n")
    GuidelineFactory(project=project, text=EVIL)
    claim = article.claims.get()
    speaker = SpeakerFactory(project=project, name=EVIL[:60])
    ArticleSpeakerFactory(article=article, speaker=speaker, position=1)
    SuggestionFactory(claim=claim, speaker=speaker, reason=EVIL[:60])
    body = {"comment": EVIL, "speaker": EVIL, "co_speakers": [EVIL], "evidence": [{"url": EVIL}]}
    DraftFactory(claim=claim, annotator=annotator, body=body)

    page = desk.get(locate(claim)).content.decode()

    told = read_data(page)
    assert "<script>window" not in page
    assert told["claims"][0]["draft"]["values"] == body
    assert told["cast"]["speakers"][0]["name"] == speaker.name
    (raw,) = DATA.findall(page)
    assert not set("<>&") & set(raw)


def test_the_data_grows_with_the_claims_by_little(
    desk: Client, project: Project, annotator: User
) -> None:
    """Hundreds of claims are no burden: each is told in some hundred characters."""
    pages = []
    for claims in (1, 21):
        article = put_before(annotator, project, claims=claims)
        page = desk.get(locate(article.claims.order_by("position")[0])).content.decode()
        (raw,) = DATA.findall(page)
        pages.append(len(raw))

    assert (pages[1] - pages[0]) / 20 < 400
    assert pages[0] < 12_000


def count_queries(desk: Client, claim: Claim) -> int:
    with CaptureQueriesContext(connection) as queries:
        desk.get(locate(claim))
    return len(queries)


def test_the_page_costs_the_same_however_many_claims_have_drafts(
    desk: Client, project: Project, annotator: User
) -> None:
    """The drafts of other claims cost three queries more, if they name speakers: one or many."""
    costs = []
    for number in (1, 2, 4):
        article = put_before(annotator, project, claims=number)
        for claim in article.claims.all():
            chosen = SpeakerFactory(project=project, name=f"Chosen {claim.pk}")
            body = {"speaker": str(chosen.uuid), "co_speakers": [str(chosen.uuid)]}
            DraftFactory(claim=claim, annotator=annotator, body=body)
            SuggestionFactory(claim=claim)
        costs.append(count_queries(desk, article.claims.order_by("position")[0]))

    assert costs == [22, 25, 25]


def test_one_claim_is_told_without_the_drafts_of_the_others(
    desk: Client, project: Project, annotator: User
) -> None:
    article = put_before(annotator, project, claims=3)
    asked, *others = article.claims.order_by("position")
    for claim in (asked, *others):
        DraftFactory(claim=claim, annotator=annotator, body={"comment": "Begun"})

    with CaptureQueriesContext(connection) as queries:
        answer = desk.get(locate(asked), headers={"Accept": "application/json"})

    assert answer.json()["values"]["comment"] == "Begun"
    of_drafts = [one["sql"] for one in queries if 'FROM "claims_draft"' in one["sql"]]
    assert len(of_drafts) == 1
    assert "LIMIT 1" in of_drafts[0]


def test_speakers_that_drafts_name_are_told_with_the_cast(
    desk: Client, project: Project, annotator: User
) -> None:
    article = put_before(annotator, project, claims=2)
    here, there = article.claims.order_by("position")
    kept = SpeakerFactory(project=project, name="Kept Name")
    gone = SpeakerFactory(project=project, name="Other Name", merged_into=kept, merged_with=kept)
    foreign = SpeakerFactory(name="Of another project")
    body = {"speaker": str(gone.uuid), "co_speakers": [str(foreign.uuid), "else", ""]}
    DraftFactory(claim=there, annotator=annotator, body=body)

    cast = open_desk(desk, here)["cast"]

    names = [one["name"] for one in cast["speakers"]]
    assert "Kept Name" in names
    assert not {"Other Name", "Of another project"} & set(names)
    assert cast["merged"] == {str(gone.uuid): str(kept.uuid)}


def test_the_page_is_sent_packed_without_a_length_or_token_to_guess_by(
    desk: Client, project: Project, annotator: User
) -> None:
    claim = put_before(annotator, project, claims=5).claims.order_by("position")[0]

    answers = [desk.get(locate(claim), headers={"accept-encoding": "gzip"}) for _ in range(12)]

    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert "Accept-Encoding" in answers[0]["Vary"]
    pages = [gzip.decompress(answer.content).decode() for answer in answers]
    tokens = {re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0] for page in pages}
    assert len(tokens) == len(pages)
    assert len({len(answer.content) for answer in answers}) > 1
    assert all("csrfmiddlewaretoken" not in json.dumps(read_data(page)) for page in pages)

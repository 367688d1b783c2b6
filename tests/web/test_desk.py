"""The desk as a browser without JavaScript uses it."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.errors import InvalidInput
from claims.models import (
    Annotation,
    Article,
    Claim,
    Draft,
    Flag,
    Lease,
    Project,
    Skip,
    Slot,
    Speaker,
    User,
)
from claims.operations import annotations
from claims.operations.labelling import InvalidLabelling
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    ArticleSpeakerFactory,
    ClaimFactory,
    DraftFactory,
    LeaseFactory,
    SlotFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(project: Project) -> Article:
    """Three claims, two labels wanted of each."""
    article = ArticleFactory(project=project)
    for claim in ClaimFactory.create_batch(3, article=article):
        SlotFactory.create_batch(2, claim=claim)
    return article


@pytest.fixture
def desk(client: Client, annotator: User, article: Article) -> Client:
    """An annotator with the article before them."""
    client.force_login(annotator)
    client.post(reverse("desk-next", args=[article.project.slug]))
    return client


def claim_at(article: Article, position: int) -> Claim:
    return article.claims.get(position=position)


def url_of(claim: Claim, name: str = "desk-claim") -> str:
    return reverse(name, args=[claim.project.slug, claim.uuid])


def fill_in(claim: Claim, **changes: Any) -> dict[str, Any]:
    """A form as the browser sends it: no factual claim, said by the article itself."""
    voice = Speaker.objects.get(project=claim.project, kind=Speaker.Kind.ARTICLE)
    return {
        "speaker": str(voice.uuid),
        "verifiability": "no_claim",
        "verdict": "",
        "client_uuid": str(uuid.uuid4()),
        "evidence-TOTAL_FORMS": "1",
        "evidence-INITIAL_FORMS": "0",
    } | changes


def fill_in_checked(claim: Claim, **changes: Any) -> dict[str, Any]:
    return fill_in(
        claim,
        **{
            "verifiability": "check_worthy_fact",
            "verdict": "Refuted",
            "justification": "The register\r\nsays so.",
            "claim_date": "2026-01-10",
            "evidence-0-stance": "refutes",
            "evidence-0-url": "https://register.example/1",
            "evidence-0-quote": "36.4 m",
        }
        | changes,
    )


def test_taking_the_next_article_opens_its_first_claim(
    client: Client, annotator: User, article: Article
) -> None:
    client.force_login(annotator)

    answer = client.post(reverse("desk-next", args=[article.project.slug]))

    assert answer.status_code == 302
    assert answer["Location"] == url_of(claim_at(article, 0)) + "#current"


def test_looking_at_the_desk_takes_nothing(
    client: Client, annotator: User, article: Article
) -> None:
    client.force_login(annotator)

    answer = client.get(reverse("desk", args=[article.project.slug]))

    assert "Take the next article" in answer.content.decode()
    assert not Lease.objects.exists()


def test_coming_back_to_the_desk_goes_on_where_one_was(desk: Client, article: Article) -> None:
    desk.post(url_of(claim_at(article, 0)), fill_in(claim_at(article, 0)))

    answer = desk.get(reverse("desk", args=[article.project.slug]))

    assert answer["Location"] == url_of(claim_at(article, 1)) + "#current"


def test_a_label_leads_on_to_the_next_claim_and_then_to_the_next_article(
    desk: Client, annotator: User, article: Article
) -> None:
    following = ArticleFactory(project=article.project)
    SlotFactory(claim=ClaimFactory(article=following))

    places = [
        desk.post(url_of(claim), fill_in(claim))["Location"]
        for claim in article.claims.order_by("position")
    ]

    expected = [claim_at(article, 1), claim_at(article, 2), claim_at(following, 0)]
    assert places == [url_of(claim) + "#current" for claim in expected]
    assert Annotation.objects.filter(annotator=annotator).count() == 3


def test_at_the_end_one_is_told(desk: Client, article: Article) -> None:
    for claim in article.claims.order_by("position"):
        answer = desk.post(url_of(claim), fill_in(claim), follow=True)

    assert "There is nothing left for you to label here." in answer.content.decode()


def test_everything_on_the_form_becomes_the_label(desk: Client, article: Article) -> None:
    claim = claim_at(article, 0)
    mayor = SpeakerFactory(project=article.project, name="Ilse Brandt")
    ArticleSpeakerFactory(article=article, speaker=mayor)
    sent = fill_in_checked(
        claim,
        speaker=str(mayor.uuid),
        quote_type="direct",
        reporting_source="Radio Skerry",
        claim_types=["Numerical Claim"],
        confidence="4",
        seconds="31",
        comment="Look again.",
    )

    desk.post(url_of(claim), sent)

    label = Annotation.objects.get()
    assert (label.speaker, label.verdict and label.verdict.value) == (mayor, "Refuted")
    assert label.justification == "The register\nsays so."
    assert (label.quote_type, label.reporting_source) == ("direct", "Radio Skerry")
    assert (label.claim_types, label.confidence, label.seconds) == (["Numerical Claim"], 4, 31)
    assert [(e.stance, e.url, e.quote) for e in label.evidence.all()] == [
        ("refutes", "https://register.example/1", "36.4 m")
    ]


def test_someone_else_becomes_a_speaker_of_the_project(
    desk: Client, annotator: User, article: Article
) -> None:
    claim = claim_at(article, 0)
    sent = fill_in(
        claim, speaker="else", other_name="  Port  Authority ", other_kind="organisation"
    )

    desk.post(url_of(claim), sent)

    speaker = Annotation.objects.get().speaker
    assert (speaker.name, speaker.kind) == ("Port Authority", "organisation")
    assert article.cast.get().added_by == annotator


def test_the_double_click_is_one_label(desk: Client, article: Article) -> None:
    claim = claim_at(article, 0)
    sent = fill_in(claim)

    first, second = desk.post(url_of(claim), sent), desk.post(url_of(claim), sent)

    assert first["Location"] == second["Location"] == url_of(claim_at(article, 1)) + "#current"
    assert Annotation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"speaker": ""}, "Choose who says it."),
        ({"speaker": "else"}, "Give the name of who says it."),
        ({"verifiability": ""}, "Choose whether this can be checked."),
        ({"verdict": ""}, "“Fact worth checking” needs a verdict."),
        ({"verifiability": "no_claim"}, "“No factual claim” cannot have a verdict."),
        ({"justification": ""}, "Say why, in a sentence."),
        ({"evidence-0-stance": ""}, "Say which way this evidence points."),
        ({"evidence-0-stance": "supports"}, "“Refuted” needs evidence that points that way."),
        ({"evidence-0-url": "javascript:alert(1)"}, "Links start with http:// or https://."),
        ({"claim_date": "yesterday"}, "Enter a valid date."),
        ({"evidence-TOTAL_FORMS": "999999"}, "Please submit at most 50 forms."),
    ],
)
def test_what_is_refused_is_told_and_nothing_written_is_lost(
    changes: dict[str, str], message: str, desk: Client, article: Article
) -> None:
    claim = claim_at(article, 0)
    sent = fill_in_checked(claim, **{"comment": "Do not lose me.", **changes})

    answer = desk.post(url_of(claim), sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert "Do not lose me." in page
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("field", ["evidence.1.url", "evidence.1"])
def test_a_refused_item_of_evidence_is_told_at_its_row(
    field: str, desk: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Items are counted without the rows left empty; what names no row stands above the form."""

    def refuse(**_: object) -> None:
        raise InvalidLabelling([InvalidInput("bad", "Bad item.", field=field)])

    monkeypatch.setattr(annotations, "submit", refuse)
    sent = fill_in_checked(claim_at(article, 0)) | {
        "evidence-TOTAL_FORMS": "3",
        "evidence-2-stance": "refutes",
        "evidence-2-url": "https://register.example/2",
    }

    answer = desk.post(url_of(claim_at(article, 0)), sent)

    form, rows = answer.context["form"], answer.context["evidence"]
    at_rows = [dict(row.errors) for row in rows]
    if field == "evidence.1.url":
        assert (at_rows, form.errors) == ([{}, {}, {"url": ["Bad item."]}], {})
    else:
        assert (at_rows, form.non_field_errors()) == ([{}, {}, {}], ["Bad item."])


def test_a_link_that_is_none_is_told_at_its_row(desk: Client, article: Article) -> None:
    sent = fill_in_checked(claim_at(article, 0), **{"evidence-0-url": "javascript:alert(1)"})

    rows = desk.post(url_of(claim_at(article, 0)), sent).context["evidence"]

    assert list(rows[0].errors) == ["url"]


def test_a_skip_leads_on(desk: Client, article: Article) -> None:
    claim = claim_at(article, 0)

    answer = desk.post(url_of(claim, "desk-skip"), {"reason": "I know them."})

    assert answer["Location"] == url_of(claim_at(article, 1)) + "#current"
    assert Skip.objects.get().reason == "I know them."


def test_a_flag_keeps_what_was_begun(desk: Client, article: Article) -> None:
    claim = claim_at(article, 0)

    answer = desk.post(
        url_of(claim, "desk-flag"),
        fill_in_checked(claim, reason="Two claims in one."),
        follow=True,
    )

    assert Flag.objects.get().reason == "Two claims in one."
    assert not Annotation.objects.exists()
    page = answer.content.decode()
    assert "Flagged for the curators." in page
    assert "https://register.example/1" in page


def test_a_flag_without_a_reason_is_refused_and_loses_nothing(
    desk: Client, article: Article
) -> None:
    claim = claim_at(article, 0)

    answer = desk.post(url_of(claim, "desk-flag"), fill_in_checked(claim), follow=True)

    page = answer.content.decode()
    assert "Say what the curator should look at." in page
    assert "https://register.example/1" in page
    assert not Flag.objects.exists()


def test_stopping_frees_the_rest_and_keeps_what_was_begun(desk: Client, article: Article) -> None:
    claim = claim_at(article, 1)

    answer = desk.post(url_of(claim, "desk-stop"), fill_in_checked(claim), follow=True)

    assert not Slot.objects.filter(annotator__isnull=False).exists()
    page = answer.content.decode()
    assert "Stopped here. What you labelled is kept." in page
    assert url_of(claim) in page
    assert "https://register.example/1" in desk.get(url_of(claim)).content.decode()


def test_a_label_that_comes_too_late_stays_as_a_draft(
    desk: Client, article: Article, annotator: User
) -> None:
    claim = claim_at(article, 0)
    for slot in Slot.objects.filter(claim=claim):
        Slot.objects.filter(pk=slot.pk).update(annotator=UserFactory(), lease=None)

    answer = desk.post(url_of(claim), fill_in_checked(claim))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Others have given all the labels this claim needs." in page
    assert "https://register.example/1" in page
    assert Draft.objects.get(claim=claim, annotator=annotator).body["verdict"] == "Refuted"


def test_an_own_label_is_revised_at_the_desk_and_the_old_one_stays(
    desk: Client, article: Article
) -> None:
    claim = claim_at(article, 0)
    desk.post(url_of(claim), fill_in_checked(claim))
    first = Annotation.objects.get()
    page = desk.get(url_of(claim)).content.decode()
    revises = re.search(r'name="revises" value="([^"]+)"', page)

    assert revises
    assert "https://register.example/1" in page
    desk.post(url_of(claim), fill_in(claim, revises=revises[1]))

    labels = list(Annotation.objects.order_by("revision"))
    assert [label.verifiability.value for label in labels] == ["check_worthy_fact", "no_claim"]
    assert labels[0] == first
    assert Slot.objects.get(current__isnull=False).current == labels[1]


def test_a_claim_that_is_not_ones_own_leads_back_to_the_desk(
    client: Client, annotator: User, article: Article
) -> None:
    client.force_login(annotator)

    answer = client.get(url_of(claim_at(article, 0)), follow=True)

    assert "That claim is not assigned to you." in answer.content.decode()


def test_the_desk_shows_nobody_elses_labels_speakers_or_drafts(
    desk: Client, article: Article, other_annotator: User
) -> None:
    claim = claim_at(article, 0)
    theirs = SpeakerFactory(project=article.project, name="Secretly Chosen")
    ArticleSpeakerFactory(article=article, speaker=theirs, added_by=other_annotator)
    slot = Slot.objects.get(claim=claim, annotator=None)
    slot.annotator = other_annotator
    slot.save()
    AnnotationFactory(slot=slot, speaker=theirs, comment="Secret remark", value="prediction")
    DraftFactory(claim=claim, annotator=other_annotator, body={"comment": "Secret draft"})

    page = desk.get(url_of(claim)).content.decode()

    assert "Secret" not in page
    assert "other_annotator" not in page


def test_a_digit_stays_a_speakers_own_and_the_suggestion_reorders_nothing(
    desk: Client, article: Article
) -> None:
    for position, name in enumerate(("Ada", "Bo"), start=1):
        speaker = SpeakerFactory(project=article.project, name=name)
        ArticleSpeakerFactory(article=article, speaker=speaker, position=position)

    page = desk.get(url_of(claim_at(article, 1))).content.decode()

    digits = re.findall(
        r'name="speaker"\s[^>]*data-command="speaker.(\d)".*?<bdi>(.*?)</bdi>', page, re.DOTALL
    )
    assert digits == [("1", "Ada"), ("2", "Bo"), ("0", "The article itself")]


@pytest.mark.parametrize("shown", (True, False))
def test_hints_and_the_label_they_point_to_are_shown_where_the_project_wants_it(
    *, shown: bool, desk: Client, article: Article
) -> None:
    Project.objects.update(show_suggestions=shown)
    Lease.objects.update(shows_suggestions=shown)
    claim = claim_at(article, 1)
    start = claim.start
    hints = [["quantity", start, start + 3], ["comparison", start + 4, start + 6]]
    Claim.objects.filter(pk=claim.pk).update(hints=hints)

    page = desk.get(url_of(claim)).content.decode()

    reason = f"quantity: “{claim.text[:3]}”"
    assert (f'<li dir="auto">{reason}</li>' in page) is shown
    both = f"{reason}; comparison: “{claim.text[4:6]}”"
    marked = re.findall(r"<bdi>([^<]*)</bdi>\s*<span class=\"why\" dir=\"auto\">★ ([^<]*)<", page)
    assert marked == ([("Fact worth checking", both)] if shown else [])
    assert not re.search(r'name="verifiability"[^>]*checked', page)


def test_a_claim_within_a_claim_is_a_link_of_its_own(
    client: Client, annotator: User, project: Project
) -> None:
    article = ArticleFactory(project=project, text="He left and she stayed.\n")
    lease = LeaseFactory(article=article, annotator=annotator)
    whole = ClaimFactory(article=article, start=0, end=23, text="He left and she stayed.")
    part = ClaimFactory(article=article, start=12, end=22, text="she stayed", kind="span")
    for claim in (whole, part):
        SlotFactory(claim=claim, annotator=annotator, lease=lease)
    client.force_login(annotator)

    of_part = re.sub(r"\s+", " ", client.get(url_of(part)).content.decode())
    of_whole = client.get(url_of(whole)).content.decode()

    of_words = f'<a href="../{whole.uuid}/#current" data-claim>He left and </a>'
    assert f'{of_words}<a class="claim" href="../{part.uuid}/#current"' in of_part
    assert f'<a class="claim" href="../{part.uuid}/#current" data-kind="span"' in of_whole


def test_hostile_text_is_shown_as_text(client: Client, annotator: User, project: Project) -> None:
    evil = "<script>window.__x=1</script> & “quoted”"
    article = ArticleFactory(project=project, text=f"{evil}\n")
    claim = ClaimFactory(article=article)
    lease = LeaseFactory(article=article, annotator=annotator)
    SlotFactory(claim=claim, annotator=annotator, lease=lease)
    client.force_login(annotator)

    page = client.get(url_of(claim)).content.decode()

    assert "<script>window" not in page
    assert "&lt;script&gt;window.__x=1&lt;/script&gt; &amp; “quoted”" in page


@pytest.mark.parametrize("claims", [1, 3])
def test_the_desk_costs_the_same_however_long_the_article(
    claims: int,
    client: Client,
    annotator: User,
    project: Project,
    django_assert_num_queries: Any,
) -> None:
    article = ArticleFactory(project=project)
    lease = LeaseFactory(article=article, annotator=annotator)
    for claim in ClaimFactory.create_batch(claims, article=article):
        SlotFactory(claim=claim, annotator=annotator, lease=lease)
    client.force_login(annotator)
    url = url_of(claim)

    with django_assert_num_queries(20):
        client.get(url)

"""Boundaries of a claim as a browser without JavaScript changes them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, BoundaryProposal, Claim, Project, User
from claims.operations import boundaries
from claims.operations.boundary_plans import Edit, EditKind
from tests.conftest import SignIn
from tests.factories import NOW, ArticleFactory, ClaimFactory
from tests.operations.labellings import submit
from tests.operations.queues import list_claims, queue_article, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(project: Project) -> Article:
    """A headline and three sentences."""
    return queue_article(project, claims=4)


@pytest.fixture
def claim(article: Article) -> Claim:
    """“The council of Town … bought 3 new buses.”, the second sentence."""
    return list_claims(article)[2]


def url_of(claim: Claim, stage: str = "") -> str:
    address = reverse("claim-boundaries", args=[claim.project.slug, claim.uuid])
    return f"{address}?stage={stage}" if stage else address


def post(client: Client, claim: Claim, **fields: Any) -> Any:
    return client.post(url_of(claim), fields)


def confirm(client: Client, preview: Any, **fields: Any) -> Any:
    """Press the button of the preview."""
    context = preview.context
    said = {"confirm": context["confirm"], "version": context["article"].boundaries_version}
    return client.post(url_of(context["claim"]), said | fields)


def list_texts(article: Article) -> list[str]:
    active = Claim.objects.active().filter(article=article).in_text_order()
    return [claim.text for claim in active]


def read_errors(response: Any) -> list[str]:
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def split(actor: User, claim: Claim) -> list[Claim]:
    change = Edit(
        kind=EditKind.SPLIT,
        claims=(claim.uuid,),
        at=(claim.start + claim.text.index("bought"),),
    )
    made = boundaries.edit_boundaries(actor=actor, article=claim.article, edit=change, now=NOW)
    return list(made.claims)


def test_the_page_shows_the_claim_among_its_neighbours(
    annotator: User, claim: Claim, article: Article, sign_in: SignIn
) -> None:
    response = sign_in(annotator).get(url_of(claim))
    html = response.content.decode()
    _headline, first, _claim, last = list_claims(article)

    text = article.body.text[first.start : last.end]
    assert response.context["raw"] == {
        "text": text,
        "offset": first.start,
        "start": claim.start,
        "end": claim.start,
    }
    assert (
        f'<span class="claim" data-claim="{claim.uuid}" data-kind="sentence" aria-current="true">'
        f'{claim.text}</span>\n<span class="claim" data-claim="{last.uuid}"'
    ) in html
    assert f'Merge with the previous <small dir="auto">{first.text}' in " ".join(html.split())


def test_split_behind_words_is_looked_at_then_done(
    annotator: User, claim: Claim, article: Article, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    words = claim.text.partition(" bought")[0]

    preview = post(client, claim, do="split_after", first_part=f"  {words}\r\n")
    before = list_texts(article)
    done = confirm(client, preview)

    assert preview.status_code == 200
    assert preview.context["preview"].plan.list_texts() == [words, "bought 3 new buses."]
    assert claim.text in before
    assert list_texts(article)[2:4] == [words, "bought 3 new buses."]
    made = Claim.objects.get(text=words, retired_at=None)
    address = reverse("article", args=[article.project.slug, article.uuid])
    assert done["Location"] == f"{address}#claim-{made.uuid}"


@pytest.mark.parametrize(
    ("do", "wanted", "made"),
    [
        ("trim_to", "bought 3 new buses.", ["bought 3 new buses."]),
        ("span_of", "3 new buses", ["3 new buses"]),
    ],
)
def test_trim_and_span_by_words(
    do: str, wanted: str, made: list[str], annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    client = sign_in(annotator)

    confirm(client, post(client, claim, do=do, wanted=wanted))

    assert [child.text for child in claim.children.all()] == made


def test_trim_takes_in_words_around_the_claim(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    article = ArticleFactory(project=project, text="Bus.\n\nHe said: “Yes.” Then no.\n")
    ClaimFactory(article=article)
    text = article.body.text
    start, end = text.index("“"), text.index("”") + 1
    claim = ClaimFactory(article=article, start=start, end=end)
    client = sign_in(annotator)
    ClaimFactory(article=article, start=text.index("Then"), end=text.index("no.") + 3)

    refused = post(client, claim, do="trim_to", wanted="“Yes.” Then")
    widened = post(client, claim, do="trim_to", wanted="“Yes.”")

    assert read_errors(refused) == ["This would overlap another claim."]
    assert read_errors(widened) == ["These are its boundaries already."]


@pytest.mark.parametrize(("do", "other"), [("merge_previous", 1), ("merge_next", 3)])
def test_merging_with_a_neighbour_and_undoing_it(
    do: str, other: int, annotator: User, claim: Claim, article: Article, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    before = list_texts(article)
    neighbour = list_claims(article)[other]

    confirm(client, post(client, claim, do=do))
    merged = claim.children.get()
    confirm(client, post(client, merged, do="undo"))

    assert set(merged.parents.all()) == {claim, neighbour}
    assert list_texts(article) == before


def test_a_part_is_no_claim_of_its_own_any_more(
    annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    confirm(client, post(client, claim, do="span_of", wanted="3 new buses"))
    span = claim.children.get()

    page = client.get(url_of(span)).content.decode()
    done = confirm(client, post(client, span, do="remove_span"))

    span.refresh_from_db()
    assert 'value="merge_next"' not in page
    assert span.retired_at is not None
    assert done["Location"].endswith(f"#claim-{claim.uuid}")


def test_a_heading_is_called_a_sentence_from_the_page_of_a_neighbour(
    project: Project, annotator: User, sign_in: SignIn
) -> None:
    article = ArticleFactory(project=project)
    ClaimFactory(article=article)
    heading = ClaimFactory(article=article, kind="heading")
    claim = ClaimFactory(article=article)
    client = sign_in(annotator)

    preview = post(client, claim, heading=heading.uuid)
    done = confirm(client, preview)

    made = heading.children.get()
    assert (made.kind, made.text) == ("sentence", heading.text)
    assert done["Location"].endswith(f"#claim-{made.uuid}")


def test_places_from_the_cursor_split_trim_and_mark(
    annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    start = claim.start + claim.text.index("bought")
    selected = {"start": start, "end": start + len("bought 3")}
    cursor = {"start": start, "end": start}

    texts = {
        name: post(client, claim, do=do, **places).context["preview"].plan.list_texts()
        for name, do, places in (
            ("cursor", "split", cursor),
            ("selection", "split", selected),
            ("trim", "trim", selected),
            ("span", "span", selected),
        )
    }

    before = claim.text.partition(" bought")[0]
    assert texts == {
        "cursor": [before, "bought 3 new buses."],
        "selection": [before, "bought 3", "new buses."],
        "trim": ["bought 3"],
        "span": ["bought 3"],
    }


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"do": "split_after", "first_part": "nothing like it"}, "These words are not there"),
        ({"do": "split_after", "first_part": " "}, "Paste the words from the text."),
        ({"do": "trim_to", "wanted": "b"}, "These words are there more than once"),
        ({"do": "split"}, "Say where to split."),
        ({"do": "split", "start": 0, "end": 0}, "Split inside the claim."),
        ({"do": "trim"}, "Say from where to where."),
        ({"do": "trim", "start": 0, "end": 10**12}, "These offsets are not in the article."),
        ({"do": "cut"}, "Select a valid choice."),
        ({"heading": "x"}, "Enter a valid UUID."),
        ({"heading": "00000000-0000-0000-0000-000000000000"}, "There is no such claim"),
        ({}, "Say what to do."),
        ({"do": "undo"}, "There is nothing left to undo here."),
        ({"confirm": "do=split&start=x"}, "Enter a whole number."),
        ({"do": "merge_next", "reason": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_written_is_kept(
    fields: dict[str, Any], error: str, annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    response = post(sign_in(annotator), claim, **({"reason": "Two in one."} | fields))

    assert response.status_code in {409, 422}
    (said,) = read_errors(response)
    assert error in said
    assert (fields.get("reason") or "Two in one.") in response.content.decode()
    assert Claim.objects.active().filter(pk=claim.pk).exists()


def test_the_first_claim_has_nothing_before_it(
    annotator: User, article: Article, sign_in: SignIn
) -> None:
    response = post(sign_in(annotator), list_claims(article)[0], do="merge_previous")

    assert response.status_code == 409
    assert read_errors(response) == ["There is no claim there to merge with."]


def test_where_somebody_has_labelled_it_is_proposed_with_a_reason(
    annotator: User, other_annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    submit(other_annotator, claim)
    client = sign_in(annotator)

    preview = post(client, claim, do="merge_next")
    done = confirm(client, preview, reason="One sentence.")

    html = preview.content.decode()
    assert "A curator decides" in html
    assert "1 label" not in html
    proposal = BoundaryProposal.objects.get()
    assert (proposal.reason, proposal.proposed_by) == ("One sentence.", annotator)
    assert done["Location"].endswith(f"#claim-{claim.uuid}")
    assert "Proposed to the curators." in client.get(done["Location"]).content.decode()


def test_a_curator_reads_how_many_labels_stay_and_does_it(
    annotator: User, other_annotator: User, curator: User, claim: Claim, sign_in: SignIn
) -> None:
    for person in (annotator, other_annotator):
        submit(person, claim)
    Project.objects.update(overlap=2)
    client = sign_in(curator)

    preview = post(client, claim, do="merge_next")
    confirm(client, preview)
    made = claim.children.get()
    page = client.get(url_of(made)).content.decode()

    assert "2 labels stay with the old claim. It is done at once." in preview.content.decode()
    assert "2 labels stayed with it" in page
    assert claim.text in page


def test_whoever_comes_from_the_desk_goes_on_there(
    project: Project, annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    take(project, annotator)
    client = sign_in(annotator)

    back = client.get(url_of(claim, "label")).context["back"]
    done = confirm(client, post(client, claim, do="split_after", first_part="bought"))

    first = claim.children.order_by("start")[0]
    desk = reverse("desk-claim", args=[project.slug, claim.uuid])
    assert back == f"{desk}#current"
    assert done["Location"] == reverse("desk-claim", args=[project.slug, first.uuid]) + "#current"
    assert client.get(done["Location"].partition("#")[0]).status_code == 200


def test_an_odd_stage_is_the_label_pass(annotator: User, claim: Claim, sign_in: SignIn) -> None:
    assert sign_in(annotator).get(url_of(claim, "x")).status_code == 200


def test_two_who_change_the_same_article_are_told_and_lose_nothing(
    annotator: User, other_annotator: User, claim: Claim, article: Article, sign_in: SignIn
) -> None:
    client, other = sign_in(annotator), sign_in(other_annotator)
    preview = post(client, claim, do="split_after", first_part="bought")
    neighbour = list_claims(article)[1]
    confirm(other, post(other, neighbour, do="split_after", first_part="bought"))

    late = confirm(client, preview, reason="Two in one.", version=0)
    again = post(client, claim, do="split_after", first_part="bought", version=1)
    done = confirm(client, again)

    assert late.status_code == 409
    assert read_errors(late) == ["The boundaries of this article have been changed meanwhile."]
    html = late.content.decode()
    assert 'name="version" value="1"' in html
    assert 'value="Two in one."' in html
    assert done.status_code == 302
    assert claim.children.count() == 2


def test_who_is_late_for_the_claim_itself_reads_what_became_of_it(
    annotator: User, other_annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    client = sign_in(annotator)
    preview = post(client, claim, do="merge_next")
    made = split(other_annotator, claim)

    late = confirm(client, preview, reason="One sentence.")

    html = late.content.decode()
    assert late.status_code == 409
    assert "Somebody was faster, so your change was not made." in html
    assert "One sentence." in html
    assert late.context["heirs"] == made
    assert all(url_of(heir) in html for heir in made)


def test_a_retired_claim_shows_what_it_became(
    annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    made = split(annotator, claim)

    response = sign_in(annotator).get(url_of(claim))

    assert (response.status_code, response.context["heirs"]) == (200, made)
    assert "Somebody was faster" not in response.content.decode()


def test_an_old_link_to_the_desk_leads_to_the_heirs(
    project: Project, annotator: User, other_annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    address = reverse("desk-claim", args=[project.slug, claim.uuid])
    take(project, annotator)
    first, _second = split(other_annotator, claim)

    own = sign_in(annotator).get(address)
    another = sign_in(other_annotator).get(address, follow=True)

    assert own["Location"] == reverse("desk-claim", args=[project.slug, first.uuid]) + "#current"
    assert another.redirect_chain[0][0].endswith(f"#claim-{first.uuid}")
    assert "The boundaries of that claim have been changed meanwhile." in another.content.decode()


def test_an_old_link_to_a_claim_without_heirs_leads_to_its_article(
    annotator: User, claim: Claim, sign_in: SignIn
) -> None:
    Claim.objects.filter(pk=claim.pk).update(retired_at=NOW)

    response = sign_in(annotator).get(reverse("desk-claim", args=[claim.project.slug, claim.uuid]))

    assert reverse("article", args=[claim.project.slug, claim.article.uuid]) in response["Location"]


@pytest.mark.parametrize("count", [2, 20])
def test_the_page_costs_the_same_however_many_claims(
    count: int, project: Project, annotator: User, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    claim = list_claims(queue_article(project, claims=count))[1]
    client = sign_in(annotator)
    # The session and the person; project, role (for the page too), claim, the article's claims,
    # its history, what the claim was made of, whether it is theirs.
    with django_assert_num_queries(10):
        client.get(url_of(claim))


def test_hostile_text_stays_text(project: Project, annotator: User, sign_in: SignIn) -> None:
    hostile = "</script><script>alert(1)</script>"
    article = ArticleFactory(project=project, text=f"Bus\n\n{hostile} {hostile}\n")
    ClaimFactory(article=article)
    claim = ClaimFactory(article=article)
    client = sign_in(annotator)

    preview = post(client, claim, do="split", start=claim.start + 34, end=claim.start + 34)

    assert preview.status_code == 200
    assert "<script>alert" not in preview.content.decode()

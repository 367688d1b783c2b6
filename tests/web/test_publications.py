"""The pages of publications: the list, the form, one publication with its corrections."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Decision, Project, Publication, User
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    PublicationCorrectionFactory,
    PublicationFactory,
    SlotFactory,
    SpeakerFactory,
    VerdictFactory,
    open_newsroom,
)

pytestmark = pytest.mark.django_db

PAGE = {"url": "https://check.example/port", "claim_reviewed": "Traffic has doubled"}
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


@pytest.fixture
def decision(project: Project) -> Decision:
    open_newsroom(project)
    article = ArticleFactory(project=project, title="The port")
    speaker = SpeakerFactory(project=project, name="Ada Marrow")
    return VerdictFactory(claim=ClaimFactory(article=article), speaker=speaker)


@pytest.fixture
def publication(decision: Decision) -> Publication:
    return PublicationFactory(decision=decision, url="https://check.example/a")


@pytest.fixture
def client(curator: User, sign_in: SignIn) -> Client:
    return sign_in(curator)


def locate(publication: Publication, page: str = "") -> str:
    return reverse(f"publication{page}", args=[publication.project.slug, publication.uuid])


def list_address(project: Project) -> str:
    return reverse("publications", args=[project.slug])


def read(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def decide_anew(decision: Decision, **changes: Any) -> Decision:
    said = {"value": "check_worthy_fact", "verdict_value": "Supported", **changes}
    return DecisionFactory(
        claim=decision.claim, previous=decision, **{"speaker": decision.speaker, **said}
    )


def test_nothing_is_published_yet(project: Project, client: Client) -> None:
    page = read(client.get(list_address(project)))

    assert "Nothing is published yet" in page
    assert "Nothing can be published before." in page
    assert "No decision with a verdict waits to be published." in page


def test_the_list_shows_what_is_out_of_date_first(decision: Decision, client: Client) -> None:
    article = decision.claim.article
    outdated, live, gone = (
        PublicationFactory(
            decision=VerdictFactory(claim=ClaimFactory(article=article)), state=state
        )
        for state in ("live", "live", "withdrawn")
    )
    decide_anew(outdated.decision)

    def find(**given: str) -> list[Publication]:
        return list(client.get(list_address(article.project), given).context["page"].object_list)

    assert find() == [outdated, gone, live]
    assert find(state="outdated") == [outdated]
    assert find(state="live") == [live, outdated] or find(state="live") == [outdated, live]
    assert find(state="withdrawn") == [gone]
    assert find(state="odd") == [outdated, gone, live]
    page = read(client.get(list_address(article.project)))
    assert "out of date: the decision has changed" in page
    assert "No publication is in this state." in read(
        client.get(list_address(article.project), {"state": "corrected"})
    )


def test_what_could_be_published_says_what_keeps_it(decision: Decision, client: Client) -> None:
    unnamed = VerdictFactory(
        claim=ClaimFactory(article=decision.claim.article),
        speaker=decision.project.speakers.get(kind="unnamed", name=""),
    )
    blind = VerdictFactory(claim=ClaimFactory(article=decision.claim.article))
    SlotFactory(claim=blind.claim)

    answer = client.get(list_address(decision.project))

    rows = [(row["decision"], row["reasons"]) for row in answer.context["candidates"]]
    assert rows == [(unnamed, ["It is not known by name who says this."]), (decision, [])]
    publish = reverse("claim-publish", args=[decision.project.slug, decision.claim.uuid])
    assert f'href="{publish}"' in read(answer)


def test_readers_see_what_is_published_without_names(
    publication: Publication, reader: User, sign_in: SignIn
) -> None:
    note = PublicationCorrectionFactory(publication=publication)
    client = sign_in(reader)

    listed = client.get(list_address(publication.project))
    page = read(client.get(locate(publication)))

    assert list(listed.context["page"].object_list) == [publication]
    assert "candidates" not in listed.context
    assert publication.claim_reviewed in page
    assert note.note in page
    for hidden in (publication.published_by, note.created_by):
        assert str(hidden) not in page
    assert "Withdraw it" not in page


def test_publishing_from_the_form(decision: Decision, client: Client) -> None:
    address = reverse("claim-publish", args=[decision.project.slug, decision.claim.uuid])

    form = client.get(address)

    assert form.context["form"]["claim_reviewed"].initial == decision.claim.text
    body = {"decision": str(decision.uuid), **PAGE, "reviewed_on": ""}
    wrong = client.post(address, {**body, "url": "https://elsewhere.example/"})
    assert wrong.status_code == 422
    assert "The page must be on a domain of the newsroom: check.example." in read(wrong)
    done = client.post(address, body)
    made = Publication.objects.get()
    assert (done.status_code, done["Location"]) == (302, locate(made))
    assert made.url == PAGE["url"]
    again = client.get(address)
    assert (again.status_code, again["Location"]) == (302, locate(made))


def test_who_saw_another_decision_is_told_and_sees_the_one_that_stands(
    decision: Decision, client: Client
) -> None:
    anew = decide_anew(decision)
    address = reverse("claim-publish", args=[decision.project.slug, decision.claim.uuid])

    refused = client.post(address, {"decision": str(decision.uuid), **PAGE})

    assert refused.status_code == 422
    assert "Another decision has taken its place meanwhile." in read(refused)
    assert refused.context["form"]["decision"].value() == str(anew.uuid)
    assert refused.context["form"]["url"].value() == PAGE["url"]


def test_a_decision_that_cannot_be_published_has_no_form(
    decision: Decision, client: Client
) -> None:
    Project.objects.update(newsroom_domains=[])
    address = reverse("claim-publish", args=[decision.project.slug, decision.claim.uuid])

    page = read(client.get(address))
    refused = client.post(address, {"decision": str(decision.uuid), **PAGE})

    assert "This cannot be published:" in page
    assert "The project does not say who publishes" in page
    assert 'name="url"' not in page
    assert refused.status_code == 422


def test_without_a_verdict_there_is_nothing_to_publish(decision: Decision, client: Client) -> None:
    bare = DecisionFactory(claim=ClaimFactory(article=decision.claim.article))

    address = reverse("claim-publish", args=[decision.project.slug, bare.claim.uuid])
    assert client.get(address).status_code == 404


def test_where_a_claim_was_decided_it_is_published(decision: Decision, client: Client) -> None:
    address = reverse(
        "adjudicate-claim", args=[decision.project.slug, decision.claim.uuid, "label"]
    )
    publish = reverse("claim-publish", args=[decision.project.slug, decision.claim.uuid])

    assert f'href="{publish}"' in read(client.get(address))

    publication = PublicationFactory(decision=decision)
    page = read(client.get(address))
    assert f'href="{locate(publication)}"' in page
    assert f'href="{publish}"' not in page


def test_what_is_out_of_date_is_corrected(publication: Publication, client: Client) -> None:
    anew = decide_anew(publication.decision)

    page = client.get(locate(publication))

    assert "Out of date: the decision has changed." in read(page)
    assert "What stands now is <bdi>Supported</bdi>." in read(page)
    form = page.context["correct_form"]
    body = {name: form[name].initial for name in ("version", "decision", "url", "claim_reviewed")}
    assert (body["version"], body["decision"]) == (1, anew.uuid)
    empty = client.post(locate(publication, "-correct"), {**body, "note": ""})
    assert (empty.status_code, Publication.objects.get().version) == (422, 1)
    done = client.post(locate(publication, "-correct"), {**body, "note": "Wrong figures."})
    assert (done.status_code, done["Location"]) == (302, locate(publication))
    page_then = read(client.get(locate(publication)))
    assert "Wrong figures." in page_then
    assert '<del dir="auto">Refuted</del>' in page_then
    assert '<ins dir="auto">Supported</ins>' in page_then
    late = client.post(locate(publication, "-correct"), {**body, "note": "Another."})
    assert late.status_code == 422
    assert "This was changed meanwhile" in read(late)
    # The page shows how it is by now: sent again, it is about that.
    assert late.context["correct_form"]["version"].value() == "2"


def test_what_stands_now_may_not_be_publishable(publication: Publication, client: Client) -> None:
    decide_anew(
        publication.decision,
        speaker=publication.project.speakers.get(kind="unnamed", name=""),
    )

    page = read(client.get(locate(publication)))

    assert "The decision that stands cannot be published:" in page
    assert "It is not known by name who says this." in page
    assert 'name="note"' not in page


def test_withdrawing(publication: Publication, client: Client) -> None:
    address = locate(publication, "-withdraw")

    empty = client.post(address, {"version": "1", "reason": " "})
    done = client.post(address, {"version": "1", "reason": "It was satire."})

    assert empty.status_code == 422
    assert (done.status_code, done["Location"]) == (302, locate(publication))
    page = read(client.get(locate(publication)))
    assert "It was satire." in page
    assert "Take the markup off the page." in page
    assert "Correct it" not in page
    gone = client.get(locate(publication, "-claimreview"))
    assert gone.status_code == 410


def test_the_markup_is_there_to_copy_and_as_a_file(decision: Decision, client: Client) -> None:
    publication = PublicationFactory(
        decision=decision,
        claim_reviewed=HOSTILE,
        author_name=HOSTILE,
        url="https://check.example/'",
    )

    page = client.get(locate(publication)).content.decode()
    file = client.get(locate(publication, "-claimreview"))

    assert "<script>alert" not in page
    assert "&lt;script type=&quot;application/ld+json&quot;&gt;" in page
    assert "\\u003cscript\\u003ealert(1)" in page
    assert file["Content-Type"] == "application/ld+json"
    assert file["Content-Disposition"] == f'attachment; filename="{publication.uuid}.jsonld"'
    assert json.loads(file.content)["claimReviewed"] == HOSTILE


def test_pages_of_another_project_are_not_found(client: Client, project: Project) -> None:
    other = PublicationFactory()

    for page in ("", "-claimreview"):
        assert client.get(locate(other, page)).status_code == 404
        address = reverse(f"publication{page}", args=[project.slug, other.uuid])
        assert client.get(address).status_code == 404


def test_who_looks_labels_the_claim_no_more(
    publication: Publication, curator: User, client: Client
) -> None:
    client.get(locate(publication))

    slot = SlotFactory(claim=publication.claim)
    assert not type(slot).objects.filter(pk=slot.pk).open_to(curator).exists()


# The session and the person, the project, roles, what waits (four) on every page.
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "cost"), [("list", 20), ("one", 14)])
def test_pages_cost_the_same_however_many_there_are(
    page: str,
    cost: int,
    count: int,
    publication: Publication,
    client: Client,
    django_assert_num_queries: Any,
) -> None:
    article = publication.claim.article
    for _ in range(count - 1):
        PublicationFactory(decision=VerdictFactory(claim=ClaimFactory(article=article)))
        VerdictFactory(claim=ClaimFactory(article=article))
    VerdictFactory(claim=ClaimFactory(article=article))
    PublicationCorrectionFactory.create_batch(count, publication=publication)
    address = list_address(publication.project) if page == "list" else locate(publication)
    client.get(address)

    with django_assert_num_queries(cost):
        assert client.get(address).status_code == 200

"""Publishing decisions as ClaimReview: what can be published, what changes it, and how it ends."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from claims.errors import Conflict, DomainError, InvalidInput, NotAllowed
from claims.models import (
    Approval,
    Article,
    AuditEvent,
    Case,
    Claim,
    Decision,
    Project,
    Publication,
    PublicationCorrection,
    User,
)
from claims.operations import publications
from claims.operations.publication_rules import NotEligible
from claims.operations.publications import Page
from claims.queries.publications import describe_candidates, list_candidates, suggest_wording
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    LabelMappingFactory,
    OutletFactory,
    PublicationFactory,
    SlotFactory,
    SpeakerFactory,
    VerdictFactory,
    open_newsroom,
)

pytestmark = pytest.mark.django_db

PAGE = Page(url="https://check.example/port", claim_reviewed="Port traffic has doubled")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def decision(project: Project) -> Decision:
    """Ada Marrow's claim, refuted, in an article that is known."""
    open_newsroom(project)
    article = ArticleFactory(
        project=project,
        title="The port",
        url="https://harbour.example/port",
        outlet=OutletFactory(project=project, name="Harbour Post", domain="Harbour.example"),
        published=date(2026, 1, 10),
    )
    speaker = SpeakerFactory(project=project, name="Ada Marrow", same_as="https://ada.example/")
    return VerdictFactory(claim=ClaimFactory(article=article), speaker=speaker)


def publish(actor: User, decision: Decision, page: Page = PAGE, **changes: Any) -> Publication:
    return publications.publish(
        actor=actor,
        claim=decision.claim,
        decision=decision.uuid,
        page=replace(page, **changes),
        now=NOW,
    )


def correct(actor: User, publication: Publication, decision: Decision, **given: Any) -> Publication:
    values: dict[str, Any] = {
        "version": publication.version,
        "page": PAGE,
        "note": "Wrong figures.",
        "now": LATER,
    }
    return publications.correct(
        actor=actor, publication=publication, decision=decision.uuid, **(values | given)
    )


def withdraw(actor: User, publication: Publication, **given: Any) -> Publication:
    values: dict[str, Any] = {
        "version": publication.version,
        "reason": "It was satire.",
        "now": LATER,
    }
    return publications.withdraw(actor=actor, publication=publication, **(values | given))


def decide_anew(decision: Decision, verdict: str = "Supported", **changes: Any) -> Decision:
    return DecisionFactory(
        claim=decision.claim,
        previous=decision,
        speaker=changes.pop("speaker", decision.speaker),
        value="check_worthy_fact",
        verdict_value=verdict,
        **changes,
    )


def list_codes(actor: User, decision: Decision) -> list[str]:
    with pytest.raises(NotEligible) as refused:
        publish(actor, decision)
    return [problem.code for problem in refused.value.problems]


def test_a_publication_says_what_was_decided(curator: User, decision: Decision) -> None:
    publication = publish(curator, decision)

    publication.refresh_from_db()
    assert publication.decision == decision
    assert (publication.claim, publication.stage) == (decision.claim, "label")
    assert publication.url == "https://check.example/port"
    assert publication.claim_reviewed == "Port traffic has doubled"
    assert publication.reviewed_on == date(2026, 1, 15)
    assert (publication.rating_name, publication.rating) == ("Refuted", None)
    author = (publication.author_kind, publication.author_name, publication.author_same_as)
    assert author == ("person", "Ada Marrow", "https://ada.example/")
    assert publication.appearance_url == "https://harbour.example/port"
    assert publication.appearance_title == "The port"
    assert publication.appearance_date == date(2026, 1, 10)
    assert publication.appearance_outlet == "Harbour Post"
    reviewer = (publication.reviewer_name, publication.reviewer_url)
    assert reviewer == ("The Harbour Check", "https://check.example/about")
    assert (publication.state, publication.version) == ("live", 1)
    assert (publication.published_by, publication.published_at) == (curator, NOW)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("publication.published", curator)
    assert event.target == str(publication.uuid)
    assert event.data == {
        "claim": str(decision.claim.uuid),
        "decision": str(decision.uuid),
        "version": 1,
        "url": "https://check.example/port",
    }


def test_the_rating_is_a_number_where_the_label_has_one(curator: User, decision: Decision) -> None:
    verdict = decision.verdict
    assert verdict is not None
    type(verdict).objects.filter(pk=verdict.pk).update(rating=1)

    publication = publish(curator, decision)

    assert (publication.rating_name, publication.rating) == ("Refuted", 1)


def test_or_as_the_project_says_it_in_numbers(curator: User, decision: Decision) -> None:
    LabelMappingFactory(
        project=decision.project, vocabulary="rating", label=decision.verdict, target="2"
    )

    assert publish(curator, decision).rating == 2


def test_publishing_twice_is_once(curator: User, decision: Decision) -> None:
    first = publish(curator, decision)

    assert publish(curator, decision) == first
    # Spaces are none of what it says.
    spaced = PAGE.claim_reviewed.replace(" ", " \n ")
    assert publish(curator, decision, claim_reviewed=spaced) == first
    with pytest.raises(Conflict) as refused:
        publish(curator, decision, url="https://check.example/other")
    assert refused.value.code == "published_already"
    assert Publication.objects.count() == AuditEvent.objects.count() == 1


def test_a_page_is_one_publications(curator: User, decision: Decision) -> None:
    withdraw(curator, publish(curator, decision))
    other = VerdictFactory(claim=ClaimFactory(article=decision.claim.article))

    with pytest.raises(Conflict) as refused:
        publish(curator, other)

    assert (refused.value.code, refused.value.field) == ("page_taken", "url")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"url": " "}, "url_missing", "url"),
        ({"url": "https://check.example.evil.example/"}, "not_own_page", "url"),
        ({"url": "https://notcheck.example/"}, "not_own_page", "url"),
        ({"url": "https://check.example@evil.example/"}, "not_own_page", "url"),
        ({"url": "https://evil.example\\@check.example/"}, "not_own_page", "url"),
        ({"url": "ftp://check.example/"}, "not_own_page", "url"),
        ({"url": "//check.example/"}, "not_own_page", "url"),
        ({"url": "https://[check.example/"}, "not_own_page", "url"),
        ({"url": "https://check.example/\na"}, "invalid", "url"),
        ({"url": "https://check.example/" + "a" * 2000}, "too_long", "url"),
        ({"claim_reviewed": "  "}, "claim_missing", "claim_reviewed"),
        ({"claim_reviewed": "a" * 501}, "too_long", "claim_reviewed"),
        ({"claim_reviewed": "a\0"}, "not_text", "claim_reviewed"),
        ({"claim_reviewed": "Refuted: it grew"}, "rating_in_claim", "claim_reviewed"),
        ({"claim_reviewed": "It grew (REFUTED)."}, "rating_in_claim", "claim_reviewed"),
        ({"reviewed_on": date(2026, 1, 16)}, "day_to_come", "reviewed_on"),
    ],
)
def test_what_cannot_stand_on_a_page(
    changes: dict[str, Any], code: str, field: str, curator: User, decision: Decision
) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish(curator, decision, **changes)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://check.example/",
        "https://www.CHECK.example:8443/a?b=c",
        "https://a.b.check.example",
    ],
)
def test_what_is_below_a_domain_is_the_newsrooms(
    url: str, curator: User, decision: Decision
) -> None:
    assert publish(curator, decision, url=url).url == url


def test_what_refuted_is_may_stand_in_a_claim(curator: User, decision: Decision) -> None:
    said = "The report was refuted by the port"

    assert publish(curator, decision, claim_reviewed=f"  {said}\n ").claim_reviewed == said


def test_a_decision_without_a_verdict_is_not_published(curator: User, decision: Decision) -> None:
    bare = DecisionFactory(
        claim=ClaimFactory(article=decision.claim.article), speaker=decision.speaker
    )

    assert list_codes(curator, bare) == ["no_verdict"]


def test_a_replaced_and_a_reopened_decision_are_not_published(
    curator: User, decision: Decision
) -> None:
    anew = decide_anew(decision)
    Case.objects.create(
        project=decision.project,
        claim=decision.claim,
        is_reopened=True,
        reopened=anew,
        reopened_because="No.",
    )

    assert list_codes(curator, decision) == ["replaced_meanwhile"]
    assert list_codes(curator, anew) == ["decision_reopened"]


def test_a_decision_wants_its_approvals_first(
    curator: User, manager: User, decision: Decision
) -> None:
    Project.objects.update(approvals_wanted=1)
    decision.refresh_from_db()

    with pytest.raises(NotEligible) as refused:
        publish(curator, decision)
    (problem,) = refused.value.problems
    assert str(problem) == "Of the approvals that the decision wants it has 0 of 1."

    assert decision.decided_by is not None
    Approval.objects.create(
        decision=decision,
        decided_by=decision.decided_by,
        approver=manager,
        number=1,
        created_at=NOW,
    )
    assert publish(curator, decision).decision == decision


def test_what_a_rule_decided_wants_no_approval(curator: User, decision: Decision) -> None:
    Project.objects.update(approvals_wanted=1)
    by_rule = VerdictFactory(
        claim=ClaimFactory(article=decision.claim.article), rule="unanimous", decided_by=None
    )

    assert publish(curator, by_rule).decision == by_rule


def test_an_embargo_ends(curator: User, decision: Decision) -> None:
    Article.objects.update(embargo=NOW + timedelta(seconds=1))
    assert list_codes(curator, decision) == ["embargoed"]

    Article.objects.update(embargo=NOW)
    assert publish(curator, decision).decision == decision


def test_boundaries_that_were_changed(curator: User, decision: Decision) -> None:
    Claim.objects.update(retired_at=NOW)

    assert list_codes(curator, decision) == ["claim_retired"]


def test_a_speaker_without_a_name_is_nobodys_claim(curator: User, decision: Decision) -> None:
    unnamed = decision.project.speakers.get(kind="unnamed", name="")
    anew = decide_anew(decision, speaker=unnamed)

    assert list_codes(curator, anew) == ["speaker_unknown"]


@pytest.mark.parametrize("checked", ["content", "attribution"])
def test_what_the_article_vouches_for_is_the_outlets_claim(
    checked: str, curator: User, decision: Decision
) -> None:
    """What it says itself; and that somebody said something."""
    said_by = (
        decision.speaker
        if checked == "attribution"
        else decision.project.speakers.get(kind="article", name="")
    )
    own = decide_anew(decision, speaker=said_by, checked=checked)

    publication = publish(curator, own)

    author = (publication.author_kind, publication.author_name, publication.author_same_as)
    assert author == ("organisation", "Harbour Post", "https://harbour.example/")


def test_without_an_outlet_the_articles_own_voice_is_nobodys(
    curator: User, decision: Decision
) -> None:
    Article.objects.update(outlet=None)
    own = decide_anew(decision, speaker=decision.project.speakers.get(kind="article", name=""))

    assert list_codes(curator, own) == ["outlet_unknown"]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("document", ["speaker_not_a_person"]), ("unnamed", ["speaker_unknown"])],
)
def test_neither_a_document_nor_who_is_only_described_is_an_author(
    kind: str, codes: list[str], curator: User, decision: Decision
) -> None:
    said = SpeakerFactory(project=decision.project, name="the port’s report", kind=kind)

    assert list_codes(curator, decide_anew(decision, speaker=said)) == codes


def test_merged_speakers_claim_by_who_stands_for_them(curator: User, decision: Decision) -> None:
    port = SpeakerFactory(project=decision.project, name="Port of Marrow", kind="organisation")
    said = SpeakerFactory(
        project=decision.project, name="The report", merged_into=port, merged_with=port
    )

    publication = publish(curator, decide_anew(decision, speaker=said))

    assert (publication.author_kind, publication.author_name) == ("organisation", "Port of Marrow")


def test_nobody_reviews_their_own_claim(curator: User, decision: Decision) -> None:
    own = SpeakerFactory(project=decision.project, name="the harbour check", kind="organisation")

    assert list_codes(curator, decide_anew(decision, speaker=own)) == ["same_origin"]


def test_all_that_is_missing_is_said_at_once(curator: User, decision: Decision) -> None:
    Project.objects.update(newsroom_name="", newsroom_domains=[])
    Article.objects.update(outlet=None, embargo=LATER)
    own = decide_anew(decision, speaker=decision.project.speakers.get(kind="article", name=""))

    assert list_codes(curator, own) == ["embargoed", "outlet_unknown", "no_newsroom"]


def test_who_may_publish(
    annotator: User, manager: User, reader: User, stranger: User, decision: Decision
) -> None:
    for person in (annotator, reader, stranger):
        with pytest.raises(NotAllowed):
            publish(person, decision)

    assert publish(manager, decision).published_by == manager


def test_not_what_one_may_still_come_to_label(curator: User, decision: Decision) -> None:
    SlotFactory(claim=decision.claim)

    with pytest.raises(Conflict) as refused:
        publish(curator, decision)

    assert refused.value.code == "label_first"


def test_another_claims_decision_is_none_of_this_one(curator: User, decision: Decision) -> None:
    with pytest.raises(InvalidInput) as refused:
        publications.publish(
            actor=curator,
            claim=decision.claim,
            decision=VerdictFactory().uuid,
            page=PAGE,
            now=NOW,
        )

    assert (refused.value.code, refused.value.field) == ("unknown_decision", "decision")


def test_a_new_decision_changes_nothing_until_it_is_corrected(
    curator: User, decision: Decision
) -> None:
    publication = publish(curator, decision)
    anew = decide_anew(decision)

    publication.refresh_from_db()
    assert (publication.rating_name, publication.state) == ("Refuted", "live")
    assert Publication.objects.with_state().get().is_outdated  # type: ignore[attr-defined]

    corrected = correct(
        curator, publication, anew, page=replace(PAGE, claim_reviewed="Traffic has doubled")
    )

    assert (corrected.rating_name, corrected.decision) == ("Supported", anew)
    assert (corrected.state, corrected.version) == ("corrected", 2)
    assert (corrected.changed_at, corrected.published_at) == (LATER, NOW)
    assert not Publication.objects.with_state().get().is_outdated  # type: ignore[attr-defined]
    (note,) = corrected.corrections.all()
    assert (note.kind, note.version, note.note) == ("correction", 2, "Wrong figures.")
    assert (note.decision, note.created_by, note.created_at) == (anew, curator, LATER)
    assert note.changes == [
        {
            "field": "claim_reviewed",
            "before": "Port traffic has doubled",
            "after": "Traffic has doubled",
        },
        {"field": "rating_name", "before": "Refuted", "after": "Supported"},
    ]


def test_correcting_the_words_leaves_rating_and_author(curator: User, decision: Decision) -> None:
    publication = publish(curator, decision, reviewed_on=date(2026, 1, 2))
    type(decision.speaker).objects.filter(pk=decision.speaker_id).update(name="Ada M.")

    corrected = correct(
        curator, publication, decision, page=replace(PAGE, url="https://check.example/new")
    )

    assert corrected.url == "https://check.example/new"
    assert corrected.author_name == "Ada Marrow"
    assert corrected.reviewed_on == date(2026, 1, 2)
    assert [one["field"] for one in corrected.corrections.get().changes] == ["url"]


def test_a_correction_rests_on_the_decision_that_stands(curator: User, decision: Decision) -> None:
    publication = publish(curator, decision)
    decide_anew(decision)

    with pytest.raises(NotEligible) as refused:
        correct(curator, publication, decision)

    assert refused.value.code == "replaced_meanwhile"


def test_a_correction_says_what_was_wrong(curator: User, decision: Decision) -> None:
    publication = publish(curator, decision)

    with pytest.raises(InvalidInput) as refused:
        correct(curator, publication, decision, note="  ")

    assert (refused.value.code, refused.value.field) == ("note_missing", "note")


def test_a_correction_takes_no_other_publications_page(curator: User, decision: Decision) -> None:
    other = VerdictFactory(claim=ClaimFactory(article=decision.claim.article))
    publish(curator, other, url="https://check.example/other")
    publication = publish(curator, decision)

    with pytest.raises(Conflict) as refused:
        correct(
            curator, publication, decision, page=replace(PAGE, url="https://check.example/other")
        )

    assert refused.value.code == "page_taken"
    assert not PublicationCorrection.objects.exists()


def test_twice_is_once_and_who_saw_an_older_version_is_told(
    curator: User, manager: User, decision: Decision
) -> None:
    publication = publish(curator, decision)
    first = correct(curator, publication, decision, version=1)

    assert correct(curator, publication, decision, version=1).version == first.version == 2
    for late in (
        lambda: correct(manager, publication, decision, version=1),
        lambda: withdraw(manager, publication, version=1),
    ):
        with pytest.raises(Conflict) as refused:
            late()
        assert refused.value.code == "changed_meanwhile"
    assert PublicationCorrection.objects.count() == 1


def test_withdrawing_is_final(curator: User, manager: User, decision: Decision) -> None:
    publication = publish(curator, decision)

    withdrawn = withdraw(manager, publication)

    assert (withdrawn.state, withdrawn.version, withdrawn.changed_at) == ("withdrawn", 2, LATER)
    (note,) = withdrawn.corrections.all()
    assert (note.kind, note.note, note.changes) == ("withdrawal", "It was satire.", [])
    assert AuditEvent.objects.latest("pk").action == "publication.withdrawn"
    assert withdraw(manager, publication, version=1) == withdrawn
    with pytest.raises(Conflict) as refused:
        correct(curator, publication, decision, version=2)
    assert refused.value.code == "withdrawn_already"
    again = publish(curator, decision, url="https://check.example/again")
    assert (again.state, again.version) == ("live", 1)


def test_withdrawing_wants_a_reason_but_no_decision_that_stands(
    curator: User, decision: Decision
) -> None:
    publication = publish(curator, decision)
    decide_anew(decision)

    with pytest.raises(InvalidInput) as refused:
        withdraw(curator, publication, reason="")
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")

    assert withdraw(curator, publication).state == "withdrawn"


def test_only_who_curates_corrects_and_withdraws(
    annotator: User, reader: User, stranger: User, decision: Decision
) -> None:
    publication = PublicationFactory(decision=decision)

    for person in (annotator, reader, stranger):
        with pytest.raises(NotAllowed):
            correct(person, publication, decision)
        with pytest.raises(NotAllowed):
            withdraw(person, publication)


def test_candidates_are_what_stands_with_a_verdict_and_is_not_published(
    project: Project, curator: User, decision: Decision, django_assert_num_queries: Any
) -> None:
    article = decision.claim.article
    published = VerdictFactory(claim=ClaimFactory(article=article))
    PublicationFactory(decision=published)
    DecisionFactory(claim=ClaimFactory(article=article))
    blind = VerdictFactory(claim=ClaimFactory(article=article))
    SlotFactory(claim=blind.claim)
    unnamed = VerdictFactory(
        claim=ClaimFactory(article=article),
        speaker=project.speakers.get(kind="unnamed", name=""),
    )
    old = VerdictFactory(claim=ClaimFactory(article=article))
    anew = decide_anew(old)

    with django_assert_num_queries(1):
        found = describe_candidates(list_candidates(curator, project), NOW)

    codes = {one.decision: [bar.code for bar in one.bars] for one in found}
    assert codes == {anew: [], unnamed: ["speaker_unknown"], decision: []}


def test_the_words_suggested_are_the_decided_ones_else_the_claims(decision: Decision) -> None:
    worded = decide_anew(decision, wording="Traffic in the\nport has doubled.")

    assert suggest_wording(decision) == decision.claim.text
    assert suggest_wording(worded) == "Traffic in the port has doubled."
    worded.wording = "a" * 600
    assert suggest_wording(worded) == "a" * 499 + "…"


def test_refusals_are_sentences(decision: Decision) -> None:
    Article.objects.update(embargo=LATER)
    (candidate,) = describe_candidates(Decision.objects.filter(pk=decision.pk), NOW)

    said = [str(bar) for bar in candidate.bars]

    assert said == ["The article is under embargo until 2026-01-15 13:00 UTC."]
    assert all(isinstance(bar, DomainError) for bar in candidate.bars)

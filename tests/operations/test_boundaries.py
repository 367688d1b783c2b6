"""Other boundaries for claims: at once or proposed, and what becomes of the work on them."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from claims.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from claims.models import (
    Article,
    AuditEvent,
    BoundaryProposal,
    Claim,
    Lease,
    Lineage,
    Project,
    Slot,
    User,
)
from claims.operations import assignment, boundaries
from claims.operations.boundaries import Edited, Preview
from claims.operations.boundary_plans import (
    OFFSETS_LIMIT,
    Edit,
    EditKind,
    list_texts_made,
    plan_undo,
)
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    ProjectFactory,
    SuggestionFactory,
)
from tests.operations.labellings import submit
from tests.operations.queues import (
    ask,
    count_slots,
    list_claims,
    list_held,
    queue_article,
    stop,
    take,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db: None) -> Project:
    """One label per claim."""
    return ProjectFactory(overlap=1)


@pytest.fixture
def article(project: Project) -> Article:
    """A headline and two sentences, each on a line of its own."""
    return queue_article(project, claims=3)


@pytest.fixture
def sentence(article: Article) -> Claim:
    return list_claims(article)[1]


def edit(
    actor: User, kind: EditKind, *claims: Claim, version: int | None = None, **places: Any
) -> Edited:
    change = Edit(kind=kind, claims=tuple(claim.uuid for claim in claims), **places)
    return boundaries.edit_boundaries(
        actor=actor, article=claims[0].article, edit=change, version=version, now=NOW
    )


def split(actor: User, claim: Claim, **options: Any) -> Edited:
    """At the word “bought”."""
    at = claim.start + claim.text.index("bought")
    return edit(actor, EditKind.SPLIT, claim, at=(at,), **options)


def mark_span(actor: User, claim: Claim, words: str = "The council") -> Claim:
    start = claim.start + claim.text.index(words)
    (span,) = edit(actor, EditKind.SPAN, claim, start=start, end=start + len(words)).claims
    return span


def list_texts(claims: Sequence[Claim]) -> list[str]:
    return [claim.text for claim in claims]


def list_active(article: Article) -> list[Claim]:
    return list(Claim.objects.active().filter(article=article).in_text_order())


def list_parents(claim: Claim) -> set[Claim]:
    return set(claim.parents.all())


def test_a_claim_is_split_in_two_that_are_queued_in_its_place(
    annotator: User, article: Article, sentence: Claim
) -> None:
    made = split(annotator, sentence).claims

    sentence.refresh_from_db()
    article.refresh_from_db()
    text = article.body.text
    assert [claim.text.split()[0] for claim in made] == ["The", "bought"]
    assert all(text[claim.start : claim.end] == claim.text for claim in made)
    assert (made[0].start, made[1].end) == (sentence.start, sentence.end)
    assert [list_parents(claim) for claim in made] == [{sentence}] * 2
    assert [count_slots(claim) for claim in (sentence, *made)] == [
        {"closed": 1},
        {"free": 1},
        {"free": 1},
    ]
    assert (sentence.retired_at, article.boundaries_version) == (NOW, 1)
    assert AuditEvent.objects.get(action="boundaries.changed").target == str(article.uuid)


def test_new_claims_have_hints_of_their_own(annotator: User, sentence: Claim) -> None:
    first, second = split(annotator, sentence).claims

    assert [read_hint_words(claim) for claim in (first, second)] == [[], ["2 new"]]
    assert first.worth < second.worth


def read_hint_words(claim: Claim) -> list[str]:
    return [claim.article.body.text[start:end] for _, start, end in claim.hints]


def test_claims_are_merged_into_one_of_the_first_ones_kind(
    annotator: User, article: Article
) -> None:
    headline, first, second = list_claims(article)

    (made,) = edit(annotator, EditKind.MERGE, second, first).claims

    assert (made.start, made.end, made.kind) == (first.start, second.end, Claim.Kind.SENTENCE)
    assert list_parents(made) == {first, second}
    assert list_active(article) == [headline, made]


def test_a_claim_is_trimmed_white_space_left_out(annotator: User, sentence: Claim) -> None:
    start = sentence.start + len("The council")

    (made,) = edit(annotator, EditKind.TRIM, sentence, start=start, end=sentence.end).claims

    assert made.text == sentence.text.removeprefix("The council ")


def test_a_span_takes_its_sentence_out_of_the_queue_which_stays_as_context(
    annotator: User, sentence: Claim
) -> None:
    span = mark_span(annotator, sentence)

    sentence.refresh_from_db()
    assert (span.text, span.kind) == ("The council", Claim.Kind.SPAN)
    assert sentence.retired_at is None
    assert count_slots(sentence) == {"closed": 1}
    assert count_slots(span) == {"free": 1}
    assert list_parents(span) == {sentence}


def test_a_sentence_is_queued_again_with_its_last_span_gone(
    project: Project, annotator: User, sentence: Claim
) -> None:
    spans = [mark_span(annotator, sentence), mark_span(annotator, sentence, "new buses")]

    edit(annotator, EditKind.REMOVE_SPAN, spans[0])
    between = count_slots(sentence)
    edit(annotator, EditKind.REMOVE_SPAN, spans[1])

    assert between == {"closed": 1}
    assert count_slots(sentence) == {"free": 1}
    assert [count_slots(span) for span in spans] == [{"closed": 1}] * 2
    take(project, annotator)
    assert sentence in list_held(annotator)


def test_spans_nest_and_cross_no_edge(annotator: User, sentence: Claim) -> None:
    mark_span(annotator, sentence, "bought 2 new")
    inner = mark_span(annotator, sentence, "new")

    with pytest.raises(Conflict) as crossing:
        mark_span(annotator, sentence, "new buses")
    with pytest.raises(Conflict) as twice:
        mark_span(annotator, sentence, "new")

    assert (crossing.value.code, twice.value.code) == ("crosses", "span_exists")
    assert count_slots(inner) == {"free": 1}


def test_a_heading_becomes_a_sentence_and_is_queued(project: Project, annotator: User) -> None:
    article = ArticleFactory(project=project)
    ClaimFactory(article=article)
    heading = ClaimFactory(article=article, kind=Claim.Kind.HEADING)

    (made,) = edit(annotator, EditKind.SENTENCE, heading).claims

    assert (made.kind, made.text) == (Claim.Kind.SENTENCE, heading.text)
    assert count_slots(made) == {"free": 1}


def test_a_claim_with_spans_in_it_is_changed_only_without_them(
    annotator: User, article: Article, sentence: Claim
) -> None:
    following = list_claims(article)[2]
    mark_span(annotator, sentence)

    with pytest.raises(Conflict) as splitting:
        split(annotator, sentence)
    with pytest.raises(Conflict) as merging:
        edit(annotator, EditKind.MERGE, sentence, following)

    assert (splitting.value.code, merging.value.code) == ("has_spans", "has_spans")


def test_no_claim_grows_over_another(annotator: User, article: Article) -> None:
    headline, first, second = list_claims(article)

    with pytest.raises(Conflict) as growing:
        edit(annotator, EditKind.TRIM, first, start=first.start, end=second.start + 3)
    with pytest.raises(Conflict) as leaping:
        edit(annotator, EditKind.MERGE, headline, second)

    assert (growing.value.code, leaping.value.code) == ("overlaps", "overlaps")
    assert list_active(article) == [headline, first, second]


@pytest.mark.parametrize(
    ("kind", "places", "code"),
    [
        (EditKind.SPLIT, {}, "no_offset"),
        (EditKind.SPLIT, {"at": (0,)}, "out_of_range"),
        (EditKind.SPLIT, {"at": tuple(range(OFFSETS_LIMIT + 1))}, "too_many"),
        (EditKind.TRIM, {}, "no_offset"),
        (EditKind.TRIM, {"start": 5, "end": 5}, "out_of_range"),
        (EditKind.TRIM, {"start": -1, "end": 5}, "out_of_range"),
        (EditKind.TRIM, {"start": 0, "end": 10**9}, "out_of_range"),
        (EditKind.SPAN, {"start": 0, "end": 5}, "out_of_range"),
        (EditKind.SENTENCE, {}, "not_a_heading"),
        (EditKind.MERGE, {}, "one_claim"),
        (EditKind.REMOVE_SPAN, {}, "wrong_kind"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_and_changes_nothing(
    kind: EditKind, places: dict[str, Any], code: str, annotator: User, sentence: Claim
) -> None:
    before = list_active(sentence.article)

    with pytest.raises(DomainError) as refusal:
        edit(annotator, kind, sentence, **places)

    assert refusal.value.code == code
    assert list_active(sentence.article) == before


def test_claims_of_another_article_and_claims_that_are_gone_are_refused(
    project: Project, annotator: User, sentence: Claim
) -> None:
    other = list_claims(queue_article(project))[0]
    split(annotator, sentence)

    with pytest.raises(NotFound):
        edit(annotator, EditKind.MERGE, sentence, other)
    with pytest.raises(NotFound):
        boundaries.edit_boundaries(
            actor=annotator,
            article=sentence.article,
            edit=Edit(kind=EditKind.SPLIT, claims=(uuid4(),), at=(1,)),
            now=NOW,
        )
    with pytest.raises(Conflict) as gone:
        split(annotator, sentence)

    assert gone.value.code == "claim_retired"


def test_an_edit_of_a_page_that_is_out_of_date_is_refused(
    annotator: User, article: Article
) -> None:
    _headline, first, second = list_claims(article)
    split(annotator, first, version=0)

    with pytest.raises(Conflict) as refusal:
        split(annotator, second, version=0)

    assert refusal.value.code == "boundaries_changed"
    assert split(annotator, second, version=1).claims


def test_who_labelled_the_old_claim_labels_the_new_ones_too(
    project: Project, annotator: User, other_annotator: User, curator: User, article: Article
) -> None:
    for claim in list_claims(article):
        given = submit(annotator, claim)
    nothing = ask(project, annotator)

    made = split(curator, claim).claims

    take(project, annotator)
    assert nothing is None
    assert list_held(annotator) == list(made)
    assert claim.slots.get().current == given


def test_who_holds_the_old_claim_goes_on_with_the_new_ones(
    project: Project, annotator: User, other_annotator: User, article: Article, sentence: Claim
) -> None:
    lease = take(project, annotator)

    made = split(annotator, sentence).claims

    assert set(list_held(annotator)) == {*list_active(article)}
    assert set(Slot.objects.filter(claim__in=made).values_list("lease", flat=True)) == {lease.pk}
    assert ask(project, other_annotator) is None


def test_a_lease_in_which_nothing_is_left_ends(
    project: Project, annotator: User, other_annotator: User, article: Article, sentence: Claim
) -> None:
    span = mark_span(annotator, sentence)
    take(project, other_annotator)
    for claim in list_claims(article):
        if claim not in (span, sentence):
            submit(other_annotator, claim)

    edit(annotator, EditKind.REMOVE_SPAN, span)

    assert not Lease.objects.open().exists()
    assert take(project, other_annotator).article == article
    assert list_held(other_annotator) == [sentence]


def test_who_the_old_claim_was_reserved_for_has_the_new_ones(
    project: Project, annotator: User, other_annotator: User, manager: User, sentence: Claim
) -> None:
    assignment.reserve_article(actor=manager, article=sentence.article, person=annotator, now=NOW)

    split(manager, sentence)

    assert ask(project, other_annotator) is None
    take(project, annotator)
    assert len(list_held(annotator)) == 4


def test_suggestions_go_on_to_the_claim_in_which_they_begin(
    annotator: User, sentence: Claim
) -> None:
    first = SuggestionFactory(claim=sentence)
    second = SuggestionFactory(claim=sentence)

    made = split(annotator, sentence).claims

    for claim in made:
        copies = claim.suggestions.order_by("rank")
        assert [copy.speaker for copy in copies] == [first.speaker, second.speaker]


def test_annotators_propose_where_somebody_has_labelled_curators_change_at_once(
    annotator: User, other_annotator: User, curator: User, sentence: Claim
) -> None:
    given = submit(annotator, sentence)

    proposed = [split(other_annotator, sentence) for _ in range(2)]
    applied = split(curator, sentence)

    proposal = BoundaryProposal.objects.get()
    assert [one.proposal for one in proposed] == [proposal] * 2
    assert (proposal.proposed_by, proposal.status) == (other_annotator, "open")
    assert len(applied.claims) == 2
    assert sentence.slots.get().current == given


def test_a_proposal_is_applied_as_it_was_made(
    annotator: User, curator: User, article: Article, sentence: Claim
) -> None:
    submit(annotator, sentence)
    proposal = split(annotator, sentence).proposal
    assert proposal is not None

    foretold = list_texts_made(proposal)
    made = boundaries.apply_proposal(actor=curator, proposal=proposal, now=NOW)

    assert foretold == list_texts(made) == list_texts_made(proposal)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.settled_by, proposal.settled_at) == ("applied", curator, NOW)
    assert set(made) < set(list_active(article))
    assert Lineage.objects.filter(parent=sentence).count() == 2


def test_a_proposal_that_is_no_longer_possible_stays_open(
    annotator: User, curator: User, sentence: Claim
) -> None:
    submit(annotator, sentence)
    proposal = split(annotator, sentence).proposal
    assert proposal is not None
    split(curator, sentence)

    with pytest.raises(Conflict) as refusal:
        boundaries.apply_proposal(actor=curator, proposal=proposal, now=NOW)

    proposal.refresh_from_db()
    assert (refusal.value.code, proposal.status) == ("claim_retired", "open")
    boundaries.decline_proposal(actor=curator, proposal=proposal, now=NOW)
    assert proposal.status == "declined"


def test_a_proposal_is_settled_once(
    annotator: User, other_annotator: User, curator: User, sentence: Claim
) -> None:
    submit(annotator, sentence)
    proposal = split(annotator, sentence).proposal
    assert proposal is not None

    with pytest.raises(NotAllowed):
        boundaries.apply_proposal(actor=annotator, proposal=proposal, now=NOW)
    with pytest.raises(NotAllowed):
        boundaries.decline_proposal(actor=annotator, proposal=proposal, now=NOW)
    with pytest.raises(NotAllowed):
        boundaries.withdraw_proposal(actor=other_annotator, proposal=proposal, now=NOW)
    boundaries.withdraw_proposal(actor=annotator, proposal=proposal, now=NOW)
    with pytest.raises(Conflict) as refusal:
        boundaries.apply_proposal(actor=curator, proposal=proposal, now=NOW)

    assert refusal.value.code == "settled_meanwhile"


@pytest.mark.parametrize("role", ["reader", "stranger"])
def test_who_does_not_label_here_changes_no_boundaries(
    role: str, sentence: Claim, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        split(request.getfixturevalue(role), sentence)


def test_nothing_invisible_becomes_a_claim(project: Project, annotator: User) -> None:
    article = ArticleFactory(project=project, text="Bus\n\nA bus.\u200b\u200b A car.\n")
    ClaimFactory(article=article)
    claim = ClaimFactory(article=article)

    with pytest.raises(InvalidInput) as refusal:
        edit(
            annotator,
            EditKind.SPAN,
            claim,
            start=claim.start + 6,
            end=claim.start + 8,
        )

    assert refusal.value.code == "blank"


def test_what_becomes_of_held_claims_goes_back_into_the_queue_with_the_lease(
    project: Project, annotator: User, other_annotator: User, sentence: Claim
) -> None:
    lease = take(project, annotator)
    split(other_annotator, sentence)

    stop(lease)

    take(project, other_annotator)
    assert len(list_held(other_annotator)) == 4


def preview_split(actor: User, claim: Claim, version: int | None = None) -> Preview:
    """Of the same split as `split` makes."""
    at = claim.start + claim.text.index("bought")
    change = Edit(kind=EditKind.SPLIT, claims=(claim.uuid,), at=(at,))
    return boundaries.preview_edit(actor=actor, article=claim.article, edit=change, version=version)


def test_a_preview_says_what_would_come_and_writes_nothing(
    annotator: User, article: Article, sentence: Claim
) -> None:
    before = AuditEvent.objects.count()

    preview = preview_split(annotator, sentence, version=0)

    assert (list_active(article), AuditEvent.objects.count()) == (list_claims(article), before)
    assert preview.plan.list_texts() == list_texts(split(annotator, sentence).claims)
    assert (preview.is_immediate, preview.labels, preview.version) == (True, 0, 0)
    assert preview.plan.retired == [sentence]


def test_a_preview_tells_nobody_of_labels_they_may_not_see(
    annotator: User, other_annotator: User, curator: User, sentence: Claim
) -> None:
    submit(annotator, sentence)

    seen = [preview_split(person, sentence) for person in (annotator, other_annotator, curator)]

    assert [one.labels for one in seen] == [1, 0, 1]
    assert [one.is_immediate for one in seen] == [False, False, True]
    assert not BoundaryProposal.objects.exists()


def test_a_preview_is_refused_as_the_edit_would_be(
    annotator: User, reader: User, article: Article, sentence: Claim
) -> None:
    headline, first, second = list_claims(article)
    change = Edit(kind=EditKind.MERGE, claims=(headline.uuid, second.uuid))

    with pytest.raises(Conflict) as overlapping:
        boundaries.preview_edit(actor=annotator, article=article, edit=change)
    with pytest.raises(Conflict) as outdated:
        preview_split(annotator, first, version=3)
    with pytest.raises(NotAllowed):
        preview_split(reader, first)

    assert (overlapping.value.code, outdated.value.code) == ("overlaps", "boundaries_changed")


def undo(actor: User, claim: Claim) -> Sequence[Claim]:
    change = plan_undo(claim)
    assert change is not None
    return boundaries.edit_boundaries(
        actor=actor, article=claim.article, edit=change, now=NOW
    ).claims


def list_edges(claims: Sequence[Claim]) -> list[tuple[int, int, str, int]]:
    return [(claim.start, claim.end, claim.kind, claim.paragraph) for claim in claims]


def test_each_edit_is_undone_by_another(annotator: User, article: Article) -> None:
    before = list_edges(list_active(article))
    _headline, first, second = list_claims(article)

    undo(annotator, split(annotator, first).claims[1])
    first, second = list_active(article)[1:]
    undo(annotator, edit(annotator, EditKind.MERGE, first, second).claims[0])
    first = list_active(article)[1]
    trimmed = edit(annotator, EditKind.TRIM, first, start=first.start + 4, end=first.end)
    undo(annotator, trimmed.claims[0])
    undo(annotator, mark_span(annotator, list_active(article)[1]))

    assert list_edges(list_active(article)) == before


def test_what_cannot_be_undone_exactly_is_not_offered(project: Project, annotator: User) -> None:
    article = ArticleFactory(project=project)
    headline, heading, sentence = (
        ClaimFactory(article=article, **values) for values in ({}, {"kind": "heading"}, {})
    )

    (named,) = edit(annotator, EditKind.SENTENCE, heading).claims
    (merged,) = edit(annotator, EditKind.MERGE, headline, named).claims
    parts = split(annotator, sentence).claims
    edit(annotator, EditKind.TRIM, parts[0], start=parts[0].start + 4, end=parts[0].end)

    sentence.refresh_from_db()
    assert [plan_undo(claim) for claim in (named, merged, parts[1], sentence)] == [None] * 4

"""Two speakers that are one, and taking that back."""

import threading
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.errors import Conflict, DomainError, NotAllowed
from claims.models import (
    Annotation,
    Article,
    ArticleSpeaker,
    AuditEvent,
    Claim,
    Decision,
    Project,
    Slot,
    Speaker,
    SpeakerAlias,
    Stage,
    User,
)
from claims.operations import annotations, merging, slots, speakers
from claims.operations.slots import ADJUSTED_AT_ONCE
from claims.queries.attention import Reason, list_waiting
from claims.queries.desk import find_digit, list_cast, map_states, map_suggested_speakers
from claims.queries.imports import read_known_names
from claims.queries.votes import name_outcomes, read_tallies
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ArticleSpeakerFactory,
    ClaimFactory,
    SlotFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
    SuggestionFactory,
)
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import change_project, count_slots, queue_claim
from tests.operations.test_races import race

pytestmark = pytest.mark.django_db


def add(project: Project, name: str) -> Speaker:
    return SpeakerFactory(project=project, name=name)


def merge(actor: User, speaker: Speaker, into: Speaker) -> Speaker:
    return merging.merge_speakers(actor=actor, speaker=speaker, into=into, now=NOW)


def undo(actor: User, speaker: Speaker) -> Speaker:
    return merging.undo_merge(actor=actor, speaker=speaker, now=NOW)


def read_merged(project: Project) -> dict[str, str]:
    """Who is merged, and who stands for them, by name."""
    merged = Speaker.objects.filter(project=project).exclude(merged_into=None)
    return dict(merged.values_list("name", "merged_into__name"))


def label(person: User, claim: Claim, speaker: Speaker, value: str = "no_claim") -> Annotation:
    return submit(person, claim, make_labelling(claim, speaker=speaker.uuid, verifiability=value))


@pytest.fixture
def project(project: Project) -> Project:
    project.overlap = 2
    project.save(update_fields=["overlap"])
    return project


@pytest.fixture
def pair(project: Project) -> Sequence[Speaker]:
    return add(project, "Ada Holm"), add(project, "Ada B. Holm")


def test_a_merged_speaker_points_to_who_stands_for_them_until_undone(
    project: Project, curator: User, pair: Sequence[Speaker]
) -> None:
    ada, full = pair

    survivor = merge(curator, ada, full)
    merged = read_merged(project)
    alone = undo(curator, ada)

    assert (survivor, merged) == (full, {"Ada Holm": "Ada B. Holm"})
    assert (alone, alone.survivor, read_merged(project)) == (ada, ada, {})
    events = AuditEvent.objects.filter(target=ada.uuid).order_by("pk")
    data = {"name": "Ada Holm", "survivor": str(full.uuid)}
    assert list(events.values_list("action", "data", "actor__username")) == [
        ("speaker.merged", data, "curator"),
        ("speaker.unmerged", data, "curator"),
    ]


def test_merging_or_undoing_again_changes_nothing(
    project: Project, curator: User, pair: Sequence[Speaker]
) -> None:
    ada, full = pair

    results = [merge(curator, ada, full), merge(curator, ada, full), merge(curator, full, ada)]
    undone = [undo(curator, ada), undo(curator, ada)]

    assert results == [full, full, full]
    assert undone == [ada, ada]
    assert AuditEvent.objects.filter(action__startswith="speaker.").count() == 2


def test_there_are_no_chains_and_undoing_gives_back_what_was_brought(
    project: Project, curator: User
) -> None:
    a, b, c, d = (add(project, name) for name in "ABCD")

    merge(curator, a, b)
    merge(curator, d, c)
    merge(curator, b, c)
    together = read_merged(project)
    undo(curator, b)

    assert together == {"A": "C", "B": "C", "D": "C"}
    assert read_merged(project) == {"A": "B", "D": "C"}


def test_merging_with_a_merged_one_is_merging_with_who_stands_for_it(
    project: Project, curator: User
) -> None:
    a, b, c = (add(project, name) for name in "ABC")
    merge(curator, b, c)

    survivor = merge(curator, a, b)
    together = read_merged(project)
    undo(curator, b)

    assert (survivor, together) == (c, {"A": "C", "B": "C"})
    assert read_merged(project) == {"A": "B"}


def test_who_was_merged_into_another_meanwhile_is_not_merged_again(
    project: Project, curator: User
) -> None:
    a, b, c = (add(project, name) for name in "ABC")
    merge(curator, a, b)

    with pytest.raises(Conflict) as refusal:
        merge(curator, a, c)

    assert refusal.value.code == "merged_already"


def test_only_named_speakers_of_one_project_are_merged(
    project: Project, curator: User, pair: Sequence[Speaker]
) -> None:
    ada = pair[0]
    article = project.speakers.get(kind="article")
    elsewhere = SpeakerFactory()
    codes = []

    for speaker, into in ((ada, ada), (ada, article), (article, ada), (ada, elsewhere)):
        with pytest.raises(DomainError) as refusal:
            merge(curator, speaker, into)
        codes.append(refusal.value.code)

    assert codes == ["same_speaker", "nameless", "nameless", "unknown_speaker"]


def test_annotators_and_strangers_merge_nobody(
    annotator: User, stranger: User, reader: User, curator: User, pair: Sequence[Speaker]
) -> None:
    ada, full = pair
    merge(curator, ada, full)

    for person in (annotator, stranger, reader):
        with pytest.raises(NotAllowed):
            merge(person, full, ada)
        with pytest.raises(NotAllowed):
            undo(person, ada)

    assert Speaker.objects.get(pk=ada.pk).merged_into == full


def test_the_database_refuses_one_who_is_merged_into_themselves_or_nameless(
    project: Project, pair: Sequence[Speaker]
) -> None:
    ada, full = pair
    rows = Speaker.objects.filter(project=project)

    for wrong in (
        {"merged_into": ada, "merged_with": ada},
        {"merged_into": full},
        {"merged_with": full},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(pk=ada.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(name="").update(merged_into=ada, merged_with=ada)


def test_all_names_find_who_stands_and_undoing_is_exact(
    project: Project, curator: User, annotator: User, pair: Sequence[Speaker]
) -> None:
    ada, full = pair
    SpeakerAliasFactory(speaker=ada, name="The mayor")
    SpeakerAliasFactory(speaker=full, name="The mayor")
    names = ("Ada Holm", "ADA b. holm", "The mayor")
    merge(curator, ada, full)

    found = [
        speakers.add_speaker(actor=annotator, project=project, name=name, now=NOW) for name in names
    ]
    undo(curator, ada)
    apart = [speakers.find_by_name(project, name.casefold()) for name in names]

    assert found == [full, full, full]
    assert apart == [ada, full, None]
    assert SpeakerAlias.objects.count() == 2


def test_imports_know_a_merged_ones_names_but_no_bare_surname(
    project: Project, curator: User, pair: Sequence[Speaker]
) -> None:
    ada, full = pair
    SpeakerAliasFactory(speaker=ada, name="Mayor Holm")
    surname = add(project, "Holm")
    merge(curator, ada, full)
    merge(curator, surname, full)

    known = read_known_names(project)

    found = [known.find(name) for name in ("Ada Holm", "Mayor Holm", "Ada B. Holm", "Holm")]
    assert found == ["Ada B. Holm", "Ada B. Holm", "Ada B. Holm", None]
    assert not known.is_own("Ada Holm")


def test_labels_that_differed_only_in_the_speaker_agree_and_are_decided_at_once(
    project: Project,
    annotator: User,
    other_annotator: User,
    curator: User,
    manager: User,
    pair: Sequence[Speaker],
) -> None:
    change_project(project, manager, decision_rule="unanimous")
    claim = queue_claim(project)
    for person, speaker in zip((annotator, other_annotator), pair, strict=True):
        label(person, claim, speaker)
    waited = list(list_waiting(project, Reason.DIFFER))

    merge(curator, *pair)

    decision = Decision.objects.get(claim=claim)
    assert (waited, list(list_waiting(project))) == ([claim], [])
    assert read_tallies([claim.pk], Stage.LABEL)[claim.pk].is_unanimous
    assert (decision.rule, decision.basis.count()) == ("unanimous", 2)
    assert name_outcomes([claim.pk])[claim.pk].speaker == pair[1]


def test_what_was_decided_stays_decided_when_the_merge_is_undone(
    project: Project,
    annotator: User,
    other_annotator: User,
    curator: User,
    manager: User,
    pair: Sequence[Speaker],
) -> None:
    change_project(project, manager, decision_rule="unanimous")
    claim = queue_claim(project)
    for person, speaker in zip((annotator, other_annotator), pair, strict=True):
        label(person, claim, speaker)
    merge(curator, *pair)

    undo(curator, pair[0])

    decision = Decision.objects.get(claim=claim)
    assert name_outcomes([claim.pk])[claim.pk].speaker == decision.speaker == pair[0]
    assert not Decision.objects.stale().exists()


def test_what_now_agrees_is_to_be_checked_and_no_more_when_it_differs_again(
    project: Project,
    annotator: User,
    other_annotator: User,
    curator: User,
    manager: User,
    pair: Sequence[Speaker],
) -> None:
    change_project(project, manager, has_check_pass=True, check_overlap=1)
    claim = queue_claim(project)
    for person, speaker in zip((annotator, other_annotator), pair, strict=True):
        label(person, claim, speaker, "check_worthy_fact")
    counts = [count_slots(claim, Stage.CHECK)]

    merge(curator, *pair)
    counts.append(count_slots(claim, Stage.CHECK))
    undo(curator, pair[0])
    counts.append(count_slots(claim, Stage.CHECK))

    assert counts == [{}, {"free": 1}, {"closed": 1}]


def test_a_check_of_what_was_settled_may_name_the_merged_one(
    project: Project,
    annotator: User,
    other_annotator: User,
    curator: User,
    manager: User,
    pair: Sequence[Speaker],
) -> None:
    change_project(project, manager, has_check_pass=True, check_overlap=1, overlap=1)
    claim = queue_claim(project)
    label(annotator, claim, pair[0], "check_worthy_fact")
    merge(curator, *pair)

    checked = submit(
        other_annotator, claim, make_checked(claim, speaker=pair[0].uuid), stage=Stage.CHECK
    )

    assert checked.speaker == pair[1]


def test_only_some_articles_are_brought_up_to_date_at_once_the_others_follow(
    project: Project,
    annotator: User,
    other_annotator: User,
    curator: User,
    manager: User,
    pair: Sequence[Speaker],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change_project(project, manager, decision_rule="unanimous")
    ArticleFactory.create_batch(3, project=project)
    for claim in (queue_claim(project), queue_claim(project)):
        for person, speaker in zip((annotator, other_annotator), pair, strict=True):
            label(person, claim, speaker)
    adjust = slots.adjust_some
    monkeypatch.setattr(slots, "adjust_some", partial(adjust, count=1))

    merge(curator, *pair)
    at_once = Decision.objects.count()
    adjust(project, NOW)

    assert (at_once, Decision.objects.count()) == (1, 2)
    assert not Article.objects.to_adjust(project).exists()


def test_a_label_that_names_a_merged_one_gets_who_stands_for_them(
    project: Project, annotator: User, curator: User, pair: Sequence[Speaker]
) -> None:
    claim, other = queue_claim(project), queue_claim(project)
    twice = make_labelling(other, speaker=pair[0].uuid, co_speakers=(pair[1].uuid,))
    merge(curator, *pair)

    given = label(annotator, claim, pair[0])
    joined = submit(annotator, other, twice)

    assert given.speaker == joined.speaker == pair[1]
    assert not joined.co_speakers.exists()


def test_a_label_sent_again_is_the_same_though_its_speaker_was_merged_meanwhile(
    project: Project, annotator: User, curator: User, pair: Sequence[Speaker]
) -> None:
    claim, client_uuid = queue_claim(project), uuid4()
    about: dict[str, Any] = {
        "actor": annotator,
        "claim": claim,
        "client_uuid": client_uuid,
        "now": NOW,
    }
    first, _new = annotations.submit(labelling=make_labelling(claim, speaker=pair[0].uuid), **about)
    merge(curator, *pair)

    # As the form sends it: who was merged is offered no more.
    again, is_new = annotations.submit(
        labelling=make_labelling(claim, speaker=pair[1].uuid), **about
    )

    assert (again, is_new) == (first, False)


def test_whom_a_label_names_joins_the_cast_for_that_person(
    project: Project, annotator: User, other_annotator: User, pair: Sequence[Speaker]
) -> None:
    claim = queue_claim(project)
    first = ArticleSpeakerFactory(article=claim.article).speaker

    label(annotator, claim, pair[0])

    cast = list_cast(claim.article, annotator)
    digits = {str(speaker): find_digit(speaker, cast) for speaker in cast if speaker.name}
    assert digits == {str(first): 1, "Ada Holm": 2}
    assert [s for s in list_cast(claim.article, other_annotator) if s.name] == [first]


def test_nobodys_digit_changes_when_others_of_the_cast_are_merged(
    project: Project, annotator: User, curator: User
) -> None:
    article = ArticleFactory(project=project)
    a, b, c, d = (add(project, name) for name in "ABCD")
    for speaker in (a, b, c):
        ArticleSpeakerFactory(article=article, speaker=speaker)

    def read_digits() -> dict[str, int | None]:
        cast = list_cast(article, annotator)
        return {str(speaker): find_digit(speaker, cast) for speaker in cast if speaker.name}

    before = read_digits()
    merge(curator, a, b)
    own_place = read_digits()
    merge(curator, c, d)
    inherited = read_digits()
    undo(curator, a)
    undo(curator, c)

    assert before == {"A": 1, "B": 2, "C": 3}
    assert own_place == {"B": 2, "C": 3}
    assert inherited == {"B": 2, "D": 3}
    assert read_digits() == before
    assert ArticleSpeaker.objects.filter(article=article).count() == 3


def test_the_cast_tells_who_stands_for_those_asked_for(
    project: Project, annotator: User, curator: User, pair: Sequence[Speaker]
) -> None:
    article = ArticleFactory(project=project)
    merge(curator, *pair)

    cast = list_cast(article, annotator, [str(speaker.uuid) for speaker in pair])

    assert [speaker for speaker in cast if speaker.name] == [pair[1]]
    assert cast.merged == {str(pair[0].uuid): str(pair[1].uuid)}


def test_the_desk_shows_who_stands(
    project: Project, annotator: User, curator: User, pair: Sequence[Speaker]
) -> None:
    claim = ClaimFactory(article__project=project)
    slot = SlotFactory(claim=claim, held=True, annotator=annotator)
    AnnotationFactory(slot=slot, speaker=pair[0])
    SuggestionFactory(claim=claim, speaker=pair[0])
    merge(curator, *pair)

    suggested = map_suggested_speakers(claim.article)

    assert suggested[claim.pk].speaker_id == pair[1].pk
    assert map_states(annotator, claim.article)[claim.pk].speaker == "Ada B. Holm"


def test_a_merge_takes_as_many_queries_however_many_labels_name_the_speaker(
    project: Project, curator: User
) -> None:
    counts = []
    for labels in (ADJUSTED_AT_ONCE, 3 * ADJUSTED_AT_ONCE):
        pair = [SpeakerFactory(project=project) for _ in range(2)]
        for _ in range(labels):
            claim = ClaimFactory(article__project=project)
            AnnotationFactory(slot=SlotFactory(claim=claim, held=True), speaker=pair[0])
        with CaptureQueriesContext(connection) as queries:
            merge(curator, *pair)
        counts.append(len(queries))

    assert counts[0] == counts[1]


class TestRaces:
    """With real threads, on both databases."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.mark.parametrize("attempt", range(3))
    def test_merges_that_meet_leave_no_chain(
        self, attempt: int, project: Project, curator: User
    ) -> None:
        a, b, c, d = (add(project, name) for name in "ABCD")

        results = race(
            [
                partial(merge, curator, a, b),
                partial(merge, curator, b, c),
                partial(merge, curator, c, d),
                partial(merge, curator, a, b),
            ]
        )

        assert all(isinstance(result, Speaker) for result in results)
        assert read_merged(project) == {"A": "D", "B": "D", "C": "D"}

    def test_merges_in_a_ring_and_undoing_leave_no_chain(
        self, project: Project, curator: User
    ) -> None:
        a, b, c = (add(project, name) for name in "ABC")
        merge(curator, a, b)

        results = race(
            [
                partial(merge, curator, b, c),
                partial(merge, curator, c, a),
                partial(undo, curator, a),
            ]
        )

        assert not [result for result in results if not isinstance(result, Speaker | Conflict)]
        merged = Speaker.objects.exclude(merged_into=None)
        assert not merged.exclude(merged_into__merged_into=None).exists()

    def test_labels_given_during_a_merge_are_decided_all_the_same(
        self,
        project: Project,
        annotator: User,
        other_annotator: User,
        curator: User,
        manager: User,
    ) -> None:
        change_project(project, manager, decision_rule="unanimous")
        for number in range(4):
            pair = add(project, f"A{number}"), add(project, f"B{number}")
            claim = queue_claim(project)
            label(annotator, claim, pair[0])

            race(
                [
                    partial(label, other_annotator, claim, pair[1]),
                    partial(merge, curator, *pair),
                ]
            )
            slots.adjust_some(project, NOW)

            assert Decision.objects.filter(claim=claim, rule="unanimous").count() == 1

    @pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
    def test_a_merge_does_not_wait_for_who_labels(
        self, project: Project, annotator: User, curator: User, manager: User
    ) -> None:
        change_project(project, manager, decision_rule="unanimous")
        a, b = add(project, "A"), add(project, "B")
        claim = queue_claim(project)
        is_given, is_over = threading.Event(), threading.Event()

        def give() -> None:
            with transaction.atomic():
                label(annotator, claim, a)
                is_given.set()
                is_over.wait(timeout=20)

        def settle() -> None:
            is_given.wait(timeout=20)
            merge(curator, a, b)
            is_over.set()

        results = race([give, settle])

        assert results == [None, None]
        assert Slot.objects.filter(claim=claim).labelled().count() == 1

"""What a curator looks at: evidence merged set by set, letters, whose labels count."""

import pytest

from claims.models import Evidence, Project, User
from claims.operations import marks, merging, undo
from claims.operations.labelling import EvidenceItem
from claims.queries.adjudication import Vote, find_desk_stage, merge_evidence, read_ballot
from tests.conftest import add_member
from tests.factories import NOW, ProjectFactory, SpeakerFactory
from tests.operations.disputed import add_team, decide, dispute
from tests.operations.labellings import make_checked, make_labelling, submit
from tests.operations.queues import change_project, queue_claim, take

pytestmark = pytest.mark.django_db
# Pages by their letters, in sets.
Sets = tuple[str, ...]


@pytest.fixture
def project(db: None) -> Project:
    """Three labels per claim."""
    return ProjectFactory(overlap=3)


@pytest.fixture
def team(project: Project) -> list[User]:
    return add_team(project)


def make_items(sets: Sets, stance: str = "refutes") -> tuple[EvidenceItem, ...]:
    return tuple(
        EvidenceItem(stance=stance, url=f"https://records.example/{page}", set_number=number)
        for number, pages in enumerate(sets, start=1)
        for page in pages
    )


def vote_with(project: Project, team: list[User], *people: tuple[str, Sets]) -> list[Vote]:
    """People's votes on one claim, in their order: each a verdict and the pages found."""
    claim = queue_claim(project)
    for person, (verdict, sets) in zip(team, people, strict=True):
        stance = "refutes" if verdict == "Refuted" else "supports"
        labelling = make_checked(claim, verdict=verdict, evidence=make_items(sets, stance))
        submit(person, claim, labelling)
    curator = add_member(project, "curator", "curator")
    votes = read_ballot(curator, claim, "label").votes
    return sorted(votes, key=lambda vote: team.index(vote.annotation.annotator))


def list_sets(items: list[Evidence]) -> list[str]:
    sets: dict[int, str] = {}
    for item in items:
        sets[item.set_number] = sets.get(item.set_number, "") + item.url[-1]
    return [sets[number] for number in sorted(sets)]


@pytest.mark.parametrize(
    ("found", "merged"),
    [
        ((("a",), ("a",), ("a",)), ["a"]),
        ((("a",), ("b",), ("c",)), ["a", "b", "c"]),
        ((("a",), ("ab",), ("c",)), ["ab", "c"]),
        ((("ab",), ("b",), ("bc",)), ["abc"]),
        ((("a", "b"), ("bc",), ("d", "a")), ["a", "bc", "d"]),
    ],
)
def test_sets_that_share_an_item_are_one_and_others_are_alternatives(
    found: tuple[Sets, Sets, Sets], merged: list[str], project: Project, team: list[User]
) -> None:
    votes = vote_with(project, team, *(("Refuted", sets) for sets in found))
    # Who comes first among the others is left to chance.
    items = merge_evidence([votes[0], votes[1], votes[2]], votes[0], 50)

    assert list_sets(items) == merged


def test_only_who_gave_that_verdict_adds_to_it(project: Project, team: list[User]) -> None:
    votes = vote_with(
        project, team, ("Refuted", ("a",)), ("Supported", ("b",)), ("Refuted", ("c",))
    )

    assert list_sets(merge_evidence(votes, votes[2], 50)) == ["c", "a"]
    assert list_sets(merge_evidence(votes, votes[1], 50)) == ["b"]
    assert list_sets(merge_evidence(votes, votes[0], 1)) == ["a"]


def test_nothing_is_written_by_merging(project: Project, team: list[User]) -> None:
    votes = vote_with(project, team, *[("Refuted", ("ab",))] * 3)
    items = merge_evidence(votes, votes[1], 50)

    assert [(item.pk, item.annotation_id) for item in items] == [(None, None)] * 2
    assert Evidence.objects.count() == 6
    assert [item.pk for item in votes[1].evidence] != [None, None]


def test_votes_are_the_labels_that_count_in_an_order_of_their_own(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    old, other, gone = (submit(person, claim) for person in team)
    revised = submit(team[0], claim, revises=old.uuid)
    undo.undo_label(actor=team[2], annotation=gone, now=NOW)
    marks.skip_claim(actor=team[2], claim=claim, now=NOW)
    submit(curator, claim)

    votes = read_ballot(curator, claim, "label").votes

    assert {old, gone}.isdisjoint(vote.annotation for vote in votes)
    assert {revised, other} < {vote.annotation for vote in votes}
    assert [vote.number for vote in votes] == [1, 2, 3]
    uuids = [vote.annotation.uuid for vote in votes]
    assert uuids == sorted(uuids)


def test_speakers_found_to_be_one_do_not_differ(
    project: Project, team: list[User], curator: User
) -> None:
    claim = queue_claim(project)
    one, same = (SpeakerFactory(project=project, name=name) for name in ("A. Holm", "Ada Holm"))
    for person, speaker in zip(team, (one, same, same), strict=True):
        submit(person, claim, make_labelling(claim, speaker=speaker.uuid))
    merging.merge_speakers(actor=curator, speaker=one, into=same, now=NOW)

    (first, *_others) = read_ballot(curator, claim, "label").votes

    assert first.differs == frozenset()


def test_letters_go_on_after_z(project: Project, team: list[User], manager: User) -> None:
    change_project(project, manager, hides_names=True)
    claim = dispute(project, team)
    for number in range(25):
        person = add_member(project, f"flagging{number}", "annotator")
        marks.flag_claim(actor=person, claim=claim, reason="Odd", now=NOW)

    ballot = read_ballot(manager, claim, "label")

    assert [vote.name for vote in ballot.votes] == ["A", "B", "C"]
    assert [call.name for call in ballot.calls][-4:] == ["Y", "Z", "AA", "AB"]


def test_what_stands_is_apart_from_what_stood(
    project: Project, team: list[User], curator: User, manager: User
) -> None:
    claim = dispute(project, team, "prediction")
    first = decide(curator, claim)
    second = decide(manager, claim, "prediction", replaces=first.uuid)

    ballot = read_ballot(curator, claim, "label")

    assert (ballot.standing, list(ballot.earlier)) == (second, [first])


def test_who_holds_or_could_label_a_claim_has_it_at_a_desk(
    project: Project, team: list[User], curator: User, admin: User
) -> None:
    claim = queue_claim(project)
    could = find_desk_stage(curator, claim, "check")
    take(project, curator)

    assert (could, find_desk_stage(curator, claim, "label")) == ("label", "label")
    assert find_desk_stage(admin, claim, "label") == ""
    submit(curator, claim)
    assert find_desk_stage(curator, claim, "label") == ""

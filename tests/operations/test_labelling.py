"""The rules that a labelling keeps, one by one."""

import uuid
from typing import Any

import pytest

from claims.models import Claim, Project
from claims.operations.labelling import EvidenceItem, InvalidLabelling, Labelling
from claims.operations.labelling_rules import resolve
from tests.factories import ClaimFactory, ProjectFactory, install_scheme
from tests.operations.labellings import make_checked, make_labelling

pytestmark = pytest.mark.django_db

SUPPORTS = EvidenceItem(stance="supports", url="https://a.example/1")
REFUTES = EvidenceItem(stance="refutes", quote="No.")
NEUTRAL = EvidenceItem(stance="neutral", answer="Unknown")


@pytest.fixture
def claim(project: Project) -> Claim:
    return ClaimFactory(article__project=project)


def problems(labelling: Labelling, claim: Claim) -> list[tuple[str, str]]:
    """(code, field) of each thing that is wrong with it."""
    try:
        resolve(labelling, claim.project, claim)
    except InvalidLabelling as refusal:
        return [(problem.code, problem.field) for problem in refusal.problems]
    return []


@pytest.mark.parametrize(
    ("value", "verdict", "expected"),
    [
        ("check_worthy_fact", "", [("verdict_missing", "verdict")]),
        ("partly_fact", "", [("verdict_missing", "verdict")]),
        ("routine_fact", "", []),
        ("routine_fact", "Refuted", []),
        ("prediction", "Refuted", [("verdict_refused", "verdict")]),
        ("no_claim", "Refuted", [("verdict_refused", "verdict")]),
        ("no_claim", "", []),
    ],
)
def test_the_verifiability_says_whether_there_is_a_verdict(
    value: str, verdict: str, expected: list[tuple[str, str]], claim: Claim
) -> None:
    make = make_checked if verdict else make_labelling

    assert problems(make(claim, verifiability=value, verdict=verdict), claim) == expected


def test_a_verdict_before_its_pass_is_refused_and_no_grounds_are_asked_for(claim: Claim) -> None:
    claim.project.has_check_pass = True
    labelling = make_labelling(claim, verifiability="check_worthy_fact", verdict="Refuted")

    assert problems(labelling, claim) == [("verdict_in_check_pass", "verdict")]


@pytest.mark.parametrize(
    ("verdict", "changes", "expected"),
    [
        ("Supported", {"evidence": (SUPPORTS,)}, []),
        ("Supported", {"evidence": (REFUTES,)}, ["evidence_missing"]),
        ("Supported", {"evidence": ()}, ["evidence_missing"]),
        ("Refuted", {"evidence": (NEUTRAL, REFUTES)}, []),
        ("Refuted", {"evidence": (SUPPORTS,)}, ["evidence_missing"]),
        ("Conflicting Evidence/Cherrypicking", {"evidence": (SUPPORTS, REFUTES)}, []),
        (
            "Conflicting Evidence/Cherrypicking",
            {"evidence": (SUPPORTS,)},
            ["omission_missing"],
        ),
        (
            "Conflicting Evidence/Cherrypicking",
            {"evidence": (SUPPORTS,), "omission": "The year before."},
            [],
        ),
        ("Not Enough Evidence", {"evidence": ()}, ["searched_missing"]),
        ("Not Enough Evidence", {"evidence": (), "searched": "The register."}, []),
        ("Refuted", {"justification": " "}, ["justification_missing"]),
        ("Refuted", {"claim_date": None}, ["claim_date_missing"]),
    ],
)
def test_a_verdict_stands_on_grounds(
    verdict: str, changes: dict[str, Any], expected: list[str], claim: Claim
) -> None:
    labelling = make_checked(claim, verdict=verdict, **changes)

    assert [code for code, _ in problems(labelling, claim)] == expected


def test_a_verdict_without_a_canonical_meaning_needs_some_evidence() -> None:
    project = ProjectFactory(verdict_scheme=install_scheme("politifact"))
    claim = ClaimFactory(article__project=project)
    bare = make_checked(claim, verdict="half-true", evidence=())

    assert problems(bare, claim) == [("evidence_missing", "evidence")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("full", ["justification_missing", "claim_date_missing", "evidence_missing"]),
        ("justification", ["justification_missing", "claim_date_missing"]),
        ("none", []),
    ],
)
def test_the_project_says_how_much_ground_a_verdict_needs(
    rule: str, expected: list[str], claim: Claim
) -> None:
    claim.project.evidence_rule = rule
    bare = make_checked(claim, justification="", claim_date=None, evidence=())

    assert [code for code, _ in problems(bare, claim)] == expected


def test_the_label_pass_leaves_nothing_out(claim: Claim) -> None:
    assert problems(Labelling(), claim) == [
        ("unknown_speaker", "speaker"),
        ("unknown_label", "verifiability"),
    ]


def test_all_faults_are_told_at_once(claim: Claim) -> None:
    labelling = Labelling(
        speaker=uuid.uuid4(), verifiability="nonsense", verdict="Nonsense", confidence=6
    )

    assert problems(labelling, claim) == [
        ("out_of_range", "confidence"),
        ("unknown_speaker", "speaker"),
        ("unknown_label", "verifiability"),
        ("unknown_label", "verdict"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"justification": "x" * 10_001}, ("too_long", "justification")),
        ({"reporting_source": "x" * 201}, ("too_long", "reporting_source")),
        ({"comment": "a\0b"}, ("not_text", "comment")),
        ({"wording": "a\ud800b"}, ("not_text", "wording")),
        ({"quote_type": "shouted"}, ("unknown_choice", "quote_type")),
        ({"claim_types": ("Rumour",)}, ("unknown_choice", "claim_types")),
        ({"seconds": -1}, ("out_of_range", "seconds")),
        ({"evidence": (REFUTES,) * 51}, ("too_many", "evidence")),
        ({"evidence": (EvidenceItem(stance="refutes"),)}, ("evidence_empty", "evidence.0.url")),
        (
            {"evidence": (REFUTES, EvidenceItem(stance="neutral", quote="x", set_number=0))},
            ("out_of_range", "evidence.1.set_number"),
        ),
        (
            {"evidence": (REFUTES, EvidenceItem(stance="odd", quote="x"))},
            ("unknown_choice", "evidence.1.stance"),
        ),
        ({"original_speaker": uuid.uuid4()}, ("unknown_speaker", "original_speaker")),
    ],
)
def test_every_field_is_bounded(
    changes: dict[str, Any], expected: tuple[str, str], claim: Claim
) -> None:
    assert problems(make_checked(claim, **changes), claim) == [expected]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "\thttps://a.example",
        "ftp://a.example/",
    ],
)
def test_links_are_web_links(url: str, claim: Claim) -> None:
    labelling = make_checked(claim, evidence=(EvidenceItem(stance="refutes", url=url),))

    assert problems(labelling, claim) == [("not_a_link", "evidence.0.url")]


def test_evidence_without_a_verdict_is_refused(claim: Claim) -> None:
    labelling = make_labelling(claim, evidence=(REFUTES,))

    assert problems(labelling, claim) == [("evidence_refused", "evidence")]


def test_nobody_speaks_together_with_themselves(claim: Claim) -> None:
    labelling = make_labelling(claim)
    doubled = make_labelling(claim, co_speakers=(labelling.speaker,))

    assert problems(doubled, claim) == [("speaker_twice", "co_speakers")]

"""Evidence when it is given: which page it is, what is doubtful about it, who was asked."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from claims.models import Annotation, Claim, Evidence, Project, Slot, User
from claims.operations import undo
from claims.operations.adjudication import decide
from claims.operations.cases import step_aside
from claims.operations.evidence import find_warnings
from claims.operations.labelling import EvidenceItem, InvalidLabelling
from claims.operations.labelling_rules import resolve
from claims.operations.projects import save_project
from tests.factories import NOW, AnnotationFactory, ArticleFactory, ClaimFactory, SlotFactory
from tests.operations.labellings import make_checked, submit

pytestmark = pytest.mark.django_db

OWN = "https://daily.example/ferry"
PAGE = "https://register.example/1"


@pytest.fixture
def claim(project: Project) -> Claim:
    article = ArticleFactory(project=project, url=OWN)
    return ClaimFactory(article=article)


def make_source(**changes: Any) -> EvidenceItem:
    return EvidenceItem(**({"stance": "refutes", "url": PAGE} | changes))


def make_reply(**changes: Any) -> EvidenceItem:
    values = {"kind": "right_of_reply", "stance": "neutral", "asked_whom": "The mayor"}
    return EvidenceItem(**(values | {"asked_on": date(2026, 1, 11)} | changes))


def refusals(claim: Claim, *items: EvidenceItem, **changes: Any) -> list[tuple[str, str]]:
    """(code, field) of each thing that is wrong with a verdict on such evidence."""
    try:
        resolve(make_checked(claim, evidence=items, **changes), claim.project, claim)
    except InvalidLabelling as refusal:
        return [(problem.code, problem.field) for problem in refusal.problems]
    return []


def read_found(of: Any) -> list[tuple[str, list[str]]]:
    return list(of.evidence.order_by("position").values_list("url_key", "warnings"))


# The same again.


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({}, {"url": "HTTPS://Register.example:443/1?utm_source=x", "title": "Other"}),
        ({"quote": "33  million"}, {"quote": "33 million\n", "published": date(2026, 1, 1)}),
    ],
)
def test_the_same_item_twice_is_refused_at_the_second(
    first: dict[str, Any], second: dict[str, Any], claim: Claim
) -> None:
    items = (make_source(url="https://other.example/"), make_source(**first), make_source(**second))

    assert refusals(claim, *items) == [("evidence_twice", "evidence.2.url")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"stance": "neutral"}),
        ({"quote": "33 million"}, {"quote": "Two ships"}),
        ({"url": f"{PAGE}#page=1"}, {"url": f"{PAGE}#page=2"}),
        ({"question": "How much?"}, {"question": "How many?"}),
        ({}, {"set_number": 2}),
        ({}, {"url": f"{PAGE}/"}),
        ({"url": "", "quote": "No."}, {"url": "", "quote": "No."}),
    ],
)
def test_another_passage_stance_question_or_set_is_another_item(
    first: dict[str, Any], second: dict[str, Any], claim: Claim
) -> None:
    assert refusals(claim, make_source(**first), make_source(**second)) == []


@pytest.mark.parametrize("url", ["", PAGE])
def test_who_is_asked_twice_is_asked_on_two_days(url: str, claim: Claim) -> None:
    again = make_reply(asked_on=date(2026, 1, 14), url=url)

    assert refusals(claim, make_source(), make_reply(url=url), again) == []


@pytest.mark.parametrize("url", ["", PAGE])
@pytest.mark.parametrize("second", [{}, {"asked_whom": "The mayor "}, {"title": "By letter"}])
def test_the_same_right_of_reply_twice_is_refused_at_the_second(
    second: dict[str, Any], url: str, claim: Claim
) -> None:
    again = make_reply(url=url, **second)

    found = refusals(claim, make_source(), make_reply(url=url), again)

    assert found == [("evidence_twice", "evidence.2.asked_whom")]


def test_replies_without_whom_and_when_are_not_told_to_be_the_same(claim: Claim) -> None:
    begun = make_reply(asked_whom=" ", asked_on=None)

    missing = [
        (code, f"evidence.{index}.{field}")
        for index in (1, 2)
        for code, field in (("asked_whom_missing", "asked_whom"), ("asked_on_missing", "asked_on"))
    ]
    assert refusals(claim, make_source(), begun, begun) == missing


def test_two_people_asked_on_one_day_are_two_items(claim: Claim) -> None:
    assert refusals(claim, make_source(), make_reply(), make_reply(asked_whom="Her deputy")) == []


# Warnings.


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"url": f"{OWN}?fbclid=1#comments"}, ("own_article",)),
        ({"url": f"https://web.archive.org/web/2026/{OWN}"}, ("own_article",)),
        ({"url": "", "quote": "x", "archived_url": OWN}, ("own_article",)),
        ({"published": date(2026, 1, 10)}, ()),
        ({"published": date(2026, 1, 11)}, ("after_claim_date",)),
        ({"published": date(2026, 1, 16)}, ("after_cut_off", "after_claim_date")),
        ({"published": date(2026, 1, 9), "retrieved": date(2026, 2, 1)}, ()),
    ],
)
def test_what_is_doubtful_gets_a_warning(
    changes: dict[str, Any], expected: tuple[str, ...], claim: Claim
) -> None:
    claim.project.evidence_cut_off = date(2026, 1, 15)

    found = find_warnings(
        make_source(**changes), claim.article, claim.project, date(2026, 1, 10), "day"
    )

    assert found == expected


@pytest.mark.parametrize(
    ("precision", "last"),
    [
        ("", date(2026, 2, 1)),
        ("day", date(2026, 2, 1)),
        ("month", date(2026, 2, 28)),
        ("year", date(2026, 12, 31)),
    ],
)
def test_a_date_that_is_a_month_or_year_ends_with_it(
    precision: str, last: date, claim: Claim
) -> None:
    about = (claim.article, claim.project, date(2026, 2, 1), precision)
    next_day = date.fromordinal(last.toordinal() + 1)

    assert find_warnings(make_source(published=last), *about) == ()
    assert find_warnings(make_source(published=next_day), *about) == ("after_claim_date",)


def test_an_article_without_a_link_and_a_claim_without_a_date_warn_of_nothing(
    claim: Claim,
) -> None:
    claim.article.url = ""
    item = make_source(url="", quote="x", published=date(2030, 1, 1))

    assert find_warnings(item, claim.article, claim.project, None) == ()


def test_an_answer_may_come_after_the_claim_but_not_from_the_article(claim: Claim) -> None:
    item = make_reply(url=OWN, published=date(2030, 1, 1))
    claim.project.evidence_cut_off = date(2026, 1, 1)

    found = find_warnings(item, claim.article, claim.project, date(2026, 1, 10))

    assert found == ("own_article",)


def test_keys_and_warnings_are_kept_as_they_were_found(
    claim: Claim, annotator: User, manager: User
) -> None:
    """Undo restores them as they were, whatever the project says by now."""
    slot = SlotFactory(claim=claim, annotator=annotator)
    late = make_source(url=f"{PAGE}?utm_source=x", published=date(2026, 3, 1))
    first = submit(annotator, claim, make_checked(claim, evidence=(late, make_source(url=OWN))))
    second = submit(annotator, claim, make_checked(claim), revises=first.uuid)
    cut_off = {"evidence_cut_off": date(2026, 1, 1)}
    save_project(actor=manager, project=claim.project, values=cut_off, now=NOW)

    restored = undo.undo_label(actor=annotator, annotation=second, now=NOW)

    assert Slot.objects.get(pk=slot.pk).current == restored
    assert first.evidence.get(position=1).url == f"{PAGE}?utm_source=x"
    assert read_found(first) == [(PAGE, ["after_claim_date"]), (OWN, ["own_article"])]
    assert read_found(second) == [(PAGE, [])]
    assert read_found(restored) == read_found(first)


def test_a_decision_has_warnings_of_its_own(claim: Claim, curator: User) -> None:
    SlotFactory(claim=claim)
    said = make_checked(claim, evidence=(make_source(), make_source(url=OWN)))

    step_aside(actor=curator, claim=claim, now=NOW)
    decision = decide(actor=curator, claim=claim, labelling=said, now=NOW)

    assert read_found(decision) == [(PAGE, []), (OWN, ["own_article"])]
    assert [item.list_warnings() for item in decision.evidence.order_by("position")] == [
        [],
        ["This is the article that is being checked."],
    ]


# The right of reply.


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"deadline": date(2026, 1, 11)}, []),
        ({"answer": "We paid 33.", "stance": "refutes"}, []),
        ({"url": PAGE, "stance": "supports"}, []),
        ({"asked_whom": " "}, [("asked_whom_missing", "evidence.0.asked_whom")]),
        ({"asked_on": None}, [("asked_on_missing", "evidence.0.asked_on")]),
        ({"deadline": date(2026, 1, 10)}, [("deadline_too_early", "evidence.0.deadline")]),
        ({"stance": "refutes"}, [("silence_is_neutral", "evidence.0.stance")]),
        ({"asked_whom": "x" * 201}, [("too_long", "evidence.0.asked_whom")]),
    ],
)
def test_a_right_of_reply_says_whom_and_when(
    changes: dict[str, Any], expected: list[tuple[str, str]], claim: Claim
) -> None:
    assert refusals(claim, make_reply(**changes), make_source()) == expected


def test_there_are_no_other_kinds(claim: Claim) -> None:
    assert refusals(claim, make_source(kind="rumour")) == [("unknown_choice", "evidence.0.kind")]


def test_a_source_asks_nobody(claim: Claim) -> None:
    asked = make_source(
        asked_whom="The mayor", asked_on=date(2026, 1, 1), deadline=date(2026, 1, 2)
    )

    assert refusals(claim, asked) == [
        ("not_of_a_source", "evidence.0.asked_whom"),
        ("not_of_a_source", "evidence.0.asked_on"),
        ("not_of_a_source", "evidence.0.deadline"),
    ]


@pytest.mark.parametrize(
    ("verdict", "items", "expected"),
    [
        ("Refuted", [make_reply()], ["evidence_missing"]),
        ("Refuted", [make_reply(answer="No.", stance="refutes")], []),
        ("Supported", [make_reply(answer="Yes.", stance="supports")], []),
        ("Conflicting Evidence/Cherrypicking", [make_reply()], ["omission_missing"]),
        ("Conflicting Evidence/Cherrypicking", [make_source(), make_reply()], []),
        ("Not Enough Evidence", [make_source(stance="neutral")], ["searched_missing"]),
        ("Not Enough Evidence", [make_reply()], []),
    ],
)
def test_a_right_of_reply_counts_as_evidence_and_as_a_search(
    verdict: str, items: list[EvidenceItem], expected: list[str], claim: Claim
) -> None:
    assert [code for code, _ in refusals(claim, *items, verdict=verdict)] == expected


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "rumour", "url": PAGE},
        {"kind": "right_of_reply", "asked_on": date(2026, 1, 1)},
        {"kind": "right_of_reply", "asked_whom": "The mayor"},
        {"kind": "source", "url": PAGE, "asked_whom": "The mayor"},
        {"kind": "source", "url": PAGE, "deadline": date(2026, 1, 1)},
        {"kind": "source"},
        {
            "kind": "right_of_reply",
            "asked_whom": "The mayor",
            "asked_on": date(2026, 1, 2),
            "deadline": date(2026, 1, 1),
        },
        {
            "kind": "right_of_reply",
            "stance": "refutes",
            "asked_whom": "The mayor",
            "asked_on": date(2026, 1, 2),
        },
    ],
)
def test_the_database_holds_what_each_kind_says(values: dict[str, Any]) -> None:
    annotation: Annotation = AnnotationFactory(value="check_worthy_fact", verdict_value="Supported")
    row = Evidence(annotation=annotation, position=1, **({"stance": "neutral"} | values))

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()

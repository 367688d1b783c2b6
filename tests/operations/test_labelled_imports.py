"""Claims with labels of elsewhere: they come in once, whole, beside everything that is counted."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.exchange.import_formats import IMPORT_FORMATS
from claims.exchange.imported import ImportedRow
from claims.models import (
    Annotation,
    Article,
    Claim,
    Label,
    LabelSource,
    Project,
    Slot,
    SourceRow,
    Speaker,
    User,
)
from claims.operations import labelled_imports
from claims.operations.labelled_imports import LabelledReport, import_labelled, open_source
from claims.queries.label_sources import list_sources, write_again
from claims.queries.label_words import (
    WordMap,
    count_labels,
    list_labels,
    propose_labels,
    read_word_map,
    survey,
)
from tests.exports import stream_annotations
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    SlotFactory,
    SpeakerFactory,
    install_scheme,
)

pytestmark = pytest.mark.django_db

AVERITEC_ROW: dict[str, Any] = {
    "claim": "The ferry sank twice.",
    "required_reannotation": False,
    "label": "Refuted",
    "justification": "The register lists one loss.",
    "claim_date": "1-9-2020",
    "speaker": None,
    "original_claim_url": "https://news.example/ferry",
    "fact_checking_article": "https://web.archive.example/2020/a",
    "reporting_source": "Facebook",
    "location_ISO_code": None,
    "claim_types": ["Event/Property Claim"],
    "fact_checking_strategies": ["Written Evidence"],
    "questions": [
        {
            "question": "How often did it sink?",
            "answers": [
                {
                    "answer": "Once",
                    "answer_type": "Abstractive",
                    "source_url": "https://register.example/1",
                    "source_medium": "Web text",
                },
                {
                    "answer": "No answer could be found.",
                    "answer_type": "Unanswerable",
                    "source_url": "",
                    "source_medium": "",
                },
            ],
        }
    ],
    "cached_original_claim_url": "",
}
LIAR = (
    "1.json\tfalse\tThe harbour group pays the mayor.\tharbour\tilse-brandt\tMayor\tTexas\tparty\t"
    "0\t1\t0\t0\t0\ta mailer\n"
    '2.json\ttrue\tThe bridge, "old" as it is, is — مرحبا 🙂.\t\tilse-brandt\t\t\t\t0\t1\t0\t0\t0'
    "\t\n"
)


def make_averitec(*rows: dict[str, Any]) -> bytes:
    return json.dumps([AVERITEC_ROW | row for row in rows], ensure_ascii=False).encode()


def read(format_name: str, data: bytes) -> Iterator[ImportedRow]:
    return IMPORT_FORMATS[format_name].read(io.BytesIO(data))


def find_label(project: Project, value: str) -> Label:
    (label,) = [one for one in list_labels(project) if one.value == value]
    return label


def bring_in(
    project: Project,
    actor: User,
    format_name: str,
    data: bytes,
    *given: str,
    name: str = "Set",
    of_verdicts: str = "check_worthy_fact",
    is_queued: bool = False,
) -> LabelledReport:
    words = survey(read(format_name, data)).words
    word_map, _missing = read_word_map(project, words, given, of_verdicts)
    source = open_source(
        actor=actor,
        project=project,
        name=name,
        format_name=format_name,
        is_queued=is_queued,
        now=NOW,
    )
    *_, report = import_labelled(
        actor=actor, source=source, rows=read(format_name, data), words=word_map, now=NOW
    )
    return report


def test_a_row_becomes_an_article_a_claim_and_a_label(project: Project, manager: User) -> None:
    report = bring_in(project, manager, "averitec", make_averitec({"speaker": "Ilse  Brandt"}))

    assert (report.created, report.articles, report.labels, report.refused) == (1, 1, 1, 0)
    assert dict(report.left_out) == {"evidence_empty": 1}
    article = Article.objects.get(project=project)
    assert (article.title, article.body.text) == ("Set · 1", "The ferry sank twice.")
    assert (article.url, article.is_queued) == ("https://news.example/ferry", False)
    claim = article.claims.get()
    assert (claim.start, claim.end, claim.kind) == (0, 21, "sentence")
    label = Annotation.objects.get(project=project)
    assert label.slot.purpose == Slot.Purpose.IMPORTED
    assert label.slot.current == label
    assert (label.verifiability.value, label.verdict and label.verdict.value) == (
        "check_worthy_fact",
        "Refuted",
    )
    assert (label.canonical_verdict, label.verifiable, label.check_worthy) == (
        "refuted",
        "yes",
        "yes",
    )
    assert (str(label.claim_date), label.claim_date_precision) == ("2020-09-01", "day")
    assert (label.speaker.name, label.reporting_source) == ("Ilse Brandt", "Facebook")
    assert (label.justification, label.claim_types) == (
        "The register lists one loss.",
        ["Event/Property Claim"],
    )
    (item,) = label.evidence.all()
    assert (item.question, item.answer, item.url) == (
        "How often did it sink?",
        "Once",
        "https://register.example/1",
    )
    assert (item.stance, item.medium, item.position) == ("neutral", "Web text", 1)


def test_whoever_stands_for_a_source_signs_in_nowhere(project: Project, manager: User) -> None:
    bring_in(project, manager, "averitec", make_averitec({}))

    user = Annotation.objects.get().annotator
    assert (user.is_source, user.is_active, user.has_usable_password()) == (True, False, False)
    assert user.name == "Set"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)


def test_the_same_file_twice_creates_nothing(project: Project, manager: User) -> None:
    data = make_averitec({}, {"claim": "Two."}, {"claim": "Two."}, {"claim": ""})
    first = bring_in(project, manager, "averitec", data)
    before = count_rows()

    again = bring_in(project, manager, "averitec", data)

    assert (first.created, first.known, first.refused) == (3, 0, 1)
    assert first.left_out["labelled_already"] == 1
    assert (again.created, again.known, again.refused) == (0, 3, 1)
    assert count_rows() == before
    assert before["article"] == 2


def count_rows() -> dict[str, int]:
    models: tuple[Any, ...] = (Article, Claim, Annotation, Slot, SourceRow, User, Speaker)
    return {model._meta.model_name: model.objects.count() for model in models}


def test_stopped_in_the_middle_and_begun_again_it_comes_to_one_clean_run(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelled_imports, "ROWS_AT_ONCE", 2)
    data = make_averitec(
        *({"claim": f"Claim {number // 2}.", "speaker": f"P {number}"} for number in range(7))
    )
    source = open_source(
        actor=manager, project=project, name="Set", format_name="averitec", now=NOW
    )
    word_map, _ = read_word_map(project, [("averitec", "Refuted")], (), "check_worthy_fact")

    def stop_after(count: int) -> Iterator[ImportedRow]:
        for number, row in enumerate(read("averitec", data)):
            if number == count:
                raise KeyboardInterrupt
            yield number + 1, row[1]

    for count in (3, 5):
        with pytest.raises(KeyboardInterrupt):
            list(
                import_labelled(
                    actor=manager, source=source, rows=stop_after(count), words=word_map, now=NOW
                )
            )
    bring_in(project, manager, "averitec", data)
    stopped = count_rows()
    other = Project.objects.get(pk=project.pk)
    again = b"".join(write_again(source))

    bring_in(other, manager, "averitec", data, name="Clean")

    clean = LabelSource.objects.get(name="Clean")
    assert b"".join(write_again(clean)) == again
    keys = [list(one.rows.order_by("pk").values_list("key", "claim")) for one in (source, clean)]
    assert keys[0] == keys[1]
    assert count_rows()["claim"] == stopped["claim"] == 4
    assert Slot.objects.of_source(source).count() == Slot.objects.of_source(clean).count() == 4


@pytest.mark.parametrize(
    ("format_name", "data"),
    (
        ("averitec", make_averitec({}, {"speaker": ""}, {"claim_date": "31-12-1999"}, {})),
        (
            "averitec",
            json.dumps(
                [{key: value for key, value in AVERITEC_ROW.items() if key != "speaker"}]
            ).encode(),
        ),
        ("liar", LIAR.encode()),
    ),
)
def test_an_untouched_source_goes_out_field_for_field_as_it_came(
    format_name: str, data: bytes, project: Project, manager: User
) -> None:
    project.verdict_scheme = install_scheme("politifact" if format_name == "liar" else "averitec")
    project.save()

    report = bring_in(project, manager, format_name, data)

    source = LabelSource.objects.get()
    again = b"".join(write_again(source))
    assert report.refused == 0
    if format_name == "liar":
        assert again == data
    else:
        assert json.loads(again) == json.loads(data)
        assert [list(row) for row in json.loads(again)] == [list(row) for row in json.loads(data)]


def test_labels_of_one_row_stand_apart_by_who_gave_them(project: Project, manager: User) -> None:
    text = "Über 🙂. The ferry sank. It rained."
    task = {
        "id": 7,
        "data": {"text": text},
        "annotations": [
            {"completed_by": by, "result": [make_result(text, "The ferry sank.", word)]}
            for by, word in ((3, "fact"), (5, "opinion"))
        ],
    }
    data = json.dumps([task]).encode()

    report = bring_in(
        project, manager, "label-studio", data, "fact=routine_fact", "type:opinion=no_claim"
    )

    assert (report.created, report.labels, report.articles) == (1, 2, 1)
    article = Article.objects.get()
    assert article.body.text == text
    claim = article.claims.get(source_rows__isnull=False)
    assert text[claim.start : claim.end] == claim.text == "The ferry sank."
    assert article.claims.count() == 3
    labels = Annotation.objects.order_by("annotator__name")
    assert [(one.annotator.name, one.verifiability.value) for one in labels] == [
        ("Set · 3", "routine_fact"),
        ("Set · 5", "no_claim"),
    ]


def make_result(text: str, part: str, word: str) -> dict[str, Any]:
    start = len(text[: text.index(part)].encode("utf-16-le")) // 2
    value = {"start": start, "end": start + len(part), "text": part, "labels": [word]}
    return {"from_name": "type", "to_name": "text", "type": "labels", "value": value}


def test_a_passage_that_is_no_sentence_is_a_span_of_its_own(
    project: Project, manager: User
) -> None:
    text = "The ferry sank and it rained."
    task = {
        "id": 1,
        "data": {"text": text},
        "annotations": [{"completed_by": 1, "result": [make_result(text, "it rained", "x")]}],
    }

    bring_in(project, manager, "label-studio", json.dumps([task]).encode(), "x=no_claim")

    kinds = Claim.objects.order_by("pk").values_list("kind", "text")
    assert list(kinds) == [("sentence", text), ("span", "it rained")]


def test_words_are_proposed_only_where_one_label_says_just_the_same(project: Project) -> None:
    words = [
        ("averitec", "Supported"),
        ("check-worthy", "Yes"),
        # Routine facts and no claims at all are both not worth checking.
        ("check-worthy", "No"),
        ("claimbuster", "0"),
        ("liar", "true"),
        ("sentiment", "Supported"),
    ]

    proposed = propose_labels(list_labels(project), words)

    assert {word: label and label.value for word, label in proposed.items()} == {
        ("averitec", "Supported"): "Supported",
        ("check-worthy", "Yes"): "check_worthy_fact",
        ("check-worthy", "No"): None,
        ("claimbuster", "0"): "routine_fact",
        ("liar", "true"): None,
        ("sentiment", "Supported"): None,
    }


def test_whoever_says_what_a_word_becomes_has_to_say_it_of_each(project: Project) -> None:
    words = [("liar", "true"), ("liar", "half-true"), ("averitec", "Refuted")]

    word_map, missing = read_word_map(project, words, ["true=Supported", "half-true="])

    assert missing == []
    assert word_map.labels[("liar", "half-true")] is None
    assert read_word_map(project, words, [])[1] == words[:2]
    for given, code in (("maybe=Supported", "unknown_word"), ("true=no_claim", "unknown_label")):
        with pytest.raises(InvalidInput) as refused:
            read_word_map(project, words, [given])
        assert refused.value.code == code


def test_what_is_left_out_is_counted_before_and_after(project: Project, manager: User) -> None:
    # Task 2 of CheckThat! 2018: whether it is worth checking, and the verdict.
    data = (
        b"1\tA\tOne.\t1\tOne, they say.\tTRUE\n"
        b"2\tA\tTwo.\tN/A\t-\t-\n"
        b"3\tA\tThree.\t2\tThree.\tHALF-TRUE\n"
    )
    found = survey(read("checkthat-2018-t2", data))
    given = ("TRUE=Supported", "HALF-TRUE=", "No=no_claim")
    word_map, missing = read_word_map(project, found.words, given)

    labels, left_out = count_labels(found, word_map)
    report = bring_in(project, manager, "checkthat-2018-t2", data, *given)

    assert missing == []
    assert (labels, dict(left_out)) == (3, {"word_left_out": 1})
    assert (report.labels, report.left_out["word_left_out"]) == (3, 1)


def test_a_verdict_alone_needs_a_verifiability_that_allows_it(
    project: Project, manager: User
) -> None:
    data = make_averitec({})

    report = bring_in(project, manager, "averitec", data, of_verdicts="")

    assert (report.created, report.labels, report.left_out["verdict_alone"]) == (1, 0, 1)
    with pytest.raises(InvalidInput):
        read_word_map(project, [], (), "no_claim")


def test_imported_labels_stand_outside_everything_that_is_counted(
    project: Project, manager: User, reader: User
) -> None:
    bring_in(project, manager, "averitec", make_averitec({}))

    label = Annotation.objects.get()
    assert list(stream_annotations(project)) == []
    assert not Slot.objects.counted().exists()
    assert not Slot.objects.awaited().exists()
    assert not Claim.objects.queued(project).exists()
    assert not Annotation.objects.independent().exists()
    for user in (manager, reader):
        assert not Annotation.objects.visible_to(user).filter(pk=label.pk).exists()
    (numbers,) = list_sources(project)
    counts = ("row_count", "claim_count", "label_count")
    assert [getattr(numbers, name) for name in counts] == [1, 1, 1]


def test_a_source_may_be_labelled_here_too(project: Project, manager: User) -> None:
    bring_in(project, manager, "averitec", make_averitec({}), is_queued=True)

    claim = Claim.objects.get()
    slots = Slot.objects.filter(claim=claim).order_by("number")
    assert [(slot.purpose, slot.annotator_id is None) for slot in slots] == [
        ("imported", False),
        *[("live", True)] * project.overlap,
    ]
    with pytest.raises(Conflict) as refused:
        open_source(actor=manager, project=project, name="set", format_name="averitec", now=NOW)
    assert refused.value.code == "other_source"


def test_an_article_of_the_project_stays_as_it_is_split(project: Project, manager: User) -> None:
    article = ArticleFactory(project=project, text="The ferry sank twice.\nIt rained.")
    claim = ClaimFactory(article=article)
    AnnotationFactory(slot=SlotFactory(claim=claim, held=True))
    rows = [
        {"id": number, "text": article.body.text, "label": [[start, end, "x"]]}
        for number, (start, end) in enumerate(((0, 21), (4, 9)))
    ]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()

    report = bring_in(project, manager, "doccano", data, "x=no_claim")

    assert (report.created, report.refused, report.articles) == (1, 1, 0)
    assert report.refusals[0][1].code == "not_a_claim_here"
    assert Claim.objects.count() == 1
    assert [slot.purpose for slot in claim.slots.order_by("number")] == ["live", "imported"]


def test_speakers_are_those_that_the_project_knows(project: Project, manager: User) -> None:
    ada = SpeakerFactory(project=project, name="Ada Marrow")
    ada.aliases.create(name="A. Marrow", name_key="a. marrow")
    data = make_averitec(
        {"claim": "One.", "speaker": "ADA MARROW"},
        {"claim": "Two.", "speaker": "A. Marrow"},
        {"claim": "Three.", "speaker": "Bo"},
        {"claim": "Four.", "speaker": " "},
    )

    bring_in(project, manager, "averitec", data)

    said = [(one.claim.text, one.speaker) for one in Annotation.objects.order_by("pk")]
    assert said[:2] == [("One.", ada), ("Two.", ada)]
    assert (said[2][1].name, said[2][1].kind) == ("Bo", "person")
    assert (said[3][1].name, said[3][1].kind) == ("", "unnamed")


@pytest.mark.parametrize(
    ("row", "code"),
    (
        ({"claim": "a\0b"}, "nul"),
        ({"justification": "a\0b"}, "nul"),
        ({"claim": " \n"}, "text_missing"),
        ({"claim_date": "2020-09-01"}, "wrong_type"),
    ),
)
def test_a_row_that_is_no_claim_is_refused_and_the_others_come_in(
    row: dict[str, Any], code: str, project: Project, manager: User
) -> None:
    report = bring_in(project, manager, "averitec", make_averitec({"claim": "One."}, row))

    assert (report.created, report.refused) == (1, 1)
    ((number, refusal),) = report.refusals
    assert (number, refusal.code) == (2, code)


def test_a_known_row_with_other_words_is_refused(project: Project, manager: User) -> None:
    project.verdict_scheme = install_scheme("politifact")
    project.save()
    bring_in(project, manager, "liar", LIAR.encode())

    report = bring_in(project, manager, "liar", LIAR.replace("true", "half-true").encode())

    assert (report.known, report.refused) == (1, 1)
    assert report.refusals[0][1].code == "row_changed"


@pytest.mark.parametrize("name", ("  ", "x" * 101, "a\0"))
def test_a_source_needs_a_name(name: str, project: Project, manager: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_source(actor=manager, project=project, name=name, format_name="liar", now=NOW)

    assert refused.value.field == "source"


def test_only_managers_import(project: Project, curator: User, manager: User) -> None:
    source = open_source(actor=manager, project=project, name="Set", format_name="liar", now=NOW)
    for act in (
        lambda: open_source(
            actor=curator, project=project, name="Set", format_name="liar", now=NOW
        ),
        lambda: import_labelled(actor=curator, source=source, rows=[], words=WordMap({}), now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_imported_slot_is_nobodys_to_take(project: Project) -> None:
    claim = ClaimFactory(article__project=project)
    with pytest.raises(DatabaseError), transaction.atomic():
        SlotFactory(claim=claim, purpose=Slot.Purpose.IMPORTED)

"""FEVER: evidence that is a page and a sentence, and nothing guessed."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.exchange.imported import ImportedEvidence
from claims.exchange.records import AnnotationRecord, EvidenceRecord
from tests.exchange.samples import FULL, judge, texts
from tests.exchange.writing import export, export_lines, read_all, read_back, write_again

# The shape of the data set's lines; the words are ours.
EXAMPLE = (
    '{"id":101,"label":"SUPPORTS","claim":"The ferry is a ship.",'
    '"evidence":[[[201,301,"Ferry_(ship)",0]],[[202,302,"Ferry",3],[202,302,"Élan & Co",0]]]}\n'
    '{"id":102,"label":"NOT ENOUGH INFO","claim":"x","evidence":[[[203,303,null,null]]]}\n'
)
WIKI = "https://en.wikipedia.org/wiki/"


def cite(page: str, stance: str = "refutes", set_number: int = 1) -> EvidenceRecord:
    return FULL.evidence[0]._replace(url=page, stance=stance, set_number=set_number)


def refute(*evidence: EvidenceRecord) -> AnnotationRecord:
    return FULL._replace(evidence=evidence)


def test_sets_of_pages_and_sentences() -> None:
    record = refute(
        cite(f"{WIKI}Ferry_%28ship%29#sentence_0"),
        cite(f"{WIKI}Harbour#sentence_3", "neutral", 2),
        cite(f"{WIKI}%C3%89lan#sentence_12", set_number=2),
    )
    nothing = FULL._replace(verdict=judge("not_enough_evidence"))
    (refuted, open_) = export_lines("fever", record, nothing)

    assert list(refuted) == ["id", "label", "claim", "evidence"]
    assert refuted == {
        "id": 1,
        "label": "REFUTES",
        "claim": "The council paid 31 million crowns.",
        "evidence": [
            [[1, 1, "Ferry_(ship)", 0]],
            [[1, 2, "Harbour", 3], [1, 2, "Élan", 12]],
        ],
    }
    assert open_["evidence"] == [[[2, 3, None, None]]]
    assert (open_["id"], open_["label"]) == (2, "NOT ENOUGH INFO")


def test_what_is_no_page_and_sentence_is_left_out_and_counted() -> None:
    pages = (
        "https://register.example/1",
        f"{WIKI}Ferry",
        f"{WIKI}Ferry#History",
        "https://de.wikipedia.org/wiki/F%C3%A4hre#sentence_1",
        f"{WIKI}Ferry#sentence_1x",
        "https://en.wikipedia.org.example/wiki/Ferry#sentence_1",
    )
    for page in pages:
        data, report = export("fever", refute(cite(page)))
        assert (data, report.records) == (b"", 0), page
        assert report.left_out == {"evidence_not_page_and_sentence": 1, "no_fever_evidence": 1}
        assert report.wordings == {}


def test_a_set_goes_out_whole_or_not_at_all() -> None:
    known = cite(f"{WIKI}Ferry#sentence_0")
    _data, report = export("fever", refute(known, cite("https://a.example")))
    assert report.left_out == {"evidence_not_page_and_sentence": 2, "no_fever_evidence": 1}

    data, report = export("fever", refute(known, cite("https://a.example", set_number=2)))
    assert json.loads(data)["evidence"] == [[[1, 1, "Ferry", 0]]]
    assert report.left_out == {"evidence_not_page_and_sentence": 1}


def test_evidence_must_bear_the_verdict_out() -> None:
    for stances in (["supports"], ["neutral"], ["refutes", "supports"]):
        evidence = [cite(f"{WIKI}Ferry#sentence_0", stance) for stance in stances]
        _data, report = export("fever", refute(*evidence))
        assert report.left_out == {
            "evidence_other_stance": len(stances),
            "no_fever_evidence": 1,
        }


def test_evidence_of_what_lacks_information_is_counted() -> None:
    nothing = FULL._replace(verdict=judge("not_enough_evidence"))
    _data, report = export("fever", nothing, nothing._replace(evidence=()))

    assert report.records == 2
    assert report.left_out == {"evidence_without_info": len(FULL.evidence)}


def test_conflicting_evidence_has_no_word() -> None:
    _data, report = export("fever", FULL._replace(verdict=judge("conflicting")))

    assert report.left_out == {"verdict_not_mapped": 1}


def test_the_example_is_read_and_comes_back_byte_for_byte() -> None:
    one, two = read_back("fever", EXAMPLE.encode())

    assert one.evidence == (
        ImportedEvidence(
            position=1, set_number=1, url=f"{WIKI}Ferry_%28ship%29#sentence_0", medium="Web text"
        ),
        ImportedEvidence(
            position=2, set_number=2, url=f"{WIKI}Ferry#sentence_3", medium="Web text"
        ),
        ImportedEvidence(
            position=3,
            set_number=2,
            url=f"{WIKI}%C3%89lan%20%26%20Co#sentence_0",
            medium="Web text",
        ),
    )
    assert (one.source_id, one.labels[0].value) == ("101", "SUPPORTS")
    assert (two.evidence, two.labels[0].value) == ((), "NOT ENOUGH INFO")
    assert write_again("fever", [one, two]) == EXAMPLE.encode()


def test_links_that_were_read_can_be_written() -> None:
    one, _two = read_back("fever", EXAMPLE.encode())
    evidence = [cite(item.url, "supports", item.set_number) for item in one.evidence]
    (line,) = export_lines("fever", refute(*evidence)._replace(verdict=judge("supported")))

    places = [[place[2:] for place in several] for several in line["evidence"]]
    assert places == [[["Ferry_(ship)", 0]], [["Ferry", 3], ["Élan & Co", 0]]]


def test_lines_that_are_none_are_refused() -> None:
    lines = [
        '{"claim":"a"}',
        "",
        "[]",
        '{"claim":"a","evidence":[[[1,2,"x"]]]}',
        '{"claim":"a","evidence":[[[1,2,"x",-1]]]}',
        '{"claim":"a","label":"MAYBE"}',
    ]
    found = list(read_all("fever", "\n".join(lines).encode()))

    assert [number for number, _row in found] == [1, 3, 4, 5, 6]
    refusals = [row for _number, row in found if isinstance(row, str)]
    assert refusals[0] == "The row is not a JSON object."
    assert refusals[1] == refusals[2]
    assert refusals[1].startswith("“evidence” must be a list of lists of [annotation id,")
    assert refusals[3].startswith("“label” is “MAYBE”; known are: SUPPORTS, REFUTES")


lines = st.fixed_dictionaries(
    {"id": st.integers(0, 9), "claim": texts.filter(str.strip)},
    optional={"verifiable": texts, "label": st.sampled_from(["SUPPORTS", "REFUTES"])},
)


@settings(max_examples=40, deadline=None)
@given(st.lists(lines, max_size=3), texts)
def test_what_comes_in_goes_out_the_same(rows: list[dict[str, Any]], page: str) -> None:
    for row in rows:
        row["evidence"] = [[[1, 2, page, 3]]]
    data = "".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows
    )

    assert write_again("fever", read_back("fever", data.encode())) == data.encode()

"""How our labels are said in other words: each default, and what a project chooses."""

import pytest

from claims.exchange.mapping import (
    AVERITEC,
    CHECK_WORTHY,
    CHECKTHAT_VERDICT,
    CLAIMBUSTER,
    FEVER,
    LIAR,
    RATING,
    VOCABULARIES,
    Default,
    LabelMap,
    LabelSense,
    Said,
    Vocabulary,
    find_default,
)

NONE = Default(None)


def verdict(
    canonical: str | None = None, rating: int | None = None, value: str = "x"
) -> LabelSense:
    return LabelSense("own", 1, value, canonical=canonical, rating=rating)


def axes(verifiable: str, check_worthy: str) -> LabelSense:
    return LabelSense("own", 1, "x", verifiable=verifiable, check_worthy=check_worthy)


@pytest.mark.parametrize(
    ("canonical", "averitec", "fever", "liar", "checkthat", "rating"),
    [
        (
            "supported",
            Default("Supported"),
            Default("SUPPORTS"),
            Default("true", lossy=True, offered=True),
            Default("TRUE", lossy=True, offered=True),
            Default("5", lossy=True, offered=True),
        ),
        (
            "refuted",
            Default("Refuted"),
            Default("REFUTES"),
            Default("false", lossy=True, offered=True),
            Default("FALSE", lossy=True, offered=True),
            Default("1", lossy=True, offered=True),
        ),
        ("not_enough_evidence", Default("Not Enough Evidence"), Default("NOT ENOUGH INFO"),
         NONE, NONE, NONE),
        (
            "conflicting",
            Default("Conflicting Evidence/Cherrypicking"),
            Default("NOT ENOUGH INFO", lossy=True, offered=True),
            Default("half-true", lossy=True),
            Default("HALF-TRUE", lossy=True),
            Default("3", lossy=True),
        ),
        (None, NONE, NONE, NONE, NONE, NONE),
    ],
)  # fmt: skip
def test_plain_verdicts(
    canonical: str | None,
    averitec: Default,
    fever: Default,
    liar: Default,
    checkthat: Default,
    rating: Default,
) -> None:
    sense = verdict(canonical)

    found = [find_default(one, sense) for one in (AVERITEC, FEVER, LIAR, CHECKTHAT_VERDICT, RATING)]
    assert found == [averitec, fever, liar, checkthat, rating]


@pytest.mark.parametrize(
    ("sense", "liar", "checkthat", "rating"),
    [
        (verdict("supported", 5, "true"), Default("true"), Default("TRUE"), Default("5")),
        (verdict(None, 4, "mostly-true"), Default("mostly-true"), NONE, Default("4")),
        (verdict(None, 3, "half-true"), Default("half-true"), Default("HALF-TRUE"), Default("3")),
        (verdict(None, 2, "barely-true"), Default("barely-true"), NONE, Default("2")),
        (verdict("refuted", 1, "false"), Default("false"), Default("FALSE"), Default("1")),
        (
            verdict("refuted", None, "pants-fire"),
            Default("pants-fire"),
            Default("FALSE", lossy=True),
            Default("1", lossy=True),
        ),
        (verdict(None, 2, "Mostly false"), Default("barely-true"), NONE, Default("2")),
        (
            verdict("refuted", 1, "False"),
            Default("false", lossy=True),
            Default("FALSE"),
            Default("1"),
        ),
    ],
)
def test_degrees(sense: LabelSense, liar: Default, checkthat: Default, rating: Default) -> None:
    found = [find_default(one, sense) for one in (LIAR, CHECKTHAT_VERDICT, RATING)]

    assert found == [liar, checkthat, rating]


def test_a_degree_said_plainly_loses_its_degree() -> None:
    assert find_default(AVERITEC, verdict("supported", 5, "true")) == Default(
        "Supported", lossy=True
    )
    assert find_default(FEVER, verdict("refuted", None, "pants-fire")) == Default(
        "REFUTES", lossy=True
    )
    assert find_default(AVERITEC, verdict(None, 4, "mostly-true")) == NONE


def test_a_number_that_another_scheme_uses_as_a_name_is_no_rating() -> None:
    assert find_default(RATING, verdict(None, None, "1")) == NONE


@pytest.mark.parametrize(
    ("verifiable", "check_worthy", "claimbuster", "worth"),
    [
        ("yes", "yes", Default("1"), Default("Yes")),
        ("yes", "no", Default("0"), Default("No")),
        ("partly", "yes", Default("1", lossy=True), Default("Yes", lossy=True)),
        ("partly", "no", Default("0", lossy=True), Default("No", lossy=True)),
        ("no", "no", Default("-1"), Default("No")),
        ("no", "yes", Default("-1", lossy=True), Default("Yes")),
        ("yes", "unset", NONE, NONE),
        ("no", "unset", NONE, NONE),
        ("unclear", "yes", NONE, NONE),
        ("unclear", "unset", NONE, NONE),
    ],
)
def test_axes(verifiable: str, check_worthy: str, claimbuster: Default, worth: Default) -> None:
    sense = axes(verifiable, check_worthy)

    assert find_default(CLAIMBUSTER, sense) == claimbuster
    assert find_default(CHECK_WORTHY, sense) == worth


def choose(vocabulary: Vocabulary, target: str | None) -> LabelMap:
    return LabelMap({(vocabulary.name, "own", 1, "x"): target})


def test_a_project_chooses() -> None:
    refuted, conflicting = verdict("refuted"), verdict("conflicting")

    assert LabelMap().say(LIAR, refuted) == Said(None)
    assert choose(LIAR, "false").say(LIAR, refuted) == Said("false", lossy=True)
    assert choose(LIAR, None).say(LIAR, conflicting) == Said(None)
    assert choose(FEVER, "REFUTES").say(FEVER, refuted) == Said("REFUTES")
    assert choose(FEVER, "SUPPORTS").say(FEVER, refuted) == Said("SUPPORTS", lossy=True)
    assert choose(LIAR, "false").say(FEVER, refuted) == Said("REFUTES")


def test_every_default_is_a_word_of_its_vocabulary() -> None:
    senses = [
        verdict(canonical, rating, value)
        for canonical in (None, "supported", "refuted", "not_enough_evidence", "conflicting")
        for rating in (None, 1, 2, 3, 4, 5)
        for value in ("x", "pants-fire", "Supported")
    ] + [axes(one, two) for one in ("yes", "partly", "no") for two in ("yes", "no", "unset")]
    for vocabulary in VOCABULARIES.values():
        for sense in senses:
            target = find_default(vocabulary, sense).target
            assert target is None or target in vocabulary.values

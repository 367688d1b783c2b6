"""What holds for every text: exact offsets, order, and no visible character lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text import languages
from claims.text.attribution import analyse
from claims.text.languages.detection import detect
from claims.text.marks import is_blank
from claims.text.segment import segment

PARTS = [
    *".!?…,;:'\"“”‘’„«»()[]{}-–—•*¿¡。！？、「」《》।؟",
    *[" ", "  ", "\n", "\r", "\r\n", "\n\n", "\u2028", "\x85", "\x0b", "\u00a0", "\u3000", "\t"],
    *[
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u202b",
        "\u00ad",
        "🎉",
        "👩\u200d🚀",
        "e\u0301",
        "\x00",
        "\x1c",
    ],
    *["a", "I", "He", "said", "Mr", "Ann Lee", "U.S", "e.g", "12", "1", "3.5", "x@y.zz", "LEE:"],
    *["-------- ", "________", "laut „", "die „ “", "i. ", "(i) ", "ii) ", "٣", "²", "9" * 20],
    *[
        "İ",
        "ß",
        "ﬁ",
        "Σ",
        "ǅ",
        "Jose\u0301",
        "u\u0308",
        "\u0301",
        "will rise by 5%",
        "May",
        "zufolge",
    ],
    *["sagte", "Lee’s", "Ann “Bob” Lee", "Laut Orlan", "he", "She", "‚", "‘", "›", "『", "』", "$"],
    *["Orlan said", "that", "according to", "''", "``", "the mayor", "في", "он", "你好", "[1]"],
]
hostile = st.lists(st.sampled_from(PARTS), max_size=60).map("".join)
LANGUAGES = st.sampled_from(["en", "de", "ru", "zh", "el", "hy", "und", ""])


@settings(max_examples=400, deadline=None)
@given(st.one_of(hostile, st.text(max_size=80)), LANGUAGES)
def test_segments_are_exact_ordered_and_lose_nothing(text, language):
    segments = segment(text, language)

    covered = [False] * len(text)
    previous_end, previous_paragraph = 0, 0
    for one in segments:
        assert previous_end <= one.start < one.end <= len(text)
        assert one.paragraph >= previous_paragraph
        assert not text[one.start].isspace()
        assert not text[one.end - 1].isspace()
        assert not is_blank(text[one.start : one.end])
        covered[one.start : one.end] = [True] * (one.end - one.start)
        previous_end, previous_paragraph = one.end, one.paragraph
    lost = [char for char, is_in in zip(text, covered, strict=True) if not is_in]
    assert is_blank("".join(lost))


@settings(max_examples=200, deadline=None)
@given(hostile, LANGUAGES)
def test_the_same_text_gives_the_same_analysis(text, language):
    first = analyse(text, language)

    assert analyse(text, language) == first
    assert len(first.attributions) == len(first.segments)
    for attribution in first.attributions:
        scores = [one.score for one in attribution.candidates]
        assert all(0 < score <= 1 for score in scores)
        assert len({one.name for one in attribution.candidates}) == len(scores) <= 3
        assert not any(is_blank(one.name) for one in attribution.candidates)
    assert all(0 <= member.first_mention < len(text) for member in first.cast)


@settings(max_examples=200, deadline=None)
@given(hostile, LANGUAGES)
def test_hints_lie_in_their_segment_and_open_and_end_with_what_is_seen(text, language):
    found = analyse(text, language)

    for one, hints in zip(found.segments, found.hints, strict=True):
        for hint in hints:
            assert one.start <= hint.start < hint.end <= one.end
            assert not text[hint.start].isspace()
            assert not text[hint.end - 1].isspace()


@given(st.one_of(hostile, st.text(max_size=80)))
def test_any_text_gets_a_known_language_or_none(text):
    assert detect(text) in {"und", *(language.code for language in languages.LANGUAGES)}

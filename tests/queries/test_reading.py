"""An article laid out for reading."""

from hypothesis import given
from hypothesis import strategies as st

from claims.queries.reading import Paragraph, Piece, lay_out
from claims.text.segment import Kind, Segment, segment


def show(paragraphs: list[Paragraph[Segment]]) -> list[tuple[str, list[str]]]:
    """Each paragraph's kind and pieces; claims in brackets."""
    return [(one.kind, [show_piece(piece) for piece in one.pieces]) for one in paragraphs]


def show_piece(piece: Piece[Segment]) -> str:
    inside = "".join(show_piece(one) for one in piece.inner) or piece.text
    return f"[{inside}]" if piece.claim else inside


def find(text: str, *marked: tuple[str, str, int]) -> list[Segment]:
    return [
        Segment(text.index(part), text.index(part) + len(part), Kind(kind), paragraph)
        for part, kind, paragraph in marked
    ]


def test_article_becomes_headline_headings_and_paragraphs() -> None:
    text = "Big news\r\n\r\nOne. Two.\r\n\r\nWhy\r\nThree."
    claims = find(
        text,
        ("Big news", "headline", 0),
        ("One.", "sentence", 1),
        ("Two.", "sentence", 1),
        ("Why", "heading", 2),
        ("Three.", "sentence", 3),
    )

    assert show(lay_out(text, claims)) == [
        ("headline", ["[Big news]", "\r\n\r\n"]),
        ("sentence", ["[One.]", " ", "[Two.]", "\r\n\r\n"]),
        ("heading", ["[Why]", "\r\n"]),
        ("sentence", ["[Three.]"]),
    ]


def test_line_ends_within_a_paragraph_are_kept_in_it() -> None:
    text = "One.\nTwo."
    claims = find(text, ("One.", "sentence", 0), ("Two.", "sentence", 0))

    assert show(lay_out(text, claims)) == [("sentence", ["[One.]", "\n", "[Two.]"])]


def test_text_without_claims_has_its_own_lines() -> None:
    text = " \nOne. Rest of it.\n\nAlone.\n\nBefore: Two.\nAfter."
    claims = find(text, ("One.", "sentence", 0), ("Two.", "sentence", 2))

    assert show(lay_out(text, claims)) == [
        ("sentence", [" \n", "[One.]", " Rest of it.\n\n"]),
        ("sentence", ["Alone.\n\n"]),
        ("sentence", ["Before: ", "[Two.]", "\n"]),
        ("sentence", ["After."]),
    ]


def test_spans_nest_within_sentences() -> None:
    text = "He said it rains and it snows. So."
    claims = find(
        text,
        ("it snows", "span", 0),
        ("He said it rains and it snows.", "sentence", 0),
        ("it rains", "span", 0),
        ("So.", "sentence", 0),
    )

    assert show(lay_out(text, claims)) == [
        ("sentence", ["[He said [it rains] and [it snows].]", " ", "[So.]"])
    ]


def test_claim_that_crosses_another_is_left_out() -> None:
    text = "One. Two."
    claims = [*find(text, ("One.", "sentence", 0)), Segment(2, 7, Kind.SPAN, 0)]

    assert show(lay_out(text, claims)) == [("sentence", ["[One.]", " Two."])]


def test_nothing_gives_nothing() -> None:
    assert lay_out("", []) == []


texts = st.text(alphabet=st.sampled_from("ab.“” \t\n\r\u2028\u200b\x85é😀"), max_size=60)


@given(texts)
def test_nothing_of_a_segmented_text_is_lost(text: str) -> None:
    segments = segment(text)
    paragraphs = lay_out(text, segments)

    assert "".join(one.text for one in paragraphs) == text
    assert [p.claim for one in paragraphs for p in one.pieces if p.claim] == segments


@given(texts, st.data())
def test_nothing_is_lost_whatever_the_claims(text: str, data: st.DataObject) -> None:
    edges = st.integers(0, len(text))
    kinds = st.sampled_from(Kind)
    spans = st.lists(st.tuples(edges, edges, kinds, st.integers(0, 3)), max_size=6)
    claims = [Segment(a, b, kind, number) for a, b, kind, number in data.draw(spans) if a < b]
    paragraphs = lay_out(text, claims)

    assert "".join(one.text for one in paragraphs) == text
    assert all(one.pieces for one in paragraphs)
    for piece in (piece for one in paragraphs for piece in one.pieces):
        assert "".join(one.text for one in piece.inner) in ("", piece.text)
        assert piece.claim is None or piece.text == text[piece.claim.start : piece.claim.end]


@given(st.text(max_size=80))
def test_nothing_of_any_text_is_lost(text: str) -> None:
    assert "".join(one.text for one in lay_out(text, segment(text))) == text

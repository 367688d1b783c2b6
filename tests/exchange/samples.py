"""Records for tests: one with every field filled, and hostile ones by the hundred."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from claims.exchange.records import (
    SCHEMA_VERSION,
    AnnotationRecord,
    ApprovalRecord,
    ArticleDocument,
    ArticleHead,
    BasisRecord,
    ClaimHead,
    ClaimSpan,
    DecisionRecord,
    EarlierRevision,
    EvidenceRecord,
    ProjectHead,
    RoundHead,
    SpeakerName,
    SpeakerRecord,
    SuggestionRecord,
    VerdictRecord,
    VerifiabilityRecord,
)
from claims.exchange.shapes import Shape, describe

MAYOR = SpeakerRecord(
    uuid=UUID("5c8a2c3e-52a5-4b7c-9d41-0d1b8c1f7a10"),
    kind="person",
    name="Ilse Brandt",
    role="mayor",
    affiliation="Norhaven",
    same_as="https://www.wikidata.example/Q1",
)
PORT = SpeakerRecord(
    uuid=UUID("5c8a2c3e-52a5-4b7c-9d41-0d1b8c1f7a11"),
    kind="organisation",
    name="Port of Norhaven",
    role=None,
    affiliation=None,
    same_as=None,
)
FULL = AnnotationRecord(
    schema_version=SCHEMA_VERSION,
    uuid=UUID("0b1f2a34-0000-4000-8000-000000000001"),
    project=ProjectHead(uuid=UUID("0b1f2a34-0000-4000-8000-000000000002"), slug="demo"),
    article=ArticleHead(
        uuid=UUID("0b1f2a34-0000-4000-8000-000000000003"),
        source_id="ferry-1",
        title="Council backs ferry plan",
        url="https://daily.example/ferry",
        outlet="The Daily",
        author="A. Writer",
        published=date(2026, 1, 9),
        language="en",
        licence="CC-BY-4.0",
        redistribute="text",
        embargo=None,
        length=1234,
        sha256="ab" * 32,
        round=RoundHead(number=2, name="Pilot 2"),
    ),
    claim=ClaimHead(
        uuid=UUID("0b1f2a34-0000-4000-8000-000000000004"),
        start=120,
        end=160,
        kind="sentence",
        paragraph=2,
        position=3,
        text="“We paid 31 million crowns, =1+1 😀”\nشكرا",
        context_before="The council voted.",
        context_after=None,
        retired=False,
        splitter_version="1",
    ),
    annotator="a-0123456789ab",
    stage="label",
    revision=2,
    created_at=datetime(2026, 1, 15, 12, 0, 0, 123456, tzinfo=UTC),
    first_submitted_at=datetime(2026, 1, 15, 11, tzinfo=UTC),
    seconds=42,
    guideline_version=1,
    speaker=MAYOR,
    co_speakers=(PORT,),
    original_speaker=PORT,
    quote_type="direct",
    reporting_source="Norhaven Radio",
    verifiability=VerifiabilityRecord(
        scheme="factcheck-verifiability",
        scheme_version=1,
        value="check_worthy_fact",
        name="Fact worth checking",
        verifiable="yes",
        check_worthy="yes",
    ),
    verdict=VerdictRecord(
        scheme="averitec",
        scheme_version=1,
        value="Refuted",
        name="Refuted",
        canonical="refuted",
        rating=None,
    ),
    checked="content",
    wording="The council paid 31 million crowns.",
    claim_date=date(2026, 1, 8),
    claim_date_precision="day",
    claim_types=("Numerical Claim", "Causal Claim"),
    justification='The register says "33".',
    omission="The piers.",
    searched="The register.",
    confidence=4,
    comment="See page 3.",
    evidence=(
        EvidenceRecord(
            position=1,
            stance="refutes",
            url="https://register.example/1",
            archived_url="https://archive.example/1",
            title="Register",
            publisher="Council",
            published=date(2026, 1, 2),
            retrieved=date(2026, 1, 14),
            medium="Web text",
            quote="33 million",
            question="How much?",
            answer="33 million",
            set_number=1,
            url_key="https://register.example/1",
        ),
        EvidenceRecord(
            position=2,
            stance="neutral",
            url="https://daily.example/ferry#comments",
            archived_url=None,
            title=None,
            publisher=None,
            published=None,
            retrieved=None,
            medium=None,
            quote=None,
            question="Where does the number come from?",
            answer=None,
            set_number=2,
            kind="right_of_reply",
            asked_whom="Ilse Brandt",
            asked_on=date(2026, 1, 10),
            deadline=date(2026, 1, 13),
            url_key="https://daily.example/ferry",
            warnings=("own_article",),
        ),
    ),
    suggestion=SuggestionRecord(
        speaker=SpeakerName(uuid=MAYOR.uuid, name="Ilse Brandt"),
        quote_type="direct",
        source="factcheck.text",
        version="1",
        score=0.9,
        reason="open quote",
        taken=True,
    ),
    history=(
        EarlierRevision(
            uuid=UUID("0b1f2a34-0000-4000-8000-000000000005"),
            revision=1,
            created_at=datetime(2026, 1, 15, 11, tzinfo=UTC),
            speaker=SpeakerName(uuid=PORT.uuid, name="Port of Norhaven"),
            quote_type=None,
            verifiability="no_claim",
            verdict=None,
            wording=None,
            claim_date=None,
            justification=None,
            confidence=None,
            comment=None,
        ),
    ),
    suggestions_shown=True,
    suggested_verifiability="check_worthy_fact",
    suggested_verdict="Supported",
)
# All that may be absent is.
SPARSE = FULL._replace(
    article=FULL.article._replace(
        source_id=None,
        url=None,
        outlet=None,
        author=None,
        published=None,
        licence=None,
    ),
    claim=FULL.claim._replace(context_before=None),
    seconds=None,
    guideline_version=None,
    co_speakers=(),
    original_speaker=None,
    quote_type=None,
    reporting_source=None,
    verdict=None,
    wording=None,
    claim_date=None,
    claim_date_precision=None,
    claim_types=(),
    justification=None,
    omission=None,
    searched=None,
    confidence=None,
    comment=None,
    evidence=(),
    suggestion=None,
    history=(),
)

# What curators decided of the same claim.
SHARED = (
    *("schema_version", "uuid", "project", "article", "claim", "stage", "created_at", "speaker"),
    *("co_speakers", "original_speaker", "quote_type", "reporting_source", "verifiability"),
    *("verdict", "checked", "wording", "claim_date", "claim_date_precision", "claim_types"),
    *("justification", "omission", "searched", "evidence"),
)


def decide(label: AnnotationRecord, *verdicts: str | None) -> DecisionRecord:
    """A decision that says what the label says, and stands on labels with these verdicts."""
    return DecisionRecord(
        **{name: getattr(label, name) for name in SHARED},
        rule="curator",
        decided_by="a-ba9876543210",
        reason="Clear.",
        previous=None,
        basis=tuple(
            BasisRecord(
                uuid=UUID(int=number),
                annotator=f"a-{number:012}",
                speaker=SpeakerName(uuid=MAYOR.uuid, name="Ilse Brandt"),
                verifiability=label.verifiability.value,
                verdict=verdict,
                confidence=4,
                seconds=None,
            )
            for number, verdict in enumerate(verdicts, start=1)
        ),
        approvals=(ApprovalRecord("a-000000000009", label.created_at),),
    )


DECISION = decide(FULL, "Refuted", "Supported")
DOCUMENT = ArticleDocument(
    schema_version=SCHEMA_VERSION,
    project=FULL.project,
    article=FULL.article,
    previous=None,
    created_at=FULL.created_at,
    text="“We paid 31 million crowns, =1+1 😀”\nشكرا",
    claims=(
        ClaimSpan(
            uuid=FULL.claim.uuid,
            start=0,
            end=30,
            kind="sentence",
            paragraph=1,
            position=1,
            retired=False,
            splitter_version="1",
        ),
    ),
)

UNNAMED = PORT._replace(kind="unnamed", name=None)
THE_ARTICLE = PORT._replace(kind="article", name=None)


def judge(
    canonical: str | None = None, rating: int | None = None, value: str = "", scheme: str = "own"
) -> VerdictRecord:
    """A verdict of some scheme."""
    name = value or canonical or ""
    return VerdictRecord(scheme, 1, name, name, canonical, rating)


def axes(verifiable: str, check_worthy: str, value: str = "own") -> VerifiabilityRecord:
    """A label of some scheme."""
    return VerifiabilityRecord("own", 1, value, value, verifiable, check_worthy)


HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a\r\nb", "a\rb", "a\nb", '"', '""', ",", ";",
    "'", " ", "null", "[]", "\ufeff", "\u2028", "e\u0301", "😀", "👩\u200d👧", "\u202eshalom שלום",
    "\x85", "\x1c", "\x7f", "\\u0000", "\\", "%s", "{}", "0", "true",
]  # fmt: skip
# Neither database holds NUL or lone surrogates, nor does any format.
texts = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
moments = st.datetimes(timezones=st.just(UTC))
SCALARS: dict[type, st.SearchStrategy[Any]] = {
    str: texts,
    int: st.integers(-5, 2**31),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    UUID: st.uuids(),
    date: st.dates(),
    datetime: moments,
}


def make_values(shape: Shape) -> st.SearchStrategy[Any]:
    one = make_records(shape.kind) if shape.is_record else SCALARS[shape.kind]
    if shape.many:
        return st.lists(one, max_size=2).map(tuple)
    if not shape.nullable:
        return one
    return st.none() | (one.filter(bool) if shape.kind is str else one)


def make_records(record_type: type) -> st.SearchStrategy[Any]:
    """Records of that type with anything in them that their types allow."""
    values = {shape.name: make_values(shape) for shape in describe(record_type)}
    return st.builds(record_type, **values)

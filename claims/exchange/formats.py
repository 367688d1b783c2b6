"""Which formats there are to export to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from claims.errors import InvalidInput, gettext_noop
from claims.exchange import (
    averitec,
    checkthat,
    claimbuster,
    csv,
    fever,
    huggingface,
    jsonl,
    liar,
    parquet,
    webannotation,
)
from claims.exchange.records import AnyRecord, Kind
from claims.exchange.report import Report
from claims.exchange.writing import Writing as Writing

AnyFormat = TypeVar("AnyFormat")

Write = Callable[[Iterable[AnyRecord], Writing], Iterator[bytes]]

# What formats of single claims can say: a label, or a decision.
OF_CLAIMS = frozenset({Kind.ANNOTATIONS, Kind.DECISIONS})
_CSV = "text/csv; charset=utf-8; header=present"
_TSV = "text/tab-separated-values; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write records. `suffix` is how its files' names end, `kinds` what it can say.

    `resumable`: each record is a piece of the file by itself, which may go on after any of them.
    `trailer`: a last line may say what is in the file. `prepare`, where there is one, is to be
    given the same records first, with the same Writing: what they have in common goes into every
    line.
    """

    name: str
    content_type: str
    suffix: str
    write: Write
    title: str
    description: str
    kinds: frozenset[Kind] = frozenset(Kind)
    resumable: bool = False
    trailer: bool = False
    prepare: Callable[[Iterable[AnyRecord], Writing], None] | None = None

    def write_all(
        self, open_records: Callable[[], Iterable[AnyRecord]], writing: Writing
    ) -> Iterator[bytes]:
        """Both passes, if there are two: `open_records` gives the same records each time."""
        if self.prepare:
            self.prepare(open_records(), writing)
        yield from self.write(open_records(), writing)


# Of formats that say every record as it is: all that is counted is how many.
def _write_jsonl(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    return jsonl.write(_count(records, writing.report), writing.kind)


def _write_csv(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    counted = _count(records, writing.report)
    return csv.write(counted, writing.kind, continued=writing.continued)


def _write_excel(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    counted = _count(records, writing.report)
    return csv.write_for_excel(counted, writing.kind, continued=writing.continued)


def _write_parquet(records: Iterable[AnyRecord], writing: Writing) -> Iterator[bytes]:
    return parquet.write(_count(records, writing.report), writing.kind)


def _count(records: Iterable[AnyRecord], report: Report) -> Iterator[AnyRecord]:
    for record in records:
        report.records += 1
        yield record


_ALL = (
    Format(
        "jsonl",
        "application/x-ndjson",
        ".jsonl",
        _write_jsonl,
        "JSON Lines",
        gettext_noop("Everything, one record a line. For programs."),
        resumable=True,
        trailer=True,
    ),
    Format(
        "csv",
        _CSV,
        ".csv",
        _write_csv,
        "CSV",
        gettext_noop("Everything, as a table. For programs."),
        resumable=True,
    ),
    Format(
        "csv-excel",
        _CSV,
        "-excel.csv",
        _write_excel,
        gettext_noop("CSV for spreadsheets"),
        gettext_noop("The same table, safe to open in Excel. For looking at."),
        resumable=True,
    ),
    Format(
        "parquet",
        "application/vnd.apache.parquet",
        ".parquet",
        _write_parquet,
        "Parquet",
        gettext_noop("Everything, with typed columns. For pandas, DuckDB and the like."),
    ),
    Format(
        averitec.NAME,
        "application/json",
        "-averitec.json",
        averitec.write,
        "AVeriTeC",
        gettext_noop("Claims with verdicts, and evidence as questions and answers."),
        OF_CLAIMS,
    ),
    Format(
        fever.NAME,
        "application/x-ndjson",
        "-fever.jsonl",
        fever.write,
        "FEVER",
        gettext_noop("Claims with verdicts that rest on sentences of Wikipedia."),
        OF_CLAIMS,
    ),
    Format(
        claimbuster.CSV_NAME,
        _CSV,
        "-claimbuster.csv",
        claimbuster.write_csv,
        gettext_noop("ClaimBuster, CSV"),
        gettext_noop("Sentences: non-factual, unimportant or worth checking."),
        OF_CLAIMS,
    ),
    Format(
        claimbuster.JSON_NAME,
        "application/json",
        "-claimbuster.json",
        claimbuster.write_json,
        gettext_noop("ClaimBuster, JSON"),
        gettext_noop("Sentences: worth checking or not."),
        OF_CLAIMS,
    ),
    Format(
        liar.NAME,
        _TSV,
        "-liar.tsv",
        liar.write,
        "LIAR",
        gettext_noop("Statements in six degrees of truth, with each speaker’s counts."),
        OF_CLAIMS,
        prepare=liar.prepare,
    ),
    Format(
        liar.PLUS_NAME,
        _TSV,
        "-liar-plus.tsv",
        liar.write_plus,
        "LIAR-PLUS",
        gettext_noop("As LIAR, with the justification."),
        OF_CLAIMS,
        prepare=liar.prepare,
    ),
    Format(
        checkthat.T1_NAME,
        _TSV,
        "-checkthat-2018-t1.tsv",
        checkthat.write_t1,
        gettext_noop("CheckThat! 2018, task 1"),
        gettext_noop("Sentences and their speakers: worth checking or not."),
        OF_CLAIMS,
    ),
    Format(
        checkthat.T2_NAME,
        _TSV,
        "-checkthat-2018-t2.tsv",
        checkthat.write_t2,
        gettext_noop("CheckThat! 2018, task 2"),
        gettext_noop("The same, with the claim in other words and its verdict."),
        OF_CLAIMS,
    ),
    Format(
        checkthat.NAME_2024,
        _TSV,
        "-checkthat-2024.tsv",
        checkthat.write_2024,
        gettext_noop("CheckThat! 2024, task 1"),
        gettext_noop("Sentences: worth checking or not."),
        OF_CLAIMS,
    ),
    Format(
        "webannotation",
        "application/x-ndjson",
        "-webannotation.jsonl",
        webannotation.write,
        "W3C Web Annotation",
        gettext_noop("Labels as annotations of the article’s page, JSON-LD, one a line."),
        OF_CLAIMS,
        resumable=True,
    ),
)
# In every release, whatever is chosen: what its card tells `datasets.load_dataset` to read.
DATASET = Format(
    huggingface.NAME,
    "application/vnd.apache.parquet",
    ".parquet",
    huggingface.write,
    "Hugging Face",
    "One row a claim, with its labels and evidence. For `datasets.load_dataset`.",
    OF_CLAIMS,
)
FORMATS: Mapping[str, Format] = {format_.name: format_ for format_ in _ALL}
DEFAULT_FORMAT = "jsonl"


def find_format(name: str) -> Format:
    """The format of that name; raises InvalidInput ("unknown_format") naming those there are."""
    return pick_format(name, FORMATS)


def pick_format(name: str, formats: Mapping[str, AnyFormat]) -> AnyFormat:
    """The one of that name; raises InvalidInput ("unknown_format") naming those there are."""
    try:
        return formats[name]
    except KeyError:
        raise InvalidInput(
            "unknown_format",
            "There is no format “%(name)s”. There are: %(known)s.",
            field="format",
            name=name[:40],
            known=", ".join(formats),
        ) from None

"""Which files of claims with labels can be read, and written again as they came."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from claims.exchange import averitec, checkthat, claimbuster, fever, labelling_tools, liar
from claims.exchange.imported import ImportedClaim, ImportedRow


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """A file that others make. `write_again` writes what was read, field for field, if it can."""

    name: str
    title: str
    read: Callable[[BinaryIO], Iterator[ImportedRow]]
    write_again: Callable[[Iterable[ImportedClaim]], Iterator[bytes]] | None = None


IMPORT_FORMATS: Mapping[str, ImportFormat] = {
    one.name: one
    for one in (
        ImportFormat(averitec.NAME, "AVeriTeC", averitec.read, averitec.write_again),
        ImportFormat(fever.NAME, "FEVER", fever.read, fever.write_again),
        ImportFormat(liar.NAME, "LIAR", liar.read, liar.write_again),
        ImportFormat(liar.PLUS_NAME, "LIAR-PLUS", liar.read_plus, liar.write_again),
        ImportFormat(
            checkthat.T1_NAME, "CheckThat! 2018, 1", checkthat.read_t1, checkthat.write_again
        ),
        ImportFormat(
            checkthat.T2_NAME, "CheckThat! 2018, 2", checkthat.read_t2, checkthat.write_again
        ),
        ImportFormat(
            checkthat.NAME_2024, "CheckThat! 2024", checkthat.read_2024, checkthat.write_2024_again
        ),
        ImportFormat(
            claimbuster.CSV_NAME,
            "ClaimBuster (CSV)",
            claimbuster.read_csv,
            claimbuster.write_csv_again,
        ),
        ImportFormat(
            claimbuster.JSON_NAME,
            "ClaimBuster (JSON)",
            claimbuster.read_json,
            claimbuster.write_json_again,
        ),
        ImportFormat(
            labelling_tools.LABEL_STUDIO, "Label Studio (JSON)", labelling_tools.read_label_studio
        ),
        ImportFormat(labelling_tools.DOCCANO, "doccano (JSONL)", labelling_tools.read_doccano),
    )
}

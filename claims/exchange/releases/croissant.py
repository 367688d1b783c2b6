"""Croissant: the data set described for machines, with the fields of its responsible-AI extension.

Croissant 1.0 and RAI 1.0, as MLCommons publishes them (http://mlcommons.org/croissant/1.0,
http://mlcommons.org/croissant/RAI/1.0). Readers of Croissant find the data in the release's own
CSV, if it has one; the other files are listed with their hashes.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from claims.exchange.releases import caveats
from claims.exchange.releases.citation import LICENCES, cite
from claims.exchange.releases.manifest import Manifest, list_creators, on_one_line
from claims.exchange.releases.removed import find_removed, tell_removed

_CROISSANT = "http://mlcommons.org/croissant/"
CONFORMS_TO = [f"{_CROISSANT}1.0", f"{_CROISSANT}RAI/1.0"]
_TERMS = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty"),
    *("fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField"),
    *("path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate"),
    *("separator", "source", "subField", "transform"),
)
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": _CROISSANT,
    "rai": f"{_CROISSANT}RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}
# The columns of CSV that readers of Croissant are given, with what they hold.
FIELDS = {
    "uuid": "The record.",
    "article.uuid": "The article.",
    "article.sha256": "SHA-256 of the article’s text in UTF-8.",
    "article.url": "Where the article was published.",
    "claim.uuid": "The claim.",
    "claim.start": "Where the claim begins in the article, in code points.",
    "claim.end": "Where it ends, exclusive.",
    "claim.text": "The claim’s words; empty where they may not be passed on.",
    "stage": "The pass in which it was labelled.",
    "speaker.name": "Who says it; empty for the article itself and for unnamed sources.",
    "verifiability.value": "Whether it can and should be checked.",
    "verdict.value": "What the evidence says of it; empty where nobody judged.",
}
_NUMBERS = ("claim.start", "claim.end", "length")
# What readers of Croissant call lines of JSON.
_LINES = {"application/x-ndjson": "application/jsonlines"}


def write_croissant(manifest: Manifest, notes: Mapping[str, str]) -> bytes:
    """`notes` for the datasheet tell more of who labelled, how the data leans, what it lacks."""
    return (json.dumps(describe(manifest, notes), ensure_ascii=False, indent=1) + "\n").encode()


def describe(manifest: Manifest, notes: Mapping[str, str]) -> dict[str, Any]:
    release = manifest["release"]
    licence = release["licence"]
    described = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": f"{release['name']}-{release['version']}".replace(".", "-"),
        "description": release["description"] or on_one_line(release["title"]),
        "alternateName": on_one_line(release["title"]),
        "version": release["version"],
        "datePublished": release["as_of"],
        "citeAs": cite(manifest),
        "creator": [
            {"@type": "sc:Organization", "name": creator} for creator in list_creators(manifest)
        ],
        "license": f"https://spdx.org/licenses/{licence}" if licence in LICENCES else licence,
        **dict(_describe_making(manifest)),
        **dict(_describe_caveats(manifest, notes)),
        "distribution": [_describe_file(file, manifest) for file in manifest["files"]],
        "recordSet": [*_describe_records(manifest), *_describe_removed(manifest)],
    }
    return {name: value for name, value in described.items() if value}


def _describe_making(manifest: Manifest) -> Iterator[tuple[str, Any]]:
    """What the extension for responsible AI asks, as far as the project knows it."""
    counts, guidelines = manifest["counts"], manifest["guidelines"]
    yield "rai:dataCollection", "News articles, split into claims by program."
    yield "rai:dataCollectionType", ["Manual Human Curation"]
    yield "rai:dataCollectionTimeframe", [one for one in manifest["timeframe"] if one]
    yield (
        "rai:dataAnnotationProtocol",
        "; ".join(f"guideline version {one['version']} (guideline.md)" for one in guidelines),
    )
    software = manifest["software"]
    yield "rai:dataAnnotationPlatform", [f"{software['name']} {software['version']}"]
    analysis = [_tell_agreement(row) for row in manifest["agreement"] if row["value"] is not None]
    yield "rai:dataAnnotationAnalysis", analysis
    per_claim = counts["labels"] / counts["claims"]
    yield "rai:annotationsPerItem", f"{per_claim:.2f} labels per claim on average"
    yield "rai:machineAnnotationTools", manifest["machines"]
    yield (
        "rai:personalSensitiveInformation",
        ["Names of public speakers as articles give them; annotators by pseudonyms only."],
    )
    yield (
        "rai:dataReleaseMaintenancePlan",
        " ".join(
            (
                "This version never changes; mistakes are mended in later versions.",
                *tell_removed(manifest),
            )
        ),
    )


def _describe_caveats(
    manifest: Manifest, notes: Mapping[str, str]
) -> Iterator[tuple[str, list[str]]]:
    for name, section, tell in (
        ("rai:annotatorDemographics", "labelling", caveats.tell_annotators),
        ("rai:dataBiases", "composition", caveats.list_biases),
        ("rai:dataLimitations", "uses", caveats.list_limitations),
    ):
        note = notes.get(section, "").strip()
        yield name, [*tell(manifest), *([note] if note else [])]


def _tell_agreement(row: dict[str, Any]) -> str:
    interval = (
        f", 95 % interval {row['low']:.3f} to {row['high']:.3f}" if row["low"] is not None else ""
    )
    value = f"{row['measure']} {row['value']:.3f}{interval}"
    return f"{row['field']}: {value}, {row['claims']} claims of the project"


def _describe_file(file: dict[str, Any], manifest: Manifest) -> dict[str, Any]:
    removed = find_removed(file["name"])
    content_type = file["content_type"].partition(";")[0]
    return {
        "@type": "cr:FileObject",
        "@id": file["name"],
        "name": file["name"],
        **({"description": removed.tell(manifest)} if removed else {}),
        "contentUrl": file["name"],
        "contentSize": f"{file['size']} B",
        "encodingFormat": _LINES.get(content_type, content_type),
        "sha256": file["sha256"],
    }


def _describe_records(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """One set of records for each part that has a CSV."""
    for file in manifest["files"]:
        if file["format"] == "csv":
            told = f"The records of the part “{file['split']}”."
            yield _describe_set(file["split"], told, file["name"], FIELDS)


def _describe_removed(manifest: Manifest) -> Iterator[dict[str, Any]]:
    """One for each file of articles that earlier releases may hold."""
    for file in manifest["files"]:
        if removed := find_removed(file["name"]):
            told = removed.tell(manifest)
            yield _describe_set(removed.key, told, file["name"], removed.list_columns())


def _describe_set(name: str, told: str, file: str, columns: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": told,
        "field": [_describe_field(name, file, *column) for column in columns.items()],
    }


def _describe_field(records: str, file: str, column: str, told: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{records}/{column}",
        "name": column,
        "description": told,
        "dataType": "sc:Integer" if column in _NUMBERS else "sc:Text",
        "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
    }

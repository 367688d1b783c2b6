"""README.md of a release: what it is, what lies where, how to cite it.

It is also the card by which `datasets.load_dataset` finds the rows, if the folder of the release is
all that it is given.
"""

from collections.abc import Iterator

from claims.exchange import huggingface
from claims.exchange.dataset_card import DatasetCard, Split, make_card
from claims.exchange.releases.citation import LICENCES, cite
from claims.exchange.releases.manifest import Manifest, describe_size, on_one_line
from claims.exchange.releases.removed import tell_removed
from claims.exchange.releases.splits import TRAIN, WHOLE

# Licences that the hub calls by something else than their identifier in small letters.
_HUB_LICENCES = {"ODbL-1.0": "odbl", "ODC-By-1.0": "odc-by", "PDDL-1.0": "pddl"}


def write_readme(manifest: Manifest) -> bytes:
    release = manifest["release"]
    card = DatasetCard(
        pretty_name=on_one_line(release["title"]),
        licence=_name_licence(release["licence"]),
        terms=release["licence"],
        # The hub knows languages, not what they are like in a country.
        languages=[language.partition("-")[0] for language in manifest["languages"]],
        summary="\n\n".join(_summarise(manifest)),
        source="News articles, split into claims by program: datasheet.md has more.",
        annotation_process=_tell_process(manifest),
        annotators=f"{describe_size(manifest['counts']['annotators'], 'person', 'people')}, named "
        "by pseudonyms that hold in this release only.",
        personal_information="Names of speakers as the articles give them.",
        citation=cite(manifest),
        further=dict(_list_own_sections(manifest)),
    )
    return make_card(card, huggingface.DatasetRow, list(_list_splits(manifest))).encode()


def _name_licence(licence: str) -> str:
    """What the hub calls it: one that it does not know is `other`."""
    if licence in LICENCES:
        return _HUB_LICENCES.get(licence, licence.lower())
    return "other" if licence else "unknown"


def _summarise(manifest: Manifest) -> Iterator[str]:
    release, counts = manifest["release"], manifest["counts"]
    yield (
        f"Version {release['version']}, as of {release['as_of']}. "
        f"{describe_size(counts['records'], 'record', 'records')} on "
        f"{describe_size(counts['claims'], 'claim', 'claims')} of "
        f"{describe_size(counts['articles'], 'article', 'articles')}."
    )
    if description := release["description"].strip():
        yield description


def _tell_process(manifest: Manifest) -> str:
    told = "Labelled at the desk of Factcheck, each person without seeing others’ labels."
    return f"{told} The guideline is guideline.md." if manifest["guidelines"] else told


def _list_splits(manifest: Manifest) -> Iterator[Split]:
    """A release of one part is all for training, as the hub calls it."""
    for file in manifest["files"]:
        if file["format"] == huggingface.NAME:
            name = TRAIN if file["split"] == WHOLE else file["split"]
            yield Split(name, file["name"], file["report"]["records"])


def _list_own_sections(manifest: Manifest) -> Iterator[tuple[str, str]]:
    yield "Files", _list_files(manifest)
    yield (
        "Fields",
        f"Those above are of the folder {huggingface.NAME}/. What each field of the other files "
        "means: the export format of Factcheck, schema version "
        f"{manifest['schema_version']}. Offsets are Unicode code points, end exclusive.",
    )
    yield "Removed articles", "\n\n".join(tell_removed(manifest))
    if manifest["redistribution"]["none"]["records"]:
        yield (
            "Texts that are not here",
            "Some articles may not be passed on: their claims come without words. "
            "`python3 rehydrate.py . ARTICLES OUTPUT` fills them in from your own copies of the "
            "articles, in JSON Lines and CSV.",
        )


def _list_files(manifest: Manifest) -> str:
    lines = ["| file | records | bytes | SHA-256 |", "| --- | ---: | ---: | --- |"]
    for file in manifest["files"]:
        records = file["report"].get("records", "")
        lines.append(f"| {file['name']} | {records} | {file['size']} | `{file['sha256']}` |")
    return "\n".join(lines)

"""The datasheet: what users of a data set ask, answered as far as the data tells, and by notes.

The seven sections are those of Gebru et al., “Datasheets for Datasets”, Communications of the ACM
64 (2021).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from claims.exchange.releases import caveats
from claims.exchange.releases.manifest import Manifest, describe_size, on_one_line
from claims.exchange.releases.removed import tell_removed

SECTIONS: Mapping[str, str] = {
    "motivation": "Motivation",
    "composition": "Composition",
    "collection": "Collection process",
    "labelling": "Preprocessing, cleaning and labelling",
    "uses": "Uses",
    "distribution": "Distribution",
    "maintenance": "Maintenance",
}
NOTHING_SAID = "Nothing was said about this."


def write_datasheet(manifest: Manifest, notes: Mapping[str, str]) -> bytes:
    """Markdown; `notes` by section stand below what is told by itself."""
    release = manifest["release"]
    parts = [f"# Datasheet: {on_one_line(release['title'])} {release['version']}"]
    for section, title in SECTIONS.items():
        told = list(_TELL[section](manifest))
        note = notes.get(section, "").strip()
        parts += [f"## {title}", *told, *([note] if note else [])]
        if not told and not note:
            parts.append(NOTHING_SAID)
    return ("\n\n".join(parts) + "\n").encode()


def _tell_motivation(manifest: Manifest) -> Iterator[str]:
    if description := manifest["release"]["description"].strip():
        yield description


def _tell_composition(manifest: Manifest) -> Iterator[str]:
    counts = manifest["counts"]
    yield (
        f"{describe_size(counts['records'], 'record', 'records')} on "
        f"{describe_size(counts['claims'], 'claim', 'claims')} of "
        f"{describe_size(counts['articles'], 'article', 'articles')}, as of "
        f"{manifest['release']['as_of']}. A claim is a stretch of an article’s text, mostly one "
        "sentence, by its offsets in Unicode code points."
    )
    yield from _tell_filter(manifest)
    for field, by_part in manifest["labels"].items():
        totals: dict[str, int] = {}
        for values in by_part.values():
            for value, number in values.items():
                totals[value] = totals.get(value, 0) + number
        if totals:
            yield _write_table((field.capitalize(), "records"), sorted(totals.items()))
    yield _write_list(caveats.list_biases(manifest))
    yield from _tell_parts(manifest)
    yield from _tell_left_out(manifest)


def _tell_filter(manifest: Manifest) -> Iterator[str]:
    if narrowed := manifest["filter"]["narrowed_to"]:
        rows = [(name.replace("_", " ").capitalize(), value) for name, value in narrowed.items()]
        yield _write_table(("Narrowed down by", "to"), rows)


def _tell_parts(manifest: Manifest) -> Iterator[str]:
    splits = manifest["splits"]
    rows = [(part, count["records"]) for part, count in splits["counts"].items()]
    yield _write_table(("Part", "records"), rows)
    if splits["method"] == "none":
        return
    joined, shared = splits["near_duplicates"], splits["shared"]
    yield (
        f"Parts were made {'by date' if splits['method'] == 'date' else 'by chance'} "
        f"(seed {splits['seed']}); articles that share a sentence, but for one word, and "
        f"corrections of an article, stay in one part ({joined['articles']} articles in "
        f"{joined['groups']} groups). Between parts are shared: {shared['evidence']} links of "
        f"evidence, {shared['speakers']} speakers, "
        f"{shared['sentences']} sentences, word for word, that stand in too many articles to keep "
        "together."
    )


def _tell_left_out(manifest: Manifest) -> Iterator[str]:
    left_out = {reason: number for reason, number in manifest["left_out"].items() if number}
    if left_out:
        rows = sorted((reason.replace("_", " "), number) for reason, number in left_out.items())
        yield _write_table(("Left out", "records"), rows)
    rights = manifest["redistribution"]
    rows = [(right, count["records"]) for right, count in rights.items()]
    yield _write_table(("May be passed on", "records"), rows)


def _tell_collection(manifest: Manifest) -> Iterator[str]:
    yield (
        "Articles were brought in by the project’s managers, split into claims by program "
        f"({', '.join(manifest['splitters'])}), and labelled by people at the desk of "
        f"{manifest['software']['name']} {manifest['software']['version']}. No claim was labelled "
        "by anybody who had seen another’s label of it."
    )


def _tell_labelling(manifest: Manifest) -> Iterator[str]:
    yield (
        f"{' '.join(caveats.tell_annotators(manifest))} The pseudonyms hold in this release only. "
        "Texts were neither cleaned nor normalised."
    )
    if manifest["agreement"]:
        rows = [(row["field"].replace("_", " "), _say_alpha(row)) for row in manifest["agreement"]]
        yield "Agreement is that of all labels of the project, whatever this release holds of them:"
        yield _write_table(("Agreement on", "Krippendorff’s α (evidence: overlap)"), rows)
    versions = [str(one["version"]) for one in manifest["guidelines"]]
    if not versions:
        return
    known = any(one["labels"] for one in manifest["guidelines"])
    told = (
        "Labels were given under the guideline’s"
        if known
        else "No label names its version of the guideline; the latest is"
    )
    yield f"{told} version {', '.join(versions)}: guideline.md"


def _say_alpha(row: Mapping[str, object]) -> str:
    value, low, high = row["value"], row["low"], row["high"]
    if value is None:
        return f"none ({str(row['undefined']).replace('_', ' ')})"
    interval = f" [{low:.3f}, {high:.3f}]" if low is not None else ""
    return f"{value:.3f}{interval}, {row['claims']} claims"


def _tell_distribution(manifest: Manifest) -> Iterator[str]:
    licence = manifest["release"]["licence"]
    if licence:
        yield f"Licence: {licence}. The articles’ texts keep the rights of their publishers."
    if manifest["redistribution"]["none"]["records"]:
        yield (
            "Of articles that may not be passed on there is the link, the SHA-256 of the text and "
            "the claims’ offsets; rehydrate.py fills the claims in from your own copies."
        )


def _tell_maintenance(manifest: Manifest) -> Iterator[str]:
    yield (
        "This version stays as it is. A mistake is mended in another version; should this one have "
        "to be withdrawn, its address says so, why, and what to use instead. manifest.json has the "
        "SHA-256 of each file. Should articles in it be withdrawn, its page and its address for "
        "programs (withdrawn_since) say which, and later versions are without them."
    )
    yield from tell_removed(manifest)


def _tell_uses(manifest: Manifest) -> Iterator[str]:
    yield _write_list(caveats.list_limitations(manifest))


_TELL = {
    "motivation": _tell_motivation,
    "composition": _tell_composition,
    "collection": _tell_collection,
    "labelling": _tell_labelling,
    "uses": _tell_uses,
    "distribution": _tell_distribution,
    "maintenance": _tell_maintenance,
}


def _write_table(head: tuple[str, str], rows: Sequence[tuple[str, object]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "| --- | ---: |"]
    lines += [f"| {_write_cell(name)} | {_write_cell(value)} |" for name, value in rows]
    return "\n".join(lines)


def _write_list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _write_cell(value: object) -> str:
    return str(value).replace("|", "\\|")

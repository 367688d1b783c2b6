"""CITATION.cff (Citation File Format 1.2.0), and the same as one sentence."""

from claims.exchange.releases.manifest import Manifest, list_creators, on_one_line, quote

# Of SPDX's list, which the format wants a licence to be of; another is told in the abstract.
LICENCES = frozenset(
    (
        *("CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0"),
        *("CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "ODbL-1.0", "ODC-By-1.0"),
        *("PDDL-1.0", "CDLA-Permissive-2.0", "MIT", "Apache-2.0"),
    )
)


def write_citation(manifest: Manifest) -> bytes:
    release = manifest["release"]
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this data set, please cite it as below.",
        "type: dataset",
        f"title: {quote(on_one_line(release['title']))}",
        f"version: {quote(release['version'])}",
        f"date-released: {quote(release['as_of'][:10])}",
        "authors:",
        *(f"  - name: {quote(creator)}" for creator in list_creators(manifest)),
    ]
    abstract = on_one_line(release["description"])
    if release["licence"] in LICENCES:
        lines.append(f"license: {release['licence']}")
    elif release["licence"]:
        abstract = f"{abstract} Licence: {release['licence']}.".strip()
    if abstract:
        lines.append(f"abstract: {quote(abstract)}")
    return ("\n".join(lines) + "\n").encode()


def cite(manifest: Manifest) -> str:
    """As one would write it below a text."""
    release = manifest["release"]
    creators = "; ".join(list_creators(manifest))
    title, year = on_one_line(release["title"]), release["as_of"][:4]
    return f"{creators} ({year}): {title}, version {release['version']} [data set]."

"""README.md of a release: what it is, what lies where, how to cite it."""

from claims.exchange.releases.citation import cite
from claims.exchange.releases.manifest import Manifest, describe_size, on_one_line


def write_readme(manifest: Manifest) -> bytes:
    release, counts = manifest["release"], manifest["counts"]
    parts = [
        f"# {on_one_line(release['title'])}",
        f"Version {release['version']}, as of {release['as_of']}. "
        f"{describe_size(counts['records'], 'record', 'records')} on "
        f"{describe_size(counts['claims'], 'claim', 'claims')} of "
        f"{describe_size(counts['articles'], 'article', 'articles')}.",
        release["description"].strip(),
        "## Files",
        _list_files(manifest),
        "What each field means: the export format of Factcheck, schema version "
        f"{manifest['schema_version']}. Offsets are Unicode code points, end exclusive.",
    ]
    if manifest["redistribution"]["none"]["records"]:
        parts += [
            "## Texts that are not here",
            "Some articles may not be passed on: their claims come without words. "
            "`python3 rehydrate.py . ARTICLES OUTPUT` fills them in from your own copies of the "
            "articles, in JSON Lines and CSV.",
        ]
    parts += ["## Citation", cite(manifest)]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _list_files(manifest: Manifest) -> str:
    lines = ["| file | records | bytes | SHA-256 |", "| --- | ---: | ---: | --- |"]
    for file in manifest["files"]:
        records = file["report"].get("records", "")
        lines.append(f"| {file['name']} | {records} | {file['size']} | `{file['sha256']}` |")
    return "\n".join(lines)

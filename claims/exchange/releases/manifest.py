"""The manifest of a release: what it is, counted; all other documents are written from it."""

import json
import re
from collections.abc import Mapping
from typing import Any

# Of the manifest's own shape: raised when a key changes its meaning or goes.
MANIFEST_VERSION = "1.0"

Manifest = Mapping[str, Any]


def dump(manifest: Manifest) -> bytes:
    """The same bytes for the same manifest, for people to read too."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def quote(text: str) -> str:
    """A text as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


def list_creators(manifest: Manifest) -> list[str]:
    """Who is to be cited; where nobody is named, those who made it together."""
    release = manifest["release"]
    return release["creators"] or [f"The annotators of {release['project_name']}"]


def describe_size(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"

"""Static files as production serves them: by hashed names, also where modules import modules."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from factcheck.storage import HashedModulesStorage

IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["']([^"']+)["']""")
HASHED = re.compile(r"\./(\w+)\.[0-9a-f]{12}\.js")
# What pages load, and with it; each also what it loads later.
ENTRIES = {
    "desk": {
        "article",
        "fragments",
        "keys",
        "menu",
        "outbox",
        "sheet",
        "speaker_search",
        "undo",
    },
    "boundaries": {"keys", "offsets"},
    "labels": {"fragments", "keys"},
    "key_capture": {"keys"},
    "proposals": {"keys"},
    "adjudication": {"keys", "sheet", "speaker_search"},
    "agreement": {"fragments"},
    "jobs": {"fragments"},
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `collectstatic` makes of the files with the storage that production has."""
    root = tmp_path_factory.mktemp("static")
    storage = f"{HashedModulesStorage.__module__}.{HashedModulesStorage.__name__}"
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


def follow(root: Path, names: Mapping[str, str], entry: str) -> dict[str, list[str]]:
    """What the page's module imports, and they in turn, by the files that a browser gets."""
    waiting, found = [names[f"claims/{entry}.js"].removeprefix("claims/")], {}
    while waiting:
        name = waiting.pop()
        found[name] = IMPORT.findall((root / "claims" / name).read_text(encoding="utf-8"))
        waiting += {one.removeprefix("./") for one in found[name]} - found.keys()
    return found


def test_each_module_is_imported_by_its_hashed_name_and_is_there(collected: Path) -> None:
    names = json.loads((collected / "staticfiles.json").read_text(encoding="utf-8"))["paths"]

    for entry, expected in ENTRIES.items():
        found = follow(collected, names, entry)

        imported = {address for addresses in found.values() for address in addresses}
        matches = [HASHED.fullmatch(address) for address in sorted(imported)]
        assert None not in matches, imported
        assert {match[1] for match in matches if match} == expected
        # The very files that templates name, so that none is fetched or run twice.
        assert {f"claims/{address.removeprefix('./')}" for address in imported} <= set(
            names.values()
        )


def test_no_other_module_imports_anything(collected: Path) -> None:
    """Whoever adds a module to a page adds it above."""
    modules = {path.stem for path in (collected / "claims").glob("*.js") if "." not in path.stem}
    importing = {
        name
        for name in modules
        if IMPORT.search((collected / "claims" / f"{name}.js").read_text(encoding="utf-8"))
    }

    assert importing <= ENTRIES.keys() | set().union(*ENTRIES.values())

"""The drill that docs/backups.md asks for: that its commands start. All of it is `make drill`."""

from pathlib import Path

import pytest

from tools.drill import Place

pytestmark = pytest.mark.once


@pytest.mark.parametrize("url", ["", "postgresql://nobody@127.0.0.1/none"])
def test_settings_take_what_a_place_gives_them(tmp_path: Path, url: str) -> None:
    """They stop any command that they refuse, with a sentence."""
    Place("one", tmp_path, url).run("version")

    assert (tmp_path / "one").is_dir()

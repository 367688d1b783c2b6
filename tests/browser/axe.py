"""What axe says of a page, in light and in dark, and whether the page is wider than the screen."""

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# What can differ between the two schemes of one page.
COLOURS = ("color-contrast", "link-in-text-block")
# Style sheets that axe would put into the page to read them break its CSP.
RUN = """options => axe.run(document,
  {...options, resultTypes: ["violations"], preload: false})"""


def find_violations(page: Page) -> list[str]:
    """The serious and critical ones, one line each."""
    return _run_axe(page, "tag", WCAG)


def find_violations_in_both_schemes(page: Page) -> list[str]:
    """As the page is in light and in dark; axe is put into it once."""
    page.emulate_media(color_scheme="light")
    light = _run_axe(page, "tag", WCAG)
    page.emulate_media(color_scheme="dark")
    return light + [f"dark: {line}" for line in _run_axe(page, "rule", COLOURS)]


def overflows(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def _run_axe(page: Page, kind: str, values: Sequence[str]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    only = {"runOnly": {"type": kind, "values": values}}
    results: dict[str, Any] = page.evaluate(RUN, only)
    return [
        f"{page.url}: {one['impact']} {one['id']}: {node['html'][:160]}"
        for one in results["violations"]
        for node in one["nodes"]
        if one["impact"] in {"serious", "critical"}
    ]

"""A Chromium for tests, shots and benchmarks: the system's, a package's, or Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Says that nothing worked, so that the next run does not wait for the network again.
GAVE_UP = Path(".cache/no-chromium")
TIMEOUT_SECONDS = 300
LAUNCH_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def find_chromium() -> str | None:
    """The path of a Chromium that starts."""
    candidates = [*map(shutil.which, PROGRAMS), find_playwrights_own()]
    return next((path for path in candidates if path and starts(path)), None)


def ensure_chromium() -> str | None:
    """The path of a Chromium, installed if need be; None, after one line, if there is no way."""
    if path := find_chromium():
        return path
    if not GAVE_UP.exists():
        print("No Chromium here: installing one for the browser tests …", flush=True)
        for install in (install_by_apt, install_by_playwright):
            if install() and (path := find_chromium()):
                return path
        GAVE_UP.parent.mkdir(exist_ok=True)
        GAVE_UP.touch()
    print(
        f"No Chromium can be had: the browser tests will skip (try anew: rm {GAVE_UP}).", flush=True
    )
    return None


def starts(path: str) -> bool:
    """Whether this is a browser at all; a snap's stand-in may not be."""
    try:
        return run([path, "--version"], timeout=30)
    except OSError:
        return False


def find_playwrights_own() -> str | None:
    """Where Playwright's download lies, if it is there."""
    program = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    path = answer.stdout.strip()
    return path if path and Path(path).is_file() else None


def install_by_apt() -> bool:
    """Install the system's Chromium, if we may without being asked for a password."""
    if not shutil.which("apt-get"):
        return False
    prefix = []
    if os.geteuid() != 0:
        if not (shutil.which("sudo") and run(["sudo", "-n", "true"])):
            return False
        prefix = ["sudo", "-n"]
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    return run([*apt, "update"]) and run(
        [*apt, "install", "-y", "--no-install-recommends", "chromium"]
    )


def install_by_playwright() -> bool:
    """Download Playwright's own build into its cache."""
    return run([sys.executable, "-m", "playwright", "install", "chromium"])


def run(command: list[str], *, timeout: float = TIMEOUT_SECONDS) -> bool:
    """Run a command silently; say whether it worked."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if ensure_chromium() else 1)

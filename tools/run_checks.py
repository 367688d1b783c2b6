"""All static checks in one go: every failure is reported, not only the first."""

import subprocess
import sys
from pathlib import Path

from tools.environment import make_clean_environment

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
# Tests and benchmarks do on purpose what bandit looks for, and docs/examples asks whom its reader
# names.
RUN_FOR_OTHERS = ["claims", "factcheck", "tools", "manage.py"]
CHECKS: dict[str, list[str | Path]] = {
    "ruff format": [BIN / "ruff", "format", "--check", "."],
    "ruff check": [BIN / "ruff", "check", "--output-format", "concise", "."],
    "bandit": [BIN / "bandit", "-q", "-r", "-c", "pyproject.toml", *RUN_FOR_OTHERS],
    "mypy": [BIN / "mypy", "--no-error-summary"],
    "djlint": [BIN / "djlint", "--check", "--lint", "--quiet", "templates"],
    "lint-imports": [BIN / "lint-imports"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
}


def main() -> int:
    """Run every check, and end with how each went."""
    environment = make_environment()
    results = {name: run_check(name, command, environment) for name, command in CHECKS.items()}
    print(
        "\n".join(f"{'ok    ' if passed else 'FAILED'} {name}" for name, passed in results.items())
    )
    return 0 if all(results.values()) else 1


def make_environment() -> dict[str, str]:
    """That of a server with nothing configured: as in production, and never touching ./data."""
    data_dir = Path(".cache/checks").resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    return {**make_clean_environment(), "DATA_DIR": str(data_dir)}


def run_check(name: str, command: list[str | Path], environment: dict[str, str]) -> bool:
    """Run one check; show what it says only when it fails."""
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"=== {name} ===\n{done.stdout}", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())

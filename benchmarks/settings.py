"""The program's own settings, with the floor's bare views beside its addresses."""

from factcheck.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"

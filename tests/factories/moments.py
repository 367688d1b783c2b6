"""The moment at which the tests' world stands."""

from datetime import UTC, datetime

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)

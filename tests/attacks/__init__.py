"""Attacks, and that they come to nothing. Which there are: docs/security-tests.md."""

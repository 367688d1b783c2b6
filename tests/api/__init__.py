"""Tests of the REST API, as programs use it: through addresses, tokens and JSON."""

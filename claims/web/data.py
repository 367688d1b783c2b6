"""Answers to the pages' own scripts: JSON where a page asks for it, else what a browser shows."""

from django.http import HttpRequest

DATA = "application/json"


def wants_data(request: HttpRequest) -> bool:
    """Whether a script asks, not somebody who would be shown the answer."""
    return request.get_preferred_type(["text/html", DATA]) == DATA

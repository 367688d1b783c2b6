"""Every address of the API: with which methods, about what, and with which body that works."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, reverse

from claims.api import urls
from tests.api.conftest import Work

# Not an operation: it answers what no other address does.
UNKNOWN = "api-unknown"


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address. `about` names the part of `Work` whose UUID is in the address."""

    name: str
    method: str = "get"
    about: str = ""
    body: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def address(self, work: Work) -> str:
        return reverse(self.name, kwargs=self._make_kwargs(work))

    def _make_kwargs(self, work: Work) -> dict[str, Any]:
        if not self.about:
            return {}
        named = getattr(work, self.about).uuid
        return {"project": str(named)} if self.about == "project" else {"uuid": named}

    def make_body(self, work: Work) -> dict[str, Any]:
        if self.name != "api-claim-annotations":
            return self.body
        return self.body | {"client_uuid": str(uuid.uuid4()), "speaker": str(work.speaker.uuid)}


LISTS = [
    Route("api-projects"),
    Route("api-articles"),
    Route("api-claims"),
    Route("api-speakers"),
    Route("api-annotations"),
]
DETAILS = [
    Route("api-project", about="project"),
    Route("api-project-articles", about="project"),
    Route("api-article", about="article"),
    Route("api-claim", about="open"),
    Route("api-annotation", about="annotation"),
]
WRITES = [
    Route("api-project-articles", "post", "project", {"text": "A thing happened on Monday."}),
    Route("api-project-speakers", "post", "project", {"name": "Bea Lind"}),
    Route("api-next", "post", "project"),
    Route("api-claim-annotations", "post", "open", {"verifiability": "no_claim"}),
    Route("api-claim-skip", "post", "open", {"reason": "I don't know."}),
    Route("api-claim-flag", "post", "open", {"reason": "Two claims in one."}),
    Route("api-lease-renew", "post", "lease"),
    Route("api-lease-stop", "post", "lease"),
]
EXPORT = Route("api-export", about="project")
SCHEMA = [Route("api-schema"), Route("api-docs")]
ALL = [*LISTS, *DETAILS, *WRITES, EXPORT, *SCHEMA]


def list_names(patterns: list[Any] = urls.urlpatterns) -> Iterator[str]:
    """The names of all addresses that the API has."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from list_names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name)

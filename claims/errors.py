"""What the application refuses, and why.

Free of Django, so that every layer may raise these. The edges translate them: a form shows
`message` with its parameters, the API answers with `code` and the status of the error's kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

# Characters of a parameter in a refusal that is kept.
LONGEST_KEPT = 200


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation, as Django's function of that name; no Django here."""
    return message


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that a refusal may name, in English: they are translated with it."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class DomainError(Exception):
    """A refusal that a person should read.

    `code` is for programs and stays the same between versions. `message` is an English sentence
    with %(name)s placeholders, and at the same time the gettext message id; `params` fill it.
    `field` names the input it is about, or is empty.
    """

    status: ClassVar[int] = 400

    def __init__(self, code: str, message: str, *, field: str = "", **params: object) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.field = field
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message

    def dump(self) -> dict[str, object]:
        """As JSON, to be kept and described later; what its places hold is cut short."""
        params = {
            name: value if isinstance(value, int) else str(value)[:LONGEST_KEPT]
            for name, value in self.params.items()
        }
        return {"code": self.code, "message": self.message, "params": params}


class UnusableText(DomainError):
    """Bytes or text that cannot become an article."""


class InvalidInput(DomainError):
    """Well-formed input that breaks a rule of the domain."""


class NotAllowed(DomainError):
    """The person may see the thing, but may not do this to it."""

    status = 403


class NotFound(DomainError):
    """There is no such thing for this person."""

    status = 404


class Conflict(DomainError):
    """The state has moved on: somebody else was first, or this was done before."""

    status = 409


class Gone(DomainError):
    """It was there, and is not to be had any more: why is said."""

    status = 410


class TooMany(DomainError):
    """More than there may be in so much time: after `wait` seconds there is room for one more."""

    status = 429

    def __init__(self, code: str, message: str, *, wait: float, **params: object) -> None:
        super().__init__(code, message, **params)  # type: ignore[arg-type]
        self.wait = wait


class Unreachable(DomainError):
    """Another server could not be asked, or did not answer as it should: later it may."""


def article_withdrawn() -> Conflict:
    """Of an article that managers took out of the work."""
    return Conflict(
        "article_withdrawn",
        "This article was withdrawn: nothing in it is labelled, decided or published any more.",
    )


def changed_meanwhile() -> Conflict:
    """What another request did between this one's look and its write."""
    return Conflict("changed_meanwhile", "This was changed meanwhile: look again, then repeat.")

"""Articles and the claims in them.

These set up rows, they split nothing: a claim is a line of its article. For an article as the
import makes it, call the import.
"""

import hashlib
import re
from typing import Any

import factory

from claims.models import Article, ArticleText, Claim, StagedImport
from claims.text.wire import make_wire_key
from tests.factories.base import ModelFactory
from tests.factories.moments import NOW
from tests.factories.people import UserFactory
from tests.factories.projects import ProjectFactory

LINES = 30


def write_text(number: int) -> str:
    """A headline and sentences, one a line; no two articles have the same."""
    sentences = (f"The council of Town {number} bought {n} new buses." for n in range(2, LINES + 1))
    return "\n".join([f"Town {number} buys buses", "", *sentences, ""])


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def find_line(text: str, number: int) -> tuple[int, int]:
    """Where the text's line of that number begins and ends; empty ones don't count."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    if number >= len(lines):
        raise ValueError(f"The article has only {len(lines)} lines: give it a longer text.")
    return lines[number]


class ArticleFactory(ModelFactory[Article]):
    """An article with its text, given as `text=`, but no claims yet."""

    class Meta:
        model = Article

    project = factory.SubFactory(ProjectFactory)
    text = factory.Sequence(write_text)
    title = factory.LazyAttribute(lambda article: article.text.partition("\n")[0][:500])
    length = factory.LazyAttribute(lambda article: len(article.text))
    sha256 = factory.LazyAttribute(lambda article: hash_text(article.text))
    sha256_lf = factory.LazyAttribute(
        lambda article: hash_text(article.text.replace("\r\n", "\n").replace("\r", "\n"))
    )
    language = factory.SelfAttribute("project.language")
    splitter_version = "test"
    created_at = NOW
    created_by = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: type[Article], *args: Any, **kwargs: Any) -> Article:
        text = kwargs.pop("text")
        article = super()._create(model_class, *args, **kwargs)
        ArticleText.objects.create(article=article, text=text)
        return article


class ClaimFactory(ModelFactory[Claim]):
    """The article's next line, as a claim."""

    class Meta:
        model = Claim

    project = factory.SelfAttribute("article.project")
    article = factory.SubFactory(ArticleFactory)
    position = factory.LazyAttribute(lambda claim: claim.article.claims.count())
    start = factory.LazyAttribute(
        lambda claim: find_line(claim.article.body.text, claim.position)[0]
    )
    end = factory.LazyAttribute(lambda claim: find_line(claim.article.body.text, claim.position)[1])
    kind = factory.LazyAttribute(
        lambda claim: Claim.Kind.SENTENCE if claim.position else Claim.Kind.HEADLINE
    )
    paragraph = factory.LazyAttribute(lambda claim: 1 if claim.position else 0)
    text = factory.LazyAttribute(lambda claim: claim.article.body.text[claim.start : claim.end])
    wire_key = factory.LazyAttribute(lambda claim: make_wire_key(claim.text))
    splitter_version = "test"


class StagedImportFactory(ModelFactory[StagedImport]):
    """An upload of one row that its owner is looking at."""

    class Meta:
        model = StagedImport

    project = factory.SubFactory(ProjectFactory)
    created_by = factory.SubFactory(UserFactory)
    created_at = NOW
    rows = factory.LazyFunction(lambda: [{"row": 1, "record": {"text": write_text(0)}}])

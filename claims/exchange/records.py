"""The shapes that all formats share. Free of Django; dates and times are Python's own, in UTC."""

from dataclasses import dataclass, fields
from datetime import date, datetime

# Of the records below. Raised when a field changes its meaning or goes; new fields don't raise it.
SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleRecord:
    """One article on its way in. `text` is everything, headline included, exactly as it came.

    `previous` is the source_id of the article that this one corrects.
    """

    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    author: str = ""
    published: date | None = None
    language: str = ""
    licence: str = ""
    redistribute: str = ""
    embargo: datetime | None = None
    source_id: str = ""
    previous: str = ""


ARTICLE_FIELDS = tuple(field.name for field in fields(ArticleRecord))

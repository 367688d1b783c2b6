"""ClaimReview, and a feed of them, as a JSON Schema: what their readers require and accept.

Written after schema.org's types and the tables of “Fact Check (ClaimReview)” that Google publishes:
which properties are required, and what each may hold.
"""

from typing import Any

DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
LINK = {"type": "string", "pattern": "^https?://", "format": "uri"}
TEXT = {"type": "string", "minLength": 1}


def describe(kinds: list[str], required: list[str], **properties: Any) -> dict[str, Any]:
    """An object of one of the types, with these properties and no others."""
    return {
        "type": "object",
        "required": ["@type", *required],
        "additionalProperties": False,
        "properties": {"@type": {"enum": kinds}, **properties},
    }


AUTHOR = describe(["Person", "Organization"], ["name"], name=TEXT, sameAs=LINK, url=LINK)
WORK = describe(["NewsArticle"], ["url"], url=LINK, headline=TEXT, datePublished=DAY, author=AUTHOR)
CLAIM = {
    **describe(
        ["Claim"],
        ["author"],
        author=AUTHOR,
        datePublished=DAY,
        appearance=WORK,
        firstAppearance=WORK,
    ),
    # Where it appeared is the first place, or one of several: never told twice.
    "not": {"required": ["appearance", "firstAppearance"]},
}
RATING = {
    **describe(
        ["Rating"],
        ["alternateName"],
        alternateName=TEXT,
        ratingValue={"type": "integer", "minimum": 1, "maximum": 5},
        bestRating={"const": 5},
        worstRating={"const": 1},
    ),
    # A number says nothing without its scale.
    "dependentRequired": {"ratingValue": ["bestRating", "worstRating"]},
}
CORRECTION = describe(
    ["CorrectionComment"], ["text", "datePublished"], text=TEXT, datePublished=DAY
)
REVIEW = describe(
    ["ClaimReview"],
    ["@context", "url", "claimReviewed", "reviewRating", "datePublished", "itemReviewed", "author"],
    **{"@context": {"const": "https://schema.org"}},
    url=LINK,
    claimReviewed=TEXT,
    datePublished=DAY,
    dateModified=DAY,
    itemReviewed=CLAIM,
    author=AUTHOR,
    reviewRating=RATING,
    correction={"oneOf": [CORRECTION, {"type": "array", "minItems": 2, "items": CORRECTION}]},
)
ELEMENT = {
    **describe(
        ["DataFeedItem"],
        ["identifier", "url", "dateCreated", "dateModified", "item"],
        identifier={"type": "string", "pattern": "^urn:uuid:"},
        url=LINK,
        dateCreated=MOMENT,
        dateModified=MOMENT,
        dateDeleted=MOMENT,
        description=TEXT,
        item={"type": "array", "maxItems": 1, "items": REVIEW},
    ),
    # What was deleted has no review, and says why; all else has one.
    "if": {"required": ["dateDeleted"]},
    "then": {"required": ["description"], "properties": {"item": {"maxItems": 0}}},
    "else": {"properties": {"item": {"minItems": 1}}},
}
FEED = describe(
    ["DataFeed"],
    ["@context", "url", "name", "dataFeedElement"],
    **{"@context": {"const": "https://schema.org"}},
    url=LINK,
    name=TEXT,
    dateModified=MOMENT,
    dataFeedElement={"type": "array", "items": ELEMENT},
)

"""Articles that earlier releases may hold and this one does not: which file names them, and how.

Withdrawn ones count no more, but may come back. Of those that were removed for good nobody may keep
the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.exchange.releases.manifest import Manifest, describe_size

TOMBSTONES_NAME = "tombstones.jsonl"
WITHDRAWN_NAME = "withdrawn.jsonl"


@dataclass(frozen=True, slots=True)
class Removed:
    """A file of such articles; `key`: where the manifest counts them; `moment`: when it happened.

    `says`: what is so of one article, and of several.
    """

    file: str
    key: str
    moment: str
    says: tuple[str, str]
    asks: str

    def tell(self, manifest: Manifest) -> str:
        """What they are, and what to do about them; empty where there are none."""
        number = manifest.get(self.key, 0)
        if not number:
            return ""
        articles = describe_size(number, "article", "articles")
        return (
            f"Not in this release: {articles} {self.says[number != 1]}. {self.file} names "
            f"{'it' if number == 1 else 'them'} by the SHA-256 of the text, with the offsets of "
            f"the claims: {self.asks}"
        )

    def list_columns(self) -> dict[str, str]:
        """What each line says, with what it means; but for the list of claims."""
        return {
            "article": "The article, as article.uuid of records.",
            "sha256": "SHA-256 of the article’s text in UTF-8, as article.sha256 of records.",
            "length": "Of the text, in code points.",
            self.moment: "When that was.",
        }


WITHDRAWN = Removed(
    WITHDRAWN_NAME,
    "withdrawn",
    "withdrawn",
    ("that was withdrawn by the project", "that were withdrawn by the project"),
    "leave what it names out of earlier releases that you use. What the project takes back is in a "
    "later version again.",
)
TOMBSTONES = Removed(
    TOMBSTONES_NAME,
    "tombstones",
    "purged",
    ("whose text had to be removed for good", "whose texts had to be removed for good"),
    "delete what it names from earlier releases that you have.",
)
ALL = (WITHDRAWN, TOMBSTONES)


def tell_removed(manifest: Manifest) -> Iterator[str]:
    """A sentence or two for each file that there is."""
    yield from filter(None, (one.tell(manifest) for one in ALL))


def find_removed(file: str) -> Removed | None:
    """What the file of that name says, if it is one of these."""
    return next((one for one in ALL if one.file == file), None)

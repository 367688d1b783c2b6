"""Words of other data sets on their way in: which of our labels says the same, if just one does."""

from collections.abc import Iterable

from claims.exchange.mapping import LabelSense, Vocabulary, find_default


def propose(vocabulary: Vocabulary, word: str, labels: Iterable[LabelSense]) -> LabelSense | None:
    """The one label that goes out as this word by default, and loses nothing by it.

    None where none does, and where several do: which of them was meant, nobody knows.
    """
    same = [label for label in labels if _says_just(vocabulary, label, word)]
    return same[0] if len(same) == 1 else None


def _says_just(vocabulary: Vocabulary, label: LabelSense, word: str) -> bool:
    default = find_default(vocabulary, label)
    return default.target == word and not default.lossy and not default.offered

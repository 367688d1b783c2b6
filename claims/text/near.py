"""Near-duplicates: sentences that are the same once one word is taken out of each, or of one.

So another word, a word more or less, or a word elsewhere; case, punctuation and characters that
nobody sees do not count (claims.text.wire). Of less than five words nothing may differ: what is
left would say too little, and languages without spaces have whole clauses for words.

All of them are found, and but for chance (of 61 bits) nothing else, by hashes of the sentence
without each of its words: what was later called the deletion neighbourhood (Mor and Fraenkel, "A
hash code method for detecting and correcting spelling errors", 1982), with words for letters.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate

from claims.text.wire import fold_wire_text

# Words of a sentence of which one may differ.
LEAST_WORDS = 5
# Of the polynomial that a sentence is: its words are the coefficients. Keys fit 64 bits with sign.
MODULUS = 2**61 - 1
BASE = 1_000_003
INVERSE = pow(BASE, -1, MODULUS)


def make_near_keys(text: str) -> set[int]:
    """Keys of which two sentences share one if they are near-duplicates; the same in any process.

    At most one more than the folded text has words.
    """
    terms, power = [], 1
    for word in fold_wire_text(text).split():
        terms.append(_encode_word(word) * power)
        power = power * BASE % MODULUS
    whole = sum(terms)
    keys = {whole % MODULUS}
    if len(terms) < LEAST_WORDS:
        return keys
    for term, passed in zip(terms, accumulate(terms), strict=True):
        # What stands behind the word moves up by one place.
        keys.add((passed - term + (whole - passed) * INVERSE) % MODULUS)
    return keys


@lru_cache(maxsize=100_000)
def _encode_word(word: str) -> int:
    """Never zero: a word at the end would not count."""
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) % (MODULUS - 1) + 1

"""Why somebody may be the speaker: short English, which can be read back to be translated.

A reason is one of the sentences below, filled in. Behind it may stand whom the words mean
("; the mayor → Ann Lee") or which words they are (" (officials)"); where a pronoun was followed,
that is all of it ("he said → Ann Lee"). Names and words are the article's, in every language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from claims.errors import gettext_noop

LABEL = gettext_noop("label “%(label)s:”")
CUE = gettext_noop("… %(word)s")
CUE_AT_QUOTATION = gettext_noop("“%(word)s” beside the quotation")
SOURCE = gettext_noop("according to")
SOURCE_AROUND = gettext_noop("in … %(word)s")
NAMED_BESIDE = gettext_noop("named beside the speaker")
OPEN_QUOTE = gettext_noop("open quote")
QUOTATION_GOES_ON = gettext_noop("quotation goes on")
QUOTATION_BEFORE = gettext_noop("quotation before its speaker")
NAME_BELOW = gettext_noop("name below the quotation")
SENTENCE_BEFORE = gettext_noop("sentence before the quotation")
SUBJECT_BEFORE = gettext_noop("subject of the sentence before")
SPEAKER_BEFORE = gettext_noop("speaker of the quotation before")
REPORT_GOES_ON = gettext_noop("reported speech goes on")
SUBJECT = gettext_noop("subject of a sentence with a quotation")

_SENTENCES = [value for name, value in vars().items() if name.isupper()]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason taken apart: the sentence, what fills it, and what stands behind it."""

    sentence: str
    params: Mapping[str, str]
    rest: str


def read_reason(text: str) -> Reason | None:
    """The reason as it was made; None for what is no sentence of ours."""
    for sentence, pattern in _PATTERNS:
        if found := pattern.fullmatch(text):
            params = found.groupdict()
            return Reason(sentence, params, params.pop("rest"))
    return None


def _compile(sentence: str) -> re.Pattern[str]:
    filled = re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+?)", re.escape(sentence))
    return re.compile(rf"{filled}(?P<rest>(?:; .* → .*)?(?: \(.*)?)", re.DOTALL)


_PATTERNS = [(sentence, _compile(sentence)) for sentence in _SENTENCES]

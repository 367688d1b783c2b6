"""How our labels are said in the words of other data sets, by default and by a project's choice.

Nothing here guesses: a label becomes what its own value, its rating, its canonical verdict or its
two axes say, or it is left out. A default is lossy where the other word says less than ours, or
more; some of these are only offered, and off until a project chooses them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from claims.errors import gettext_noop


class Subject(StrEnum):
    """Which of our labels a vocabulary's words are for."""

    VERIFIABILITY = "verifiability"
    VERDICT = "verdict"


class LabelSense(NamedTuple):
    """A label of a scheme, and what follows from it; as it stands in records."""

    scheme: str
    scheme_version: int
    value: str
    canonical: str | None = None
    rating: int | None = None
    verifiable: str | None = None
    check_worthy: str | None = None


class Said(NamedTuple):
    """What a label becomes: None where it is left out. `lossy`: the two do not say the same."""

    target: str | None
    lossy: bool = False


class Default(NamedTuple):
    """What a label becomes where a project has not chosen; where `offered`, only if it does."""

    target: str | None
    lossy: bool = False
    offered: bool = False

    @property
    def said(self) -> Said:
        return Said(None) if self.offered else Said(self.target, self.lossy)


NOTHING = Default(None)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a data set, each exactly as it stands there."""

    name: str
    title: str
    subject: Subject
    values: tuple[str, ...]


AVERITEC = Vocabulary(
    "averitec",
    "AVeriTeC",
    Subject.VERDICT,
    ("Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking"),
)
FEVER = Vocabulary("fever", "FEVER", Subject.VERDICT, ("SUPPORTS", "REFUTES", "NOT ENOUGH INFO"))
# In the order of their degree; "barely-true" is today's “Mostly False”.
LIAR = Vocabulary(
    "liar",
    "LIAR, LIAR-PLUS",
    Subject.VERDICT,
    ("true", "mostly-true", "half-true", "barely-true", "false", "pants-fire"),
)
CHECKTHAT_VERDICT = Vocabulary(
    "checkthat-verdict",
    gettext_noop("CheckThat! 2018, verdicts"),
    Subject.VERDICT,
    ("TRUE", "HALF-TRUE", "FALSE"),
)
RATING = Vocabulary(
    "rating",
    gettext_noop("ClaimReview, ratings from 1 (false) to 5 (true)"),
    Subject.VERDICT,
    ("1", "2", "3", "4", "5"),
)
# Non-factual, unimportant factual and check-worthy factual sentences.
CLAIMBUSTER = Vocabulary("claimbuster", "ClaimBuster", Subject.VERIFIABILITY, ("-1", "0", "1"))
CHECK_WORTHY = Vocabulary(
    "check-worthy",
    gettext_noop("CheckThat! 2018 and 2024, worth checking or not"),
    Subject.VERIFIABILITY,
    ("Yes", "No"),
)
VOCABULARIES: Mapping[str, Vocabulary] = {
    one.name: one
    for one in (AVERITEC, FEVER, LIAR, CHECKTHAT_VERDICT, RATING, CLAIMBUSTER, CHECK_WORTHY)
}

_CANONICAL = {
    "averitec": {
        "supported": Default("Supported"),
        "refuted": Default("Refuted"),
        "not_enough_evidence": Default("Not Enough Evidence"),
        "conflicting": Default("Conflicting Evidence/Cherrypicking"),
    },
    "fever": {
        "supported": Default("SUPPORTS"),
        "refuted": Default("REFUTES"),
        "not_enough_evidence": Default("NOT ENOUGH INFO"),
        "conflicting": Default("NOT ENOUGH INFO", lossy=True, offered=True),
    },
    # “Refuted” also holds what others call mostly false, or a lie.
    "liar": {
        "supported": Default("true", lossy=True, offered=True),
        "refuted": Default("false", lossy=True, offered=True),
        "conflicting": Default("half-true", lossy=True),
    },
    "checkthat-verdict": {
        "supported": Default("TRUE", lossy=True, offered=True),
        "refuted": Default("FALSE", lossy=True, offered=True),
        "conflicting": Default("HALF-TRUE", lossy=True),
    },
    "rating": {
        "supported": Default("5", lossy=True, offered=True),
        "refuted": Default("1", lossy=True, offered=True),
        "conflicting": Default("3", lossy=True),
    },
}
# “False” on five steps also holds what LIAR calls pants-fire.
_LIAR_BY_RATING = {
    5: Default("true"),
    4: Default("mostly-true"),
    3: Default("half-true"),
    2: Default("barely-true"),
    1: Default("false", lossy=True),
}
_CHECKTHAT_BY_RATING = {5: Default("TRUE"), 3: Default("HALF-TRUE"), 1: Default("FALSE")}
_PANTS_ON_FIRE = {
    "checkthat-verdict": Default("FALSE", lossy=True),
    "rating": Default("1", lossy=True),
}


def find_default(vocabulary: Vocabulary, label: LabelSense) -> Default:
    """What the label becomes in these words where the project has not chosen."""
    if vocabulary.subject is Subject.VERIFIABILITY:
        return _read_axes(vocabulary, label)
    # The digits of a rating could be anything in another scheme.
    if label.value in vocabulary.values and vocabulary is not RATING:
        return Default(label.value)
    if _is_degree(label):
        return _read_degree(vocabulary, label)
    return _CANONICAL[vocabulary.name].get(label.canonical or "", NOTHING)


def _is_degree(label: LabelSense) -> bool:
    """Whether the label is a step between false and true."""
    return label.rating is not None or label.value in LIAR.values


def _read_degree(vocabulary: Vocabulary, label: LabelSense) -> Default:
    if vocabulary is RATING and label.rating is not None:
        return Default(str(label.rating))
    if vocabulary is LIAR and label.rating is not None:
        return _LIAR_BY_RATING[label.rating]
    if vocabulary is CHECKTHAT_VERDICT and label.rating is not None:
        return _CHECKTHAT_BY_RATING.get(label.rating, NOTHING)
    if label.value == "pants-fire" and vocabulary.name in _PANTS_ON_FIRE:
        return _PANTS_ON_FIRE[vocabulary.name]
    # One of the plain verdicts: the step is lost.
    plain = _CANONICAL[vocabulary.name].get(label.canonical or "", NOTHING)
    return plain._replace(lossy=plain.target is not None)


def _read_axes(vocabulary: Vocabulary, label: LabelSense) -> Default:
    """From both axes, never from one: what a label leaves open stays open.

    What is partly verifiable counts as factual, and that it was mixed is lost.
    """
    if label.verifiable not in {"yes", "partly", "no"} or label.check_worthy not in {"yes", "no"}:
        return NOTHING
    is_partly = label.verifiable == "partly"
    if vocabulary is CHECK_WORTHY:
        return Default("Yes" if label.check_worthy == "yes" else "No", lossy=is_partly)
    if label.verifiable == "no":
        # A wish to have it checked all the same cannot be said.
        return Default("-1", lossy=label.check_worthy == "yes")
    return Default("1" if label.check_worthy == "yes" else "0", lossy=is_partly)


# Vocabulary, scheme, its version, value.
LabelKey = tuple[str, str, int, str]


def make_key(vocabulary: Vocabulary, label: LabelSense) -> LabelKey:
    return vocabulary.name, label.scheme, label.scheme_version, label.value


@dataclass(frozen=True, slots=True)
class LabelMap:
    """How a project says its labels in other words: its choices, and the defaults for the rest.

    `chosen` holds a target for each label that is not as by default; None leaves the label out.
    """

    chosen: Mapping[LabelKey, str | None] = field(default_factory=dict)

    def say(self, vocabulary: Vocabulary, label: LabelSense) -> Said:
        """What the label becomes in these words."""
        key = make_key(vocabulary, label)
        default = find_default(vocabulary, label)
        if key not in self.chosen:
            return default.said
        target = self.chosen[key]
        if target is None:
            return Said(None)
        # Which word means the same, only the defaults know.
        return Said(target, lossy=default.lossy if target == default.target else True)

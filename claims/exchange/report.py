"""What an export says of itself: how much it holds, and what it could not say."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from claims.errors import gettext_noop


@dataclass(slots=True)
class Report:
    """Counted while the records are written; complete when the last of them is.

    `left_out` counts records, and parts of them, by the reason (REASONS); `mapped` labels that a
    format says in fewer words, by (what it was, what it became); `wordings` by "decided" and
    "verbatim"; `altered` texts that could not go out as they are, by what was done (ALTERATIONS).
    """

    records: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    mapped: Counter[tuple[str, str]] = field(default_factory=Counter)
    wordings: Counter[str] = field(default_factory=Counter)
    altered: Counter[str] = field(default_factory=Counter)

    def dump(self) -> dict[str, Any]:
        """The same as JSON, wherever it is told: REST, a trailer, a release's manifest."""
        return {
            "records": self.records,
            "left_out": dict(self.left_out),
            "mapped": [
                {"label": label, "said": said, "count": count}
                for (label, said), count in sorted(self.mapped.items())
            ],
            "wordings": dict(self.wordings),
            "altered": dict(self.altered),
        }


# By which records are counted whose articles are not to be published yet.
EMBARGO = "embargo"

# Why something is not in a file. Of records:
REASONS: Mapping[str, str] = {
    EMBARGO: gettext_noop("The article is not to be published yet."),
    "no_redistribution": gettext_noop("The article’s words may not be passed on."),
    "no_verdict": gettext_noop("The claim has no verdict."),
    "verdict_not_mapped": gettext_noop("The format has no word for the verdict."),
    "axis_open": gettext_noop(
        "The label leaves open whether the claim can be checked, or whether it should be."
    ),
    "label_not_mapped": gettext_noop("The label is left out by the project’s mapping."),
    "speaker_unknown": gettext_noop("Nobody knows who says it, and the format needs a name."),
    "other_pass": gettext_noop("It is a label of the check pass; the label pass says it already."),
    "no_fever_evidence": gettext_noop(
        "None of its evidence names a sentence of a Wikipedia page, which FEVER needs."
    ),
    "no_address": gettext_noop("The article has no address on the web."),
    # Of parts of records, which go out without them:
    "evidence_not_page_and_sentence": gettext_noop(
        "Evidence: it does not name a sentence of a Wikipedia page."
    ),
    "evidence_other_stance": gettext_noop("Evidence: it does not bear out the verdict."),
    "evidence_without_info": gettext_noop(
        "Evidence: FEVER names none where there is not enough information."
    ),
    "evidence_without_question": gettext_noop("Evidence: it answers no question."),
    "more_than_three_answers": gettext_noop("Evidence: its question has three answers already."),
    "co_speakers": gettext_noop("Further speakers: the format has room for one."),
    # Why there is no ClaimReview of a publication, see claimreview.py:
    "withdrawn": gettext_noop("The review was withdrawn."),
    "no_rating_name": gettext_noop("The rating has no name."),
    "rating_in_claim": gettext_noop("The reviewed claim names the rating."),
    "rating_out_of_range": gettext_noop("The rating is not between the worst and the best."),
    "foreign_address": gettext_noop("The page is not on the newsroom’s own domain."),
    "claim_missing": gettext_noop("There are no words of the claim."),
    "reviewer_missing": gettext_noop("The newsroom has no name."),
    "same_origin": gettext_noop("The claim is the newsroom’s own: it must be somebody else’s."),
    "speaker_not_a_person": gettext_noop(
        "A document says it: ClaimReview names a person or an organisation."
    ),
    "correction_without_note": gettext_noop("A corrected review has no dated note of correction."),
    "dates_reversed": gettext_noop("It was modified before it was published."),
}

# What was done to texts that could not go out as they are.
ALTERATIONS: Mapping[str, str] = {
    "spaces_for_tabs_and_line_ends": gettext_noop(
        "Tabs and line ends became spaces: the format cannot hold them."
    ),
}

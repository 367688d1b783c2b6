"""The passes over a project's claims."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Of one claim in one pass: the most that may be asked for.
MOST_LABELS = 9
# Of one decision.
MOST_APPROVALS = 3
# Of the articles handed out: those whose answers are known teach a data set nothing.
MOST_GOLD_PERCENT = 50
# Articles of one round: they are all held while it starts.
MOST_IN_ROUND = 500


class Stage(models.TextChoices):
    """Which pass over the claims: one card asks all, or verdicts come in a pass of their own."""

    LABEL = "label", _("Label")
    CHECK = "check", _("Check")

"""Annotations and their evidence: inserted, never changed. Triggers refuse UPDATE and DELETE."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from claims.models.base import PublicModel, index_filled, validate_web_url
from claims.models.claims import Claim
from claims.models.projects import Guideline, Membership, Project
from claims.models.queue import Slot, has_to_label
from claims.models.schemes import Label
from claims.models.speakers import Speaker, Suggestion
from claims.models.stages import Stage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def visible_to(self, user: "User | AnonymousUser") -> "AnnotationQuerySet":
        """One's own; for readers all; for curators, managers and site admins all on claims that
        they can't come to label any more.

        Who may still label a claim judges blind: they see no other's label on it before their own,
        nor a verdict, which repeats what the label pass has come to. Others' gold and training
        labels are no part of the data set, and shown nowhere but where they are judged.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = Q(annotator=user)
        if user.is_superuser:
            return self.filter(own | ~has_to_label(user))
        member_of = Membership.objects.active_of(user)
        read = member_of.filter(role=Membership.Role.READER)
        overseen = Membership.objects.curated_by(user)
        live = Q(slot__purpose=Slot.Purpose.LIVE)
        return self.filter(
            own & Q(project__in=member_of.values("project_id"))
            | live & Q(project__in=read.values("project_id"))
            | live & Q(project__in=overseen.values("project_id")) & ~has_to_label(user)
        )

    def current(self) -> "AnnotationQuerySet":
        """Those that count now, not the ones since revised."""
        return self.filter(current_of__isnull=False)

    def independent(self, purpose: str = Slot.Purpose.LIVE) -> "AnnotationQuerySet":
        """Of each labelled slot what its annotator last said before they saw a decision.

        Nor could they see another's label then: so agreement between these tells something. Of the
        live slots; those of another purpose are only held against what is right of the claim.
        """
        later = Annotation.objects.filter(
            slot=OuterRef("slot"),
            annotator=OuterRef("annotator"),
            revision__gt=OuterRef("revision"),
            after_feedback=False,
            withdrawn=False,
        )
        return self.filter(
            ~Exists(later),
            after_feedback=False,
            withdrawn=False,
            slot__purpose=purpose,
            slot__current__isnull=False,
            annotator=F("slot__annotator"),
        )

    def outdated(self) -> "AnnotationQuerySet":
        """Those made before the latest version of their project's guideline, if it has one.

        Of claims that still stand: what was made of the others is labelled anew anyway. Not of the
        training, where nothing is revised.
        """
        of_project = Guideline.objects.filter(project=OuterRef("project")).order_by("-version")
        rows = self.alias(latest_guideline=Subquery(of_project.values("pk")[:1]))
        older = Q(guideline=None) | ~Q(guideline=F("latest_guideline"))
        rows = rows.filter(older, latest_guideline__isnull=False, claim__retired_at=None)
        return rows.exclude(slot__purpose=Slot.Purpose.TRAINING)


class Said(models.Model):
    """What a labelling says of a claim: one person's, or the decision's."""

    class QuoteType(models.TextChoices):
        DIRECT = "direct", _("Direct quotation")
        MIXED = "mixed", _("Partly quoted")
        INDIRECT = "indirect", _("Paraphrase")
        NONE = "none", _("No quotation")

    class Checked(models.TextChoices):
        CONTENT = "content", _("What is said")
        ATTRIBUTION = "attribution", _("That it was said")

    class Precision(models.TextChoices):
        DAY = "day", _("Day")
        MONTH = "month", _("Month")
        YEAR = "year", _("Year")

    class ClaimType(models.TextChoices):
        """As AVeriTeC names them; values verbatim as in its data."""

        EVENT = "Event/Property Claim", _("Event or property")
        NUMERICAL = "Numerical Claim", _("Numerical")
        CAUSAL = "Causal Claim", _("Causal")
        POSITION = "Position Statement", _("Position statement")
        QUOTE = "Quote Verification", _("Quote verification")
        SPECULATIVE = "Speculative Claim", _("Speculative")
        OPINION = "Opinion Claim", _("Opinion")
        MEDIA_PUBLISHING = "Media Publishing Claim", _("Media publishing")
        MEDIA_ANALYSIS = "Media Analysis Claim", _("Media analysis")

    speaker = models.ForeignKey(
        Speaker, on_delete=models.PROTECT, related_name="+", verbose_name=_("speaker")
    )
    original_speaker = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("quotes someone else"),
        db_index=False,
    )
    quote_type = models.CharField(_("quotation"), max_length=8, choices=QuoteType, blank=True)
    reporting_source = models.CharField(_("reported by"), max_length=200, blank=True)
    verifiability = models.ForeignKey(
        Label, on_delete=models.PROTECT, related_name="+", verbose_name=_("verifiability")
    )
    verdict = models.ForeignKey(
        Label, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("verdict")
    )
    checked = models.CharField(
        _("what is checked"), max_length=12, choices=Checked, default=Checked.CONTENT
    )
    wording = models.TextField(_("wording that stands alone"), blank=True)
    claim_date = models.DateField(_("claim date"), null=True)
    claim_date_precision = models.CharField(
        _("precise to the"), max_length=8, choices=Precision, blank=True
    )
    claim_types = models.JSONField(_("claim types"), default=list)
    justification = models.TextField(_("justification"), blank=True)
    omission = models.TextField(_("what the claim leaves out"), blank=True)
    searched = models.TextField(_("where one searched"), blank=True)
    # Copies at the time of submitting, so that a CHECK can hold the rule between the labels.
    verifiable = models.CharField(_("verifiable"), max_length=8, choices=Label.Verifiable)
    check_worthy = models.CharField(_("check-worthy"), max_length=8, choices=Label.CheckWorthy)
    canonical_verdict = models.CharField(
        _("canonical verdict"), max_length=24, choices=Label.Canonical, blank=True
    )

    class Meta:
        abstract = True


class Annotation(PublicModel, Said):
    """One person's labelling of one claim in one pass: a revision of what fills their slot.

    Taking back is a revision too: `undoes` names the row whose submit it takes back. What it says
    is then what counted before; where nothing did it is `withdrawn`, repeats what it withdraws,
    and no slot points to it.
    """

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("project"),
        db_index=False,
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="annotations", verbose_name=_("claim")
    )
    slot = models.ForeignKey(
        Slot,
        on_delete=models.PROTECT,
        related_name="annotations",
        verbose_name=_("slot"),
        db_index=False,
    )
    stage = models.CharField(_("pass"), max_length=8, choices=Stage, default=Stage.LABEL)
    annotator = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="annotations",
        verbose_name=_("annotator"),
        db_index=False,
    )
    revision = models.PositiveIntegerField(_("revision"))
    client_uuid = models.UUIDField(editable=False)
    # Of what was sent under client_uuid: another body under it is refused.
    body_sha256 = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("submitted"))

    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="undone_by", null=True, editable=False
    )
    withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    # A revision by somebody who could see by then what was decided, or, as who curates may, what
    # others said: no independent label.
    after_feedback = models.BooleanField(_("after feedback"), default=False, editable=False)
    co_speakers = models.ManyToManyField(
        Speaker, through="CoSpeaker", related_name="+", verbose_name=_("together with")
    )
    confidence = models.PositiveSmallIntegerField(_("confidence, 1 to 5"), null=True)
    comment = models.TextField(_("comment"), blank=True)
    seconds = models.PositiveIntegerField(_("active seconds"), null=True)
    suggestion = models.ForeignKey(
        Suggestion,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("suggestion shown"),
        db_index=False,
    )
    # Whether suggestions were shown at all: where they were and those beside name nothing, there
    # were none. None: in the check pass, which shows none, and of labels from before it was kept.
    suggestions_shown = models.BooleanField(_("suggestions were shown"), null=True, editable=False)
    suggested_verifiability = models.ForeignKey(
        Label,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("verifiability shown as a suggestion"),
        db_index=False,
    )
    suggested_verdict = models.ForeignKey(
        Label,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        # Most labels name none: found by an index of those that do.
        db_index=False,
        verbose_name=_("verdict shown as a suggestion"),
    )
    guideline = models.ForeignKey(
        Guideline,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("guideline"),
    )

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        constraints = [
            models.UniqueConstraint(fields=["slot", "revision"], name="annotation_revision_once"),
            models.UniqueConstraint(
                fields=["annotator", "client_uuid"], name="annotation_client_uuid_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict=None) | Q(verifiable__in=["yes", "partly"]),
                name="annotation_verdict_needs_verifiable",
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(1, 5)),
                name="annotation_confidence_1_to_5",
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="annotation_revision_from_1"),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(undoes__isnull=False),
                name="annotation_withdrawn_undoes",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="annotation_of_project"),
            models.Index(fields=["annotator", "project", "-id"], name="annotation_own_newest"),
            models.Index(fields=["project", "created_at"], name="annotation_by_day"),
            # Without those that have none, nearly all, which mislead SQLite once it has counted.
            index_filled("original_speaker", "annotation_original_speaker"),
            index_filled("suggested_verdict", "annotation_suggested_verdict"),
            index_filled("suggestion", "annotation_suggestion"),
            index_filled("suggested_verifiability", "annotation_suggested_value"),
        ]

    def __str__(self) -> str:
        return f"{self.annotator} · {self.claim_id} · {self.revision}"


# Evidence and co-speakers belong to one annotation or to one decision.
OF_ONE = Q(annotation__isnull=False, decision=None) | Q(annotation=None, decision__isnull=False)


class CoSpeaker(models.Model):
    """Who made a joint statement together with the speaker."""

    annotation = models.ForeignKey(
        Annotation, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    decision = models.ForeignKey(
        "Decision", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("co-speaker")
        verbose_name_plural = _("co-speakers")
        constraints = [
            models.UniqueConstraint(fields=["annotation", "speaker"], name="co_speaker_once"),
            models.UniqueConstraint(
                fields=["decision", "speaker"], name="co_speaker_once_per_decision"
            ),
            models.CheckConstraint(condition=OF_ONE, name="co_speaker_of_one"),
        ]

    def __str__(self) -> str:
        return str(self.speaker)


class Evidence(models.Model):
    """What a verdict rests on: a passage, where it stands, and which way it points.

    Or that somebody was asked to answer: whom, when, until when, and what they said, if anything.
    """

    class Kind(models.TextChoices):
        SOURCE = "source", _("Source")
        RIGHT_OF_REPLY = "right_of_reply", _("Right of reply")

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        PARTLY = "partly_supports", _("partly supports")
        REFUTES = "refutes", _("refutes")
        NEUTRAL = "neutral", _("neutral")

    class Medium(models.TextChoices):
        WEB_TEXT = "Web text", _("Web text")
        WEB_TABLE = "Web table", _("Web table")
        PDF = "PDF", _("PDF")
        IMAGE = "Image/graphic", _("Image or graphic")
        VIDEO = "Video", _("Video")
        AUDIO = "Audio", _("Audio")
        METADATA = "Metadata", _("Metadata")
        OTHER = "Other", _("Other")

    class WarningKind(models.TextChoices):
        """What is doubtful about an item, though it was taken."""

        OWN_ARTICLE = "own_article", _("This is the article that is being checked.")
        AFTER_CUT_OFF = "after_cut_off", _("Published after the project’s last day for evidence.")
        AFTER_CLAIM_DATE = "after_claim_date", _("Published after the date of the claim.")

    annotation = models.ForeignKey(
        Annotation, on_delete=models.PROTECT, related_name="evidence", null=True, db_index=False
    )
    decision = models.ForeignKey(
        "Decision", on_delete=models.PROTECT, related_name="evidence", null=True, db_index=False
    )
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.SOURCE)
    stance = models.CharField(_("stance"), max_length=16, choices=Stance)
    url = models.CharField(_("link"), max_length=2000, blank=True, validators=[validate_web_url])
    # Of the page (text/links.py), as it was made when the evidence was given.
    url_key = models.TextField(_("normalised link"), blank=True, editable=False)
    archived_url = models.CharField(
        _("archived copy"), max_length=2000, blank=True, validators=[validate_web_url]
    )
    title = models.CharField(_("title"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published = models.DateField(_("published"), null=True)
    retrieved = models.DateField(_("retrieved"), null=True)
    medium = models.CharField(_("medium"), max_length=16, choices=Medium, blank=True)
    quote = models.TextField(_("passage"), blank=True)
    question = models.TextField(_("question"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    set_number = models.PositiveSmallIntegerField(_("set"), default=1)
    asked_whom = models.CharField(_("whom one asked"), max_length=200, blank=True)
    asked_on = models.DateField(_("asked on"), null=True)
    deadline = models.DateField(_("to answer by"), null=True)
    # As they were found when the evidence was given. No CHECK names the values: only PostgreSQL can
    # say that a list in JSON lies within another. Nobody hands them in (operations/evidence.py).
    warnings = models.JSONField(_("warnings"), default=list, editable=False)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["annotation", "position"], name="evidence_position_once"
            ),
            models.UniqueConstraint(
                fields=["decision", "position"], name="evidence_position_once_per_decision"
            ),
            models.CheckConstraint(condition=OF_ONE, name="evidence_of_one"),
            models.CheckConstraint(
                condition=Q(kind="source", asked_whom="", asked_on=None, deadline=None)
                | Q(kind="right_of_reply", asked_on__isnull=False) & ~Q(asked_whom=""),
                name="evidence_reply_says_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(deadline=None) | Q(deadline__gte=F("asked_on")),
                name="evidence_deadline_after_asking",
            ),
            # Who was asked and has not answered says nothing either way.
            models.CheckConstraint(
                condition=~Q(url="")
                | ~Q(quote="")
                | ~Q(answer="")
                | Q(kind="right_of_reply", stance="neutral"),
                name="evidence_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.quote[:80] or self.asked_whom

    def list_warnings(self) -> list[str]:
        """Its warnings in words."""
        return [str(self.WarningKind(value).label) for value in self.warnings]

"""Who says what: a project's speakers, their names, and what the text engine suggests."""

import unicodedata
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from claims.models.articles import Article
from claims.models.base import PublicModel, index_filled, validate_web_url
from claims.models.claims import Claim
from claims.models.projects import Membership, Project
from claims.models.queue import Slot, has_to_label

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.users import User


def make_name_key(name: str) -> str:
    """By which two spellings of a name count as one: width, case and spaces don't matter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def get_last_word(name_key: str) -> str:
    """The surname, mostly; of one word, that."""
    return name_key.rpartition(" ")[2]


def read_survivor(path: str, field: str = "id") -> Coalesce:
    """As `Speaker.survivor`, where a query reads a field of the speaker at that path."""
    return Coalesce(f"{path}__merged_into__{field}", f"{path}__{field}")


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def of_projects(self, user: "User | AnonymousUser") -> "SpeakerQuerySet":
        """All those of the person's projects: to search among, never to be shown."""
        return self.filter(project__in=Project.objects.visible_to(user))

    def visible_to(self, user: "User | AnonymousUser") -> "SpeakerQuerySet":
        """Those of their projects, but whom others added while labelling, as long as that would
        tell what was said of claims that the person has still to judge.

        Known is whoever the person added or named, whom the text engine found in an article, whom
        a curator gave another name or merged, and who is named by a label or a decision on a claim
        that is not blind to the person (any more). Readers know all.
        """
        found = self.of_projects(user)
        return found.filter(_is_known(user)) if user.is_authenticated else found

    def standing(self) -> "SpeakerQuerySet":
        """Those that were not merged into another."""
        return self.filter(merged_into=None)


class Speaker(PublicModel):
    """A source of statements. Each project has one row for the article itself, one for unnamed."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")
        DOCUMENT = "document", _("Document")
        UNNAMED = "unnamed", _("Unnamed")
        ARTICLE = "article", _("The article itself")

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="speakers",
        verbose_name=_("project"),
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_key = models.CharField(max_length=200, editable=False)
    # Of the key, set by `take_name`: persons who share it may be one.
    last_word = models.CharField(max_length=200, editable=False)
    role = models.CharField(_("role or title"), max_length=200, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    same_as = models.CharField(
        _("same as"),
        max_length=2000,
        blank=True,
        validators=[validate_web_url],
        help_text=_("A link that identifies them, such as Wikidata's."),
    )
    # Who stands for them since a curator found the two to be one: never itself a merged one. Labels
    # keep the speaker they name; whatever reads them goes by `survivor`.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged",
        null=True,
        editable=False,
        verbose_name=_("merged into"),
        db_index=False,
    )
    # With whom the curator merged them. That one may have been merged in turn.
    merged_with = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
    )

    # Whoever added them while labelling; None: the text engine did, or a curator by hand.
    added_by = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("added by"),
        db_index=False,
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name_key"],
                condition=~Q(name=""),
                name="speaker_name_once",
                violation_error_message=_("The project already has a speaker of that name."),
            ),
            models.UniqueConstraint(
                fields=["project", "kind"], condition=Q(name=""), name="speaker_nameless_once"
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(kind__in=["article", "unnamed"]),
                name="speaker_has_name",
                violation_error_message=_("A speaker needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(name="") | ~Q(last_word=""), name="speaker_has_last_word"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_with=None)
                | Q(merged_into__isnull=False, merged_with__isnull=False)
                & ~Q(merged_into=F("id"))
                & ~Q(merged_with=F("id"))
                & ~Q(name=""),
                name="speaker_merged_into_another",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "last_word", "name_key"], name="speaker_by_last_word"),
            index_filled("merged_into", "speaker_merged_into"),
            index_filled("merged_with", "speaker_merged_with"),
            index_filled("added_by", "speaker_added_by"),
        ]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()

    def take_name(self, name: str) -> None:
        """Be called so, and be found by it: the name, its key and its last word go together."""
        self.name = " ".join(name.split())
        self.name_key = make_name_key(name)
        self.last_word = get_last_word(self.name_key)

    @property
    def survivor(self) -> "Speaker":
        """Who stands for this speaker: they themselves, unless merged into another."""
        return self.merged_into or self


class SpeakerAlias(models.Model):
    """Another name of a speaker."""

    speaker = models.ForeignKey(
        Speaker,
        on_delete=models.PROTECT,
        related_name="aliases",
        verbose_name=_("speaker"),
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [
            models.UniqueConstraint(fields=["speaker", "name_key"], name="speaker_alias_once"),
        ]
        indexes = [models.Index(fields=["name_key"], name="speaker_alias_by_key")]

    def __str__(self) -> str:
        return self.name


class ArticleSpeakerQuerySet(models.QuerySet["ArticleSpeaker"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ArticleSpeakerQuerySet":
        """The cast that the text engine found, and whom this person added: not whom others did."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(added_by=None) | Q(added_by=user),
            article__project__in=Project.objects.visible_to(user),
        )


class ArticleSpeaker(models.Model):
    """A speaker in an article's cast, in order of first mention: the first nine have a digit."""

    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="cast", verbose_name=_("article")
    )
    speaker = models.ForeignKey(
        Speaker, on_delete=models.PROTECT, related_name="+", verbose_name=_("speaker")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    # Whoever added this speaker while labelling; only they see it there, so that nobody is led.
    added_by = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("added by"),
        db_index=False,
    )

    objects = ArticleSpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker of an article")
        verbose_name_plural = _("speakers of an article")
        constraints = [
            # By the speaker first: imports ask who is in any cast.
            models.UniqueConstraint(
                fields=["speaker", "article"],
                condition=Q(added_by=None),
                name="cast_speaker_once",
            ),
            models.UniqueConstraint(
                fields=["article", "speaker", "added_by"],
                condition=Q(added_by__isnull=False),
                name="cast_addition_once",
            ),
        ]
        indexes = [
            index_filled("added_by", "cast_added_by"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.speaker}"


def _is_known(user: "User") -> Q:
    """Of speakers: that the person may know of them. See `SpeakerQuerySet.visible_to`."""
    reads = Membership.objects.active_of(user).filter(role=Membership.Role.READER)
    at_once = Q(added_by=None) | Q(added_by=user) | Q(merged_into__isnull=False)
    in_cast = ArticleSpeaker.objects.filter(Q(added_by=None) | Q(added_by=user))
    return (
        at_once
        | Q(project__in=reads.values("project_id"))
        | is_among(in_cast, "speaker_id")
        | Q(Exists(Speaker.objects.filter(merged_into=OuterRef("pk"))))
        | Q(Exists(SpeakerAlias.objects.filter(speaker=OuterRef("pk"))))
        | _is_named_openly(user)
    )


def _is_named_openly(user: "User") -> Q:
    """That a label or decision names the speaker on a claim that is not blind to the person.

    Training tells of what others have yet to train on. Each way to be named is a query of its own,
    from the speaker on: so an index serves each, and none goes through all labels of a project.
    """
    labels = _list_rows("Annotation").current().filter(slot__purpose=Slot.Purpose.LIVE)
    named = Q()
    for said in (labels, _list_rows("Decision")):
        is_open = said.filter(~has_to_label(user))
        for column in ("speaker_id", "original_speaker_id", "co_speakers__id"):
            named |= is_among(is_open, column)
    return named


def is_among(rows: "models.QuerySet[Any]", column: str, path: str = "pk") -> Q:
    """That the speaker whose number is at `path` stands in the column of one of the rows.

    EXISTS says the same, but PostgreSQL then reads the whole table instead of the index, where a
    few speakers have most of a million labels: half a second for each who has none, or few. Asked
    for the first of a range, it goes by the index.
    """
    around = {f"{column}__gte": OuterRef(path), f"{column}__lte": OuterRef(path)}
    found = rows.filter(**around).order_by(column).values(column)
    return Q(**{path: Coalesce(Subquery(found[:1]), 0)})


def _list_rows(name: str) -> Any:
    """The rows of a model whose module imports this one."""
    model: Any = apps.get_model("claims", name)
    return model.objects.all()


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def ranked(self) -> "SuggestionQuerySet":
        """Those that stand, best first: what a program says last, before what the engine says."""
        return self.filter(withdrawn_at=None).order_by("rank", "-pk")


class Suggestion(models.Model):
    """What a machine thinks of who speaks, with its reason. Never a label.

    The text engine numbers its own from 1. Those of other programs have the rank 0, name who posted
    them, and are never changed, since labels name what was shown: they are withdrawn, and others
    take their place.
    """

    # Of what a program outside says: it stands before what the engine says.
    OUTSIDE = 0

    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="suggestions", verbose_name=_("claim")
    )
    source = models.CharField(_("source"), max_length=60)
    version = models.CharField(_("version"), max_length=20)
    rank = models.PositiveSmallIntegerField(_("rank"))
    speaker = models.ForeignKey(
        Speaker, on_delete=models.PROTECT, related_name="+", verbose_name=_("speaker")
    )
    quote_type = models.CharField(_("quotation"), max_length=8, blank=True)
    score = models.FloatField(_("score"))
    reason = models.CharField(_("reason"), max_length=200)
    # None: the text engine's.
    added_by = models.ForeignKey(
        "User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        verbose_name=_("added by"),
    )
    created_at = models.DateTimeField(_("created"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "source", "rank"],
                condition=Q(added_by=None),
                name="suggestion_rank_once",
            ),
            models.UniqueConstraint(
                fields=["claim", "source", "version"],
                condition=Q(added_by__isnull=False, withdrawn_at=None),
                name="suggestion_outside_once",
            ),
            models.CheckConstraint(
                condition=Q(added_by=None, rank__gte=1) | Q(added_by__isnull=False, rank=0),
                name="suggestion_outside_is_first",
            ),
        ]
        indexes = [
            models.Index(
                fields=["source", "version"],
                condition=Q(added_by__isnull=False),
                name="suggestion_outside_by_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} ({self.reason})"

"""Projects, and by which labels and guideline people work in them."""

from typing import Any
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Value
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.requests import get_project
from claims.api.shapes import (
    AbsentTextField,
    DayField,
    ManyField,
    NumberField,
    OptionField,
    PublicIdField,
    StrictSerializer,
    SwitchField,
    TextField,
)
from claims.api.views import ListView, OperationView
from claims.errors import InvalidInput
from claims.models import (
    Guideline,
    Label,
    LabelScheme,
    Membership,
    Project,
    User,
    get_max_length,
)
from claims.models.hosts import MOST_HOSTS
from claims.operations.projects import GUIDELINE_LIMIT, create_project
from claims.requests import get_user, read_now

DESCRIPTION_LIMIT = 10_000


def number_setting(name: str, help_text: str) -> NumberField:
    """A number of the project, within the bounds that the model gives it."""
    field: Any = Project._meta.get_field(name)
    lowest = [one.limit_value for one in field.validators if isinstance(one, MinValueValidator)]
    highest = [one.limit_value for one in field.validators if isinstance(one, MaxValueValidator)]
    return NumberField(
        required=False,
        min_value=max(lowest),
        max_value=min(highest),
        help_text=help_text,
    )


class SettingsIn(StrictSerializer):
    """What managers may change while people work, any of it."""

    name = TextField(max_length=120, required=False)
    description = TextField(max_length=DESCRIPTION_LIMIT, required=False)
    language = TextField(
        max_length=12, required=False, help_text="Of the articles; empty: found out for each."
    )
    time_zone = TextField(max_length=60, required=False, help_text="Of charts.")
    evidence_rule = OptionField(choices=Project.EvidenceRule.choices, required=False)
    show_suggestions = SwitchField(required=False)
    decide_own = SwitchField(
        required=False, help_text="Curators may decide claims that they labelled."
    )
    overlap = number_setting("overlap", "Labels wanted per claim.")
    double_percent = number_setting(
        "double_percent", "Percent of the claims that want two labels where others want one."
    )
    opinions_limit = number_setting(
        "opinions_limit", "Up to how many labels are asked for while they differ; 0: none."
    )
    decision_rule = OptionField(choices=Project.DecisionRule.choices, required=False)
    approvals_wanted = number_setting(
        "approvals_wanted", "Of curators who neither decided nor labelled, per decision."
    )
    hides_names = SwitchField(
        required=False, help_text="Curators see letters instead of names where they decide."
    )
    has_check_pass = SwitchField(required=False, help_text="Verdicts come in a pass of their own.")
    check_allowed = SwitchField(
        required=False, help_text="Check claims whose label only allows a verdict, too."
    )
    check_overlap = number_setting("check_overlap", "Checks wanted per claim.")
    check_by_labellers = SwitchField(
        required=False, help_text="Who labelled a claim may check it, too."
    )
    lease_minutes = number_setting("lease_minutes", "How long an article stays reserved.")
    check_lease_minutes = number_setting(
        "check_lease_minutes", "How long a claim to check stays reserved."
    )
    queue_headlines = SwitchField(required=False, help_text="Headlines are labelled, too.")
    suggestions_hidden_percent = number_setting(
        "suggestions_hidden_percent",
        "Percent of the articles that are labelled without suggestions, to measure their pull.",
    )
    gold_percent = number_setting(
        "gold_percent", "Percent of the articles handed out that are hidden gold."
    )
    least_gold_percent = number_setting(
        "least_gold_percent", "Who gets fewer of their last hidden gold right is paused; 0: nobody."
    )
    least_seconds = number_setting(
        "least_seconds", "Who takes less for a label, by the median, is paused; 0: nobody."
    )
    has_training = SwitchField(required=False, help_text="New annotators train first.")
    pass_percent = number_setting("pass_percent", "Percent of the training claims to get right.")
    evidence_cut_off = DayField(
        required=False,
        allow_null=True,
        help_text="The last day for evidence: what was published later gets a warning; null: none.",
    )
    newsroom_name = TextField(
        required=False,
        max_length=get_max_length(Project, "newsroom_name") or 0,
        help_text="Who publishes decisions; stands in every ClaimReview.",
    )
    newsroom_url = TextField(
        required=False, max_length=get_max_length(Project, "newsroom_url") or 0
    )
    newsroom_domains = ManyField(
        required=False,
        limit=MOST_HOSTS,
        child=TextField(max_length=253),
        help_text="On whose pages, or below, decisions are published.",
    )


# What watches people is for managers to know.
KEPT_TO_MANAGERS = {"least_gold_percent", "least_seconds"}
TOLD_TO_ALL = [name for name in dict(SettingsIn().fields) if name not in KEPT_TO_MANAGERS]


class ProjectOut(serializers.ModelSerializer):
    """A project in a list."""

    description = AbsentTextField()
    role = serializers.ChoiceField(
        choices=Membership.Role.choices, help_text="Yours. A site admin counts as a manager."
    )
    gold_percent = serializers.SerializerMethodField(
        help_text="Of hidden gold; null for those who neither curate nor manage."
    )

    newsroom_name = AbsentTextField()
    newsroom_url = AbsentTextField()

    class Meta:
        model = Project
        fields = [
            "uuid",
            "slug",
            "name",
            "description",
            "role",
            *[field for field in TOLD_TO_ALL if field not in {"name", "description"}],
            "paused_at",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_gold_percent(self, project: Any) -> int | None:
        return project.gold_percent if project.role in permissions.CURATES else None


class SettingsOut(serializers.ModelSerializer):
    """What managers may change, as it is."""

    newsroom_name = AbsentTextField()
    newsroom_url = AbsentTextField()

    class Meta:
        model = Project
        fields = [*SettingsIn().fields]
        read_only_fields = fields


class LabelOut(serializers.ModelSerializer):
    """One choice of a scheme, and what follows from choosing it."""

    definition = AbsentTextField()
    hotkey = AbsentTextField()
    verifiable = AbsentTextField(help_text="yes, partly, no or unclear; null for verdicts.")
    check_worthy = AbsentTextField(help_text="yes, no or unset; null for verdicts.")
    canonical = AbsentTextField(help_text="What a verdict means in every scheme.")

    class Meta:
        model = Label
        fields = [
            "value",
            "name",
            "definition",
            "hotkey",
            "verifiable",
            "check_worthy",
            "verdict_rule",
            "canonical",
            "rating",
        ]
        read_only_fields = fields


class SchemeOut(serializers.ModelSerializer):
    """The labels one may choose from, in their order."""

    description = AbsentTextField()
    labels = LabelOut(many=True)

    class Meta:
        model = LabelScheme
        fields = ["uuid", "slug", "version", "name", "description", "labels"]
        read_only_fields = fields


class GuidelineOut(serializers.ModelSerializer):
    """The version by which people label now; `text` is Markdown."""

    class Meta:
        model = Guideline
        fields = ["version", "text", "created_at"]
        read_only_fields = fields


class ProjectDetailOut(ProjectOut):
    """A project with everything that one needs in order to label in it."""

    verifiability_scheme = SchemeOut()
    verdict_scheme = SchemeOut()
    guideline = serializers.SerializerMethodField()

    class Meta(ProjectOut.Meta):
        fields = [*ProjectOut.Meta.fields, "verifiability_scheme", "verdict_scheme", "guideline"]
        read_only_fields = fields

    @extend_schema_field(GuidelineOut(allow_null=True))
    def get_guideline(self, project: Project) -> dict[str, Any] | None:
        latest = project.latest_guideline()
        return GuidelineOut(latest).data if latest else None


def _find_scheme(kind: str, uuid: UUID) -> LabelScheme:
    scheme = LabelScheme.objects.filter(kind=kind, uuid=uuid).first()
    if scheme is None:
        raise InvalidInput(
            "unknown_scheme", "There is no such scheme of this kind.", field=f"{kind}_scheme"
        )
    return scheme


def find_projects(user: User) -> QuerySet[Project]:
    """What the person may see, each with their role in it."""
    own = Membership.objects.active_of(user).filter(project=OuterRef("pk"))
    role = Subquery(own.values("role"))
    manager = Value(Membership.Role.MANAGER)
    return Project.objects.visible_to(user).annotate(role=manager if user.is_superuser else role)


class NewProjectIn(SettingsIn):
    """A project with its schemes and its guideline, and settings if you like."""

    slug = TextField(max_length=60, allow_blank=False, help_text="Its short name.")
    name = TextField(max_length=120, allow_blank=False)
    verifiability_scheme = PublicIdField()
    verdict_scheme = PublicIdField()
    guideline = TextField(max_length=GUIDELINE_LIMIT, help_text="Markdown.")


class ProjectListView(ListView):
    """The projects that you are a member of."""

    serializer_class = ProjectOut

    @extend_schema(request=NewProjectIn, responses={201: ProjectOut})
    def post(self, request: Request) -> Response:
        """For site admins. Whoever makes it manages it."""
        user, body = get_user(request), self.read_body(NewProjectIn)
        for kind in LabelScheme.Kind.values:
            body[f"{kind}_scheme"] = _find_scheme(kind, body[f"{kind}_scheme"])
        made = create_project(actor=user, now=read_now(request), **body)
        return Response(ProjectOut(find_projects(user).get(pk=made.pk)).data, status=201)

    def find(self, user: User, **wanted: Any) -> QuerySet[Project]:
        return find_projects(user)


class ProjectDetailView(OperationView):
    """A project, by its UUID or short name, with its label schemes and its guideline."""

    @extend_schema(responses=ProjectDetailOut)
    def get(self, request: Request, project: str) -> Response:
        found = get_project(request, project)
        labels = Prefetch("labels", Label.objects.order_by("order", "pk"))
        schemes = Prefetch("verifiability_scheme", LabelScheme.objects.prefetch_related(labels))
        complete = find_projects(get_user(request)).prefetch_related(
            schemes,
            Prefetch("verdict_scheme", LabelScheme.objects.prefetch_related(labels)),
        )
        return Response(ProjectDetailOut(complete.get(pk=found.pk)).data)

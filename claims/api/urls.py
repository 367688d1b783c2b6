"""Addresses of the API. Rows go by UUID, projects also by their short name."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from claims.api import (
    agreement,
    annotations,
    articles,
    assignment,
    boundaries,
    cases,
    claims,
    decisions,
    documentation,
    exclusions,
    gold,
    guidelines,
    members,
    projects,
    queue,
    resplit,
    settings,
    speakers,
    steering,
    undo,
    waiting,
)
from claims.api.exports import ExportView

of_project = [
    path("", projects.ProjectDetailView.as_view(), name="api-project"),
    path("articles/", articles.ProjectArticlesView.as_view(), name="api-project-articles"),
    path("speakers/", speakers.ProjectSpeakersView.as_view(), name="api-project-speakers"),
    path("next/", queue.NextView.as_view(), name="api-next"),
    path("guideline/", guidelines.ProjectGuidelineView.as_view(), name="api-guideline"),
    path("undo/", undo.ProjectUndoView.as_view(), name="api-project-undo"),
    path("cases/next/", cases.ProjectNextCaseView.as_view(), name="api-next-case"),
    path("waiting/", waiting.ProjectWaitingView.as_view(), name="api-waiting"),
    path("progress/", steering.ProjectProgressView.as_view(), name="api-progress"),
    path("timesheet/", steering.TimeSheetView.as_view(), name="api-timesheet"),
    path("members/", members.ProjectMembersView.as_view(), name="api-members"),
    path("outlets/", exclusions.ProjectOutletsView.as_view(), name="api-outlets"),
    path("exclusions/", exclusions.ProjectExclusionsView.as_view(), name="api-exclusions"),
    path("settings/", settings.ProjectSettingsView.as_view(), name="api-settings"),
    path("pause/", settings.ProjectPauseView.as_view(), name="api-pause"),
    path("resume/", settings.ProjectResumeView.as_view(), name="api-resume"),
    path("resplit/", resplit.ProjectResplitView.as_view(), name="api-resplit"),
    path("agreement/", agreement.ProjectAgreementView.as_view(), name="api-agreement"),
    path(
        "agreement/people/",
        agreement.ProjectAgreementPeopleView.as_view(),
        name="api-agreement-people",
    ),
    path("gold/", gold.ProjectGoldView.as_view(), name="api-gold"),
    path("quality/", gold.ProjectQualityView.as_view(), name="api-quality"),
    path("export/", ExportView.as_view(), name="api-export"),
]
of_article = [
    path("", articles.ArticleDetailView.as_view(), name="api-article"),
    path("boundaries/", boundaries.ArticleBoundariesView.as_view(), name="api-boundaries"),
    path(
        "boundaries/preview/",
        boundaries.BoundariesPreviewView.as_view(),
        name="api-boundaries-preview",
    ),
    path("overlap/", assignment.ArticleOverlapView.as_view(), name="api-article-overlap"),
    path("priority/", assignment.ArticlePriorityView.as_view(), name="api-article-priority"),
    path("reserve/", assignment.ArticleReserveView.as_view(), name="api-article-reserve"),
    path("release/", assignment.ArticleReleaseView.as_view(), name="api-article-release"),
]
of_claim = [
    path("", claims.ClaimDetailView.as_view(), name="api-claim"),
    path("annotations/", annotations.ClaimAnnotationsView.as_view(), name="api-claim-annotations"),
    path("skip/", queue.ClaimSkipView.as_view(), name="api-claim-skip"),
    path("flag/", queue.ClaimFlagView.as_view(), name="api-claim-flag"),
    path("undo/", undo.ClaimUndoView.as_view(), name="api-claim-undo"),
    path("decisions/", decisions.ClaimDecisionsView.as_view(), name="api-claim-decisions"),
    path("step-aside/", cases.ClaimStepAsideView.as_view(), name="api-claim-step-aside"),
    path("adopt/", decisions.ClaimAdoptView.as_view(), name="api-claim-adopt"),
    path("opinions/", assignment.ClaimOpinionsView.as_view(), name="api-claim-opinions"),
    path("gold/", gold.ClaimGoldView.as_view(), name="api-claim-gold"),
]
of_proposal = [
    path("", boundaries.ProposalDetailView.as_view(), name="api-proposal"),
    path("apply/", boundaries.ProposalApplyView.as_view(), name="api-proposal-apply"),
    path("decline/", boundaries.ProposalDeclineView.as_view(), name="api-proposal-decline"),
    path("withdraw/", boundaries.ProposalWithdrawView.as_view(), name="api-proposal-withdraw"),
]
version_1: list[URLPattern | URLResolver] = [
    path("projects/", projects.ProjectListView.as_view(), name="api-projects"),
    path("projects/<slug:project>/", include(of_project)),
    path("articles/", articles.ArticleListView.as_view(), name="api-articles"),
    path("articles/<uuid:uuid>/", include(of_article)),
    path("claims/", claims.ClaimListView.as_view(), name="api-claims"),
    path("claims/<uuid:uuid>/", include(of_claim)),
    path("speakers/", speakers.SpeakerListView.as_view(), name="api-speakers"),
    path(
        "speakers/<uuid:uuid>/merge/",
        speakers.SpeakerMergeView.as_view(),
        name="api-speaker-merge",
    ),
    path(
        "speakers/<uuid:uuid>/unmerge/",
        speakers.SpeakerUnmergeView.as_view(),
        name="api-speaker-unmerge",
    ),
    path("annotations/", annotations.AnnotationListView.as_view(), name="api-annotations"),
    path(
        "annotations/<uuid:uuid>/",
        annotations.AnnotationDetailView.as_view(),
        name="api-annotation",
    ),
    path("decisions/", decisions.DecisionListView.as_view(), name="api-decisions"),
    path("decisions/<uuid:uuid>/", decisions.DecisionDetailView.as_view(), name="api-decision"),
    path(
        "decisions/<uuid:uuid>/approve/",
        cases.DecisionApproveView.as_view(),
        name="api-decision-approve",
    ),
    path(
        "decisions/<uuid:uuid>/reopen/",
        cases.DecisionReopenView.as_view(),
        name="api-decision-reopen",
    ),
    path("proposals/", boundaries.ProposalListView.as_view(), name="api-proposals"),
    path("proposals/<uuid:uuid>/", include(of_proposal)),
    path(
        "exclusions/<uuid:uuid>/end/",
        exclusions.ExclusionEndView.as_view(),
        name="api-exclusion-end",
    ),
    path("gold/<uuid:uuid>/end/", gold.GoldLabelEndView.as_view(), name="api-gold-end"),
    path("leases/<uuid:uuid>/renew/", queue.LeaseRenewView.as_view(), name="api-lease-renew"),
    path("leases/<uuid:uuid>/stop/", queue.LeaseStopView.as_view(), name="api-lease-stop"),
]
urlpatterns = [
    path("v1/", include(version_1)),
    path("schema/", documentation.SchemaView.as_view(), name="api-schema"),
    path("docs/", documentation.DocsView.as_view(), name="api-docs"),
    re_path("", documentation.UnknownAddressView.as_view(), name="api-unknown"),
]

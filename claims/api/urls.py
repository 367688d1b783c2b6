"""Addresses of the API. Rows go by UUID, projects also by their short name."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from claims.api import annotations, articles, claims, documentation, projects, queue, speakers
from claims.api.exports import ExportView

of_project = [
    path("", projects.ProjectDetailView.as_view(), name="api-project"),
    path("articles/", articles.ProjectArticlesView.as_view(), name="api-project-articles"),
    path("speakers/", speakers.ProjectSpeakersView.as_view(), name="api-project-speakers"),
    path("next/", queue.NextView.as_view(), name="api-next"),
    path("export/", ExportView.as_view(), name="api-export"),
]
of_claim = [
    path("", claims.ClaimDetailView.as_view(), name="api-claim"),
    path("annotations/", annotations.ClaimAnnotationsView.as_view(), name="api-claim-annotations"),
    path("skip/", queue.ClaimSkipView.as_view(), name="api-claim-skip"),
    path("flag/", queue.ClaimFlagView.as_view(), name="api-claim-flag"),
]
version_1: list[URLPattern | URLResolver] = [
    path("projects/", projects.ProjectListView.as_view(), name="api-projects"),
    path("projects/<slug:project>/", include(of_project)),
    path("articles/", articles.ArticleListView.as_view(), name="api-articles"),
    path("articles/<uuid:uuid>/", articles.ArticleDetailView.as_view(), name="api-article"),
    path("claims/", claims.ClaimListView.as_view(), name="api-claims"),
    path("claims/<uuid:uuid>/", include(of_claim)),
    path("speakers/", speakers.SpeakerListView.as_view(), name="api-speakers"),
    path("annotations/", annotations.AnnotationListView.as_view(), name="api-annotations"),
    path(
        "annotations/<uuid:uuid>/",
        annotations.AnnotationDetailView.as_view(),
        name="api-annotation",
    ),
    path("leases/<uuid:uuid>/renew/", queue.LeaseRenewView.as_view(), name="api-lease-renew"),
    path("leases/<uuid:uuid>/stop/", queue.LeaseStopView.as_view(), name="api-lease-stop"),
]
urlpatterns = [
    path("v1/", include(version_1)),
    path("schema/", documentation.SchemaView.as_view(), name="api-schema"),
    path("docs/", documentation.DocsView.as_view(), name="api-docs"),
    re_path("", documentation.UnknownAddressView.as_view(), name="api-unknown"),
]

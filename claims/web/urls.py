"""The addresses of all pages."""

from django.urls import include, path

from claims.web import (
    account,
    articles,
    desk,
    export,
    guideline,
    health,
    home,
    imports,
    labels,
    signing_in,
)

project_patterns = [
    path("", home.project, name="project"),
    path("articles/", articles.article_list, name="article-list"),
    path("articles/<uuid:uuid>/", articles.article, name="article"),
    path("import/", imports.article_import, name="article-import"),
    path("import/<uuid:uuid>/", imports.import_preview, name="import-preview"),
    path("import/<uuid:uuid>/report/", imports.import_report, name="import-report"),
    path("guideline/", guideline.guideline, name="guideline"),
    path("export/", export.export, name="export"),
    path("desk/", desk.desk, name="desk"),
    path("desk/next/", desk.take_next, name="desk-next"),
    path("desk/<uuid:uuid>/", desk.label_claim, name="desk-claim"),
    path("desk/<uuid:uuid>/skip/", desk.skip_claim, name="desk-skip"),
    path("desk/<uuid:uuid>/flag/", desk.flag_claim, name="desk-flag"),
    path("desk/<uuid:uuid>/stop/", desk.stop, name="desk-stop"),
    path("labels/", labels.label_list, name="label-list"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("p/<slug:slug>/", include(project_patterns)),
    path("account/", account.account, name="account"),
    path("account/theme/", account.choose_theme, name="theme"),
    path("account/tokens/", account.create_token, name="token-create"),
    path("account/tokens/<uuid:uuid>/revoke/", account.revoke_token, name="token-revoke"),
    path("", include(signing_in.urlpatterns)),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

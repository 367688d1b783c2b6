"""The addresses of all pages."""

from django.urls import URLPattern, include, path
from django.views.i18n import set_language

from claims.models import Stage
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
from claims.web.routes import name_route


def list_desk_patterns(stage: Stage) -> list[URLPattern]:
    """The desk of one pass: desk/… or check/…"""
    name, fixed = name_route(stage), {"stage": stage}
    return [
        path(f"{name}/", desk.desk, fixed, name=name),
        path(f"{name}/next/", desk.take_next, fixed, name=f"{name}-next"),
        path(f"{name}/<uuid:uuid>/", desk.label_claim, fixed, name=f"{name}-claim"),
        path(f"{name}/<uuid:uuid>/skip/", desk.skip_claim, fixed, name=f"{name}-skip"),
        path(f"{name}/<uuid:uuid>/flag/", desk.flag_claim, fixed, name=f"{name}-flag"),
        path(f"{name}/<uuid:uuid>/stop/", desk.stop, fixed, name=f"{name}-stop"),
    ]


project_patterns = [
    path("", home.project, name="project"),
    path("articles/", articles.article_list, name="article-list"),
    path("articles/<uuid:uuid>/", articles.article, name="article"),
    path("import/", imports.article_import, name="article-import"),
    path("import/<uuid:uuid>/", imports.import_preview, name="import-preview"),
    path("import/<uuid:uuid>/report/", imports.import_report, name="import-report"),
    path("guideline/", guideline.guideline, name="guideline"),
    path("export/", export.export, name="export"),
    *list_desk_patterns(Stage.LABEL),
    *list_desk_patterns(Stage.CHECK),
    path("labels/", labels.label_list, name="label-list"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("p/<slug:slug>/", include(project_patterns)),
    path("account/", account.account, name="account"),
    path("account/language/", account.choose_language, name="language"),
    path("account/theme/", account.choose_theme, name="theme"),
    path("account/tokens/", account.create_token, name="token-create"),
    path("account/tokens/<uuid:uuid>/revoke/", account.revoke_token, name="token-revoke"),
    # Before signing in: by a cookie.
    path("language/", set_language, name="visitor-language"),
    path("", include(signing_in.urlpatterns)),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

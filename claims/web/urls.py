"""The addresses of all pages."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from claims.models import Stage
from claims.web import (
    account,
    adjudication,
    agreement,
    agreement_claims,
    alike,
    articles,
    audit,
    boundaries,
    cases,
    consent,
    corrections,
    desk,
    export,
    export_mapping,
    gold,
    guideline,
    health,
    history,
    home,
    imports,
    invitations,
    keys,
    labelled_imports,
    labels,
    members,
    metrics,
    notices,
    own_data,
    people,
    proposals,
    publications,
    questions,
    releases,
    rounds,
    speakers,
    steering,
    training,
    undo,
    webhooks,
    withdrawing,
)
from claims.web.routes import name_route


def list_desk_patterns(stage: Stage) -> list[URLPattern]:
    """The desk of one pass: desk/… or check/…"""
    name, fixed = name_route(stage), {"stage": stage}
    return [
        path(f"{name}/", desk.desk, fixed, name=name),
        path(f"{name}/next/", desk.take_next, fixed, name=f"{name}-next"),
        path(f"{name}/<uuid:uuid>/", desk.label_claim, fixed, name=f"{name}-claim"),
        path(f"{name}/<uuid:uuid>/draft/", desk.keep_draft, fixed, name=f"{name}-draft"),
        path(f"{name}/<uuid:uuid>/skip/", desk.skip_claim, fixed, name=f"{name}-skip"),
        path(f"{name}/<uuid:uuid>/flag/", desk.flag_claim, fixed, name=f"{name}-flag"),
        path(f"{name}/<uuid:uuid>/stop/", desk.stop, fixed, name=f"{name}-stop"),
        path(f"{name}/<uuid:uuid>/history/", history.label_history, fixed, name=f"{name}-history"),
    ]


case_patterns = [
    path("", adjudication.claim_case, name="adjudicate-claim"),
    path("put-down/", adjudication.put_down, name="adjudicate-put-down"),
    path("opinion/", adjudication.ask_opinion, name="adjudicate-opinion"),
    path("<uuid:decision>/adopt/", alike.adopt, name="adjudicate-adopt"),
    path("<uuid:decision>/adopt-all/", alike.adopt_all, name="adjudicate-adopt-all"),
    path("look/", adjudication.look, name="adjudicate-look"),
    path("<uuid:decision>/approve/", adjudication.approve, name="adjudicate-approve"),
    path("<uuid:decision>/reopen/", adjudication.reopen, name="adjudicate-reopen"),
]

release_patterns = [
    path("", releases.release_page, name="release"),
    path("progress/", releases.release_progress, name="release-progress"),
    path("edit/", releases.release_edit, name="release-edit"),
    path("build/", releases.release_build, name="release-build"),
    path("cancel/", releases.release_cancel, name="release-cancel"),
    path("delete/", releases.release_delete, name="release-delete"),
    path("withdraw/", releases.release_withdraw, name="release-withdraw"),
    path("files/<path:name>", releases.release_file, name="release-file"),
    path("diff/<uuid:other>/", releases.release_diff, name="release-diff"),
]

project_patterns: list[URLPattern | URLResolver] = [
    path("", home.project, name="project"),
    path("articles/", articles.article_list, name="article-list"),
    path("articles/<uuid:uuid>/", articles.article, name="article"),
    path("articles/<uuid:uuid>/training/", training.set_article, name="article-training"),
    path("articles/<uuid:uuid>/label-anew/", corrections.label_anew, name="article-label-anew"),
    path("articles/<uuid:uuid>/withdraw/", withdrawing.withdraw, name="article-withdraw"),
    path("articles/<uuid:uuid>/purge/", withdrawing.purge, name="article-purge"),
    path("articles/<uuid:uuid>/restore/", withdrawing.restore, name="article-restore"),
    path("articles/<uuid:uuid>/gold/", gold.article_gold, name="article-gold"),
    path("claims/<uuid:uuid>/gold/", gold.claim_gold, name="claim-gold"),
    path("claims/<uuid:uuid>/gold/end/", gold.end_gold, name="claim-gold-end"),
    path("quality/", gold.quality, name="quality"),
    path("quality/people/<uuid:uuid>/", gold.quality_person, name="quality-person"),
    path("import/", imports.article_import, name="article-import"),
    path("import/<uuid:uuid>/", imports.import_preview, name="import-preview"),
    path("import/<uuid:uuid>/report/", imports.import_report, name="import-report"),
    path("import/labelled/", labelled_imports.labelled_import, name="labelled-import"),
    path(
        "import/labelled/<uuid:uuid>/", labelled_imports.labelled_preview, name="labelled-preview"
    ),
    path(
        "import/labelled/<uuid:uuid>/report/",
        labelled_imports.labelled_report,
        name="labelled-report",
    ),
    path("guideline/", guideline.guideline, name="guideline"),
    path("guideline/part/", guideline.guideline_part, name="guideline-part"),
    path("guideline/changes/", guideline.guideline_changes, name="guideline-changes"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/part/", agreement.agreement_part, name="agreement-part"),
    path("agreement/claims/", agreement_claims.agreement_claims, name="agreement-claims"),
    path("export/", export.export, name="export"),
    path("export/report/", export.export_report, name="export-report"),
    path("export/mapping/", export_mapping.export_mapping, name="export-mapping"),
    *list_desk_patterns(Stage.LABEL),
    *list_desk_patterns(Stage.CHECK),
    path("labels/", labels.label_list, name="label-list"),
    path("labels/older/", labels.label_older, name="label-older"),
    path("labels/undo/", undo.undo, name="label-undo"),
    path("labels/undo-last/", undo.undo_last, name="undo-last"),
    path("claims/<uuid:uuid>/boundaries/", boundaries.claim_boundaries, name="claim-boundaries"),
    path("progress/", steering.progress, name="progress"),
    path("progress/people/", steering.progress_people, name="progress-people"),
    path("progress/articles/", steering.progress_articles, name="progress-articles"),
    path("progress/marks/", steering.progress_marks, name="progress-marks"),
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/<int:number>/", rounds.round_page, name="round"),
    path("rounds/<int:number>/end/", rounds.round_end, name="round-end"),
    path("releases/", releases.release_list, name="releases"),
    path("releases/new/", releases.release_new, name="release-new"),
    path("releases/<uuid:uuid>/", include(release_patterns)),
    path("questions/", questions.question_list, name="questions"),
    path("questions/<uuid:uuid>/", questions.question, name="question"),
    path("questions/<uuid:uuid>/look/", questions.look, name="question-look"),
    path("members/", members.member_list, name="members"),
    path("members/<uuid:uuid>/role/", members.set_role, name="member-role"),
    path("members/<uuid:uuid>/remove/", members.remove_member, name="member-remove"),
    path("members/invite/", invitations.invite, name="invite"),
    path("invitations/<uuid:uuid>/renew/", invitations.renew, name="invitation-renew"),
    path("invitations/<uuid:uuid>/revoke/", invitations.revoke, name="invitation-revoke"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/<uuid:uuid>/read/", notices.read_notice, name="notice-read"),
    *[
        path(
            f"members/<uuid:uuid>/{verb}/",
            notices.change_member,
            {"verb": verb},
            name=f"member-{verb}",
        )
        for verb in notices.MEMBER_ACTS
    ],
    path("audit/", audit.project_audit, name="audit"),
    path("webhooks/", webhooks.webhook_list, name="webhooks"),
    path("webhooks/<uuid:uuid>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:uuid>/secret/", webhooks.rotate_webhook, name="webhook-rotate"),
    path(
        "webhooks/<uuid:uuid>/deliveries/<uuid:delivery>/again/",
        webhooks.send_again,
        name="delivery-again",
    ),
    *[
        path(
            f"webhooks/<uuid:uuid>/{verb}/",
            webhooks.change_webhook,
            {"verb": verb},
            name=f"webhook-{verb}",
        )
        for verb in webhooks.WEBHOOK_ACTS
    ],
    path("adjudicate/", cases.case_list, name="adjudicate"),
    path("adjudicate/start/", cases.start, name="adjudicate-start"),
    path("adjudicate/adjust/", cases.adjust, name="adjudicate-adjust"),
    path("adjudicate/<uuid:uuid>/<slug:stage>/", include(case_patterns)),
    path("corrections/", corrections.correction_list, name="corrections"),
    *[
        path(
            f"corrections/<uuid:uuid>/{verb}/",
            corrections.settle,
            {"verb": verb},
            name=f"correction-{verb}",
        )
        for verb in corrections.SETTLE
    ],
    path("proposals/", proposals.proposal_list, name="proposals"),
    *[
        path(
            f"proposals/<uuid:uuid>/{verb}/",
            proposals.settle,
            {"verb": verb},
            name=f"proposal-{verb}",
        )
        for verb in proposals.SETTLE
    ],
    path("claims/<uuid:uuid>/publish/", publications.publish, name="claim-publish"),
    path("publications/", publications.publication_list, name="publications"),
    path("publications/<uuid:uuid>/", publications.publication_page, name="publication"),
    path("publications/<uuid:uuid>/correct/", publications.correct, name="publication-correct"),
    path("publications/<uuid:uuid>/withdraw/", publications.withdraw, name="publication-withdraw"),
    path(
        "publications/<uuid:uuid>/claimreview/",
        publications.claim_review,
        name="publication-claimreview",
    ),
    path("speakers/", speakers.speaker_list, name="speaker-list"),
    path("speakers/search/", speakers.speaker_search, name="speaker-search"),
    path("speakers/merged/", speakers.merged_list, name="speaker-merged"),
    path("speakers/<uuid:uuid>/merge/<uuid:other>/", speakers.speaker_merge, name="speaker-merge"),
    path("speakers/<uuid:uuid>/unmerge/", speakers.speaker_unmerge, name="speaker-unmerge"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("p/<slug:slug>/", include(project_patterns)),
    path("audit/", audit.site_audit, name="site-audit"),
    path("account/", account.account, name="account"),
    path("account/session/", account.session, name="session"),
    path("account/language/", account.choose_language, name="language"),
    path("account/theme/", account.choose_theme, name="theme"),
    path("account/keys/", keys.own_keys, name="own-keys"),
    path("account/keys/reset/", keys.reset_keys, name="own-keys-reset"),
    path("account/keys/switch/", keys.switch_keys, name="own-keys-switch"),
    path("account/data/", own_data.own_data, name="own-data"),
    path("account/data/file/", own_data.own_data_file, name="own-data-file"),
    path("consent/", consent.consent, name="consent"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("people/<uuid:uuid>/", people.person, name="person"),
    *[
        path(
            f"people/<uuid:uuid>/{verb}/",
            people.change_person,
            {"verb": verb},
            name=f"person-{verb}",
        )
        for verb in people.PERSON_ACTS
    ],
    path("people/<uuid:uuid>/anonymise/", people.anonymise, name="person-anonymise"),
    path("account/tokens/", account.create_token, name="token-create"),
    path("account/tokens/<uuid:uuid>/revoke/", account.revoke_token, name="token-revoke"),
    # Before signing in: by a cookie.
    path("language/", set_language, name="visitor-language"),
    path("", include("claims.web.signing_in.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]

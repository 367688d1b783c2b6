"""The addresses around signing in: those of allauth's views that we want, by its names."""

from django.contrib.auth import views
from django.urls import path

from claims.web.signing_in import (
    addresses,
    entrance,
    passwords,
    second_factor,
    sessions,
    single_sign_on,
)

urlpatterns = [
    path("login/", entrance.SignInView.as_view(), name="account_login"),
    path("login/code/", entrance.CodeView.as_view(), name="mfa_authenticate"),
    path("login/cancelled/", single_sign_on.cancelled, name="socialaccount_login_cancelled"),
    path("login/with/<slug:provider_id>/", single_sign_on.sign_in, name="openid_connect_login"),
    path(
        "login/with/<slug:provider_id>/callback/",
        single_sign_on.callback,
        name="openid_connect_callback",
    ),
    path("logout/", entrance.sign_out, name="account_logout"),
    path("account/confirm/", entrance.confirm, name="account_reauthenticate"),
    path("account/address/", addresses.change_address, name="account_email"),
    path("address/<str:key>/", addresses.confirm_address, name="account_confirm_email"),
    path(
        "account/password/", passwords.PasswordChangeView.as_view(), name="account_change_password"
    ),
    path(
        "account/password/done/",
        views.PasswordChangeDoneView.as_view(template_name="account/password_change_done.html"),
        name="account_change_password_done",
    ),
    path("password/", passwords.PasswordResetView.as_view(), name="account_reset_password"),
    path(
        "password/sent/",
        views.PasswordResetDoneView.as_view(template_name="account/password_reset_done.html"),
        name="account_reset_password_done",
    ),
    path(
        "password/complete/",
        views.PasswordResetCompleteView.as_view(
            template_name="account/password_reset_complete.html"
        ),
        name="account_reset_password_from_key_done",
    ),
    path(
        "password/<uidb64>/<token>/",
        passwords.PasswordSetView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("account/second-factor/", second_factor.overview, name="mfa_index"),
    path("account/second-factor/set-up/", second_factor.set_up, name="mfa_activate_totp"),
    path("account/second-factor/off/", second_factor.turn_off, name="mfa_deactivate_totp"),
    path(
        "account/second-factor/codes/",
        second_factor.recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/codes/download/",
        second_factor.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(
        "account/second-factor/codes/renew/",
        second_factor.renew_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("account/sessions/", sessions.session_list, name="usersessions_list"),
    path("account/sessions/end-others/", sessions.sessions_end_others, name="sessions-end-others"),
    path("account/sessions/<uuid:uuid>/end/", sessions.session_end, name="session-end"),
]

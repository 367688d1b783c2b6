"""Signing in and out, and passwords: Django's own views in our templates."""

from django.contrib.auth import views
from django.urls import path, reverse_lazy

from claims.web import forms

urlpatterns = [
    path(
        "login/",
        views.LoginView.as_view(
            template_name="account/login.html",
            authentication_form=forms.SignInForm,
            redirect_authenticated_user=True,
        ),
        name="login",
    ),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path(
        "account/password/",
        views.PasswordChangeView.as_view(
            template_name="account/password_change.html",
            form_class=forms.PasswordChangeForm,
            success_url=reverse_lazy("password-change-done"),
        ),
        name="password-change",
    ),
    path(
        "account/password/done/",
        views.PasswordChangeDoneView.as_view(template_name="account/password_change_done.html"),
        name="password-change-done",
    ),
    path(
        "password/",
        views.PasswordResetView.as_view(
            template_name="account/password_reset.html",
            form_class=forms.PasswordResetForm,
            email_template_name="account/password_reset_email.txt",
            subject_template_name="account/password_reset_subject.txt",
            success_url=reverse_lazy("password-reset-done"),
        ),
        name="password-reset",
    ),
    path(
        "password/sent/",
        views.PasswordResetDoneView.as_view(template_name="account/password_reset_done.html"),
        name="password-reset-done",
    ),
    path(
        "password/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(
            template_name="account/password_reset_confirm.html",
            form_class=forms.SetPasswordForm,
            success_url=reverse_lazy("password-reset-complete"),
        ),
        name="password-reset-confirm",
    ),
    path(
        "password/complete/",
        views.PasswordResetCompleteView.as_view(
            template_name="account/password_reset_complete.html"
        ),
        name="password-reset-complete",
    ),
]

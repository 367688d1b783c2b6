"""What allauth asks us on the way through a sign-in."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import get_login_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from claims.models import User
from claims.operations import identities, sign_ins
from claims.requests import read_now
from claims.web.signing_in import freshness, known_browsers, last_seen

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Password or provider, then the code of who has a second factor; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages for people; programs have tokens."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Pages of ours under the name by which we were called, no others."""
        host = self.request.get_host()
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={host}, require_https=self.request.is_secure()
        )

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what has happened."""

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return refuse(request)

    def post_login(
        self,
        request: HttpRequest,
        user: Any,
        *,
        redirect_url: str | None,
        signal_kwargs: dict[str, Any] | None,
        **kwargs: Any,
    ) -> HttpResponse:
        """The session is another by now: note it, and know the browser again."""
        now = read_now(request)
        records = get_authentication_records(request, user)
        sign_ins.note_sign_in(
            person=user,
            key=str(request.session.session_key),
            device=request.headers.get("User-Agent", ""),
            way="single_sign_on" if "sociallogin" in (signal_kwargs or {}) else "password",
            with_code=any(record["method"] == "mfa" for record in records),
            now=now,
        )
        freshness.note_confirmed(request)
        last_seen.note_seen(request)
        response = HttpResponseRedirect(get_login_redirect_url(request, redirect_url))
        known_browsers.remember(request, response, user)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """How the app on one's telephone calls the account."""

    def get_totp_issuer(self) -> str:
        return "Factcheck"

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """An identity is let in that is somebody's here, by a verified address; no other."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Not allauth's way, which needs no verified address of ours: see `pre_social_login`."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        """Take nothing over of what the provider tells, but that the two tell of the same one."""
        told = sociallogin.account.extra_data
        subjects = {part["sub"] for part in told.values() if isinstance(part, dict)}
        if len(subjects) != 1:
            raise PermissionDenied
        sociallogin.account.extra_data = {}
        user: User = sociallogin.user
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") != "login":
            raise PermissionDenied
        if sociallogin.account.pk is None:
            self._link(request, sociallogin)

    def _link(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Make the identity somebody's, or stop here."""
        verified = [one.email for one in sociallogin.email_addresses if one.verified]
        person = identities.admit(addresses=verified, now=read_now(request))
        if person is None:
            raise ImmediateHttpResponse(refuse(request))
        account = sociallogin.account
        sociallogin.account = identities.link(
            person=person, provider=account.provider, uid=account.uid, now=read_now(request)
        )
        sociallogin.user = person

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        **_: Any,
    ) -> None:
        """What went wrong; nothing of what was sent."""
        logger.warning("Single sign-on failed: %s, %s", error, type(exception).__name__)


def refuse(request: HttpRequest) -> HttpResponse:
    """The provider knows who it is, but has no account here."""
    return render(request, "socialaccount/no_account.html", status=403)

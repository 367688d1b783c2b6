"""Where one is signed in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from claims.operations import sign_ins
from claims.queries.signing_in import find_session, list_sessions, name_session
from claims.requests import get_user, read_now
from claims.web.signing_in.devices import name_device


@login_required
@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    present = request.session.session_key
    rows = [
        {
            "uuid": name_session(one.session_key),
            "device": name_device(one.user_agent),
            "address": "" if one.ip == sign_ins.NOWHERE else one.ip,
            "begun_at": one.created_at,
            "seen_at": one.last_seen_at,
            "is_present": one.session_key == present,
        }
        for one in list_sessions(get_user(request), read_now(request))
    ]
    return render(request, "usersessions/usersession_list.html", {"rows": rows})


@login_required
@require_POST
def session_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    user, now = get_user(request), read_now(request)
    found = find_session(user, uuid, now)
    if found is None:
        raise Http404
    sign_ins.end_session(actor=user, session=found, now=now)
    if found.session_key == request.session.session_key:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("That session is ended."))
    return redirect("usersessions_list")


@login_required
@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    number = sign_ins.end_other_sessions(
        actor=get_user(request), kept=str(request.session.session_key), now=read_now(request)
    )
    done = ngettext("%d other session ended.", "%d other sessions ended.", number) % number
    messages.success(request, done)
    return redirect("usersessions_list")

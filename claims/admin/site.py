"""The admin's own pages: its name, its one door, and what no list offers."""

from allauth.account import admin as account_admin
from allauth.mfa import admin as mfa_admin
from allauth.socialaccount import admin as socialaccount_admin
from allauth.usersessions import admin as usersessions_admin
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache


@never_cache
def sign_in(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Send people to the site's own sign-in, so that there is one door to guard, not two."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
    if not admin.site.has_permission(request):
        raise PermissionDenied
    return HttpResponseRedirect(reverse("admin:index"))


admin.site.site_header = _("Factcheck administration")
admin.site.site_title = _("Factcheck administration")
admin.site.index_title = _("Everything that belongs to your projects")
admin.site.login = sign_in  # type: ignore[method-assign]
# Rows are removed one by one, with a look at what each is used by.
admin.site.disable_action("delete_selected")

# What allauth shows of its tables: secrets among them, and written without our operations.
for module in (account_admin, mfa_admin, socialaccount_admin, usersessions_admin):
    label = module.__name__.split(".")[1]
    for model in apps.get_app_config(label).get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)

"""Which package answers which addresses."""

from django.contrib import admin
from django.urls import include, path

handler400 = "factcheck.failures.bad_request"
handler404 = "factcheck.failures.not_found"
handler403 = "factcheck.failures.forbidden"
handler500 = "factcheck.failures.server_error"

urlpatterns = [
    path("", include("claims.web.urls")),
    path("api/", include("claims.api.urls")),
    path("admin/", admin.site.urls),
]

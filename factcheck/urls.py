"""Which package answers which addresses."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("claims.web.urls")),
    path("api/", include("claims.api.urls")),
    path("admin/", admin.site.urls),
]

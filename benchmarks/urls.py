"""The program's addresses and the floor's."""

from django.urls import path

from benchmarks import floor
from factcheck.urls import handler400, handler403, handler404, handler500
from factcheck.urls import urlpatterns as program

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("floor/take/<int:project>/<int:person>/", floor.take_view),
    path("floor/release/<int:slot>/", floor.release_view),
    *program,
]

"""The program's addresses and the floor's."""

from django.urls import path

from benchmarks import floor
from factcheck.urls import urlpatterns as program

urlpatterns = [
    path("floor/take/<int:project>/<int:person>/", floor.take_view),
    path("floor/release/<int:slot>/", floor.release_view),
    *program,
]

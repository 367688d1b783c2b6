"""For load balancers: is this process alive, and can it do its work?"""

import logging
import os
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

OK = "ok"


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive. Asks nothing of the database."""
    return JsonResponse({"status": OK})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready to work: the database answers, and has all tables. Else 503, and which it is.

    Where it only reads, that is said and no reason to be left out: reading goes on.
    """
    checks = {"database": "unavailable", "migrations": "unknown", "writing": "unknown"}
    try:
        checks["migrations"] = "missing" if _misses_migrations() else OK
        checks["database"] = OK
        checks["writing"] = "read_only" if _only_reads() else OK
    except Error:
        logger.exception("The database does not answer.")
    is_ready = checks["database"] == checks["migrations"] == OK
    said = {"status": OK if is_ready else "unavailable", "checks": checks}
    return JsonResponse(said, status=200 if is_ready else 503)


@cache
def _list_migrations() -> frozenset[tuple[str, str]]:
    """The last migrations of each app, as this program has them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _misses_migrations() -> bool:
    """Also where there is nothing at all yet."""
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return True
        cursor.execute("SELECT app, name FROM django_migrations")
        return not _list_migrations() <= set(cursor.fetchall())


def _only_reads() -> bool:
    if connection.vendor == "sqlite":
        return not os.access(connection.settings_dict["NAME"], os.W_OK)
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return bool(cursor.fetchone() == ("on",))

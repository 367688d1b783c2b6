"""What a backup holds, counted, and removed for another to be restored."""

from claims.queries.backup_rows import MADE_BY_MIGRATE, list_models
from claims.queries.release_storage import get_storage
from tests.emptying import empty_tables


def remove_everything() -> None:
    empty_tables()
    for name in list_stored():
        get_storage().delete(name)


def list_stored() -> list[str]:
    try:
        return sorted(get_storage().listdir("")[1])
    except FileNotFoundError:
        return []


def count_rows() -> int:
    kept = MADE_BY_MIGRATE
    return sum(one._base_manager.count() for one in list_models() if one not in kept)

"""Keys of the other pages that somebody's own “help” or “undo” has taken get another."""

from collections.abc import Mapping
from itertools import chain

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The commands that have become changeable, and the one that counts there too, as of this version.
HELP, UNDO = ("help", "?"), ("undo", "KeyZ")
PAGES: tuple[tuple[tuple[tuple[str, str], ...], Mapping[str, str]], ...] = (
    (
        (HELP,),
        {
            "boundaries.split": "KeyS",
            "boundaries.merge_previous": "KeyP",
            "boundaries.merge_next": "KeyN",
            "boundaries.trim": "KeyT",
            "boundaries.span": "KeyM",
            "boundaries.remove_span": "KeyR",
            "boundaries.heading": "KeyH",
            "boundaries.undo": "KeyU",
            "boundaries.apply": "Enter",
        },
    ),
    (
        (HELP,),
        {
            "proposals.next": "KeyJ",
            "proposals.previous": "KeyK",
            "proposals.apply": "KeyA",
            "proposals.decline": "KeyD",
            "proposals.withdraw": "KeyW",
            "proposals.open": "Enter",
        },
    ),
    ((HELP, UNDO), {"labels.next": "KeyJ", "labels.previous": "KeyK"}),
    (
        (HELP,),
        {
            **{f"adjudication.vote{digit}": f"Digit{digit}" for digit in "123456789"},
            "adjudication.decide": "Enter",
            "adjudication.edit": "KeyE",
            "adjudication.evidence": "KeyV",
            "adjudication.reason": "KeyR",
            "adjudication.approve": "KeyA",
            "adjudication.opinion": "KeyO",
            "adjudication.put_down": "KeyX",
        },
    ),
)
# Two of these at least are no page's default.
FREE = ("KeyX", "KeyC", "KeyV", "KeyB")


def keep_own_keys(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever chose a key keeps it; what had it on another page moves."""
    users = apps.get_model("claims", "User").objects.exclude(desk_keys={})
    for user in users.only("pk", "desk_keys").iterator():
        moved = dict(chain.from_iterable(_move(user.desk_keys, *page) for page in PAGES))
        if moved:
            user.desk_keys |= moved
            user.save(update_fields=["desk_keys"])


def _move(
    own: Mapping[str, str], shared: tuple[tuple[str, str], ...], page: Mapping[str, str]
) -> list[tuple[str, str]]:
    taken = {own.get(command, key) for command, key in shared}
    # What has a key of the person's own on that page stays where they put it.
    displaced = [command for command, key in page.items() if key in taken and command not in own]
    used = taken | {own.get(command, key) for command, key in page.items()}
    free = [key for key in FREE if key not in used]
    return list(zip(displaced, free, strict=False))


class Migration(migrations.Migration):
    dependencies = [("claims", "0014_speaker_last_word")]

    operations = [migrations.RunPython(keep_own_keys, migrations.RunPython.noop, elidable=True)]

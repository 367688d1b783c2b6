"""The names of the desk's routes: each pass has the same ones, by its own name."""

from claims.models import Stage

DESKS = {Stage.LABEL: "desk", Stage.CHECK: "check"}


def name_route(stage: str, page: str = "") -> str:
    """The route of the pass's desk, or of that page of it: claim, next, skip, and so on."""
    desk = DESKS[Stage(stage)]
    return f"{desk}-{page}" if page else desk

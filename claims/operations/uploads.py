"""Uploads that wait until their owner has looked at the preview."""

from datetime import datetime, timedelta

from claims import permissions
from claims.models import StagedImport, StagedLabels, User

STAGED_FOR = timedelta(days=1)
Upload = StagedImport | StagedLabels


def forget_abandoned(uploads: type[Upload], now: datetime) -> None:
    """Remove those of the kind that nobody has come back to. Called with each new one."""
    uploads.objects.filter(created_at__lt=now - STAGED_FOR).delete()


def discard_upload(*, actor: User, upload: Upload) -> None:
    """Forget one: it was imported, or its owner does not want it."""
    permissions.require(upload.created_by_id == actor.pk)
    upload.delete()

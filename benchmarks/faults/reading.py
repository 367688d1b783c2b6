"""What the database holds of a project in the end, for reconciling."""

from benchmarks.faults.reconciling import Found, Kept, Key, Place, Said
from claims.models import Annotation, AuditEvent, Lease, Project, Slot


def read_found(project: Project) -> Found:
    labels = [
        Kept(number, Key(person, str(client_uuid)), Said(str(claim), value, comment), slot)
        for number, person, client_uuid, claim, value, comment, slot in Annotation.objects.filter(
            project=project
        ).values_list(
            *("pk", "annotator__username", "client_uuid", "claim__uuid"),
            *("verifiability__value", "comment", "slot"),
        )
    ]
    slots = [
        Place(number, str(claim), person, current, lease, revisions)
        for number, claim, person, current, lease, revisions in Slot.objects.filter(
            project=project, wanted=True
        ).values_list(
            *("pk", "claim__uuid", "annotator__username", "current", "lease", "revisions")
        )
    ]
    open_leases = Lease.objects.open().filter(project=project).values_list("pk", flat=True)
    return Found(labels, slots, _read_told(project), frozenset(open_leases))


def _read_told(project: Project) -> list[Key]:
    """The labels that the audit log tells of; of one that is not there, by its UUID."""
    known = {
        str(uuid): Key(person, str(client_uuid))
        for uuid, person, client_uuid in Annotation.objects.filter(project=project).values_list(
            "uuid", "annotator__username", "client_uuid"
        )
    }
    told = AuditEvent.objects.filter(project=project, action="annotation.submitted")
    return [known.get(target, Key("?", target)) for target in told.values_list("target", flat=True)]


def count_left(project: Project) -> int:
    """Labels that are still to be given."""
    return Slot.objects.unlabelled().filter(project=project, wanted=True).count()

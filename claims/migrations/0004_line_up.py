"""Each project has its lines, and its slots stand in the one of their stage by their articles."""

from django.db import migrations
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from claims.models.projects import make_seed


def line_up(apps, schema_editor):
    Project, Slot, Line = (apps.get_model("claims", name) for name in ("Project", "Slot", "Line"))
    Annotation = apps.get_model("claims", "Annotation")
    given = Annotation.objects.filter(slot=OuterRef("pk")).order_by("-revision")
    Slot.objects.update(
        turn=F("article_id"), revisions=Coalesce(Subquery(given.values("revision")[:1]), 0)
    )
    furthest = dict(Slot.objects.order_by().values_list("project_id").annotate(Max("article_id")))
    Line.objects.bulk_create(
        Line(project_id=project, stage=stage, last=furthest.get(project, 0))
        for project in Project.objects.values_list("pk", flat=True)
        for stage in ("label", "check")
    )


def seed_samples(apps, schema_editor):
    """0003 gave all projects one seed: a default is asked for once."""
    Project = apps.get_model("claims", "Project")
    for project in Project.objects.only("pk"):
        project.sample_seed = make_seed()
        project.save(update_fields=["sample_seed"])


def leave_line(apps, schema_editor):
    for name in ("Bookmark", "Line"):
        apps.get_model("claims", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_queue")]
    operations = [
        migrations.RunPython(line_up, leave_line),
        migrations.RunPython(seed_samples, migrations.RunPython.noop),
    ]

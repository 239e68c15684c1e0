from django.db import migrations, models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now


def note_what_was_deleted_for_good(apps, schema_editor):
    """Until now nothing said so: what has no outputs any more has lost them in the trash."""
    Generation = apps.get_model("generations", "Generation")
    outputs = apps.get_model("generations", "Output").objects.filter(generation=OuterRef("pk"))
    Generation.objects.filter(~Exists(outputs), state="succeeded").update(emptied_at=Now())


class Migration(migrations.Migration):
    dependencies = [("generations", "0007_lists")]

    operations = [
        migrations.AddField(
            model_name="generation", name="emptied_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunPython(note_what_was_deleted_for_good, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("finished", "Finished"),
                            ("failed", "Could not be finished"),
                        ],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField(db_default=Now())),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("step", models.CharField(blank=True, max_length=60)),
                ("position", models.BigIntegerField(default=0)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("looked", models.PositiveBigIntegerField("looked at rows and files", default=0)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("findings", models.JSONField(blank=True, default=list)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")), fields=("state",), name="inspection_one_at_a_time"
                    )
                ],
            },
        ),
    ]

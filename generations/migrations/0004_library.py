import unicodedata

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

TAG_MAX = 40


def keep_tags(apps, schema):
    """What batches had as a list of words becomes rows that can be renamed and merged."""
    Batch, Tag = apps.get_model("generations", "Batch"), apps.get_model("generations", "Tag")
    for batch in Batch.objects.exclude(words=[]).iterator():
        names = (_composed(" ".join(str(word).split()))[:TAG_MAX] for word in reversed(batch.words))
        # The database does not refuse the same tag twice until all of this is done, and then the whole.
        tags = {_composed(name.casefold())[: TAG_MAX * 3]: name for name in names if name}
        for key, name in tags.items():
            tag, _ = Tag.objects.get_or_create(project_id=batch.project_id, key=key, defaults={"name": name})
            batch.tags.add(tag)


def keep_words(apps, schema):
    """The way back."""
    for batch in apps.get_model("generations", "Batch").objects.filter(tags__isnull=False).distinct():
        batch.words = list(batch.tags.values_list("name", flat=True))
        batch.save(update_fields=["words"])


def _composed(text):
    """As tags are looked for: a letter and its accent are one sign."""
    return unicodedata.normalize("NFC", text)


class Migration(migrations.Migration):
    dependencies = [("generations", "0003_clips"), ("projects", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                (
                    "key",
                    models.CharField(help_text="The name in lower case: what makes it one tag.", max_length=120),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tags", to="projects.project"
                    ),
                ),
            ],
            options={"ordering": ["key"]},
        ),
        migrations.AddConstraint(
            model_name="tag", constraint=models.UniqueConstraint(fields=("project", "key"), name="tag_once")
        ),
        migrations.RenameField(model_name="batch", old_name="tags", new_name="words"),
        migrations.AddField(
            model_name="batch",
            name="tags",
            field=models.ManyToManyField(blank=True, related_name="batches", to="generations.tag"),
        ),
        migrations.RunPython(keep_tags, keep_words),
        migrations.RemoveField(model_name="batch", name="words"),
        migrations.AddField(
            model_name="output",
            name="tags",
            field=models.ManyToManyField(blank=True, related_name="outputs", to="generations.tag"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("generations", "0006_search"), ("projects", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="batch", index=models.Index(fields=["project", "purpose", "-id"], name="batch_of_project")
        ),
        migrations.AddIndex(model_name="generation", index=models.Index(fields=["model"], name="generation_of_model")),
        migrations.AddIndex(
            model_name="output", index=models.Index(fields=["project", "kind", "-id"], name="output_of_kind")
        ),
        migrations.AddIndex(
            model_name="output", index=models.Index(fields=["project", "created_at"], name="output_by_day")
        ),
    ]

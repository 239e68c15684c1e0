"""`celery -A pixflow worker -P threads` and `celery -A pixflow beat`; the embedded studio runs the same app."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixflow.settings")

app = Celery("pixflow")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

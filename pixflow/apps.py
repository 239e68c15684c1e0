from django.apps import AppConfig

from pixflow.celery import app as celery_app


class PixflowConfig(AppConfig):
    name = "pixflow"
    celery = celery_app  # loaded with Django, so that every process rings the same doorbells

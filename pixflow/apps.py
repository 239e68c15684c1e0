from django.apps import AppConfig

# Imported here, so that every process that has Django up also has the Celery app that its tasks belong to.
from pixflow.celery import app as celery_app

__all__ = ["PixflowConfig", "celery_app"]


class PixflowConfig(AppConfig):
    name = "pixflow"

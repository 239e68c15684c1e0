from django.apps import AppConfig


class PixflowConfig(AppConfig):
    name = "pixflow"

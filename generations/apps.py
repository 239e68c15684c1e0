from importlib import import_module

from django.apps import AppConfig


class GenerationsConfig(AppConfig):
    name = "generations"

    def ready(self) -> None:
        import_module("generations.wiring")

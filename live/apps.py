from importlib import import_module

from django.apps import AppConfig

from accounts import rights


class LiveConfig(AppConfig):
    name = "live"

    def ready(self) -> None:
        rights.listen(import_module("live.publish").rights_changed)

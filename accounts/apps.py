from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # Describes the tokens to the OpenAPI generator by being imported.
        import_module("accounts.schema")

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.actions import create_user


class Command(BaseCommand):
    help = "Make a user, also while sign-up is closed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--password", required=True)
        parser.add_argument("--superuser", action="store_true", help="may also use the admin")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = create_user(email=options["email"], password=options["password"], superuser=options["superuser"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Made {user.email}.")

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.actions import create_token
from accounts.models import Scope, User


class Command(BaseCommand):
    help = "Print a new API token. It is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="what the token is for")
        parser.add_argument("--scope", action="append", help=f"one of {', '.join(Scope.values)}; none given = all")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"No active user has the address {options['email']}.")
        try:
            _, raw = create_token(user=user, name=options["name"], scopes=options["scope"] or Scope.values)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(raw)

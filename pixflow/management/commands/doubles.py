from django.core.management.base import BaseCommand

from tests.doubles.__main__ import main


class Command(BaseCommand):
    help = "Simulate fal and OpenAI on this machine, to try the studio without an account. Runs until Ctrl-C."

    def run_from_argv(self, argv: list[str]) -> None:
        main(argv[2:])

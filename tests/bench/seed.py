"""`python -m tests.bench.seed`: tables, and somebody with a token and a session to work in. Prints them as JSON."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixflow.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from accounts.actions import create_token, create_user  # noqa: E402
from accounts.models import Scope  # noqa: E402
from projects.actions import create_project, create_session  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", interactive=False, verbosity=0)
    user = create_user(email="bench@example.com", password="only-for-the-benchmark")
    session = create_session(project=create_project(name="Bench", by=user), kind="image", name="Bench", by=user)
    _, token = create_token(user=user, name="bench", scopes=Scope.values)
    sys.stdout.write(json.dumps({"token": token, "session": session.pk}))

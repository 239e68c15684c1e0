"""The life of the embedded studio: prepare, open, serve, close."""

import os
from typing import TextIO

from django.conf import settings
from django.db import connection

from generations.work import recovery
from pixflow.embedded.folder import FolderLock
from pixflow.embedded.preparation import SignIn, collect_static_files, update_database, welcome
from pixflow.embedded.server import address, listen, serve
from pixflow.embedded.worker import EmbeddedWorker


class Studio:
    def __init__(self, host: str, port: int, out: TextIO) -> None:
        self.out = out
        self.lock = FolderLock()
        self.host, self.port = host, port
        self.sign_in: SignIn | None = None
        # On other databases other workers may be at work; what they hold is not ours to give back.
        self.alone = connection.vendor == "sqlite"

    def run(self) -> None:
        """Never returns: close() ends the process."""
        update_database()
        collect_static_files()
        self.sign_in = welcome()
        if self.alone:
            recovery.release_leases()
        connection.close()
        listener = listen(self.host, self.port)
        self.url = address(listener)
        self.lock.write(self.url)
        serve(listener, opened=self.open, closing=self.close)

    def open(self) -> None:
        self.say(*self.banner())
        self.worker = EmbeddedWorker()
        self.worker.start()

    def close(self) -> None:
        try:
            self.worker.stop()
            if self.alone:
                recovery.release_leases()
            self.say("", farewell(recovery.unfinished()))
        finally:
            # The threads of the worker would wait for their tasks, however long these take.
            os._exit(0)

    def say(self, *lines: str) -> None:
        self.out.write("\n".join(lines) + "\n")
        self.out.flush()

    def banner(self) -> list[str]:
        welcome = []
        if self.sign_in:
            password = f"{self.sign_in.password}  (shown only this once)"
            welcome.append(f"  Sign in as  {self.sign_in.email}")
            welcome.append(
                f"  Password    {password if self.sign_in.generated else 'as set in PIXFLOW_ADMIN_PASSWORD'}"
            )
        facts = [f"  Engines     {engines()}", f"  Data        {settings.DATA}", "  Stop        Ctrl-C"]
        return [f"Pixflow is ready: {self.url}", "", *welcome, *facts]


def engines() -> str:
    keys = {"fal": ("FAL_KEY", settings.FAL_KEY), "OpenAI": ("OPENAI_API_KEY", settings.OPENAI_KEY)}
    on = ["this machine", *(name for name, (_, value) in keys.items() if value)]
    off = [f"{variable} adds {name}" for name, (variable, value) in keys.items() if not value]
    return ", ".join(on) + (f"  (in .env, {' and '.join(off)})" if off else "")


def farewell(unfinished: int) -> str:
    if not unfinished:
        return "Stopped."
    jobs = "1 unfinished job goes on" if unfinished == 1 else f"{unfinished} unfinished jobs go on"
    return f"Stopped. {jobs} at the next start."

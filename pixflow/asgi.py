"""`uvicorn pixflow.asgi:application --ws websockets-sansio --ws-per-message-deflate false`, or daphne."""

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixflow.settings")
django.setup(set_prefix=False)

# The models behind these can only be imported once Django is set up.
from live.consumers import LiveConsumer, nowhere  # noqa: E402
from pixflow.bodies import bounded  # noqa: E402
from pixflow.handler import Handler  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": bounded(Handler()),
        "websocket": URLRouter(
            [
                path("ws/", LiveConsumer.as_asgi()),
                re_path("", nowhere),  # type: ignore[arg-type]  # Channels routes to ASGI applications
            ]
        ),
    }
)

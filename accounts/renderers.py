from typing import Any

from rest_framework.renderers import JSONRenderer


class EscapingRenderer(JSONRenderer):
    ensure_ascii = True


class AnyTextRenderer(JSONRenderer):
    """Half a character, quoted where it is refused, has no bytes in UTF-8. Its escape can be written."""

    def render(self, data: Any, *context: Any, **named: Any) -> Any:
        try:
            return super().render(data, *context, **named)
        except UnicodeEncodeError:
            return EscapingRenderer().render(data, *context, **named)

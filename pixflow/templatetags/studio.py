"""What every template may use without loading it: icons, and how values read."""

from datetime import datetime
from decimal import Decimal

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from generations.errors import sentence
from generations.models import Generation
from generations.states import ACTIVE
from live.topics import missed
from pixflow.icons import NAMES, sprite_url
from providers.catalog import MODELS
from providers.catalog.model import Model
from providers.catalog.sizes import dimensions

register = template.Library()

# The shapes that the style sheet knows (css/gallery.css); cards of any other ratio get theirs from gallery.js.
SHAPES = ("1:1", "16:9", "3:2", "4:3", "5:4", "4:5", "3:4", "2:3", "9:16", "21:9", "9:21", "2:1", "1:2")
SHAPE_TOLERANCE = 0.01
NOT_GENERATED = {"upload": "Upload", "frame": "Last frame"}
PROVIDERS = {"local": "On this machine, no AI", "fal": "fal", "openai": "OpenAI", "upload": "Uploaded"}


@register.simple_tag
def icon(name: str) -> SafeString:
    if name not in NAMES:
        raise template.TemplateSyntaxError(f"There is no icon {name!r}. Add it to pixflow/icons.py.")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite_url(), name)


@register.filter
def model_label(key: str) -> str:
    """The name of a model, also of one that has left the catalogue since."""
    return MODELS[key].label if key in MODELS else NOT_GENERATED.get(key, key)


@register.filter
def typical_seconds(key: str) -> float | None:
    return MODELS[key].speed_seconds if key in MODELS else None


@register.filter
def shape(width: int | None, height: int | None) -> str:
    """The named ratio of these pixels, empty when none comes near."""
    if not width or not height:
        return ""
    return next((name for name in SHAPES if abs(width / height / _ratio(name) - 1) < SHAPE_TOLERANCE), "")


def _ratio(name: str) -> float:
    across, down = name.split(":")
    return int(across) / int(down)


@register.filter
def money(amount: Decimal | None) -> str:
    """Two decimals where they tell all, more where the price is smaller: $0.04, $0.0035, free."""
    if not amount:
        return "free"
    cents = amount.quantize(Decimal("0.01"))
    return f"${cents}" if cents == amount else f"${amount.normalize():f}"


@register.filter
def seconds(value: float | None) -> str:
    """0.4 s, 7 s, 1 min 20 s."""
    if value is None:
        return ""
    if value < 1:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


@register.filter
def age(moment: datetime | None) -> str:
    """Seconds since then as a plain number, from which the page goes on counting."""
    return f"{(timezone.now() - moment).total_seconds():.1f}" if moment else "0"


@register.filter
def minus(later: datetime | None, earlier: datetime | None) -> float | None:
    return (later - earlier).total_seconds() if later and earlier else None


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def times(count: int) -> range:
    return range(count)


@register.filter
def active(state: str) -> bool:
    return state in ACTIVE


@register.filter
def why_ended(generation: Generation) -> str:
    return sentence(generation.error_code, generation.error_text) or "It ended without a picture."


@register.filter
def provider_label(key: str) -> str:
    return PROVIDERS.get(key, key)


@register.filter
def price_tag(model: Model) -> str:
    """What one picture of the model costs: free, $0.04, $0.04 to $0.24 by size."""
    sizes = [(name, *dimensions("1:1", name)) for name in model.resolutions]
    prices = [model.estimate(width=width, height=height, resolution=name, outputs=1) for name, width, height in sizes]
    lowest, highest = money(min(prices)), money(max(prices))
    return lowest if lowest == highest else f"{lowest} to {highest}"


@register.filter
def styled(field: BoundField) -> SafeString:
    """The field with the studio's look; Django itself adds what describes it and whether it is invalid."""
    return field.as_widget(attrs={"class": "input"})


@register.filter
def ago(since: str) -> str:
    """From Django's timesince: "2 hours, 5 minutes" reads "2 hours ago"."""
    largest = since.split(",", maxsplit=1)[0]
    return "just now" if largest.startswith("0") else f"{largest} ago"


@register.simple_tag
def hear(kind: str, pk: int) -> SafeString:
    """Attributes that subscribe a page to a topic. To be rendered before the rows that the topic tells of."""
    topic = f"{kind}:{pk}"
    return format_html(' data-topic="{}" data-since="{}"', topic, missed(topic, None)[0])

"""What every template may use without loading it: icons, and how values read."""

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pixflow.icons import NAMES, sprite_url
from providers.catalog import MODELS

register = template.Library()

# The shapes that the style sheet knows (css/gallery.css); cards of any other ratio get theirs from gallery.js.
SHAPES = ("1:1", "16:9", "3:2", "4:3", "5:4", "4:5", "3:4", "2:3", "9:16", "21:9", "9:21", "2:1", "1:2")
SHAPE_TOLERANCE = 0.01


@register.simple_tag
def icon(name: str) -> SafeString:
    if name not in NAMES:
        raise template.TemplateSyntaxError(f"There is no icon {name!r}. Add it to pixflow/icons.py.")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite_url(), name)


@register.filter
def model_label(key: str) -> str:
    """The name of a model, also of one that has left the catalogue since."""
    if key == "upload":
        return "Upload"
    return MODELS[key].label if key in MODELS else key


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

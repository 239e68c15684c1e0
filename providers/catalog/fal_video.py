"""Every model that makes clips at fal."""

from providers.catalog.fal_video_bytedance import MODELS as BYTEDANCE
from providers.catalog.fal_video_google import MODELS as GOOGLE
from providers.catalog.fal_video_kling import MODELS as KLING
from providers.catalog.fal_video_minimax import MODELS as MINIMAX
from providers.catalog.fal_video_more import MODELS as MORE
from providers.catalog.fal_video_wan import MODELS as WAN

MODELS = (*KLING, *BYTEDANCE, *GOOGLE, *WAN, *MINIMAX, *MORE)

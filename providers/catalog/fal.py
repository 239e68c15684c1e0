"""Every model that fal runs for the studio. Schemas as of August 2026, prices as of November 2026."""

from providers.catalog.fal_flux import MODELS as FLUX
from providers.catalog.fal_ratio import MODELS as BY_RATIO
from providers.catalog.fal_seedream import MODELS as SEEDREAM
from providers.catalog.fal_sized import MODELS as BY_SIZE
from providers.catalog.fal_video import MODELS as CLIPS

MODELS = (*SEEDREAM, *FLUX, *BY_RATIO, *BY_SIZE, *CLIPS)

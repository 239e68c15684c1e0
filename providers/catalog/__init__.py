"""The model catalogue: one entry a model. Screens, validation and prices are driven by it alone."""

from providers.catalog import fal, local, local_video, openai
from providers.catalog.model import Model

MODELS: dict[str, Model] = {
    model.key: model for model in (*local.MODELS, *local_video.MODELS, *fal.MODELS, *openai.MODELS)
}


def get(key: str) -> Model | None:
    return MODELS.get(key)

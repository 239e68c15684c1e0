"""The engines of a studio."""

from providers.catalog import MODELS
from providers.registry import build
from tests.doubles.server import DoubleServer


def test_every_model_has_its_engine_and_says_what_it_lacks(doubles: DoubleServer) -> None:
    engines = build(fal_key="", fal_url=doubles.fal_url, openai_key="", openai_url="")
    reasons = {model.provider: engines[model.provider].why_not(model) for model in MODELS.values()}
    assert set(reasons) == {"local", "fal", "openai"} == set(engines)
    assert reasons["local"] == ""
    assert reasons["fal"].startswith("Add FAL_KEY")
    assert reasons["openai"].startswith("Add OPENAI_API_KEY")

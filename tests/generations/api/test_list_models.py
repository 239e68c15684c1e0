import pytest
from django.conf import LazySettings

from accounts.models import User
from generations.engines import providers
from providers.catalog import MODELS
from tests.accounts.callers import program_of

URL = "/api/models/"


def test_the_whole_catalogue_as_a_plain_list(charlie: User) -> None:
    rows = program_of(charlie).get(URL).json()
    assert [row["key"] for row in rows] == list(MODELS)
    seedream = next(row for row in rows if row["key"] == "fal-seedream-5")
    assert seedream["inputs"] == {"source": "optional", "references_max": 9, "end_frame": False}
    assert seedream["price"] == {"amount": 0.0675, "unit": "image", "currency": "USD"}
    assert seedream["available"] is True


def test_what_cannot_be_picked_says_what_to_do(charlie: User, settings: LazySettings) -> None:
    settings.FAL_KEY = ""
    providers.cache_clear()
    rows = {row["key"]: row for row in program_of(charlie).get(URL).json()}
    providers.cache_clear()
    assert rows["fal-seedream-5"]["available"] is False
    assert "FAL_KEY" in rows["fal-seedream-5"]["why_not"]
    assert rows["local-landscape"]["available"] is True


@pytest.mark.parametrize("accepts", ["source", "references"])
def test_only_models_that_take_an_input(charlie: User, accepts: str) -> None:
    rows = program_of(charlie).get(URL, {"accepts": accepts, "kind": "image"}).json()
    takes = {row["key"] for row in rows}
    assert takes == {
        model.key
        for model in MODELS.values()
        if model.kind == "image" and (model.source != "no" if accepts == "source" else model.references_max)
    }
    assert "fal-seedream-5" in takes


@pytest.mark.parametrize("query", ["accepts=anything", "kind=smell"])
def test_filters_that_make_no_sense_are_refused(charlie: User, query: str) -> None:
    assert program_of(charlie).get(f"{URL}?{query}").status_code == 400


def test_each_model_tells_the_files_it_makes(charlie: User) -> None:
    rows = {row["key"]: row for row in program_of(charlie).get(URL).json()}
    assert rows["local-landscape"]["formats"] == ["webp", "png", "jpeg"]
    assert rows["fal-recraft-4.1"]["formats"] == rows["local-camera"]["formats"] == []

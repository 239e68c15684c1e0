"""From an order to calls: checked against the catalogue, priced, refused as a whole with every reason."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from generations.planning import Inputs, Order, Picture, plan
from providers.catalog import MODELS

SQUARE = Picture(1, 1000, 1000)


def order(*models: str, **changes: object) -> Order:
    return Order(**{"models": models, "prompts": ("a lighthouse at dawn",), **changes})  # type: ignore[arg-type]


def reasons(wrong: Order, field: str, inputs: Inputs = Inputs()) -> str:  # noqa: B008 - frozen and empty
    with pytest.raises(ValidationError) as caught:
        plan(wrong, kind="image", inputs=inputs)
    return " ".join(caught.value.message_dict[field])


def test_one_call_a_model_prompt_and_variant() -> None:
    asked = order("local-landscape", "local-flow", prompts=("one", "two"), variants=3)
    calls = plan(asked, kind="image").calls
    assert len(calls) == 12
    assert {(call.prompt_index, call.variant_index) for call in calls} == {(p, v) for p in (0, 1) for v in (0, 1, 2)}


def test_a_given_seed_counts_up_over_variants_and_none_is_drawn() -> None:
    assert [c.parameters["seed"] for c in plan(order("local-flow", seed=7, variants=3), kind="image").calls] == [
        7,
        8,
        9,
    ]
    drawn = {plan(order("local-flow"), kind="image").calls[0].parameters["seed"] for _ in range(5)}
    assert len(drawn) == 5


def test_price_is_the_sum_of_its_calls() -> None:
    planned = plan(order("fal-seedream-5", "local-flow", outputs=2), kind="image")
    assert planned.total == Decimal("0.1350")
    assert planned.by_model() == {"fal-seedream-5": Decimal("0.1350"), "local-flow": Decimal(0)}


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"models": ()}, "models", "at least one model"),
        ({"models": ("nope",)}, "models", "no model 'nope'"),
        ({"prompts": ("  ",)}, "prompt", "Write what you want to see"),
        ({"prompts": ()}, "prompt", "Write what you want to see"),
        ({"variants": 0}, "variants", "Between 1 and"),
        ({"outputs": 0}, "outputs", "At least 1"),
        ({"outputs": 99}, "models", "local-flow"),
        ({"seed": -1}, "seed", "between 0 and"),
        ({"aspect_ratio": "7:1"}, "models", "7:1"),
        ({"resolution": "64k"}, "models", "64k"),
        ({"format": "gif"}, "models", "cannot make GIF files"),
        ({"duration": 5}, "models", "cannot last 5 s"),
        ({"camera_move": "orbit"}, "models", "camera move"),
        ({"prompts": ("x" * 100_001,)}, "models", "characters"),
        ({"prompts": ("x",) * 2001}, "prompts", "at most 2,000"),
    ],
)
def test_bad_orders_say_what_is_wrong(changes: dict[str, object], field: str, said: str) -> None:
    assert said in reasons(order(**{"models": ("local-flow",), **changes}), field)


def test_the_model_that_cannot_take_references_is_named_and_nothing_is_planned() -> None:
    said = reasons(order("local-flow", "local-landscape"), "models", inputs=Inputs((SQUARE,)))
    assert "local-landscape" in said
    assert "local-flow" not in said


def test_more_references_than_a_model_takes_are_refused() -> None:
    most = MODELS["local-flow"].references_max
    assert f"at most {most}" in reasons(order("local-flow"), "models", inputs=Inputs((SQUARE,) * (most + 1)))


def test_spread_calls_a_model_several_times_that_makes_fewer_at_once() -> None:
    single = next(model for model in MODELS.values() if model.outputs_max == 1 and model.provider == "fal")
    calls = plan(order(single.key, outputs=3, spread=True), kind="image").calls
    assert [call.parameters["outputs"] for call in calls] == [1, 1, 1]


def test_without_a_ratio_an_edit_follows_its_source() -> None:
    tall = Picture(2, 900, 1600)
    planned = plan(order("fal-seedream-5"), kind="image", inputs=Inputs(source=tall))
    assert planned.calls[0].parameters["aspect_ratio"] == "9:16"


def test_a_kind_of_file_is_asked_for_where_the_model_makes_it_and_else_left_to_it() -> None:
    assert plan(order("fal-flux-2-pro", format="jpeg"), kind="image").calls[0].parameters["format"] == "jpeg"
    assert "format" not in plan(order("fal-flux-2-pro"), kind="image").calls[0].parameters

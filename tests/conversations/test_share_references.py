"""Which pictures go into a turn, and which of them each model gets: ids in, ids out."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, strategies as st

from conversations.references import CONTEXT_MAX, Context, Share, context_of, share_of

pictures = st.lists(st.integers(1, 12), unique=True, max_size=9)
counts = st.integers(1, 16)


@pytest.mark.parametrize(
    ("continued", "own", "context"),
    [
        ([1], [], Context((1,))),
        ([1], [2, 3], Context((1,), (2, 3))),
        ([1, 2], [2, 3], Context((1, 2), (3,))),
        ([1, 2, 3, 4, 5], [], Context((1, 2, 3, 4, 5))),
        ([1, 2, 3, 4, 5, 6, 7], [], Context((1, 2, 3, 4, 5), (), (6, 7))),
        ([1, 2, 3, 4, 5, 6], [5], Context((1, 2, 3, 4, 5), (), (6,))),
        ([3], [2, 1], Context((3,), (2, 1))),
    ],
    ids=["source", "with two of mine", "one is both", "just five", "seven", "mine is among seven", "in my order"],
)
def test_what_a_turn_takes(continued: list[int], own: list[int], context: Context) -> None:
    assert context_of(continued, own) == context


@pytest.mark.parametrize(
    ("continued", "own", "excess"),
    [([1], [2, 3, 4, 5, 6], 1), ([1, 2, 3, 4, 5, 6], [9], 1), ([1, 2], [3, 4, 5, 6, 7], 2)],
)
def test_too_many_of_mine_are_refused_and_never_cut(continued: list[int], own: list[int], excess: int) -> None:
    with pytest.raises(ValidationError) as caught:
        context_of(continued, own)
    assert f"Take away {excess} of yours." in caught.value.message_dict["references"][0]


@pytest.mark.parametrize(
    ("most", "base", "share"),
    [
        (10, None, Share((1, 2, 3, 9), ())),
        (10, 3, Share((3, 1, 2, 9), ())),
        (3, 3, Share((3, 1, 2), (9,))),
        (1, 2, Share((2,), (1, 3, 9))),
        (2, 9, Share((1, 2), (3, 9))),
        (2, 77, Share((1, 2), (3, 9))),
    ],
    ids=["all", "its own first", "room for three", "room for one", "mine is no base", "a base from elsewhere"],
)
def test_what_one_model_gets(most: int, base: int | None, share: Share) -> None:
    assert share_of(Context((1, 2, 3), (9,)), most=most, base=base) == share


@given(continued=pictures, own=pictures)
def test_a_turn_takes_five_and_all_of_mine(continued: list[int], own: list[int]) -> None:
    try:
        context = context_of(continued, own)
    except ValidationError:
        assert len({*continued[:CONTEXT_MAX], *own}) > CONTEXT_MAX
        return
    assert len(context.pictures) == len(set(context.pictures)) <= CONTEXT_MAX
    assert {*own} <= {*context.pictures}
    assert {*context.pictures, *context.left_out} == {*continued, *own}
    assert not {*context.pictures} & {*context.left_out}
    assert [pk for pk in continued if pk in context.continued] == [*context.continued]
    assert [pk for pk in own if pk in context.own] == [*context.own]


@given(continued=pictures.filter(bool), own=pictures, most=counts, base=st.none() | st.integers(1, 14))
def test_nothing_is_lost_and_no_model_gets_more_than_it_takes(
    continued: list[int], own: list[int], most: int, base: int | None
) -> None:
    context = Context(tuple(continued[:3]), tuple(pk for pk in own[:2] if pk not in continued))
    share = share_of(context, most=most, base=base)
    first = [base] if base in context.continued else []
    assert 1 <= len(share.sent) <= most
    assert [*share.sent, *share.dropped] == [*first, *(pk for pk in context.pictures if pk != base or not first)]
    assert share == share_of(context, most=most, base=base)
    assert not share.dropped or len(share.sent) == most


@given(continued=pictures.filter(bool), most=counts)
def test_mine_are_dropped_before_what_is_continued(continued: list[int], most: int) -> None:
    context = Context(tuple(continued[:3]), (101, 102))
    share = share_of(context, most=most, base=continued[0])
    assert not set(share.sent) & {101, 102} or not set(share.dropped) & set(context.continued)

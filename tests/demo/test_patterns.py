"""Texts with choices in them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.demo.patterns import expand
from tests.demo.chance import drawn


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("{1-3}", {"1", "2", "3"}),
        ("{0.5-1/0.5}", {"0.5", "1.0"}),
        ("{600-700/50}mm", {"600mm", "650mm", "700mm"}),
        ("{10-15/4}", {"10", "14"}),
        ("{甲|乙}", {"甲", "乙"}),
        ("{9.6|13}米", {"9.6米", "13米"}),
        ("{7}", {"7"}),
        ("{name}好", {"轴承好"}),
        ("{甲|乙}{1-2}", {"甲1", "甲2", "乙1", "乙2"}),
        ("平", {"平"}),
        ("", {""}),
    ],
)
def test_every_choice_is_made_and_no_other(text: str, allowed: set[str]) -> None:
    said = {expand(text, drawn(i), {"name": "轴承"}) for i in range(200)}
    assert said == allowed


def test_the_same_random_numbers_say_the_same() -> None:
    text = "{1-900/3}套，{甲|乙|丙}，{0.1-0.9/0.1}%"
    assert expand(text, drawn(8)) == expand(text, drawn(8))
    assert len({expand(text, drawn(i)) for i in range(50)}) > 30


@given(
    low=st.integers(0, 999), steps=st.integers(0, 40), step=st.integers(1, 50), seed=st.integers(0, 10_000)
)
def test_a_number_is_in_its_range_and_on_its_step(low: int, steps: int, step: int, seed: int) -> None:
    high = low + steps * step
    said = int(expand(f"{{{low}-{high}/{step}}}", drawn(seed)))
    assert low <= said <= high
    assert (said - low) % step == 0


@given(low=st.integers(0, 50), width=st.integers(0, 50), seed=st.integers(0, 10_000))
def test_tenths_stay_tenths(low: int, width: int, seed: int) -> None:
    first, last = Decimal(low) / 10, Decimal(low + width) / 10
    said = expand(f"{{{first}-{last}/0.1}}", drawn(seed))
    assert first <= Decimal(said) <= last
    assert len(said.partition(".")[2]) == 1

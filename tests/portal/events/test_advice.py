"""Slots from hours, and what the numbers say, each checked by hand or by counting."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.portal.events.advice import MOST_SLOTS, Layout, Numbers, sentences, spans, table_places

DAY = dt.date(2026, 12, 10)


def clock(spans_: list) -> list[str]:
    return [f"{one.starts_at:%H:%M}" for one in spans_]


def test_a_day_with_a_closed_lunch() -> None:
    found = spans(Layout((DAY,), dt.time(9), dt.time(16), 25, 5, dt.time(12), dt.time(14)))
    assert clock(found) == [
        "09:00",
        "09:30",
        "10:00",
        "10:30",
        "11:00",
        "11:30",
        "14:00",
        "14:30",
        "15:00",
        "15:30",
    ]
    assert [one.session for one in found] == ["morning"] * 6 + ["afternoon"] * 4
    assert not any(one.lunch for one in found)


def test_an_open_lunch_keeps_the_slots_and_marks_them() -> None:
    found = spans(Layout((DAY,), dt.time(11), dt.time(14), 30, 0, dt.time(12), dt.time(13), lunch_open=True))
    assert clock(found) == ["11:00", "11:30", "12:00", "12:30", "13:00", "13:30"]
    assert [one.lunch for one in found] == [False, False, True, True, False, False]
    assert [one.session for one in found] == ["morning"] * 2 + ["afternoon"] * 4


def test_several_days_in_order() -> None:
    found = spans(Layout((DAY + dt.timedelta(1), DAY), dt.time(9), dt.time(10), 30, 0))
    assert [f"{one.starts_at:%d %H:%M}" for one in found] == ["10 09:00", "10 09:30", "11 09:00", "11 09:30"]


def test_nothing_fits() -> None:
    assert spans(Layout((DAY,), dt.time(9), dt.time(9, 20), 30, 0)) == []


times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(times, times, st.integers(1, 120), st.integers(0, 30), times, times, st.booleans())
def test_slots_never_overlap_and_stay_within_the_hours(
    start: dt.time, end: dt.time, length: int, pause: int, lunch: dt.time, lunch_end: dt.time, open_: bool
) -> None:
    found = spans(Layout((DAY,), start, end, length, pause, lunch, lunch_end, open_))
    assert len(found) <= MOST_SLOTS + 1
    for one in found:
        assert one.starts_at.time() >= start
        assert one.ends_at - one.starts_at == dt.timedelta(minutes=length)
        assert one.ends_at <= dt.datetime.combine(DAY, end, one.ends_at.tzinfo)
        inside = lunch < lunch_end and one.starts_at.time() < lunch_end and one.ends_at > dt.datetime.combine(
            DAY, lunch, one.ends_at.tzinfo
        )  # fmt: skip
        assert one.lunch == (inside and open_)
        assert open_ or not inside
    assert all(then.starts_at >= one.ends_at for one, then in pairwise(found))


@pytest.mark.parametrize(
    ("numbers", "most", "comfortable"),
    [
        (Numbers(10, 4, 40, 20), 40, 36),  # the tables are the limit
        (Numbers(10, 40, 400, 20), 100, 100),  # twenty people, ten slots each: a hundred pairs
        (Numbers(10, 40, 400, 20, cap=6), 60, 60),
        (Numbers(10, 4, 40, 0), 0, 0),
    ],
)
def test_how_many_fit(numbers: Numbers, most: int, comfortable: int) -> None:
    assert (numbers.most, numbers.comfortable) == (most, comfortable)


def test_tables_needed_for_everybody_with_the_spare_share() -> None:
    assert Numbers(10, 4, 40, 20).tables_needed == 12  # 100 meetings / 10 slots / 0.9, upwards
    assert Numbers(0, 4, 0, 20).tables_needed == 0


@pytest.mark.parametrize(
    ("planned", "word"), [(38, "建议加桌或加时段"), (34, "空桌 6 / 40，15%"), (20, "桌子有富余")]
)
def test_spare_tables(planned: int, word: str) -> None:
    said = "".join(text for _colour, text in sentences(Numbers(10, 4, 40, 20, planned=planned)))
    assert word in said


def test_hours_that_are_too_short_or_too_long() -> None:
    assert any("偏短" in text for _c, text in sentences(Numbers(1, 1, 1, 2, length=10)))
    assert any("偏长" in text for _c, text in sentences(Numbers(1, 1, 1, 2, length=45)))
    assert any("换桌" in text for _c, text in sentences(Numbers(1, 1, 1, 2, pause=2)))
    assert not any(
        "偏" in text or "换桌" in text for _c, text in sentences(Numbers(1, 1, 1, 2, length=20, pause=5))
    )


def test_places_less_what_cannot_be_used() -> None:
    assert table_places([1, 2, 3], [[], [2], [2, 9]]) == 3 + 2 + 2

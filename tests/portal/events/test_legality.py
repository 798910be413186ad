"""What is said before a card is dropped; and that it is the engine's reading of the rules, for random agendas."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from duijie.engine import meetings as engine
from duijie.portal.accounts.models import User
from duijie.portal.events import domain, framing, legality
from duijie.portal.events.choices import EventState, MeetingState
from duijie.portal.events.models import Event, Meeting, Participant, Slot, Table


def said(event: Event, meeting: Meeting, slot: int, table: int) -> list[str]:
    fresh = Meeting.objects.get(pk=meeting.pk)
    place = event.slots.get(number=slot), event.tables.get(number=table)
    return legality.judge(event, fresh, *place).problems


@pytest.mark.parametrize(
    ("change", "slot", "table", "sentence"),
    [
        ({}, 3, 1, []),
        ({}, 1, 1, ["A 厅 1 号桌 09:00–09:25 已经有一场：参会3厂 — 参会4厂。"]),
        ({"away": [4]}, 4, 1, ["参会1厂 10:30–10:55 不在场。"]),
        ({}, 2, 2, ["参会1厂 09:30–09:55 已有另一场洽谈。"]),
        ({"representatives": 2}, 2, 2, []),
        ({"locked": True}, 3, 1, ["这场洽谈锁定了，先解除锁定再移动。"]),
        ({"session": "afternoon"}, 3, 1, ["这场洽谈限下午。"]),
        ({"fixed": 5}, 3, 1, ["这场洽谈固定在 11:00–11:25。"]),
        ({"room": "B 厅"}, 3, 1, ["这场洽谈要在B 厅，A 厅 1 号桌不在那里。"]),
        ({"table_away": [3]}, 3, 1, ["A 厅 1 号桌在 10:00–10:25 不能用。"]),
        ({"state": "held"}, 3, 1, ["这场洽谈已经有了结果，不能再移动。"]),
        ({"state": "cancelled"}, 3, 1, ["这场洽谈已经取消，先恢复再安排。"]),
        ({"after": True}, 1, 2, ["要排在“参会1厂 — 参会3厂”（09:30–09:55）之后。"]),
    ],
)
def test_sentences(
    new_event: Callable[..., Event], meet: Callable[..., Meeting], change: dict[str, Any], slot: int, table: int,
    sentence: list[str],
) -> None:  # fmt: skip
    event = new_event(4)
    first = event.participants.order_by("pk").first()
    meeting, other = meet(event, 0, 1), meet(event, 0, 2, slot=2, table=1)
    meet(event, 2, 3, slot=1, table=1)
    Participant.objects.filter(pk=first.pk).update(
        away=change.get("away", []), representatives=change.get("representatives", 1)
    )
    Table.objects.filter(event=event, number=1).update(away=change.get("table_away", []))
    told = {n: change[n] for n in ("locked", "session", "room", "state") if n in change}
    if "fixed" in change:
        told["fixed_slot"] = event.slots.get(number=change["fixed"])
    Meeting.objects.filter(pk=meeting.pk).update(**told)
    if "after" in change:
        meeting.after.add(other)
    assert said(event, meeting, slot, table) == sentence


def test_what_is_over_is_over(new_event: Callable[..., Event], meet: Callable[..., Meeting]) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1)
    event.state = EventState.RUNNING
    Slot.objects.filter(event=event, number=1).update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1)
    )
    assert any("已经过去了" in one for one in said(event, meeting, 1, 1))


def test_nobody_goes_without_lunch(new_event: Callable[..., Event], meet: Callable[..., Meeting]) -> None:
    event = new_event(3)
    Slot.objects.filter(event=event, number__in=(6, 7)).update(lunch=True)
    meet(event, 0, 1, slot=6, table=1)
    assert "参会1厂就没有午餐时间了。" in said(event, meet(event, 0, 2), 7, 1)


def test_the_cost_of_a_move(new_event: Callable[..., Event], meet: Callable[..., Meeting]) -> None:
    event = new_event(4)
    meet(event, 0, 1, slot=1, table=1)
    moved = meet(event, 0, 2, slot=2, table=1)
    judged = legality.judge(
        event, Meeting.objects.get(pk=moved.pk), event.slots.get(number=4), event.tables.get(number=1)
    )
    assert [(c.name, c.before, c.after) for c in judged.costs] == [("参会1厂", 0, 1), ("参会3厂", 0, 0)]
    assert (judged.before, judged.after) == (0, 1)


@pytest.mark.parametrize("seed", range(6))
def test_as_the_engine_reads_the_rules(new_event: Callable[..., Event], officer: User, seed: int) -> None:
    """From an agenda without contradictions, a move is legal exactly if the engine finds none after it; breaks agree."""
    rng, event = Random(seed), new_event(6)  # noqa: S311  a test, not a secret
    people = list(event.participants.order_by("pk"))
    for one in people:
        one.representatives, one.away = rng.choice((1, 1, 2)), rng.sample(range(1, 11), rng.randrange(4))
        one.save()
    Slot.objects.filter(event=event, number__in=rng.sample(range(5, 8), 2)).update(lunch=True)
    Table.objects.filter(event=event, number=1).update(away=rng.sample(range(1, 11), 3))
    rows = [domain.add_meeting(event, rng.sample(people, 2), by=officer, must=False) for _n in range(9)]
    for row in {row.pk: row for row in rows}.values():
        domain.change_meeting(
            row, by=officer, session=rng.choice(("any", "any", "morning")), room=rng.choice(("", "", "A 厅"))
        )
    slots, tables = list(event.slots.all()), list(event.tables.all())
    legal = 0
    for _try in range(40):
        meeting = Meeting.objects.select_related("slot", "table").get(pk=rng.choice(rows).pk)
        slot, table = rng.choice(slots), rng.choice(tables)
        judged = legality.judge(event, meeting, slot, table)
        framed = framing.frame(event)
        at = framed.meetings.index(meeting.pk)
        places = framed.draft_slots, framed.draft_tables
        before = sum(engine.breaks(framed.event, places[0]))
        places[0][at], places[1][at] = framed.slot_of(slot.pk), framed.table_of(table.pk)
        held = [p if s is not None else None for s, p in zip(*places, strict=True)]
        found = engine.conflicts(framed.event, places[0], held)
        assert bool(judged.problems) == bool(found), (judged.problems, found)
        assert judged.after - judged.before == sum(engine.breaks(framed.event, places[0])) - before
        if not found:
            legal += 1
            domain.move(meeting, slot, table, by=officer)
    assert legal > 3
    assert not event.meetings.filter(state=MeetingState.CANCELLED).exists()


def test_as_many_queries_for_three_as_for_one(
    new_event: Callable[..., Event], meet: Callable[..., Meeting], django_assert_max_num_queries: Any
) -> None:
    event = new_event(8)
    meeting = meet(event, 0, 1)
    for slot, pair in enumerate([(0, 2), (0, 3), (1, 4), (5, 6)], 1):
        meet(event, *pair, slot=slot, table=2)
    place = event.slots.get(number=7), event.tables.get(number=1)
    fresh = Meeting.objects.get(pk=meeting.pk)
    with django_assert_max_num_queries(9):
        legality.judge(event, fresh, *place)

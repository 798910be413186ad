"""Reasons contradict each other, each is needed, and every remedy works."""

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings

from duijie.engine import schedule
from duijie.engine.meetings import Event, Meeting, Participant, Session, Slot, Status, Table
from tests.engine.meetings.reference import events, fewest

FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def test_too_many_meetings_for_the_slots_in_words() -> None:
    people = [Participant("企业甲", away=frozenset({3})), *(Participant(f"企业{n}") for n in range(4))]
    event = Event([Slot()] * 4, [Table()] * 4, people, [Meeting((0, n)) for n in range(1, 5)])
    found = schedule(event)
    assert found.status is Status.IMPOSSIBLE
    assert [reason.text for reason in found.reasons] == ["企业甲有 4 场洽谈，但只在 3 个时段在场。"]
    codes = {remedy.code: remedy for remedy in found.remedies}
    assert codes["drop"].amount == codes["slots"].amount == codes["presence"].amount == 1
    assert "tables" not in codes


def test_one_more_table_is_the_remedy() -> None:
    event = Event([Slot()] * 2, [Table()], [Participant()] * 6, [Meeting((n, n + 1)) for n in (0, 2, 4)])
    found = schedule(event)
    assert found.reasons[0].code == "tables"
    assert {(r.code, r.amount) for r in found.remedies} >= {("tables", 1), ("slots", 1), ("drop", 1)}


def test_a_circle_is_told() -> None:
    meetings = [Meeting((0, 1), after=frozenset({1})), Meeting((0, 1), after=frozenset({0}))]
    found = schedule(Event([Slot()] * 4, [Table()], [Participant()] * 2, meetings))
    assert (found.status, found.reasons[0].code, found.reasons[0].meetings) == (
        Status.IMPOSSIBLE,
        "order",
        (0, 1),
    )


def test_reasons_that_only_the_prover_finds() -> None:
    """Three firms, each with each, in two slots of three tables: the pairs of a triangle cannot share a slot."""
    people = [Participant(name) for name in ("甲", "乙", "丙")]
    event = Event([Slot()] * 2, [Table()] * 3, people, [Meeting((0, 1)), Meeting((1, 2)), Meeting((0, 2))])
    found = schedule(event)
    assert found.status is Status.IMPOSSIBLE
    assert found.smallest
    assert found.reasons
    assert {remedy.code for remedy in found.remedies} >= {"slots", "drop"}


@FEW
@given(event=events())
def test_impossible_events_are_explained_and_remedied(event: Event) -> None:
    assume(fewest(event) is None)
    found = schedule(event, time_limit=10)
    assert found.status is Status.IMPOSSIBLE
    assert found.reasons
    for remedy in found.remedies:
        assert remedy.amount >= 1
        if remedy.code == "tables":
            more = replace(event, tables=[*event.tables, *[Table()] * remedy.amount])
            assert fewest(more) is not None
        if remedy.code == "fairness":
            assert fewest(replace(event, fairness=None)) is not None
        if remedy.code == "slots":
            last = event.slots[-1].session
            assert (
                fewest(replace(event, slots=[*event.slots, *[Slot(session=last)] * remedy.amount]))
                is not None
            )
        if remedy.code == "drop":
            kept = [replace(m, must=n not in remedy.meetings) for n, m in enumerate(event.meetings)]
            assert fewest(replace(event, meetings=kept)) is not None


def test_the_session_that_has_no_slots() -> None:
    event = Event([Slot()], [Table()], [Participant()] * 2, [Meeting((0, 1), Session.AFTERNOON)])
    found = schedule(event)
    assert found.status is Status.IMPOSSIBLE
    assert found.reasons[0].code == "presence"

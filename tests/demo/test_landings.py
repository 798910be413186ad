"""The demo's agreements: every stage, every origin, nothing before its time, the same on every machine."""

import pytest
from django.utils import timezone

from duijie.demo.city import City, build
from duijie.demo.gatherings import load_gatherings
from duijie.demo.history import load_history
from duijie.demo.landings import load_agreements
from duijie.demo.load import load
from duijie.portal.accounts.models import User
from duijie.portal.agreements import funnel, queries
from duijie.portal.agreements.choices import LandingStage, Origin
from duijie.portal.agreements.models import Agreement, Escalation, LandedAmount, Objection
from duijie.portal.audit.models import Entry
from duijie.portal.exchange.tasks import match_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    city = build(enterprises=200, listings=400)
    load(city, password="demo-docking-42")
    match_everything(progress=lambda *_: None)
    load_history(city)
    load_gatherings(city)
    load_agreements(city)
    return city


def test_the_city_has_agreements_in_every_stage_and_nothing_before_its_time(city: City) -> None:
    """One city for all that is asked of it, because making one takes seconds."""
    has_something_of_everything()
    keeps_the_order_of_time()
    lands_no_more_than_was_agreed()
    fills_the_funnel()
    before = list(Agreement.objects.order_by("pk").values())
    assert load_agreements(city) == 0
    assert list(Agreement.objects.order_by("pk").values()) == before


def has_something_of_everything() -> None:
    assert set(Agreement.objects.values_list("stage", flat=True)) == set(LandingStage.values)
    origins = set(Agreement.objects.values_list("origin", flat=True))
    assert origins == {Origin.MEETING, Origin.MATCH, Origin.HAND}
    assert Escalation.objects.exists()
    assert Objection.objects.exists()


def keeps_the_order_of_time() -> None:
    today = timezone.localdate()
    for one in Agreement.objects.prefetch_related("milestones", "signatories"):
        days = [d for d in (one.signed_on, one.started_on, one.completed_on) if d]
        assert days == sorted(days)
        assert all(day <= today for day in days)
        assert (one.signed_on is not None) == all(s.confirmed_at for s in one.signatories.all())
        assert all(step.done_on is None or step.done_on <= today for step in one.milestones.all())
    assert not LandedAmount.objects.filter(on__gt=today).exists()
    assert not Entry.objects.filter(at__gt=timezone.now()).exists()


def lands_no_more_than_was_agreed() -> None:
    for one in Agreement.objects.exclude(amount=None):
        landed = queries.landed_of(one)
        assert landed <= one.amount
        if one.stage == LandingStage.COMPLETED:
            assert landed == one.amount


def fills_the_funnel() -> None:
    whole = funnel.counts(User.objects.get(username="leader"), {})
    steps = [whole.planned, whole.held, whole.intents, whole.signed_meetings]
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] > 0
    assert 0 < whole.completed < whole.started < whole.signed

"""What people did with the matches: every account sees every state, and nothing happens before it could."""

import pytest
from django.utils import timezone

from duijie.demo.city import City, build
from duijie.demo.history import load_history
from duijie.demo.load import load
from duijie.portal.accounts.models import User
from duijie.portal.exchange.choices import InterestState, ListingState, Outcome
from duijie.portal.exchange.models import Feedback, Interest, Match
from duijie.portal.exchange.queries import interests_for, interests_to_answer
from duijie.portal.exchange.tasks import match_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def matched() -> City:
    city = build(enterprises=200, listings=500)
    load(city, password="demo-docking-42")
    match_everything(progress=lambda *_: None)
    return city


@pytest.fixture
def lived(matched: City) -> City:
    load_history(matched)
    return matched


def test_it_is_written_once(matched: City) -> None:
    told: list[tuple[int, int, str]] = []
    written = load_history(matched, progress=lambda *step: told.append(step))
    judged = Feedback.objects.filter(outcome__in=[Outcome.SUITABLE, Outcome.UNSUITABLE]).count()
    assert written == Interest.objects.count() + judged > 40
    assert told[-1][:2] == (written, written)
    before = Interest.objects.count(), Feedback.objects.count()
    assert load_history(matched) == 0
    assert (Interest.objects.count(), Feedback.objects.count()) == before


def test_without_matches_there_is_still_the_citys_own_history() -> None:
    city = build(enterprises=120, listings=300)
    load(city, password="demo-docking-42")
    assert load_history(city) > 0
    assert set(Feedback.objects.values_list("shown_rank", "shown_score")) == {(None, None)}


@pytest.mark.usefixtures("lived")
def test_the_firm_of_the_demo_has_something_in_every_state() -> None:
    clerk = User.objects.get(username="enterprise")
    states = set(interests_for(clerk).values_list("state", flat=True))
    assert states >= {InterestState.EXPRESSED, InterestState.ACCEPTED, InterestState.DECLINED}
    assert interests_to_answer(clerk).exists()


@pytest.mark.usefixtures("lived")
def test_interests_are_between_the_released_listings_of_two_parties() -> None:
    for one in Interest.objects.select_related("need", "offer", "by_user", "answered_by"):
        assert {one.need.state, one.offer.state} == {ListingState.RELEASED}
        assert (one.need.side, one.offer.side) == ("need", "offer")
        assert one.need.channel == one.offer.channel
        assert {one.by_party_id, one.to_party_id} == {one.need.party_id, one.offer.party_id}
        assert one.by_party_id != one.to_party_id
        for person, party in ((one.by_user, one.by_party_id), (one.answered_by, one.to_party_id)):
            assert person is None or person.username == "coordinator" or person.party_id == party


@pytest.mark.usefixtures("lived")
def test_nothing_is_answered_before_it_was_asked_or_asked_before_it_was_seen() -> None:
    now = timezone.now()
    for one in Interest.objects.select_related("need", "offer"):
        assert one.need.released_at is not None
        assert one.offer.released_at is not None
        assert max(one.need.released_at, one.offer.released_at) <= one.created_at <= now
        assert (one.answered_at is None) == (one.state == InterestState.EXPRESSED)
        assert one.answered_at is None or one.created_at <= one.answered_at <= now
    assert not Feedback.objects.filter(at__gt=now).exists()


@pytest.mark.usefixtures("lived")
def test_who_declines_says_why() -> None:
    declined = Interest.objects.filter(state=InterestState.DECLINED)
    assert declined.exists()
    assert not declined.filter(reason="").exists()
    assert not declined.filter(answered_by=None).exists()
    assert not Interest.objects.filter(state=InterestState.EXPRESSED).exclude(reason="").exists()


@pytest.mark.usefixtures("lived")
def test_every_interest_and_answer_is_also_feedback() -> None:
    for one in Interest.objects.all():
        said = Feedback.objects.filter(need=one.need, offer=one.offer).values_list("outcome", flat=True)
        answers = {InterestState.ACCEPTED: ["accepted"], InterestState.DECLINED: ["declined"]}
        assert sorted(said) == sorted(["expressed", *answers.get(InterestState(one.state), [])])


@pytest.mark.usefixtures("lived")
def test_feedback_keeps_the_rank_it_was_shown_with() -> None:
    ranked = 0
    for said in Feedback.objects.select_related("by", "offer"):
        match = Match.objects.filter(need=said.need_id, offer=said.offer_id).first()
        if match is None:
            assert said.shown_rank is None
            continue
        offerer = said.by.party_id == said.offer.party_id
        assert said.shown_rank == (match.offer_rank if offerer else match.need_rank)
        assert said.shown_score == match.score
        ranked += 1
    assert ranked > 20


def test_judgements_are_those_of_the_city(lived: City) -> None:
    told = {(s.need_id, s.offer_id): s for s in lived.history}
    for said in Feedback.objects.filter(outcome__in=["suitable", "unsuitable"]).select_related(
        "need", "offer"
    ):
        source = told[str(said.need.source_id), str(said.offer.source_id)]
        assert (source.outcome, source.note, source.channel) == (said.outcome, said.note, said.channel)

"""What people said of pairs: it follows from what the listings are about, and from their conditions."""

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
import pytest

from duijie.demo import truth
from duijie.demo.city import City, build
from duijie.demo.past import Said
from duijie.demo.truth import Relation
from duijie.engine import score_pairs
from duijie.engine.channels import available
from duijie.portal.exchange.choices import Outcome

Known = tuple[Said, Relation, list[str]]
YES, NO = {"suitable", "accepted"}, {"unsuitable", "declined"}


@pytest.fixture(scope="module")
def whole(day: date) -> City:
    return build(today=day)


def listings(city: City, channel: str, side: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in city.listings[channel][side].iter_rows(named=True)}


def test_a_few_hundred_pairs_in_every_channel(whole: City) -> None:
    assert 300 < len(whole.history) < 500
    assert {s.channel for s in whole.history} == set(available())
    assert {s.outcome for s in whole.history} == {
        str(o) for o in (Outcome.SUITABLE, Outcome.UNSUITABLE, Outcome.EXPRESSED, Outcome.ACCEPTED, Outcome.DECLINED)
    }  # fmt: skip
    pairs = Counter((s.need_id, s.offer_id) for s in whole.history)
    assert pairs.most_common(1)[0][1] == 1


@pytest.mark.parametrize("channel", available())
def test_pairs_are_of_released_listings_of_two_parties(channel: str, whole: City) -> None:
    needs, offers = listings(whole, channel, "need"), listings(whole, channel, "offer")
    for said in whole.history:
        if said.channel != channel:
            continue
        need, offer = needs[said.need_id], offers[said.offer_id]
        assert need["state"] == offer["state"] == "released"
        assert need["party_key"] != offer["party_key"]
        assert 0 < said.days_ago <= 90


def test_a_no_gives_its_reason_and_an_open_question_none(whole: City) -> None:
    for said in whole.history:
        assert len(said.note) <= 500
        assert said.note or said.outcome not in NO
        assert not said.note or said.outcome != "expressed"


def test_what_suits_is_mostly_about_the_same_thing(known: list[Known]) -> None:
    yes: Counter[Relation] = Counter()
    no: Counter[Relation] = Counter()
    for said, relation, failed in known:
        if not failed:
            yes[relation] += said.outcome in YES
            no[relation] += said.outcome in NO
    share = {r: yes[r] / (yes[r] + no[r]) for r in Relation}
    assert share[Relation.SAME] > 0.8
    assert 0.1 < share[Relation.NEAR] < 0.5
    assert share[Relation.OTHER] < 0.2


def test_what_fails_a_condition_seldom_suits_and_says_which(known: list[Known]) -> None:
    blocked = [(said, failed) for said, _relation, failed in known if failed and said.outcome in YES | NO]
    assert len(blocked) > 30
    assert sum(said.outcome in YES for said, _failed in blocked) / len(blocked) < 0.25
    for said, failed in blocked:
        if said.outcome in NO:
            assert said.note == "；".join(failed) + "。"


@pytest.fixture(scope="module")
def known(whole: City) -> list[Known]:
    """Of every pair: how the two are related, and the conditions that the engine finds failed."""
    found: list[Known] = []
    for channel in available():
        needs, offers = listings(whole, channel, "need"), listings(whole, channel, "offer")
        said = [s for s in whole.history if s.channel == channel]
        pairs = pl.DataFrame({"need_id": [s.need_id for s in said], "offer_id": [s.offer_id for s in said]})
        sides = whole.listings[channel]
        rows = score_pairs(sides["need"], sides["offer"], pairs, channel).pairs.iter_rows(named=True)
        for one, row in zip(said, rows, strict=True):
            relation = truth.relation(channel, needs[one.need_id], offers[one.offer_id])
            failed = [
                r["text"] for r in row["reasons"] if (r["kind"], r["outcome"]) == ("constraint", "failed")
            ]
            found.append((one, relation, failed))
    return found


def test_a_city_without_offers_has_no_past(day: date) -> None:
    tiny = build(enterprises=50, listings=8, today=day)
    assert all(s.channel in available() for s in tiny.history)


@pytest.mark.parametrize(
    ("channel", "need", "offer", "relation"),
    [
        ("sales", {"topic": "水泥"}, {"topic": "氧化铝", "products": ["氧化铝", "水泥"]}, Relation.SAME),
        ("sales", {"topic": "曲轴"}, {"topic": "连杆", "products": ["连杆"]}, Relation.NEAR),
        ("sales", {"topic": "曲轴"}, {"topic": "苹果", "products": ["苹果"]}, Relation.OTHER),
        ("finance", {"topic": "研发"}, {"topic": "流动资金", "purpose": ["流动资金", "研发"]}, Relation.SAME),
        ("finance", {"topic": "设备购置"}, {"topic": "技术改造", "purpose": ["技术改造"]}, Relation.NEAR),
        ("finance", {"topic": "并购"}, {"topic": "贸易结算", "purpose": ["贸易结算"]}, Relation.OTHER),
        (
            "investment",
            {"topic": "钛板", "chain_node": ["钛板", "海绵钛"]},
            {"topic": "海绵钛"},
            Relation.SAME,
        ),
        ("investment", {"topic": "钛板", "chain_node": ["钛板"]}, {"topic": "苹果"}, Relation.OTHER),
        ("talent", {"topic": "焊工"}, {"topic": "焊工"}, Relation.SAME),
        ("talent", {"topic": "焊工"}, {"topic": "会计"}, Relation.OTHER),
        ("assets", {"topic": "厂房"}, {"topic": "仓库"}, Relation.NEAR),
        ("assets", {"topic": "土地"}, {"topic": "仓库"}, Relation.OTHER),
    ],
)
def test_same_near_and_other(
    channel: str, need: dict[str, Any], offer: dict[str, Any], relation: Relation
) -> None:
    assert truth.relation(channel, need, offer) is relation

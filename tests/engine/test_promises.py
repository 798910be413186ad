"""What is promised of every channel, whatever the listings: verdicts, parts, order, copies, and shared words."""

import random
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duijie.engine import Market, evidence, match, prepare, score_pairs, scoring
from duijie.engine.channels import Channel, Field, Kind, Side, available, load, load_file
from duijie.engine.index import Candidates
from tests.engine.channels.test_loader import BACK, BOTH_WAYS
from tests.engine.explaining.rows import listing
from tests.engine.market import listings

Row = dict[str, Any]
CHANNELS = [load(code) for code in available()]
TEXTS = st.text("轴承钢数控车床会计软件开发abc12 ，", min_size=1, max_size=12)
SLOWLY = partial(
    settings, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def rows(channel: Channel) -> st.SearchStrategy[list[Row]]:
    """A few listings with texts of their own."""
    told = st.fixed_dictionaries({"title": TEXTS, "description": st.none() | TEXTS})
    return st.lists(st.tuples(listing(channel), told).map(lambda r: r[0] | r[1]), min_size=1, max_size=4)


MARKETS = st.sampled_from(CHANNELS).flatmap(lambda c: st.tuples(st.just(c), rows(c), rows(c)))


def found(channel: Channel, needs: list[Row], offers: list[Row], **options: Any) -> pl.DataFrame:
    return match(
        listings(channel.code, *needs), listings(channel.code, *offers), channel, k=20, **options
    ).pairs


@SLOWLY(max_examples=60)
@given(MARKETS)
def test_verdicts_follow_the_conditions_and_parts_add_up(
    market: tuple[Channel, list[Row], list[Row]],
) -> None:
    channel, needs, offers = market
    for pair in found(channel, needs, offers).iter_rows(named=True):
        outcomes = {r["outcome"] for r in pair["reasons"] if r["kind"] == "constraint"}
        wanted = {"recommended", "possible"}
        if outcomes & {"failed", "unknown"}:
            wanted = {"blocked"} if "failed" in outcomes else {"unknown"}
        assert pair["verdict"] in wanted
        assert (pair["verdict"] == "recommended") <= (pair["score"] >= channel.recommend_at)
        parts = [r["weight"] for r in pair["reasons"] if r["kind"] == "evidence"]
        assert min(parts) > 0
        assert sum(parts) == pytest.approx(pair["score"], abs=1e-9)
        assert 0 < pair["score"] <= 1


@SLOWLY(max_examples=30)
@given(MARKETS, st.randoms(use_true_random=False))
def test_order_ids_and_copies_change_nothing(
    market: tuple[Channel, list[Row], list[Row]], chance: random.Random
) -> None:
    channel, needs, offers = market
    sides = []
    for mark, side in (("n", needs), ("o", offers)):
        named = [row | {"id": f"{mark}{i}"} for i, row in enumerate(side)]
        other = [row | {"id": f"{mark}{i}{chance.choice('azAZ')}"} for i, row in enumerate(side)]
        other += [row | {"id": row["id"] + "copy"} for row in other[:1]]
        chance.shuffle(other)
        sides.append((named, other))
    plain = told(found(channel, sides[0][0], sides[1][0]))
    again = found(channel, sides[0][1], sides[1][1])
    copies = pl.col("need_id").str.ends_with("copy") | pl.col("offer_id").str.ends_with("copy")
    assert told(again.filter(~copies), cut=1) == plain


def told(pairs: pl.DataFrame, cut: int = 0) -> set[tuple[str, str, float, int, str]]:
    names = [pl.col(n).str.head(-cut) if cut else pl.col(n) for n in ("need_id", "offer_id")]
    return set(pairs.select(*names, "score", "rank", "verdict").rows())


@SLOWLY(max_examples=30)
@given(MARKETS, st.data())
def test_what_a_need_names_added_to_an_offer_never_lowers_the_score(
    market: tuple[Channel, list[Row], list[Row]], data: st.DataObject
) -> None:
    """By what the market has taught: a new listing says nothing about how common its words were."""
    channel, needs, offers = market
    title = needs[0]["title"]
    # half a number or a Latin word is another word: 11 is not what names 110
    whole = all("\u4e00" <= character <= "\u9fff" for character in title[:2])
    more = data.draw(st.sampled_from([title, title[:2] if whole else title]))
    richer = offers[0] | {"description": f"{offers[0]['description'] or ''}，{more}"}
    left, right = (listings(channel.code, *side) for side in (needs[:1], [offers[0], richer]))
    learned, _ = evidence.learn(
        channel, listings(channel.code, *needs), listings(channel.code, *offers, richer)
    )
    pairs = Candidates(need=np.zeros(2, np.int64), offer=np.arange(2))
    before, after = scoring.score(channel, learned.evidence(left, right), left, right, pairs).score
    assert after >= before - 1e-6


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda c: c.code)
def test_nothing_is_invented_where_nothing_is_shared(channel: Channel) -> None:
    needs, offers = [{"title": "氟化锂制备"}], [{"title": "玉米育种"}, {"title": "x"}, {"title": "……"}]
    assert found(channel, needs, offers).is_empty()
    left, right = listings(channel.code, *needs), listings(channel.code, *offers)
    pairs = pl.DataFrame({"need_id": ["1"] * 3, "offer_id": ["1", "2", "3"]})
    scored = score_pairs(left, right, pairs, channel).pairs
    assert scored["score"].to_list() == [0.0] * 3
    assert "recommended" not in scored["verdict"].to_list()


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda c: c.code)
def test_where_all_is_asked_and_nothing_is_answered_the_pair_is_undecided(channel: Channel) -> None:
    """Of each side all that its conditions ask by, whatever kind of fact it is, and nothing else."""
    asked = {
        side: {
            name.split(".")[1]
            for c in channel.constraints
            if all(name.startswith(f"{side}.") for name in c.asked_by)
            for name in c.asked_by
        }
        for side in Side
    }
    assert any(asked.values())
    for side, names in asked.items():
        if not names:
            continue
        demand = {name: fact(channel.field(name)) for name in names} | {"title": "轴承钢棒材"}
        pair = [demand, {"title": "轴承钢棒材"}]
        (one,) = found(channel, *([row] for row in (pair if side is Side.NEED else pair[::-1]))).rows(
            named=True
        )
        outcomes = {r["outcome"] for r in one["reasons"] if r["kind"] == "constraint"}
        assert outcomes == {"unknown"}
        assert one["verdict"] == "unknown"
        assert [r["text"] for r in one["reasons"] if r["kind"] == "missing"]


def fact(field: Field) -> Any:
    if field.choices:
        value = field.choices[-1].value
        return [value] if field.kind.is_list else value
    simple = {Kind.DATE: date(2026, 12, 1), Kind.REGION: "410305", Kind.INDUSTRY: "3451", Kind.INTEGER: 5}
    return simple.get(field.kind, ["ISO 9001"] if field.kind.is_list else 5.0)


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda c: c.code)
def test_an_unrelated_corpus_changes_neither_who_is_found_nor_who_is_first(channel: Channel) -> None:
    needs = [{"title": "轴承钢球化退火"}, {"title": "小麦新品种"}]
    offers = [{"title": "轴承钢棒材退火"}, {"title": "小麦育种"}, {"title": "财务软件"}]
    plain = found(channel, needs, offers)
    foreign = found(
        channel, needs, offers, corpus=[f"To be, or not to be {i}; 床前明月光第{i}首" for i in range(900)]
    )
    key = ["need_id", "offer_id", "rank", "verdict"]
    assert foreign.select(key[:3]).equals(plain.select(key[:3]))
    assert foreign["score"].is_between(0, 1).all()


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda c: c.code)
def test_english_is_matched_word_by_word_in_any_case(channel: Channel) -> None:
    needs = [{"title": "High-carbon BEARING steel, annealed"}]
    offers = [
        {"title": "annealed bearing steel bars"},
        {"title": "frozen dumplings"},
        {"title": "steely bear"},
    ]
    pairs = found(channel, needs, offers)
    assert pairs["offer_id"].to_list() == ["1"]
    said = [r for r in pairs["reasons"].to_list()[0] if r["code"] == "text"]
    assert set(said[0]["evidence"]) == {"annealed", "bearing", "steel"}


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda c: c.code)
def test_mixed_width_is_the_same_text(channel: Channel) -> None:
    """On either side the same offers in the same order with the same verdicts."""
    both = {"title": "ＧＣｒ１５　轴承钢（Φ６０ｍｍ）"}, {"title": "gcr15 轴承钢(φ60mm)"}
    others = [{"title": "轴承座"}, {"title": "gcr15 钢管"}]
    key = ["offer_id", "rank", "verdict"]
    first, *rest = (found(channel, [need], [offer, *others]) for need in both for offer in both)
    assert first["score"][0] > 0.8
    for pairs in rest:
        assert pairs.select(key).equals(first.select(key))
        assert pairs["score"].to_list() == pytest.approx(first["score"].to_list(), abs=0.01)


@pytest.fixture(scope="module")
def symmetric(tmp_path_factory: pytest.TempPathFactory) -> Channel:
    path = tmp_path_factory.mktemp("channels") / "equipment.toml"
    path.write_text(BOTH_WAYS + BACK, encoding="utf-8")
    return load_file(path)


@SLOWLY(max_examples=40)
@given(data=st.data())
def test_in_a_symmetric_channel_the_sides_may_be_exchanged(symmetric: Channel, data: st.DataObject) -> None:
    """Scores, verdicts and who is found; also with a market kept ready."""
    sides = []
    for mark in "ab":
        told = [{**row, "id": f"{mark}{i}"} for i, row in enumerate(data.draw(rows(symmetric)))]
        sides.append(prepare(symmetric, pl.DataFrame(told, infer_schema_length=None)))
    there, back = (match(*order, symmetric, k=20).pairs for order in (sides, sides[::-1]))
    pair = ["need_id", "offer_id"]
    back = back.rename({"need_id": "offer_id", "offer_id": "need_id"}).sort(pair)
    there = there.sort(pair)
    assert there.select(*pair, "verdict").equals(back.select(*pair, "verdict"))
    assert there["score"].to_list() == pytest.approx(back["score"].to_list(), abs=1e-6)
    market = Market(*sides, symmetric)
    alone = market.match("need", sides[0][0], k=20).pairs.sort("offer_id")
    mine = there.filter(pl.col("need_id") == "a0")
    assert alone["offer_id"].to_list() == mine["offer_id"].to_list()
    assert alone["score"].to_list() == pytest.approx(mine["score"].to_list(), abs=1e-6)

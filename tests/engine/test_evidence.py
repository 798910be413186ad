"""Evidence beyond shared words, seen through match(): found, explained by parts that add up, and only where it is."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from duijie.engine import Market, evidence, match, matching, score_pairs, scoring
from duijie.engine.channels import load
from duijie.engine.index import Candidates
from duijie.engine.runners import Processes
from tests.engine.market import listings, reasons_of
from tests.engine.semantics.test_assortment import LISTS, THEMES
from tests.engine.semantics.test_claims import NEEDS, OFFERS
from tests.engine.semantics.test_space import city

SALES, RESEARCH, TALENT = load("sales"), load("research"), load("talent")
FIRMS = listings("sales", *({"products": names, "description": f"第{i}家"} for i, names in enumerate(LISTS)))


def test_a_firm_is_found_for_what_it_does_not_list_and_no_word_says() -> None:
    found = match(listings("sales", {"products": ["奶粉"]}), FIRMS, SALES).pairs
    assert found.filter(pl.col("rank") <= 10)["need_id"].len() >= 10
    names = FIRMS.filter(pl.col("id").is_in(found["offer_id"].to_list()))["products"].explode()
    assert set(names) <= set(THEMES["食品"])
    assert found["verdict"].unique().to_list() == ["possible"]
    said = [r["text"] for r in found["reasons"].to_list()[0] if r["code"] == "company"]
    assert said[0].startswith("所列品类常与所需产品一同供应：供方 ")


def test_the_goods_of_a_kind_that_speak_for_a_firm_are_named() -> None:
    found = match(listings("sales", {"products": ["羊奶酪"]}), FIRMS, SALES, k=5).pairs
    by_id = dict(FIRMS.select("id", "products").iter_rows())
    for row in found.iter_rows(named=True):
        told = next(r for r in row["reasons"] if r["code"] == "kindred")
        assert told["evidence"]
        assert set(told["evidence"]) <= set(by_id[row["offer_id"]]) & set(THEMES["食品"])
        assert told["text"] == f"供方所列 {'、'.join(told['evidence'])} 与所需 羊奶酪 相近"


def test_goods_of_a_kind_are_told_alike_by_all_ways_of_matching() -> None:
    needs = listings(
        "sales", {"products": ["羊奶酪"]}, {"products": ["龙门铣床", "电缆桥架"]}, {"title": "机床"}
    )
    one = match(needs, FIRMS, SALES, k=20).pairs
    turned = match(needs[::-1], FIRMS[::-1], SALES, k=20, runner=Processes(2)).pairs
    assert turned.sort("need_id", "rank", "offer_id").equals(one.sort("need_id", "rank", "offer_id"))
    given = score_pairs(needs, FIRMS, one.select("need_id", "offer_id"), SALES).pairs
    assert np.allclose(given["score"], one["score"], atol=1e-6)
    assert {r["code"] for r in one["reasons"].explode().to_list()} >= {"company", "kindred"}


def test_who_lists_the_thing_by_name_comes_first() -> None:
    found = match(listings("sales", {"products": ["黄油"]}), FIRMS, SALES, k=20).pairs
    by_id = dict(FIRMS.select("id", "products").iter_rows())
    assert all("黄油" in by_id[i] for i in found["offer_id"])
    assert found["verdict"].unique().to_list() == ["recommended"]


def test_parts_add_up_to_the_score_and_are_never_negative() -> None:
    needs = listings(
        "sales", {"products": ["黄油"]}, {"products": ["龙门铣床", "车床卡盘"]}, {"products": ["x"]}
    )
    left, right = matching.prepare(SALES, needs), matching.prepare(SALES, FIRMS)
    known = evidence.gather(SALES, left, right)
    need, offer = (g.ravel() for g in np.meshgrid(np.arange(3), np.arange(len(right)), indexing="ij"))
    scored = scoring.score(SALES, known, left, right, Candidates(need=need, offer=offer))
    assert {"text", "company"} <= set(scored.parts.columns)
    assert np.allclose(scored.parts.sum_horizontal(), scored.score)
    assert scored.parts.min_horizontal().min() >= 0
    assert not scored.score[need == 2].any()


def test_a_small_market_is_scored_by_its_words() -> None:
    left, right = matching.prepare(SALES, FIRMS[:5]), matching.prepare(SALES, FIRMS[:9])
    known = evidence.gather(SALES, left, right)
    assert known.company is None
    assert known.kindred is None
    assert known.speaking(Candidates(need=np.arange(5), offer=np.arange(5))) is None
    assert (
        scoring.log_odds(SALES.related, known.of(Candidates(need=np.arange(5), offer=np.arange(5)))) is None
    )  # type: ignore[arg-type]


def test_a_market_too_large_for_all_pairs_is_scored_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_CELLS", len(FIRMS) - 1)
    one = matching.prepare(SALES, FIRMS[:1])
    known = evidence.gather(SALES, one, matching.prepare(SALES, FIRMS))
    assert known.company is None
    assert known.kindred is None


def test_related_meaning_ranks_what_shares_no_word() -> None:
    offers = listings("research", *({"title": t} for t in city()), {"title": "隔膜"}, {"title": "田间"})
    found = match(listings("research", {"title": "正极材料"}), offers, RESEARCH, k=1000).pairs
    left, right = (
        matching.prepare(RESEARCH, listings("research", {"title": "正极材料烧结"})),
        matching.prepare(RESEARCH, offers),
    )
    known = evidence.gather(RESEARCH, left, right)
    last = np.array([len(right) - 2, len(right) - 1])
    membrane, field = scoring.score(
        RESEARCH, known, left, right, Candidates(need=np.zeros(2, np.int64), offer=last)
    ).score
    assert membrane > field
    assert found["score"].max() <= 1


BACKGROUND = "公司成立多年，厂房设备齐全，人员结构合理。"
WISHES = listings(
    "research",
    {"title": "正极材料", "description": BACKGROUND + "现有条件良好，要把隔膜做薄。", "id": "clause"},
    {"title": "正极材料", "description": BACKGROUND + "现有条件良好，产业化基础良好。", "id": "none"},
    {"title": "正极材料", "id": "title"},
)
RESULTS = listings("research", *({"title": t} for t in city()), {"title": "隔膜", "id": "membrane"})


def test_the_clause_that_says_it_makes_an_offer_more_likely() -> None:
    found = match(WISHES, RESULTS, RESEARCH, k=len(RESULTS)).pairs
    scores = dict(found.filter(pl.col("offer_id") == "membrane").select("need_id", "score").iter_rows())
    assert scores["clause"] > scores.get("none", 0.0)


def test_passages_are_weighed_alike_by_all_ways_of_matching() -> None:
    found = match(WISHES, RESULTS, RESEARCH, k=len(RESULTS)).pairs
    assert {r["code"] for r in found["reasons"].explode().to_list()} >= {"meaning"}
    again = match(WISHES[::-1], RESULTS[::-1], RESEARCH, k=len(RESULTS), runner=Processes(2)).pairs
    assert again.sort("need_id", "offer_id").equals(found.sort("need_id", "offer_id"))
    given = score_pairs(WISHES, RESULTS, found.select("need_id", "offer_id"), RESEARCH).pairs
    assert np.allclose(given["score"], found["score"], atol=1e-6)
    market = Market(WISHES, RESULTS, RESEARCH)
    for row in range(len(WISHES)):
        mine = found.filter(pl.col("need_id") == WISHES["id"][row]).sort("offer_id")
        alone = market.match("need", WISHES[row], k=len(RESULTS)).pairs.sort("offer_id")
        assert alone["offer_id"].equals(mine["offer_id"])
        assert np.allclose(alone["score"], mine["score"], atol=1e-6)


def test_a_symmetric_channel_looks_at_no_passages() -> None:
    both, one, other = replace(RESEARCH, symmetric=True), WISHES[:1], RESULTS[-1:]
    words = [f"{text}，{BACKGROUND}" for text in city()]
    there, back = (
        score_pairs(a, b, pl.DataFrame({"need_id": a["id"], "offer_id": b["id"]}), both, corpus=words).pairs
        for a, b in ((one, other), (other, one))
    )
    assert there["score"][0] == pytest.approx(back["score"][0], abs=1e-6)
    assert there["score"][0] > 0


def test_a_given_embedder_takes_the_place_of_the_markets_own_words() -> None:
    class Lengths:
        def embed(self, texts: list[str]) -> np.ndarray:
            return np.array([[1.0, 0.0] if len(t) > 2 else [0.0, 1.0] for t in texts], np.float32)

    needs, offers = (
        listings("research", {"title": "正极材料"}),
        listings("research", {"title": "正极"}, {"title": "正极隔膜"}),
    )
    found = match(needs, offers, RESEARCH, embedder=Lengths()).pairs
    assert found["offer_id"].to_list() == ["2", "1"]


def test_an_unrelated_corpus_breaks_nothing() -> None:
    needs, offers = (
        listings("research", {"title": "正极材料"}),
        listings("research", {"title": "正极材料烧结"}, {"title": "小麦"}),
    )
    found = match(needs, offers, RESEARCH, corpus=[f"唐诗三百首第{i}首" for i in range(2000)]).pairs
    assert found["offer_id"].to_list() == ["1"]


JOBS = listings("talent", *({"title": f"{title}，包食宿", "id": f"j{i}"} for i, title in enumerate(NEEDS)))
HANDS = listings("talent", *({"description": text, "id": f"h{i}"} for i, text in enumerate(OFFERS)))


def test_an_offer_goes_to_the_need_that_alone_asks_for_it() -> None:
    """Every job names board and lodging; only one names the trade besides."""
    jobs = pl.concat([JOBS, listings("talent", {"title": "芭蕾教师，包食宿", "id": "ballet"})])
    both = "会跳芭蕾，要包食宿。芭蕾跳了十年"
    hands = pl.concat([HANDS, listings("talent", {"description": both, "id": "dancer"})])
    found = match(jobs, hands, TALENT).pairs
    first = found.filter((pl.col("offer_id") == "dancer") & (pl.col("offer_rank") == 1))
    assert first["need_id"].to_list() == ["ballet"]
    told = [r for r in reasons_of(found, "ballet", "dancer") if r["code"] == "claim"]
    assert [r["text"] for r in told] == ["供方文字与每条需求都比过，说到本需求的：芭蕾（2 次）、食宿（1 次）"]
    assert told[0]["evidence"] == ["芭蕾", "食宿"]


def test_claims_are_told_alike_by_all_ways_of_matching() -> None:
    found = match(JOBS, HANDS, TALENT, k=len(HANDS)).pairs
    assert {r["code"] for r in found["reasons"].explode().to_list()} >= {"claim"}
    again = match(JOBS[::-1], HANDS[::-1], TALENT, k=len(HANDS), runner=Processes(2)).pairs
    assert again.sort("need_id", "offer_id").equals(found.sort("need_id", "offer_id"))
    pairs = found.select("need_id", "offer_id")
    given = score_pairs(JOBS, HANDS, pairs, TALENT).pairs
    assert np.allclose(given["score"], found["score"], atol=1e-6)
    market = Market(JOBS, HANDS, TALENT)
    for row in range(0, len(JOBS), 13):
        mine = found.filter(pl.col("need_id") == JOBS["id"][row]).sort("offer_id")
        alone = market.match("need", JOBS[row], k=len(HANDS)).pairs.sort("offer_id")
        assert alone["offer_id"].equals(mine["offer_id"])
        assert np.allclose(alone["score"], mine["score"], atol=1e-6)


def test_parts_of_claims_add_up_and_copies_change_nothing() -> None:
    copies = pl.concat([JOBS, JOBS.with_columns(pl.col("id") + "x")])
    found, more = (match(jobs, HANDS, TALENT).pairs for jobs in (JOBS, copies))
    for row in found.iter_rows(named=True):
        parts = [r["weight"] for r in row["reasons"] if r["kind"] == "evidence"]
        assert sum(parts) == pytest.approx(row["score"])
        assert min(parts) > 0
    same = ["need_id", "offer_id", "score", "verdict"]
    kept = more.filter(~pl.col("need_id").str.ends_with("x"))
    assert kept.select(same).equals(found.select(same))

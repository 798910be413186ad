"""Evidence beyond shared words, seen through match(): found, explained by parts that add up, and only where it is."""

import numpy as np
import polars as pl
import pytest

from duijie.engine import evidence, match, matching, scoring
from duijie.engine.channels import load
from duijie.engine.index import Candidates
from tests.engine.market import listings
from tests.engine.semantics.test_assortment import LISTS, THEMES
from tests.engine.semantics.test_space import city

SALES, RESEARCH = load("sales"), load("research")
FIRMS = listings("sales", *({"products": names, "description": f"第{i}家"} for i, names in enumerate(LISTS)))


def test_a_firm_is_found_for_what_it_does_not_list_and_no_word_says() -> None:
    found = match(listings("sales", {"products": ["奶粉"]}), FIRMS, SALES).pairs
    assert found.filter(pl.col("rank") <= 10)["need_id"].len() >= 10
    names = FIRMS.filter(pl.col("id").is_in(found["offer_id"].to_list()))["products"].explode()
    assert set(names) <= set(THEMES["食品"])
    assert found["verdict"].unique().to_list() == ["possible"]
    said = [r["text"] for r in found["reasons"].to_list()[0] if r["code"] == "company"]
    assert said[0].startswith("所列品类常与所需产品一同供应：供方 ")


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
    assert (
        scoring.log_odds(SALES.related, known.of(Candidates(need=np.arange(5), offer=np.arange(5)))) is None
    )  # type: ignore[arg-type]


def test_a_market_too_large_for_all_pairs_is_scored_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_CELLS", len(FIRMS) - 1)
    one = matching.prepare(SALES, FIRMS[:1])
    assert evidence.gather(SALES, one, matching.prepare(SALES, FIRMS)).company is None


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

"""The demo city: the same for the same seed, no two listings alike, and fit for the portal it fills."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest
from django.utils import timezone

from duijie.demo import catalogue
from duijie.demo.city import SHARES, STATES, City, build
from duijie.engine.channels import available, load
from duijie.engine.matching import listing_dtype
from duijie.portal.exchange.choices import ListingState
from duijie.portal.exchange.values import absent, read_all

SIDES = ("need", "offer")
DIGEST = (
    "import hashlib; from datetime import date; from duijie.demo.city import build;"
    "c = build(enterprises=60, listings=200, today=date(2026, 11, 23));"
    "t = repr([c.parties, c.history, [f.rows() for s in c.listings.values() for f in s.values()]]);"
    "print(hashlib.sha256(t.encode()).hexdigest())"
)


def frames(city: City) -> Iterator[tuple[str, str, pl.DataFrame]]:
    for channel, sides in city.listings.items():
        for side, frame in sides.items():
            yield channel, side, frame


def rows(city: City) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for channel, side, frame in frames(city):
        for row in frame.iter_rows(named=True):
            yield channel, side, row


def digest(hash_seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_same_seed_gives_the_same_city(city: City, day: date) -> None:
    again = build(enterprises=300, listings=1_000, today=day)
    assert again.parties == city.parties
    assert again.history == city.history
    for channel, side, frame in frames(city):
        assert again.listings[channel][side].equals(frame)


def test_another_seed_gives_another_city(city: City, day: date) -> None:
    other = build(5, enterprises=300, listings=1_000, today=day)
    assert other.parties != city.parties
    assert not other.listings["sales"]["need"].equals(city.listings["sales"]["need"])


def test_the_city_does_not_depend_on_how_python_hashes() -> None:
    assert digest("1") == digest("2")


def test_the_citys_day_is_today_unless_another_is_given(day: date) -> None:
    assert abs((build(enterprises=50, listings=100).today - timezone.localdate()).days) <= 1
    shifted = build(enterprises=50, listings=100, today=date(2030, 1, 1))
    ends = pl.concat([f["valid_to"].drop_nulls() for _channel, _side, f in frames(shifted)])
    assert ends.min() > day


def test_as_many_as_promised(day: date) -> None:
    whole = build(today=day)
    kinds = pl.Series([p.kind for p in whole.parties]).value_counts()
    assert dict(kinds.iter_rows()) == {
        "enterprise": 2_000,
        "department": 40,
        "county": 15,
        "bank": 12,
        "institute": 10,
        "park": 10,
    }
    assert whole.size == 4_000
    for channel, side, frame in frames(whole):
        assert len(frame) == 4 * SHARES[channel][SIDES.index(side)]
    states = pl.concat([f["state"] for _channel, _side, f in frames(whole)])
    for state, wanted in STATES.items():
        assert abs((states == state).sum() / 4 - wanted) < 15, state
    hidden = pl.concat([f["anonymous"] for _channel, _side, f in frames(whole)])
    assert 0.05 < hidden.mean() < 0.10


def test_every_state_is_one_of_the_portals() -> None:
    assert set(STATES) == set(ListingState.values)
    assert sum(STATES.values()) == 1_000
    assert sum(map(sum, SHARES.values())) == 1_000
    assert set(SHARES) == set(available())


@pytest.mark.parametrize(("enterprises", "listings"), [(50, 100), (300, 1_000), (400, 20_000)])
def test_no_two_listings_read_alike(enterprises: int, listings: int, day: date) -> None:
    made = build(enterprises=enterprises, listings=listings, today=day)
    assert made.size == pytest.approx(listings, abs=6)
    for _channel, _side, frame in frames(made):
        assert not frame.select("title", "description").is_duplicated().any()
    ids = pl.concat([f["id"] for _channel, _side, f in frames(made)])
    assert ids.n_unique() == len(ids)


@pytest.mark.parametrize("channel", available())
@pytest.mark.parametrize("side", SIDES)
def test_frames_are_what_matching_takes(channel: str, side: str, city: City) -> None:
    frame = city.listings[channel][side]
    for field in load(channel).fields:
        if field.name in ("party", "credit_code"):
            continue
        assert frame.schema[field.name] == listing_dtype(field.kind), field.name
    own = {"party_key", "party", "topic", "state", "anonymous"}
    assert own <= set(frame.columns)
    assert frame["anonymous"].dtype == pl.Boolean


@pytest.mark.parametrize("channel", available())
@pytest.mark.parametrize("side", SIDES)
def test_every_listing_could_have_been_filled_in(channel: str, side: str, city: City) -> None:
    definition = load(channel)
    names = [f.name for f in definition.fields_for(side, portal=True)]
    for row in city.listings[channel][side].iter_rows(named=True):
        given = {name: row[name] for name in names}
        kept, problems = read_all(definition, side, given)
        assert problems == {}, row
        assert absent(definition, side, kept) == {}


def test_texts_are_finished_sentences(city: City) -> None:
    wrong = re.compile(r"[{}]|None|，，|。。|；。|，。|：。|、、|  |^\s|\s$")
    for _channel, _side, row in rows(city):
        assert not wrong.search(row["title"]), row["title"]
        assert not wrong.search(row["description"]), row["description"]
        assert row["description"].endswith("。")
        assert 4 <= len(row["title"]) <= 80, row["title"]


def test_each_listing_belongs_to_its_party(city: City) -> None:
    parties = {p.key: p for p in city.parties}
    assert len(parties) == len(city.parties)
    for _channel, _side, row in rows(city):
        assert parties[row["party_key"]].name == row["party"]


def test_real_tables_have_gaps(city: City) -> None:
    needs = city.listings["sales"]["need"]
    assert 0.2 < needs["price"].null_count() / len(needs) < 0.4
    assert 0.5 < needs["certificates"].null_count() / len(needs) < 0.8
    assert 0.3 < needs["contact"].null_count() / len(needs) < 0.7


def test_only_what_was_released_is_over_and_no_term_ends_before_it_begins(city: City, day: date) -> None:
    over = [row for _channel, _side, row in rows(city) if row["valid_to"] and row["valid_to"] < day]
    assert over
    assert {row["state"] for row in over} <= {"released", "closed"}
    for _channel, _side, row in rows(city):
        if row["valid_from"] and row["valid_to"]:
            assert row["valid_from"] < row["valid_to"]


def test_nothing_in_an_anonymous_listing_names_its_firm(city: City) -> None:
    hidden = [row for _channel, _side, row in rows(city) if row["anonymous"]]
    assert hidden
    for row in hidden:
        assert row["party_key"].startswith("firm")
        assert row["party"][:3] not in row["title"] + row["description"]


def test_firms_sell_what_they_make_and_buy_what_they_do_not(city: City) -> None:
    made = {p.key: set(p.products) for p in city.parties}
    for row in city.listings["sales"]["offer"].iter_rows(named=True):
        assert row["topic"] in made[row["party_key"]]
        assert set(row["products"][1:]) <= made[row["party_key"]]
    for row in city.listings["sales"]["need"].iter_rows(named=True):
        assert row["topic"] not in made[row["party_key"]]


def test_buyers_often_use_another_word_than_makers(city: City) -> None:
    """Otherwise matching would be a look-up."""
    needs = city.listings["sales"]["need"]
    proper = [row["topic"] in row["products"] for row in needs.iter_rows(named=True)]
    assert 0.5 < sum(proper) / len(proper) < 0.8
    known = catalogue.products()
    for row in needs.iter_rows(named=True):
        product = known[row["topic"]]
        assert set(row["products"]) <= {product.name, *product.aliases}


def test_every_need_for_a_common_product_has_a_maker(day: date) -> None:
    whole = build(today=day)
    sold = set(whole.listings["sales"]["offer"]["topic"])
    wanted = whole.listings["sales"]["need"]["topic"]
    assert wanted.is_in(list(sold)).mean() > 0.9


def test_a_price_in_another_unit_is_worth_the_same(city: City) -> None:
    known = catalogue.products()
    needs = city.listings["sales"]["need"].drop_nulls("price")
    other = [r for r in needs.iter_rows(named=True) if r["unit"] != known[r["topic"]].unit]
    assert other
    each = {("吨", "公斤"): 1_000, ("公斤", "吨"): 0.001}
    for row in other:
        low, high = known[row["topic"]].price
        scaled = row["price"] * each.get((known[row["topic"]].unit, row["unit"]), 1)
        assert low * 0.9 <= scaled <= high * 1.6, row


def test_the_head_count_of_the_title_is_the_one_of_the_field(city: City) -> None:
    for side in SIDES:
        for row in city.listings["talent"][side].iter_rows(named=True):
            said = re.search(r"(\d+)[名人]", row["title"])
            assert said is None or int(said[1]) == row["headcount"], row["title"]


def test_amount_and_term_of_the_title_are_those_of_the_fields(city: City) -> None:
    for row in city.listings["finance"]["need"].iter_rows(named=True):
        amount = re.search(r"(\d+(?:\.\d+)?)万元", row["title"])
        if amount and row["amount"]:
            assert float(amount[1]) == row["amount"], row["title"]
        term = re.search(r"期限(\d+)个月", row["title"])
        if term and row["term_months"]:
            assert int(term[1]) == row["term_months"], row["title"]


def test_services_are_not_shipped(city: City) -> None:
    known = catalogue.products()
    for side in SIDES:
        for row in city.listings["sales"][side].iter_rows(named=True):
            if known[row["topic"]].is_service:
                assert not re.search("卸车|送样|现货|厂家直供|起订量", row["title"] + row["description"]), row

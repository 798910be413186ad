"""The demo city: the same for the same seed, worded by no template twice, and fit for the portal it fills."""

from datetime import date
from random import Random

import polars as pl
import pytest
from django.utils import timezone

from duijie.demo import catalogue
from duijie.demo.city import City, build
from duijie.demo.patterns import expand
from duijie.engine.channels import available, load
from duijie.portal.exchange.values import absent, read_all
from duijie.standards import credit_code, divisions, industries

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def city() -> City:
    return build(enterprises=300, listings=1_000, today=DAY)


def test_the_same_seed_gives_the_same_city(city: City) -> None:
    again = build(enterprises=300, listings=1_000, today=DAY)
    other = build(5, enterprises=300, listings=1_000, today=DAY)
    assert again.parties == city.parties
    assert other.parties != city.parties
    for channel in available():
        for side in ("need", "offer"):
            assert again.listings[channel][side].equals(city.listings[channel][side])


def test_as_many_as_promised() -> None:
    whole = build(today=DAY)
    kinds = pl.Series([p.kind for p in whole.parties]).value_counts()
    counts = dict(kinds.iter_rows())
    assert counts == {"enterprise": 2_000, "department": 40, "county": 15, "bank": 12, "institute": 10}
    assert whole.size == 4_000


def test_no_two_listings_read_alike(city: City) -> None:
    frames = [f.select("title", "description", "channel") for f in _all(city)]
    texts = pl.concat(frames)
    assert texts.n_unique() == len(texts)


def test_names_and_codes_are_unique_and_codes_are_right_in_form(city: City) -> None:
    names = [p.name for p in city.parties]
    codes = [p.credit_code for p in city.parties if p.credit_code]
    assert len(set(names)) == len(names)
    assert len(set(codes)) == len(codes) == 300
    assert all(credit_code.is_valid(code) and code[8:11] == "DEM" for code in codes)
    assert all(divisions.within(p.region, "410300") for p in city.parties)
    assert all(industries.get(p.industry) for p in city.parties if p.industry)
    assert all(p.contact_phone.startswith("0379-0") for p in city.parties)


@pytest.mark.parametrize("channel", available())
@pytest.mark.parametrize("side", ["need", "offer"])
def test_every_listing_could_have_been_filled_in(channel: str, side: str, city: City) -> None:
    definition = load(channel)
    names = [f.name for f in definition.fields_for(side, portal=True)]
    for row in city.listings[channel][side].iter_rows(named=True):
        given = {name: row[name] for name in names}
        _kept, problems = read_all(definition, side, given)
        assert problems == {}, row
        assert absent(definition, side, given) == {}


def test_a_market_of_any_size_has_gaps_and_states(city: City) -> None:
    needs = city.listings["sales"]["need"]
    assert 0.15 < needs["price"].null_count() / len(needs) < 0.45
    assert set(needs["state"].unique()) > {"released", "submitted"}
    assert (needs["valid_to"].drop_nulls() < DAY).any()


def test_seeds_name_only_what_they_describe() -> None:
    products = set(catalogue.products())
    named = {n for p in catalogue.products().values() for n in p.inputs} | {
        n for t in catalogue.themes() for n in t.common
    }
    assert named <= products
    assert {n for t in catalogue.technologies() for n in t.product} <= products
    assert all(industries.get(p.code) for p in catalogue.products().values())


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("{1-3}", {"1", "2", "3"}),
        ("{0.5-1/0.5}", {"0.5", "1.0"}),
        ("{甲|乙}", {"甲", "乙"}),
        ("{7}", {"7"}),
        ("{name}好", {"轴承好"}),
        ("平", {"平"}),
    ],
)
def test_patterns(text: str, allowed: set[str]) -> None:
    said = {expand(text, Random(i), {"name": "轴承"}) for i in range(60)}  # noqa: S311  a demo
    assert said == allowed


def _all(city: City) -> list[pl.DataFrame]:
    return [
        frame.with_columns(pl.lit(f"{channel}-{side}").alias("channel"))
        for channel, sides in city.listings.items()
        for side, frame in sides.items()
    ]


def test_today_is_the_citys_day() -> None:
    assert abs((build(enterprises=50, listings=100).today - timezone.localdate()).days) <= 1

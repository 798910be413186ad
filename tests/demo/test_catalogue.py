"""The seeds hang together: whatever one names, another describes."""

from collections.abc import Iterator
from itertools import chain

import pytest

from duijie.demo import catalogue
from duijie.demo.patterns import expand
from duijie.engine.channels import load
from duijie.standards import divisions, industries
from tests.demo.chance import drawn


def test_products_are_made_of_products() -> None:
    products = catalogue.products()
    assert len(products) > 150
    named = set(chain.from_iterable(p.inputs for p in products.values()))
    named |= set(chain.from_iterable(t.common for t in catalogue.themes()))
    named |= set(chain.from_iterable(t.product for t in catalogue.technologies()))
    named |= set(catalogue.items(catalogue.places()["office_needs"]))
    assert named <= set(products)


def test_every_product_has_an_industry_and_other_names() -> None:
    products = catalogue.products()
    others = list(chain.from_iterable(p.aliases for p in products.values()))
    assert all(industries.get(p.code) for p in products.values())
    assert all(len(p.aliases) >= 2 for p in products.values())
    assert len(set(others)) == len(others), "one word for two products would make their needs alike"
    assert not set(others) & set(products)


def test_prices_and_quantities_are_ranges() -> None:
    for product in catalogue.products().values():
        assert 0 < product.price[0] <= product.price[1], product.name
        assert 0 < product.batch[0] <= product.batch[1], product.name


def test_consumers_are_inputs_turned_round() -> None:
    consumers = catalogue.consumers()
    assert "深沟球轴承" in {p.name for p in consumers["轴承钢球"]}
    for name, users in consumers.items():
        assert all(name in user.inputs for user in users)


def test_jobs_fit_their_themes_and_the_channel() -> None:
    themes = {t.code for t in catalogue.themes()}
    levels = {c.value for c in load("talent").field("education").choices}
    for job in catalogue.jobs():
        assert set(job.themes) <= themes
        assert job.education in levels
        assert job.pay[0] < job.pay[1]
        assert job.skills
    assert {job.kind for job in catalogue.jobs()} == {"worker", "engineer", "office", "service"}


def test_kinds_of_jobs_are_told_of_jobs_only() -> None:
    seeds = catalogue._read(catalogue.SEEDS / "talent.toml")
    names = list(chain.from_iterable(catalogue.items(v) for v in seeds["kind"].values()))
    assert set(names) <= set(seeds["job"])
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", ["product", "reason"])
def test_loans_and_reasons_speak_the_channels_words(kind: str) -> None:
    finance = load("finance")
    purposes = {c.value for c in finance.field("purpose").choices}
    securities = {c.value for c in finance.field("security").choices}
    for seed in catalogue.finance()[kind]:
        assert set(catalogue.items(seed["purpose"])) <= purposes
        assert set(catalogue.items(seed["security"])) <= securities
        assert seed["term"][0] <= seed["term"][1]


def test_every_reason_for_money_finds_a_lender() -> None:
    lent = set(chain.from_iterable(catalogue.items(p["purpose"]) for p in catalogue.finance()["product"]))
    assert {r["purpose"] for r in catalogue.finance()["reason"]} <= lent


def test_assets_are_of_the_channels_types() -> None:
    types = {c.value for c in load("assets").field("asset_type").choices}
    for seed in catalogue.places()["asset"]:
        assert seed["type"] in types
        assert len(catalogue.items(seed["ask"])) >= 4


def test_parks_lie_in_the_city() -> None:
    for park in catalogue.items(catalogue.places()["parks"]):
        name, region = park.split()
        assert divisions.within(region, "410300"), name


def test_no_pattern_is_misspelt() -> None:
    """Whatever stands in braces of a fact is a number, a range or a choice."""
    for text in _facts():
        said = expand(text, drawn(3))
        assert "{" not in said, text
        assert "}" not in said, text
        for inner in braces(text):
            assert "|" in inner or inner.replace("-", "").replace("/", "").replace(".", "").isdigit(), text


def braces(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def _facts() -> Iterator[str]:
    for p in catalogue.products().values():
        yield from chain(p.specs, p.points, p.materials, p.processes, p.equipment, p.certs)
    for t in catalogue.technologies():
        yield from chain(t.problem, t.target, t.route, t.gain)

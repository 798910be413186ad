"""Those who take part in the demo city: offices, counties, banks, institutes and firms, all but the offices invented."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from duijie.demo import catalogue
from duijie.demo.catalogue import Product, Theme
from duijie.standards import credit_code, divisions

CITY = "410300"
# How many of a hundred firms sit where; the rest of the city's divisions share what is left.
_CROWDED = {
    "410305": 14,
    "410371": 13,
    "410311": 12,
    "410307": 10,
    "410308": 9,
    "410303": 8,
    "410329": 7,
    "410323": 7,
}
_OTHERS = 4


@dataclass(frozen=True)
class PartySeed:
    """A party as it will be entered; money in 万元."""

    key: str
    kind: str
    name: str
    region: str
    credit_code: str | None = None
    industry: str | None = None
    address: str = ""
    business_scope: str = ""
    registered_on: date | None = None
    capital: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    employees: int | None = None
    revenue: int | None = None
    assets: int | None = None
    theme: str = ""
    products: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()


def build(rng: Random, enterprises: int, today: date) -> list[PartySeed]:
    """The offices first, then `enterprises` firms; no name and no code twice."""
    return [*_offices(rng), *_firms(rng, enterprises, today)]


def regions() -> list[str]:
    return list(divisions.children(CITY))


def _offices(rng: Random) -> list[PartySeed]:
    places = catalogue.places()
    named: list[tuple[str, ...]] = [
        *(("department", name, CITY) for name in catalogue.items(places["departments"])),
        *(("county", divisions.get(code).name, code) for code in regions()),  # type: ignore[union-attr]
        *(("bank", name, CITY) for name in catalogue.items(places["banks"])),
        *(("institute", name, CITY) for name in catalogue.items(places["institutes"])),
        *(("park", *park.split()) for park in catalogue.items(places["parks"])),
    ]
    return [
        PartySeed(f"{kind}-{i}", kind, name, region, contact_name=_caller(rng), contact_phone=_phone(rng))
        for i, (kind, name, region) in enumerate(named)
    ]


def _firms(rng: Random, wanted: int, today: date) -> list[PartySeed]:
    themes = catalogue.themes()
    brands = _brands(rng)
    codes = regions()
    weights = [_CROWDED.get(code, _OTHERS) for code in codes]
    chosen = rng.choices(themes, weights=[t.share for t in themes], k=wanted)
    return [
        _firm(rng, i, theme, next(brands), rng.choices(codes, weights)[0], today)
        for i, theme in enumerate(chosen)
    ]


def _brands(rng: Random) -> Iterator[str]:
    """Three rare characters in an order of their own: no firm is called so, and none twice."""
    places = catalogue.places()
    parts = [places["brand_first"], places["brand_second"], places["brand_third"]]
    size = math.prod(len(p) for p in parts)
    for number in rng.sample(range(size), size):
        rest, third = divmod(number, len(parts[2]))
        first, second = divmod(rest, len(parts[1]))
        yield parts[0][first] + parts[1][second] + parts[2][third]


def _firm(rng: Random, number: int, theme: Theme, brand: str, region: str, today: date) -> PartySeed:
    made = _own_products(rng, theme)
    employees = max(3, round(rng.lognormvariate(math.log(theme.median), 1.05)))
    revenue = max(10, round(employees * rng.uniform(*theme.per_head)))
    known = rng.random() < 0.9  # some never told their figures
    return PartySeed(
        key=f"firm-{number}",
        kind="enterprise",
        name=f"{brand}{rng.choice(theme.words)}有限公司",
        region=region,
        credit_code=_code(region, number),
        industry=made[0].code,
        address=f"{divisions.get(region).full_name}{rng.choice(_streets())}{rng.randint(1, 288)}号",  # type: ignore[union-attr]
        business_scope="；".join(dict.fromkeys(p.scope for p in made)),
        registered_on=today - timedelta(days=rng.randint(200, 10_500)),
        capital=rng.choice((50, 100, 200, 300, 500, 800, 1000, 2000, 3000, 5000, 10_000)),
        contact_name=_caller(rng),
        contact_phone=_phone(rng),
        employees=employees if known else None,
        revenue=revenue if known else None,
        assets=round(revenue * rng.uniform(0.6, 2.2)) if known else None,
        theme=theme.code,
        products=tuple(p.name for p in made),
        certificates=tuple(sorted({c for p in made for c in p.certs if rng.random() < 0.7})),
    )


def _own_products(rng: Random, theme: Theme) -> list[Product]:
    first = rng.randrange(len(theme.products))
    near = [theme.products[(first + step) % len(theme.products)] for step in range(1, 4)]
    return [theme.products[first], *near[: rng.choice((0, 1, 1, 2, 3))]]


def _code(region: str, number: int) -> str:
    """Right in form and check digit, and plainly not a real one."""
    body = f"91{region}DEM{number:06d}"
    return body + credit_code.check_digit(body)


def _caller(rng: Random) -> str:
    return rng.choice(catalogue.items(catalogue.places()["callers"]))


def _phone(rng: Random) -> str:
    """No local number begins with a nought: nobody will be called by mistake."""
    return f"0379-0{rng.randint(0, 9_999_999):07d}"


def _streets() -> tuple[str, ...]:
    return catalogue.items(catalogue.places()["streets"])

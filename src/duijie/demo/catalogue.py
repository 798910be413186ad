"""What the seeds say: themes with their products, technologies, loans, occupations, places."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).parent / "seeds"
_SERVICE_ENDINGS = ("服务", "工程", "开发", "改造", "总承包", "加工")
_MACHINE_UNITS = ("台", "套", "架", "辆", "面")


def items(text: str) -> tuple[str, ...]:
    """A list as the seeds write it: split at the Chinese semicolon."""
    return tuple(part.strip() for part in text.split("；") if part.strip())


@dataclass(frozen=True)
class Product:
    """Something that firms of a theme sell; texts hold patterns, `inputs` are what making it takes."""

    name: str
    theme: str
    code: str
    unit: str
    price: tuple[float, float]  # 元 per unit
    batch: tuple[int, int]  # units per purchase
    scope: str
    specs: tuple[str, ...]
    points: tuple[str, ...]
    materials: tuple[str, ...]
    processes: tuple[str, ...]
    equipment: tuple[str, ...]
    uses: tuple[str, ...]
    standards: tuple[str, ...]
    certs: tuple[str, ...]
    inputs: tuple[str, ...]
    aliases: tuple[str, ...]  # what else people call it

    @property
    def is_service(self) -> bool:
        return self.name.endswith(_SERVICE_ENDINGS)

    @property
    def is_machine(self) -> bool:
        """Bought by the piece, dear, and set up by its maker."""
        return self.unit in _MACHINE_UNITS and self.price[1] >= 5_000


@dataclass(frozen=True)
class Theme:
    """A kind of firms: their share of the city, median head count, revenue per head in 万元, name words."""

    code: str
    label: str
    kind: str
    share: int
    median: int
    per_head: tuple[int, int]
    words: tuple[str, ...]
    making: tuple[str, ...]  # what its firms call their work
    common: tuple[str, ...]
    clients: tuple[str, ...]
    products: tuple[Product, ...]


@dataclass(frozen=True)
class Technology:
    name: str
    field: tuple[str, ...]
    product: tuple[str, ...]
    problem: tuple[str, ...]
    target: tuple[str, ...]
    route: tuple[str, ...]
    gain: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    name: str
    education: str
    skills: tuple[str, ...]
    pay: tuple[int, int]  # 元 a month
    themes: tuple[str, ...]
    kind: str  # worker, engineer, office or service


@cache
def themes() -> tuple[Theme, ...]:
    return tuple(_theme(path) for path in sorted((SEEDS / "products").glob("*.toml")))


@cache
def products() -> dict[str, Product]:
    return {product.name: product for theme in themes() for product in theme.products}


@cache
def consumers() -> dict[str, tuple[Product, ...]]:
    """Product name -> the products that it goes into."""
    found: dict[str, list[Product]] = {name: [] for name in products()}
    for product in products().values():
        for name in product.inputs:
            found[name].append(product)
    return {name: tuple(users) for name, users in found.items()}


@cache
def _aliases() -> dict[str, str]:
    return _read(SEEDS / "aliases.toml")


@cache
def technologies() -> tuple[Technology, ...]:
    found = []
    for path in sorted(SEEDS.glob("technologies_*.toml")):
        for name, given in _read(path)["tech"].items():
            found.append(Technology(name, **{key: items(text) for key, text in given.items()}))
    return tuple(found)


@cache
def jobs() -> tuple[Job, ...]:
    seeds = _read(SEEDS / "talent.toml")
    kinds = {name: kind for kind, names in seeds["kind"].items() for name in items(names)}
    return tuple(
        Job(
            name,
            given["education"],
            items(given["skills"]),
            tuple(given["pay"]),
            items(given["themes"]),
            kinds.get(name, "worker"),
        )
        for name, given in seeds["job"].items()
    )


@cache
def finance() -> dict[str, Any]:
    return _read(SEEDS / "finance.toml")


@cache
def places() -> dict[str, Any]:
    return _read(SEEDS / "places.toml")


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _theme(path: Path) -> Theme:
    given = _read(path)
    return Theme(
        code=path.stem,
        label=given["label"],
        kind=given["kind"],
        share=given["share"],
        median=given["median"],
        per_head=tuple(given["per_head"]),
        words=items(given["words"]),
        making=items(given["making"]),
        common=items(given["common"]),
        clients=items(given["clients"]),
        products=tuple(_product(name, path.stem, one) for name, one in given["product"].items()),
    )


def _product(name: str, theme: str, given: dict[str, Any]) -> Product:
    plain = {"code", "unit", "scope"}
    lists = {f.name for f in fields(Product)} - plain - {"name", "theme", "price", "batch", "aliases"}
    return Product(
        name=name,
        theme=theme,
        price=tuple(given["price"]),
        batch=tuple(given["batch"]),
        aliases=items(_aliases()[name]),
        **{key: given[key] for key in plain},
        **{key: items(given.get(key, "")) for key in lists},
    )

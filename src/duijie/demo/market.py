"""What the writers of listings share: who makes, buys and hires, and the row that a listing becomes."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from duijie.demo import catalogue
from duijie.demo.catalogue import Product, Theme
from duijie.demo.parties import PartySeed
from duijie.demo.patterns import expand

Row = dict[str, Any]


@dataclass
class Market:
    rng: Random
    today: date
    parties: Sequence[PartySeed]
    firms: list[PartySeed] = field(default_factory=list)
    makers: dict[str, list[PartySeed]] = field(default_factory=lambda: defaultdict(list))
    offices: dict[str, list[PartySeed]] = field(default_factory=lambda: defaultdict(list))
    by_theme: dict[str, list[PartySeed]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for party in self.parties:
            if party.kind != "enterprise":
                self.offices[party.kind].append(party)
                continue
            self.firms.append(party)
            self.by_theme[party.theme].append(party)
            for product in party.products:
                self.makers[product].append(party)
        self.themes: dict[str, Theme] = {theme.code: theme for theme in catalogue.themes()}

    def row(self, party: PartySeed, topic: str, title: str, sentences: Sequence[str], **values: Any) -> Row:
        """A listing of the party; `topic` is the hidden truth of what it is about, for the history."""
        text = "。".join(s.rstrip("。；") for s in sentences if s)
        title = title if len(title) <= 80 else title[:80]
        given = {"region": party.region} | self._validity() | values
        return {"party_key": party.key, "party": party.name, "topic": topic, "title": title,
                "description": f"{text}。" if text else None, "contact": self.contact(party)} | given  # fmt: skip

    def contact(self, party: PartySeed) -> str | None:
        """Half of the listings name one; the party's own serves the others."""
        return f"{party.contact_name} {party.contact_phone}" if self.rng.random() < 0.5 else None

    def say(self, text: str, /, **values: object) -> str:
        return expand(text, self.rng, values)

    def begin(self) -> None:
        """Forget the facts of the last listing."""
        self.facts.clear()

    def fact(self, text: str) -> str:
        """The text filled in, with the same numbers wherever one listing says it."""
        if text not in self.facts:
            self.facts[text] = self.say(text)
        return self.facts[text]

    def some(self, texts: Sequence[str], least: int, most: int) -> list[str]:
        """A few facts, in their own order."""
        count = min(len(texts), self.rng.randint(least, most))
        chosen = sorted(self.rng.sample(range(len(texts)), count))
        return [self.fact(texts[i]) for i in chosen]

    def maybe(self, chance: float, value: Any) -> Any:
        """The value, or unknown: real tables have gaps."""
        return value if self.rng.random() < chance else None

    def between(self, low: float, high: float) -> float:
        """A number whose size, not whose amount, is evenly spread."""
        return math.exp(self.rng.uniform(math.log(low), math.log(high)))

    def product(self, party: PartySeed) -> Product:
        return catalogue.products()[self.rng.choice(party.products)]

    def after(self, soonest: int, latest: int) -> date:
        return self.today + timedelta(days=self.rng.randint(soonest, latest))

    def equipment(self, product: Product) -> str:
        return self.fact(self.rng.choice(product.equipment)) if product.equipment else "专用设备"

    def called(self, product: Product, chance: float) -> str:
        """The product's name, or another that the trade has for it."""
        return self.rng.choice(product.aliases) if self.rng.random() < chance else product.name

    def _validity(self) -> dict[str, date | None]:
        """Many say nothing, some begin later, a few are over."""
        drawn = self.rng.random()
        if drawn < 0.04:
            return {"valid_from": None, "valid_to": self.after(-40, -1)}
        start = self.after(3, 50) if self.rng.random() < 0.12 else None
        return {
            "valid_from": start,
            "valid_to": None if drawn < 0.3 else self.after(60 if start else 20, 300),
        }


def count_of(value: float) -> int:
    """A whole number of two significant digits, at least one."""
    return max(1, round(round_to(value)))


def written(value: float) -> str:
    """An amount as people write it: 95万, 1200, 0.5."""
    return f"{value / 10_000:g}万" if value >= 100_000 else f"{value:g}"


def round_to(value: float, digits: int = 2) -> float:
    """Two significant digits, as people state amounts."""
    if value <= 0:
        return 0.0
    scale = 10 ** (math.floor(math.log10(value)) - digits + 1)
    return round(round(value / scale) * scale, 4)

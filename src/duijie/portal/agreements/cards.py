"""An agreement as one person may see it: pages, files and the API take amounts from here alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from duijie.portal.agreements import deadlines, queries
from duijie.portal.agreements.models import Agreement
from duijie.portal.parties.places import region_short


@dataclass(frozen=True)
class Card:
    """A row of `queries.told(queries.visible_to(user))`; amounts are None where they are not known or not shown."""

    agreement: Agreement

    @property
    def pk(self) -> int:
        return self.agreement.pk

    @property
    def open(self) -> bool:
        return bool(self.agreement.amount_open)

    @property
    def amount(self) -> Decimal | None:
        return self.agreement.amount if self.open else None

    @property
    def landed(self) -> Decimal | None:
        return (self.agreement.landed_sum or Decimal(0)) if self.open else None

    @property
    def share(self) -> int | None:
        """Whole percent of the agreed money that has landed."""
        if not self.open or not self.agreement.amount:
            return None
        return int((self.landed or Decimal(0)) * 100 / self.agreement.amount)

    @property
    def late(self) -> int:
        return self.agreement.late_n if self.agreement.is_running else 0

    @property
    def due(self) -> str:
        """Words for the next due day of an agreement that is under way."""
        day = self.agreement.next_due
        return deadlines.words(day) if day and self.agreement.is_running else ""

    @cached_property
    def parties(self) -> str:
        return " — ".join(one.party.name for one in self.agreement.signatories.all())

    @property
    def region(self) -> str:
        return region_short(self.agreement.region)

    @property
    def kind(self) -> str:
        one = self.agreement
        form = f"（{one.get_technology_form_display()}）" if one.technology_form else ""
        return f"{one.get_kind_display()}{form}"


@dataclass(frozen=True)
class Total:
    """A sum of money with what is in it: `hidden` confidential agreements, summed only if there are `fewest` of them."""

    agreed: Decimal
    landed: Decimal
    counted: int
    unknown: int
    hidden: int
    hidden_in: bool
    fewest: int

    @property
    def share(self) -> int | None:
        """Whole percent of the agreed money that has landed."""
        return int(self.landed * 100 / self.agreed) if self.agreed else None

    @property
    def note(self) -> str:
        if not self.hidden:
            return ""
        said = {"n": self.hidden, "fewest": self.fewest}
        if self.hidden_in:
            return _("含 %(n)d 份保密协议的合计") % said
        return _("另有 %(n)d 份保密协议不满 %(fewest)d 份，金额不计入") % said


def cards(rows: Iterable[Agreement]) -> list[Card]:
    return [Card(one) for one in rows]


def total_of(rows: QuerySet[Agreement], fewest: int) -> Total:
    """The total of a list, added up by the database."""
    found = {name: value or 0 for name, value in queries.sums(rows).items()}
    hidden_in = found["hidden"] >= fewest
    agreed, landed = Decimal(found["agreed"]), Decimal(found["landed"])
    if hidden_in:
        agreed, landed = agreed + found["hidden_agreed"], landed + found["hidden_landed"]
    counted = found["counted"] + (found["hidden"] if hidden_in else 0)
    return Total(agreed, landed, counted, found["unknown"], found["hidden"], hidden_in, fewest)


def total(rows: Iterable[Agreement], fewest: int) -> Total:
    """Add up rows of `queries.told`; what a person may not see is added only where nobody's own amount shows through."""
    rows = list(rows)
    hidden = [one for one in rows if not one.amount_open and one.amount is not None]
    summed = [one for one in rows if one.amount_open]
    hidden_in = len(hidden) >= fewest
    if hidden_in:
        summed += hidden
    return Total(
        agreed=sum((one.amount or Decimal(0) for one in summed), Decimal(0)),
        landed=sum((one.landed_sum or Decimal(0) for one in summed), Decimal(0)),
        counted=sum(one.amount is not None for one in summed),
        unknown=sum(one.amount_open and one.amount is None for one in rows),
        hidden=len(hidden),
        hidden_in=hidden_in,
        fewest=fewest,
    )

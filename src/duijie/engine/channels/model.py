"""What a channel is: its fields, hard constraints, text and features, as plain values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Side(StrEnum):
    """Which half of a match a listing is."""

    NEED = "need"
    OFFER = "offer"

    @property
    def other(self) -> "Side":
        return Side.OFFER if self is Side.NEED else Side.NEED


class Kind(StrEnum):
    """How a field's value is written, read and shown."""

    TEXT = "text"
    LONGTEXT = "longtext"
    LIST = "list"
    CHOICE = "choice"
    CHOICES = "choices"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"  # in 万元
    DATE = "date"
    REGION = "region"  # six-digit code, GB/T 2260
    INDUSTRY = "industry"  # code of GB/T 4754
    CREDIT_CODE = "credit_code"

    @property
    def is_list(self) -> bool:
        return self in (Kind.LIST, Kind.CHOICES)

    @property
    def is_number(self) -> bool:
        return self in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that one side's people see for a field."""

    label: str
    label_en: str
    hint: str
    hint_en: str
    example: str


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a listing: the same in files, forms, API and database."""

    name: str
    kind: Kind
    wording: dict[Side, Wording]
    unit: str = ""
    required: bool = False
    file_only: bool = False  # the portal knows it already (id, party, credit code)
    private: bool = False  # opened only when both sides agree
    ordered: bool = False  # a choice whose order counts (education)
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    def label(self, side: Side | str = Side.NEED) -> str:
        return self.wording[Side(side)].label

    def label_en(self, side: Side | str = Side.NEED) -> str:
        return self.wording[Side(side)].label_en

    def hint(self, side: Side | str = Side.NEED) -> str:
        return self.wording[Side(side)].hint

    def hint_en(self, side: Side | str = Side.NEED) -> str:
        return self.wording[Side(side)].hint_en

    def example(self, side: Side | str = Side.NEED) -> str:
        return self.wording[Side(side)].example

    def choice_label(self, value: str) -> str:
        return next((c.label for c in self.choices if c.value == value), value)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A hard constraint: `when` must hold wherever all of `asked_by` are known.

    A demand nobody made is not a constraint ("not asked"); a demand whose answer is missing is undecided.
    """

    code: str
    label: str
    label_en: str
    when: str
    asked_by: tuple[str, ...]
    met: str
    failed: str


class FeatureKind(StrEnum):
    REGION = "region"  # nearness in the tree of divisions
    INDUSTRY = "industry"  # nearness in the tree of industries
    OVERLAP = "overlap"  # share of the need's list that the offer has
    COVER = "cover"  # offer's number over need's, at most 1
    HEADROOM = "headroom"  # need's number over offer's, at most 1


@dataclass(frozen=True, slots=True)
class Feature:
    """A graded part of the score beside the text, with its weight relative to the text's."""

    code: str
    label: str
    label_en: str
    kind: FeatureKind
    field: str
    weight: float


@dataclass(frozen=True, slots=True)
class Related:
    """Log-odds that a pair is relevant: the bias, and a weight of 0 or more for each kind of evidence.

    words: of log(1 + 50 × similarity of texts); named: of the share of what the need lists that the offer lists too;
    meaning: of the nearness of meanings; company: of the cosine of the lists' company; kindred: of log(1 + 1000 × how
    much of the offer's list is of the same kind); claim: of the logarithm of how much
    more than an average need this one claims the offer. `listed` is the field with lists.
    """

    bias: float
    words: float
    named: float = 0.0
    meaning: float = 0.0
    company: float = 0.0
    kindred: float = 0.0
    claim: float = 0.0
    listed: str = ""

    @property
    def of_lists(self) -> bool:
        """Whether what offers list together has to be learned."""
        return self.company > 0 or self.kindred > 0


@dataclass(frozen=True, slots=True)
class Channel:
    """A kind of matchmaking with its own fields, hard constraints and scoring."""

    code: str
    label: str
    label_en: str
    side_labels: dict[Side, str]
    side_labels_en: dict[Side, str]
    summary: dict[Side, str]
    fields: tuple[Field, ...]
    constraints: tuple[Constraint, ...]
    text_weights: dict[str, float]
    token_weights: dict[str, float]
    features: tuple[Feature, ...]
    text_weight: float
    text_half: float  # similarity of texts at which one pair in two is relevant
    text_slope: float  # how steeply relevance rises around it
    recommend_at: float
    symmetric: bool = False  # two listings suit each other alike, whichever of them is the need
    related: Related | None = None  # takes the place of text_half and text_slope where its evidence is known

    def fields_for(self, side: Side | str, *, portal: bool = False) -> tuple[Field, ...]:
        """The side's fields in the order of forms and files; `portal` leaves out what the portal knows."""
        return tuple(f for f in self.fields if Side(side) in f.wording and not (portal and f.file_only))

    def field(self, name: str) -> Field:
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def own_fields(self, side: Side | str) -> tuple[Field, ...]:
        """The fields that only this channel has: what the portal keeps as the listing's own values."""
        from duijie.engine.channels.loader import common_names  # noqa: PLC0415  the loader builds on this module

        return tuple(f for f in self.fields_for(side) if f.name not in common_names())

    def describe(self) -> dict[str, Any]:
        return {"code": self.code, "label": self.label, "label_en": self.label_en}
